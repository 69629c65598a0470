// Classic pcap files as bytes: every byte order, resolution and version — draft-ietf-opsawg-pcap §4, §5.

import { concat } from './bytes.ts';

export interface PcapFields {
  readonly little?: boolean;
  readonly resolution?: 'us' | 'ns';
  /** Records of Kuznetzov's modified format. */
  readonly modified?: boolean;
  readonly major?: number;
  readonly minor?: number;
  readonly snapLength?: number;
  /** All 32 bits of the field: FCS length above, link type below. */
  readonly link?: number;
}

export interface RecordFields {
  readonly sec?: number;
  /** Micro- or nanoseconds, as the file counts them. */
  readonly fraction?: number;
  readonly bytes?: Uint8Array;
  readonly capturedLength?: number;
  readonly wireLength?: number;
}

export function pcapHeader(fields: PcapFields = {}): Uint8Array {
  const little = fields.little ?? true;
  const magic = fields.modified === true ? 0xa1b2cd34 : fields.resolution === 'ns' ? 0xa1b23c4d : 0xa1b2c3d4;
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, little);
  view.setUint16(4, fields.major ?? 2, little);
  view.setUint16(6, fields.minor ?? 4, little);
  view.setUint32(16, fields.snapLength ?? 262_144, little);
  view.setUint32(20, fields.link ?? 1, little);
  return bytes;
}

export function pcapRecord(record: RecordFields = {}, fields: PcapFields = {}): Uint8Array {
  const little = fields.little ?? true;
  const packet = record.bytes ?? new Uint8Array(60);
  const head = new Uint8Array(fields.modified === true ? 24 : 16);
  const view = new DataView(head.buffer);
  view.setUint32(0, record.sec ?? 0, little);
  view.setUint32(4, record.fraction ?? 0, little);
  view.setUint32(8, record.capturedLength ?? packet.length, little);
  view.setUint32(12, record.wireLength ?? packet.length, little);
  return concat(head, packet);
}

export function pcap(fields: PcapFields, records: readonly RecordFields[]): Uint8Array {
  return concat(pcapHeader(fields), ...records.map((record) => pcapRecord(record, fields)));
}

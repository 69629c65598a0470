// Writes pcapng pieces: section header, interfaces, packets, statistics of interfaces — draft-ietf-opsawg-pcapng §4.1–§4.3, §4.6.

import { padded } from './block.ts';
import {
  ENHANCED_PACKET_BLOCK,
  INTERFACE_DESCRIPTION_BLOCK,
  INTERFACE_STATISTICS_BLOCK,
  SECTION_HEADER_BLOCK,
} from './block-types.ts';

const OPT_COMMENT = 1;
const SHB_OS = 3;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_FILTER = 11;
const ISB_IFRECV = 4;
const ISB_IFDROP = 5;

const NANOSECONDS = 9;
/** In if_filter: what follows is text — §4.2. */
const FILTER_TEXT = 0;
/** Of an Enhanced Packet Block, around the packet. */
export const PACKET_OVERHEAD_BYTES = 32;

export interface SectionFields {
  readonly application?: string;
  readonly os?: string;
}

export interface InterfaceFields {
  /** Digits of the second that time stamps carry; 9. */
  readonly resolution?: number;
  readonly filter?: string | null;
  readonly comment?: string | null;
}

/** A section header of unknown section length, little-endian. */
export function writeSectionHeader(fields: SectionFields = {}): Uint8Array {
  const options = new Options();
  if (fields.os !== undefined) options.text(SHB_OS, fields.os);
  if (fields.application !== undefined) options.text(SHB_USERAPPL, fields.application);
  const { block, view } = newBlock(SECTION_HEADER_BLOCK, 16, options);
  view.setUint32(8, 0x1a2b3c4d, true);
  view.setUint16(12, 1, true);
  view.setUint16(14, 0, true);
  view.setBigInt64(16, -1n, true);
  return block;
}

/** An interface, by default with nanoseconds; `snapLength` 0: no limit. */
export function writeInterface(
  linkType: number,
  snapLength: number,
  name: string | null,
  fields: InterfaceFields = {},
): Uint8Array {
  const options = new Options();
  if (fields.comment != null) options.text(OPT_COMMENT, fields.comment);
  if (name !== null && name !== '') options.text(IF_NAME, name);
  options.add(IF_TSRESOL, Uint8Array.of(fields.resolution ?? NANOSECONDS));
  if (fields.filter != null) options.add(IF_FILTER, Uint8Array.of(FILTER_TEXT, ...utf8.encode(fields.filter)));
  const { block, view } = newBlock(INTERFACE_DESCRIPTION_BLOCK, 8, options);
  view.setUint16(8, linkType, true);
  view.setUint32(12, snapLength, true);
  return block;
}

/** Bytes [start, end) of `packet`, captured at an instant of 1970 or later. */
export function writePacket(
  interfaceId: number,
  sec: number,
  nsec: number,
  wireLength: number,
  packet: Uint8Array,
  start = 0,
  end: number = packet.length,
): Uint8Array {
  const { block, view } = newBlock(ENHANCED_PACKET_BLOCK, 20 + padded(end - start), new Options());
  putPacketHead(view, 0, interfaceId, sec, nsec, NANOSECONDS, end - start, wireLength);
  block.set(packet.subarray(start, end), 28);
  return block;
}

/**
 * The 28 bytes before the packet and the 4 behind it; the packet and its padding are left to the caller.
 * Returns the length of the block. `resolution`: digits of the second, 0 … 9.
 */
export function putPacketHead(
  view: DataView,
  at: number,
  interfaceId: number,
  sec: number,
  nsec: number,
  resolution: number,
  capturedLength: number,
  wireLength: number,
): number {
  const length = PACKET_OVERHEAD_BYTES + padded(capturedLength);
  const ticks = 10 ** resolution;
  // sec × ticks + the rest in two 32-bit halves, by 16-bit steps that doubles hold exactly.
  const low = (sec % 0x10000) * ticks + Math.floor(nsec / 10 ** (NANOSECONDS - resolution));
  const high = Math.floor(sec / 0x10000) * ticks + Math.floor(low / 0x10000);
  view.setUint32(at, ENHANCED_PACKET_BLOCK, true);
  view.setUint32(at + 4, length, true);
  view.setUint32(at + 8, interfaceId, true);
  view.setUint32(at + 12, Math.floor(high / 0x10000), true);
  view.setUint32(at + 16, (high % 0x10000) * 0x10000 + (low % 0x10000), true);
  view.setUint32(at + 20, capturedLength, true);
  view.setUint32(at + 24, wireLength, true);
  view.setUint32(at + length - 4, length, true);
  return length;
}

/** What an interface received and dropped since the capture began; `ticks`: now, by the interface's clock. */
export function writeInterfaceStatistics(
  interfaceId: number,
  ticks: bigint,
  received: number,
  dropped: number,
): Uint8Array {
  const options = new Options();
  options.uint64(ISB_IFRECV, received);
  options.uint64(ISB_IFDROP, dropped);
  const { block, view } = newBlock(INTERFACE_STATISTICS_BLOCK, 12, options);
  view.setUint32(8, interfaceId, true);
  view.setUint32(12, Number(ticks >> 32n), true);
  view.setUint32(16, Number(ticks & 0xffff_ffffn), true);
  return block;
}

const utf8 = new TextEncoder();

/** The options of a block — §3.5. */
class Options {
  private readonly list: { code: number; value: Uint8Array }[] = [];

  text(code: number, value: string): void {
    this.add(code, utf8.encode(value));
  }

  uint64(code: number, value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
    this.add(code, bytes);
  }

  add(code: number, value: Uint8Array): void {
    this.list.push({ code, value });
  }

  /** With the option that ends them, four zero bytes; 0 without any. */
  get bytes(): number {
    return this.list.length === 0 ? 0 : this.list.reduce((sum, { value }) => sum + 4 + padded(value.length), 4);
  }

  put(block: Uint8Array, view: DataView, at: number): void {
    for (const { code, value } of this.list) {
      view.setUint16(at, code, true);
      view.setUint16(at + 2, value.length, true);
      block.set(value, at + 4);
      at += 4 + padded(value.length);
    }
  }
}

/** `fixedLength`: of the body before the options. */
function newBlock(type: number, fixedLength: number, options: Options): { block: Uint8Array; view: DataView } {
  const length = fixedLength + options.bytes + 12;
  const block = new Uint8Array(length);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  view.setUint32(length - 4, length, true);
  options.put(block, view, 8 + fixedLength);
  return { block, view };
}

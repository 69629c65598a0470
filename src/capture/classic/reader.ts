// Classic pcap — draft-ietf-opsawg-pcap §4, §5; older versions as libpcap wrote them.
//   file:   0 magic   4 major (2)   6 minor (2)   8 zone, accuracy (8)   16 snap length   20 FCS length (4 bits), link type (16)
//   record: 0 seconds   4 micro- or nanoseconds   8 captured length   12 length on the wire   16 packet
//   record of the modified format: also 16 interface (4)   20 protocol (2)   22 packet type, padding   24 packet

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import type { ByteFeed } from '../byte-feed.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import { type FrameReader, READING_ENDED } from '../frame-reader.ts';

export const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MODIFIED_RECORD_HEADER_BYTES = 24;

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** Kuznetzov's patch of libpcap: 8 more bytes in each record. */
const MAGIC_MODIFIED = 0xa1b2cd34;

/** What no capturing program exceeds; a larger record is damage. */
const RECORD_LIMIT_BYTES = 262_144;
/** D-Bus, USB and EBHSCR messages may be much larger than any network frame. */
const LONG_RECORD_LINK_TYPES: readonly number[] = [231, 249, 279];
const LONG_RECORD_LIMIT_BYTES = 64 << 20;

export const RECORD_TOO_LONG: AnomalyKind = {
  id: 'pcap.record-too-long',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcap §5',
  text: {
    es: 'Un registro declara más bytes que los que puede tener una trama; la lectura termina ahí',
    en: 'A record claims more bytes than a frame can have; reading ends there',
  },
};

export const FRACTION_TOO_LARGE: AnomalyKind = {
  id: 'pcap.fraction-too-large',
  severity: 'warn',
  spec: 'draft-ietf-opsawg-pcap §5',
  text: {
    es: 'La fracción de segundo de un registro vale un segundo o más; se sumó a los segundos',
    en: 'The fraction of a second of a record is a whole second or more; it was carried into the seconds',
  },
};

/** What the file header says. */
export interface PcapHeader {
  readonly little: boolean;
  readonly nanoseconds: boolean;
  readonly modified: boolean;
  readonly major: number;
  readonly minor: number;
  readonly snapLength: number;
  readonly linkType: number;
  /** Bits that must be zero beside the link type; other than zero, nobody knows what the frames are. */
  readonly reserved: number;
}

/** Is this the magic number of a classic capture in one of the byte orders? true: little-endian. null: no. */
export function classicByteOrder(view: DataView, at: number): boolean | null {
  if (isClassicMagic(view.getUint32(at, true))) return true;
  return isClassicMagic(view.getUint32(at, false)) ? false : null;
}

function isClassicMagic(magic: number): boolean {
  return magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS || magic === MAGIC_MODIFIED;
}

/** PCAP_HEADER_BYTES at `at` must be there, with a classic magic number. */
export function readPcapHeader(view: DataView, at: number, little: boolean): PcapHeader {
  const magic = view.getUint32(at, little);
  const link = view.getUint32(at + 20, little);
  return {
    little,
    nanoseconds: magic === MAGIC_NANOSECONDS,
    modified: magic === MAGIC_MODIFIED,
    major: view.getUint16(at + 4, little),
    minor: view.getUint16(at + 6, little),
    snapLength: view.getUint32(at + 16, little),
    linkType: link & 0xffff,
    reserved: (link >>> 16) & 0x03ff, // §4: above them the FCS length, which frames end with and no layer needs
  };
}

/** A file cut within its own header: it will always want the whole of it. */
export class CutPcapReader implements FrameReader {
  readonly format: string = 'pcap';
  readonly damage: AnomalyKind | null = null;

  consume(): number {
    return PCAP_HEADER_BYTES;
  }
}

export class PcapReader implements FrameReader {
  readonly format: string;
  damage: AnomalyKind | null = null;
  private readonly ledger: CaptureLedger;
  private readonly header: PcapHeader;
  private readonly interfaceId: number;
  private readonly recordLimit: number;

  /** The feed must stand behind the file header. */
  constructor(header: PcapHeader, ledger: CaptureLedger) {
    this.header = header;
    this.ledger = ledger;
    this.format = header.modified ? 'pcap (modified)' : header.nanoseconds ? 'pcap (nanoseconds)' : 'pcap';
    this.recordLimit = LONG_RECORD_LINK_TYPES.includes(header.linkType) ? LONG_RECORD_LIMIT_BYTES : RECORD_LIMIT_BYTES;
    this.interfaceId = ledger.addInterface({
      name: null,
      linkType: header.linkType,
      snapLength: header.snapLength,
      resolution: header.nanoseconds ? '1e-9' : '1e-6',
      secondsPerTick: header.nanoseconds ? 1e-9 : 1e-6,
      received: null,
      dropped: null,
    });
  }

  consume(feed: ByteFeed): number {
    const { ledger, header, recordLimit } = this;
    const { little, major, minor } = header;
    const view = feed.view;
    const end = feed.end;
    const frame = ledger.frame;
    const headerBytes = header.modified ? MODIFIED_RECORD_HEADER_BYTES : RECORD_HEADER_BYTES;
    const nanosecondsPerUnit = header.nanoseconds ? 1 : 1_000;
    frame.buf = feed.buf;
    frame.timed = 1;
    frame.linkType = header.linkType;
    frame.interfaceId = this.interfaceId;
    for (;;) {
      if (ledger.stopped) return READING_ENDED;
      const at = feed.at;
      if (end - at < headerBytes) return headerBytes;
      let capturedLength = view.getUint32(at + 8, little);
      let wireLength = view.getUint32(at + 12, little);
      if (lengthsAreSwapped(major, minor, capturedLength, wireLength)) {
        const swapped = capturedLength;
        capturedLength = wireLength;
        wireLength = swapped;
      }
      if (capturedLength > recordLimit) {
        this.damage = RECORD_TOO_LONG;
        return READING_ENDED;
      }
      const start = at + headerBytes;
      if (end - start < capturedLength) return headerBytes + capturedLength;
      frame.sec = view.getUint32(at, little);
      frame.nsec = view.getUint32(at + 4, little) * nanosecondsPerUnit;
      if (frame.nsec >= NS_PER_SECOND) this.carryFraction(feed.offset + at);
      frame.start = start;
      frame.end = start + capturedLength;
      frame.wireLength = wireLength;
      feed.at = start + capturedLength;
      ledger.deliver();
    }
  }

  private carryFraction(byteOffset: number): void {
    const frame = this.ledger.frame;
    const carry = Math.floor(frame.nsec / NS_PER_SECOND);
    frame.sec += carry;
    frame.nsec -= carry * NS_PER_SECOND;
    this.ledger.noteOnce(FRACTION_TOO_LARGE, byteOffset);
  }
}

/** Before version 2.3 the two lengths stood the other way round, in 2.3 in some files, and again in DG/UX's version 543. */
function lengthsAreSwapped(major: number, minor: number, captured: number, wire: number): boolean {
  if (major === 2 && minor >= 4) return false;
  if (major === 2 && minor === 3) return captured > wire;
  return (major === 2 && minor < 3) || major === 543;
}

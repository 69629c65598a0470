// Writes pcapng pieces: section header, interfaces with nanosecond clocks, packets — draft-ietf-opsawg-pcapng §4.1–§4.3.

import { padded } from './block.ts';
import { ENHANCED_PACKET_BLOCK, INTERFACE_DESCRIPTION_BLOCK, SECTION_HEADER_BLOCK } from './block-types.ts';

const IF_NAME = 2;
const IF_TSRESOL = 9;
const NANOSECONDS = 9;

/** A section header of unknown section length, little-endian. */
export function writeSectionHeader(): Uint8Array {
  const { block, view } = newBlock(SECTION_HEADER_BLOCK, 16);
  view.setUint32(8, 0x1a2b3c4d, true);
  view.setUint16(12, 1, true);
  view.setUint16(14, 0, true);
  view.setBigInt64(16, -1n, true);
  return block;
}

/** An interface whose packets carry nanoseconds; `snapLength` 0: no limit. */
export function writeInterface(linkType: number, snapLength: number, name: string | null): Uint8Array {
  const text = new TextEncoder().encode(name ?? '');
  const nameBytes = text.length === 0 ? 0 : 4 + padded(text.length);
  const { block, view } = newBlock(INTERFACE_DESCRIPTION_BLOCK, 8 + nameBytes + 8 + 4);
  view.setUint16(8, linkType, true);
  view.setUint32(12, snapLength, true);
  if (nameBytes > 0) {
    view.setUint16(16, IF_NAME, true);
    view.setUint16(18, text.length, true);
    block.set(text, 20);
  }
  const at = 16 + nameBytes;
  view.setUint16(at, IF_TSRESOL, true);
  view.setUint16(at + 2, 1, true);
  view.setUint8(at + 4, NANOSECONDS);
  return block; // the end-of-options option is four zero bytes
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
  const { block, view } = newBlock(ENHANCED_PACKET_BLOCK, 20 + padded(end - start));
  // sec × 10^9 + nsec in two 32-bit halves, by 16-bit steps that doubles hold exactly.
  const low = (sec % 0x10000) * 1_000_000_000 + nsec;
  const high = Math.floor(sec / 0x10000) * 1_000_000_000 + Math.floor(low / 0x10000);
  view.setUint32(8, interfaceId, true);
  view.setUint32(12, Math.floor(high / 0x10000), true);
  view.setUint32(16, (high % 0x10000) * 0x10000 + (low % 0x10000), true);
  view.setUint32(20, end - start, true);
  view.setUint32(24, wireLength, true);
  block.set(packet.subarray(start, end), 28);
  return block;
}

function newBlock(type: number, bodyLength: number): { block: Uint8Array; view: DataView } {
  const length = bodyLength + 12;
  const block = new Uint8Array(length);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  view.setUint32(length - 4, length, true);
  return { block, view };
}

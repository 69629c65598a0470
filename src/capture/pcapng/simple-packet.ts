// Simple Packet Block: a packet without a time stamp, always of the section's first interface — draft-ietf-opsawg-pcapng §4.4.
//   8 length on the wire (4)   12 packet, padded; no options

import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import type { Section } from './section.ts';
import { BLOCK_TOO_SHORT, PACKET_OVERRUNS_BLOCK, UNKNOWN_INTERFACE } from './section.ts';

const PACKET_AT = 12;

export function readSimplePacket(block: Block, section: Section, ledger: CaptureLedger): Damage {
  if (block.at + PACKET_AT > block.bodyEnd) return BLOCK_TOO_SHORT;
  const from = section.interfaces[0];
  if (from === undefined) return UNKNOWN_INTERFACE;
  const wireLength = block.view.getUint32(block.at + 8, block.little);
  const packetAt = block.at + PACKET_AT;
  // §4.4: the block holds the smaller of the wire length and the snap length; it does not say which.
  const capturedLength = from.snapLength === 0 ? wireLength : Math.min(wireLength, from.snapLength);
  if (capturedLength > block.bodyEnd - packetAt) return PACKET_OVERRUNS_BLOCK;
  const frame = ledger.frame;
  frame.timed = 0; // sec and nsec stay those of the frame before
  frame.buf = block.buf;
  frame.start = packetAt;
  frame.end = packetAt + capturedLength;
  frame.wireLength = wireLength;
  frame.linkType = from.linkType;
  frame.interfaceId = from.id;
  ledger.deliver();
  return null;
}

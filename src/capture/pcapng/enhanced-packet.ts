// Enhanced Packet Block, and the obsolete Packet Block it replaced — draft-ietf-opsawg-pcapng §4.3, appendix A.
//   8 interface (4; obsolete: 2, then drops 2)   12 time, upper 32 bits   16 time, lower 32 bits
//   20 captured length   24 length on the wire   28 packet, padded; then options

import type { Frame } from '../../core/frame.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import { padded } from './block.ts';
import { hasOption, keepComments, OPT_COMMENT, readOptions } from './options.ts';
import type { Section } from './section.ts';
import { BLOCK_TOO_SHORT, PACKET_OVERRUNS_BLOCK, UNKNOWN_INTERFACE } from './section.ts';

const PACKET_AT = 28;

export function readEnhancedPacket(block: Block, section: Section, ledger: CaptureLedger): Damage {
  if (block.at + PACKET_AT > block.bodyEnd) return BLOCK_TOO_SHORT;
  return deliverPacket(block, block.view.getUint32(block.at + 8, block.little), section, ledger);
}

export function readObsoletePacket(block: Block, section: Section, ledger: CaptureLedger): Damage {
  if (block.at + PACKET_AT > block.bodyEnd) return BLOCK_TOO_SHORT;
  return deliverPacket(block, block.view.getUint16(block.at + 8, block.little), section, ledger);
}

function deliverPacket(block: Block, interfaceNumber: number, section: Section, ledger: CaptureLedger): Damage {
  const { frame } = ledger;
  const damage = locatePacket(block, interfaceNumber, section, frame);
  if (damage !== null) return damage;
  const { at, view, little, bodyEnd } = block;
  frame.timed = 1;
  section.interfaces[interfaceNumber]?.clock.stamp(
    frame,
    view.getUint32(at + 12, little),
    view.getUint32(at + 16, little),
  );
  const optionsAt = at + PACKET_AT + padded(frame.end - frame.start);
  if (optionsAt < bodyEnd && hasOption(block, optionsAt, OPT_COMMENT)) {
    keepComments(block, readOptions(block, optionsAt, ledger), ledger.frameNumber + 1, ledger);
  }
  ledger.deliver();
  return null;
}

/** Everything about the frame but its time and number. */
export function locatePacket(block: Block, interfaceNumber: number, section: Section, frame: Frame): Damage {
  const { at, view, little, bodyEnd } = block;
  const from = section.interfaces[interfaceNumber];
  if (from === undefined) return UNKNOWN_INTERFACE;
  const capturedLength = view.getUint32(at + 20, little);
  const packetAt = at + PACKET_AT;
  if (capturedLength > bodyEnd - packetAt) return PACKET_OVERRUNS_BLOCK;
  frame.buf = block.buf;
  frame.start = packetAt;
  frame.end = packetAt + capturedLength;
  frame.wireLength = view.getUint32(at + 24, little);
  frame.linkType = from.linkType;
  frame.interfaceId = from.id;
  return null;
}

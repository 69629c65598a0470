// Interface Statistics Block: what the interface received and lost — draft-ietf-opsawg-pcapng §4.6.
//   8 interface (4)   12 time (8)   20 options

import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import type { BlockOption } from './options.ts';
import { readOptions, readUint64 } from './options.ts';
import type { Section } from './section.ts';
import { BLOCK_TOO_SHORT, UNKNOWN_INTERFACE } from './section.ts';

const ISB_IFRECV = 4;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;

/** The counters run from the start of the capture: the last block of an interface replaces those before. */
export function readInterfaceStatistics(block: Block, section: Section, ledger: CaptureLedger): Damage {
  if (block.at + 20 > block.bodyEnd) return BLOCK_TOO_SHORT;
  const from = section.interfaces[block.view.getUint32(block.at + 8, block.little)];
  if (from === undefined) return UNKNOWN_INTERFACE;
  const record = ledger.interfaces[from.id];
  if (record === undefined) return UNKNOWN_INTERFACE;
  const options = readOptions(block, block.at + 20, ledger);
  const received = counterOf(block, options, ISB_IFRECV);
  const byInterface = counterOf(block, options, ISB_IFDROP);
  const bySystem = counterOf(block, options, ISB_OSDROP);
  if (received !== null) record.received = received;
  if (byInterface !== null || bySystem !== null) record.dropped = (byInterface ?? 0) + (bySystem ?? 0);
  return null;
}

function counterOf(block: Block, options: readonly BlockOption[], code: number): number | null {
  const option = options.find((candidate) => candidate.code === code && candidate.length === 8);
  return option === undefined ? null : readUint64(block, option.at);
}

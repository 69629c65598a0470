// Name Resolution Block: names the capture already gives to addresses — draft-ietf-opsawg-pcapng §4.5.
//   8 records: type (2), length (2), address, zero-terminated names, padding

import { formatIpv4, formatIpv6 } from '../../core/address.ts';
import { u8 } from '../../core/bytes.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block } from './block.ts';
import { padded, readText } from './block.ts';

const NRB_RECORD_END = 0;
const NRB_RECORD_IPV4 = 1;
const NRB_RECORD_IPV6 = 2;

/** Records of unknown types are skipped; one that overruns the block ends the list. */
export function readNameResolution(block: Block, ledger: CaptureLedger): void {
  const { buf, view, little, bodyEnd } = block;
  let at = block.at + 8;
  while (at + 4 <= bodyEnd) {
    const type = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    const value = at + 4;
    if (type === NRB_RECORD_END || value + length > bodyEnd) return;
    if (type === NRB_RECORD_IPV4 && length > 4) {
      ledger.addName(formatIpv4(buf, value), firstName(buf, value + 4, value + length), block.byteOffset);
    } else if (type === NRB_RECORD_IPV6 && length > 16) {
      ledger.addName(formatIpv6(buf, value), firstName(buf, value + 16, value + length), block.byteOffset);
    }
    at = value + padded(length);
  }
}

function firstName(buf: Uint8Array, at: number, end: number): string {
  let nameEnd = at;
  while (nameEnd < end && u8(buf, nameEnd) !== 0) nameEnd++;
  return readText(buf, at, nameEnd - at);
}

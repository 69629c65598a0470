// Decryption Secrets Block: a TLS key log inside the capture — draft-ietf-opsawg-pcapng §4.7.
//   8 secrets type (4)   12 secrets length (4)   16 secrets, padded; then options

import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import { readText } from './block.ts';
import { BLOCK_TOO_SHORT, PACKET_OVERRUNS_BLOCK } from './section.ts';

/** "TLSK": the NSS key log format. */
const TLS_KEY_LOG = 0x544c534b;

export function readDecryptionSecrets(block: Block, ledger: CaptureLedger): Damage {
  if (block.at + 16 > block.bodyEnd) return BLOCK_TOO_SHORT;
  const type = block.view.getUint32(block.at + 8, block.little);
  const length = block.view.getUint32(block.at + 12, block.little);
  if (length > block.bodyEnd - (block.at + 16)) return PACKET_OVERRUNS_BLOCK;
  if (type === TLS_KEY_LOG) ledger.addTlsKeyLog(readText(block.buf, block.at + 16, length), block.byteOffset);
  return null;
}

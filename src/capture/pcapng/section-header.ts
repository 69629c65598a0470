// Section Header Block — draft-ietf-opsawg-pcapng §4.1.
//   0 type 0x0a0d0d0a   4 block length   8 byte-order magic   12 major (2)   14 minor (2)   16 section length (8)   24 options

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import { keepComments, readOptions } from './options.ts';
import { BLOCK_TOO_SHORT } from './section.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SECTION_HEADER_BYTES = 28;

export const BAD_BYTE_ORDER: AnomalyKind = {
  id: 'pcapng.bad-byte-order-magic',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §4.1',
  text: {
    es: 'Una cabecera de sección no dice en qué orden de bytes está escrita; la lectura termina ahí',
    en: 'A section header does not tell its byte order; reading ends there',
  },
};

export const UNKNOWN_VERSION: AnomalyKind = {
  id: 'pcapng.unknown-version',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §4.1',
  text: {
    es: 'Una sección está escrita en una versión de pcapng desconocida; la lectura termina ahí',
    en: 'A section is written in an unknown version of pcapng; reading ends there',
  },
};

/** The byte order of the section whose header lies at `at`; null: neither. */
export function sectionIsLittleEndian(view: DataView, at: number): boolean | null {
  if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC ? false : null;
}

/** The section length is not used: the blocks themselves tell where the next section begins. */
export function readSectionHeader(block: Block, ledger: CaptureLedger): Damage {
  if (block.bodyEnd + 4 - block.at < SECTION_HEADER_BYTES) return BLOCK_TOO_SHORT;
  const major = block.view.getUint16(block.at + 12, block.little);
  const minor = block.view.getUint16(block.at + 14, block.little);
  if (major !== 1 || (minor !== 0 && minor !== 2)) return UNKNOWN_VERSION; // §4.1: 1.2 was written by some and means 1.0
  keepComments(block, readOptions(block, block.at + 24, ledger), null, ledger);
  return null;
}

// pcapng options — draft-ietf-opsawg-pcapng §3.5: code (2), length (2), value, padding to 32 bits.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block } from './block.ts';
import { padded, readText } from './block.ts';

export const OPT_END_OF_OPTIONS = 0;
export const OPT_COMMENT = 1;

export const OPTIONS_OVERRUN: AnomalyKind = {
  id: 'pcapng.options-overrun',
  severity: 'warn',
  spec: 'draft-ietf-opsawg-pcapng §3.5',
  text: {
    es: 'Una opción sobrepasa el final de su bloque; las opciones restantes del bloque se ignoran',
    en: 'An option runs past the end of its block; the rest of the block’s options are ignored',
  },
};

export interface BlockOption {
  readonly code: number;
  /** First byte of the value. */
  readonly at: number;
  readonly length: number;
}

/** The options from `at` to the end of the body. Cold path: packets ask `hasOption` first. */
export function readOptions(block: Block, at: number, ledger: CaptureLedger): readonly BlockOption[] {
  const options: BlockOption[] = [];
  const { view, little, bodyEnd } = block;
  while (at + 4 <= bodyEnd) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPT_END_OF_OPTIONS) break;
    if (at + 4 + length > bodyEnd) {
      ledger.noteOnce(OPTIONS_OVERRUN, block.byteOffset);
      break;
    }
    options.push({ code, at: at + 4, length });
    at += 4 + padded(length);
  }
  return options;
}

/** Is there an option of this code — or one that overruns the block, which deserves a closer look? */
export function hasOption(block: Block, at: number, code: number): boolean {
  const { view, little, bodyEnd } = block;
  while (at + 4 <= bodyEnd) {
    const found = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (found === OPT_END_OF_OPTIONS) return false;
    if (found === code || at + 4 + length > bodyEnd) return true;
    at += 4 + padded(length);
  }
  return false;
}

/** Keeps the comments among `options`; `frame`: the frame they belong to, null for section and interface. */
export function keepComments(
  block: Block,
  options: readonly BlockOption[],
  frame: number | null,
  ledger: CaptureLedger,
): void {
  for (const option of options) {
    if (option.code !== OPT_COMMENT) continue;
    ledger.addComment(frame, readText(block.buf, option.at, option.length), block.byteOffset);
  }
}

/** Unsigned 64 bits; rounded above 2^53. */
export function readUint64(block: Block, at: number): number {
  const { view, little } = block;
  const high = view.getUint32(little ? at + 4 : at, little);
  const low = view.getUint32(little ? at : at + 4, little);
  return high * 0x1_0000_0000 + low;
}

// The block under the reader's eye — draft-ietf-opsawg-pcapng §3.1. REUSED for every block.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';

export class Block {
  buf: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Is this section written with the least significant byte first? */
  little = true;
  /** First byte of the block, its type. */
  at = 0;
  /** One past the last byte of the body: where the repeated length stands. */
  bodyEnd = 0;
  /** Where buf[0] lies in the file. */
  offset = 0;

  get byteOffset(): number {
    return this.offset + this.at;
  }
}

/** A block type's reader: null, or why nothing behind this block can be trusted. */
export type Damage = AnomalyKind | null;

const utf8 = new TextDecoder('utf-8');

/** UTF-8 text, without the zero byte that some writers append — draft-ietf-opsawg-pcapng §3.5. */
export function readText(buf: Uint8Array, at: number, length: number): string {
  return utf8.decode(buf.subarray(at, at + length)).replace(/\0+$/, '');
}

/** Lengths inside blocks are padded to 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

// A fragment's own bytes, as they are laid on the file: kept, or known to be what the file holds at an offset.

import type { ExpectedFile } from './expected-file.ts';

/** A part [from, to) of a fragment that the capture does not have. */
export type Hole = readonly [from: number, to: number];

/** One fragment in the order in which the file is made of them. */
export interface Piece {
  /** Position in the order of arrival. */
  readonly order: number;
  readonly bytes: Uint8Array;
  readonly holes: readonly Hole[];
  /** Its number says that others belong between the one before and this one. */
  readonly gapBefore: boolean;
}

/** Bytes of a piece that equal the file's at `at`; −1: some byte differs or lies beyond the file's end. Holes differ from nothing. */
export function fitting(file: ExpectedFile, piece: Piece, at: number): number {
  const { bytes, holes } = piece;
  if (at < 0 || at + bytes.length > file.length) return -1;
  if (holes.length === 0) return file.holds(bytes, at) ? bytes.length : -1;
  let known = 0;
  let from = 0;
  for (const [holeAt, holeEnd] of [...holes, [bytes.length, bytes.length] as const]) {
    if (!file.holds(bytes.subarray(from, holeAt), at + from)) return -1;
    known += holeAt - from;
    from = holeEnd;
  }
  return known;
}

/** How many bytes of a piece equal the file's at `at`, position by position. */
export function likeness(file: ExpectedFile, { bytes }: Piece, at: number): number {
  let same = 0;
  for (let i = 0; i < bytes.length; i++) if (file.bytes[at + i] === bytes[i]) same++;
  return same;
}

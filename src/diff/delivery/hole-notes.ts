// Bytes of a connection that the capture does not hold, and where among its messages they are missing.

import type { Direction } from '../../core/direction.ts';
import type { SessionNote } from './notes.ts';

/** Of one direction; further ones are added to the last. */
const HOLE_LIMIT = 1000;

export function noteHole(session: SessionNote, direction: Direction, bytes: number): void {
  const holes = session.holes[direction];
  const before = session.publishes[direction].length;
  const last = holes[holes.length - 1];
  if (last !== undefined && (last.before === before || holes.length >= HOLE_LIMIT)) {
    holes[holes.length - 1] = { before: last.before, bytes: last.bytes + bytes };
  } else holes.push({ before, bytes });
}

/** The last PUBLISH lost `bytes` of its payload in a hole before its end: those hid no other message. */
export function spendHole(session: SessionNote, direction: Direction, bytes: number): void {
  const holes = session.holes[direction];
  const last = holes[holes.length - 1];
  if (bytes === 0 || last === undefined || last.before !== session.publishes[direction].length - 1) return;
  holes[holes.length - 1] = { before: last.before, bytes: Math.max(0, last.bytes - bytes) };
}

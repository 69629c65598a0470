// How many messages each side of a session has sent, in the session's record.

import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import { i32, setI32 } from '../flow/words.ts';
import type { SessionRecords } from './session-records.ts';

const CLIENT_MESSAGES = 6;
const SERVER_MESSAGES = 7;

/** Messages of this direction so far. */
export function messageCount(records: SessionRecords, at: number, direction: Direction): number {
  return i32(records.ints, at + (direction === CLIENT_TO_SERVER ? CLIENT_MESSAGES : SERVER_MESSAGES));
}

/** One more; returns its number: 1, 2, 3 … */
export function countMessage(records: SessionRecords, at: number, direction: Direction): number {
  const word = at + (direction === CLIENT_TO_SERVER ? CLIENT_MESSAGES : SERVER_MESSAGES);
  const number = i32(records.ints, word) + 1;
  setI32(records.ints, word, number);
  return number;
}

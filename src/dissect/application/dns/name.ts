// DNS names and their compression — RFC 1035 §3.1, §4.1.4; as text — RFC 4343 §2.1.

import { u8, u16be } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { LABEL_TYPE_UNKNOWN, NAME_OVERRUN, NAME_TOO_LONG, POINTER_NOT_BACKWARDS } from './anomalies.ts';

const MAX_NAME = 255;
const HEADER_LENGTH = 12;

export interface DnsName {
  /** What could be read of it: 'broker.hivemq.com'; '.' for the root. */
  readonly text: string;
  /** One past the name where it stands (a pointer ends it); −1: it has no end in the message. */
  readonly next: number;
}

/** Reads the name at `at` of the message [start, end). */
export function readName(buf: Uint8Array, at: number, end: number, start: number, flag: Flag): DnsName {
  const labels: string[] = [];
  let next = -1; // set by the first pointer
  let length = 1;
  // Every pointer must lead to a smaller offset than the part of the name it ends: so no loop is possible, and no hop limit needed.
  let partAt = at;
  for (;;) {
    if (at >= end) {
      flag(NAME_OVERRUN, partAt, at + 1 - partAt, end - partAt);
      return { text: nameText(labels), next };
    }
    const first = u8(buf, at);
    if (first === 0) return { text: nameText(labels), next: next === -1 ? at + 1 : next };
    if (first >= 0xc0) {
      if (at + 2 > end) {
        flag(NAME_OVERRUN, at, 2, 1);
        return { text: nameText(labels), next };
      }
      if (next === -1) next = at + 2;
      const target = start + (u16be(buf, at) & 0x3fff);
      if (target >= partAt || target < start + HEADER_LENGTH) {
        flag(POINTER_NOT_BACKWARDS, at, partAt - start, target - start);
        return { text: nameText(labels), next };
      }
      at = target;
      partAt = target;
      continue;
    }
    if (first > 63) {
      flag(LABEL_TYPE_UNKNOWN, at, 0, first >> 6);
      return { text: nameText(labels), next };
    }
    length += 1 + first;
    if (length > MAX_NAME) {
      flag(NAME_TOO_LONG, partAt, MAX_NAME, length);
      return { text: nameText(labels), next };
    }
    if (at + 1 + first > end) {
      flag(NAME_OVERRUN, at, 1 + first, end - at);
      return { text: nameText(labels), next };
    }
    labels.push(escapeBytes(buf, at + 1, at + 1 + first, '.', 0x21));
    at += 1 + first;
  }
}

function nameText(labels: readonly string[]): string {
  return labels.length === 0 ? '.' : labels.join('.');
}

/** Bytes as text of a zone file: `special` and the backslash behind a backslash, bytes outside firstPrintable … 0x7e as \DDD. */
export function escapeBytes(buf: Uint8Array, at: number, end: number, special: string, firstPrintable: number): string {
  let text = '';
  for (let i = at; i < end; i++) {
    const byte = u8(buf, i);
    const character = String.fromCharCode(byte);
    if (byte < firstPrintable || byte > 0x7e) text += `\\${String(byte).padStart(3, '0')}`;
    else if (character === special || character === '\\') text += `\\${character}`;
    else text += character;
  }
  return text;
}

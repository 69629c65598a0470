// The syntax of topic names and topic filters — MQTT 3.1.1 §4.7, MQTT 5.0 §4.7 and §4.8.2 (shared subscriptions).

import { matchesAscii, u8 } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import {
  FILTER_EMPTY,
  FILTER_MULTI_LEVEL_WILDCARD,
  FILTER_SINGLE_LEVEL_WILDCARD,
  SHARED_FILTER,
  TOPIC_WILDCARD,
} from './anomalies.ts';
import { checkText, HAS_WILDCARD } from './utf8.ts';

const SLASH = 0x2f;
const HASH = 0x23;
const PLUS = 0x2b;
const SHARE_PREFIX = '$share';

/** A topic name as PUBLISH and the will carry it; that it may not be empty is judged by the caller. */
export function checkTopicName(buf: Uint8Array, at: number, end: number, flag: Flag): void {
  if ((checkText(buf, at, end, flag) & HAS_WILDCARD) !== 0) flag(TOPIC_WILDCARD, at, 0, 0); // [MQTT-3.3.2-2]
}

/** A topic filter; `$share/` has its meaning in MQTT 5 only. */
export function checkTopicFilter(buf: Uint8Array, at: number, end: number, version: number, flag: Flag): void {
  if (at === end) {
    flag(FILTER_EMPTY, at, 1, 0); // [MQTT-4.7.3-1]
    return;
  }
  const traits = checkText(buf, at, end, flag);
  if (version === 5 && isShared(buf, at, end)) checkShare(buf, at, end, flag);
  if ((traits & HAS_WILDCARD) === 0) return;
  for (let i = at; i < end; i++) {
    const byte = u8(buf, i);
    if (byte !== HASH && byte !== PLUS) continue;
    const startsLevel = i === at || u8(buf, i - 1) === SLASH;
    if (byte === HASH) {
      if (startsLevel && i + 1 === end) continue;
      flag(FILTER_MULTI_LEVEL_WILDCARD, i, 0, 0); // [MQTT-4.7.1-2]; 5.0: [MQTT-4.7.1-1]
      return;
    }
    if (startsLevel && (i + 1 === end || u8(buf, i + 1) === SLASH)) continue;
    flag(FILTER_SINGLE_LEVEL_WILDCARD, i, 0, 0); // [MQTT-4.7.1-3]; 5.0: [MQTT-4.7.1-2]
    return;
  }
}

/** Is the first level of this filter `$share`? */
export function isShared(buf: Uint8Array, at: number, end: number): boolean {
  const nameAt = at + SHARE_PREFIX.length;
  return matchesAscii(buf, at, end, SHARE_PREFIX) && (nameAt === end || u8(buf, nameAt) === SLASH);
}

/** `$share/{name}/{filter}`: a name of one character at least without wildcards, and a filter behind it [MQTT-4.8.2-1], [MQTT-4.8.2-2]. */
function checkShare(buf: Uint8Array, at: number, end: number, flag: Flag): void {
  const nameAt = at + SHARE_PREFIX.length + 1;
  let i = nameAt;
  while (i < end && u8(buf, i) !== SLASH) {
    if (u8(buf, i) === HASH || u8(buf, i) === PLUS) {
      flag(SHARED_FILTER, i, 0, 0);
      return;
    }
    i++;
  }
  if (i <= nameAt || i + 1 >= end) flag(SHARED_FILTER, at, 0, 0);
}

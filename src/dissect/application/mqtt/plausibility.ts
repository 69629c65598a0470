// Are these bytes MQTT? Asked of the first bytes of a direction, and of the bytes behind a hole. Strict: a wrong yes costs more than a wrong no.

import { matchesAscii, u8, u16be } from '../../../core/bytes.ts';
import { MALFORMED, NEED_MORE } from '../protocol.ts';
import { bodyStart, MAX_HEAD, measurePacket, packetHeadLength } from './framing.ts';
import { hasRequiredFlags, MQTT_CONNECT, MQTT_PUBLISH, MQTT_RESERVED } from './packet-types.ts';
import { READS_AS_3, READS_AS_5, readingsOf } from './readings.ts';

export type Verdict = 'yes' | 'no' | 'more';

/** Packets looked at in a row; more add nothing. */
const ENOUGH_PACKETS = 16;
/** Name, level, flags, keep alive and an empty client identifier. */
const SHORTEST_CONNECT_BODY = 12;

/** Could a packet start at `at`? 'more': what is here fits, but it is not enough to tell. */
export function plausibleMessageAt(buf: Uint8Array, at: number, end: number): Verdict {
  if (at >= end) return 'more';
  const packetType = u8(buf, at) >> 4;
  if (packetType === MQTT_RESERVED) return 'no';
  if (packetType === MQTT_CONNECT) return connectAt(buf, at, end);
  if (!hasRequiredFlags(packetType, u8(buf, at) & 0x0f, 0)) return 'no';
  const length = measurePacket(buf, at, end);
  if (length === MALFORMED) return 'no';
  if (length === NEED_MORE) return 'more';
  if (packetType !== MQTT_PUBLISH && length > MAX_HEAD) return 'no';
  const headEnd = Math.min(end, at + length);
  if ((readingsOf(buf, at, headEnd, length, true) & (READS_AS_3 | READS_AS_5)) === 0) return 'no';
  const head = packetHeadLength(buf, at, end, length);
  return head === NEED_MORE || at + head > end ? 'more' : 'yes';
}

/** The protocol name is proof enough; the rest of a CONNECT may be as wrong as it likes. */
function connectAt(buf: Uint8Array, at: number, end: number): Verdict {
  const length = measurePacket(buf, at, end);
  if (length === MALFORMED) return 'no';
  if (length === NEED_MORE) return 'more';
  const nameAt = bodyStart(buf, at, end);
  if (at + length - nameAt < SHORTEST_CONNECT_BODY) return 'no';
  if (nameAt < end && u8(buf, nameAt) !== 0) return 'no';
  if (nameAt + 2 > end) return 'more';
  const nameLength = u16be(buf, nameAt);
  const name = nameLength === 4 ? 'MQTT' : nameLength === 6 ? 'MQIsdp' : '';
  const here = Math.min(name.length, end - nameAt - 2);
  if (name === '' || !matchesAscii(buf, nameAt + 2, end, name.slice(0, here))) return 'no';
  return here === name.length ? 'yes' : 'more';
}

/**
 * How many whole packets follow one another from `at` on (16 at most); the last may run past `end` by its payload. −1: some bytes
 * of [at, end) contradict MQTT. 0: too little is here. The higher, the surer.
 */
export function plausiblePackets(buf: Uint8Array, at: number, end: number): number {
  let packets = 0;
  while (at < end && packets < ENOUGH_PACKETS) {
    const verdict = plausibleMessageAt(buf, at, end);
    if (verdict === 'no') return -1;
    if (verdict === 'more') return packets;
    packets++;
    at += measurePacket(buf, at, end);
  }
  return packets;
}

/** The same as one word; a CONNECT at the start is proof whatever follows it. */
export function probeMqtt(buf: Uint8Array, at: number, end: number): Verdict {
  const first = plausibleMessageAt(buf, at, end);
  if (first !== 'yes' || u8(buf, at) >> 4 === MQTT_CONNECT) return first;
  return plausiblePackets(buf, at, end) < 0 ? 'no' : 'yes';
}

// Would these bytes make sense, read as MQTT 3.x, read as MQTT 5? One packet read both ways, its contradictions counted.

import { u8 } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { BodyCursor } from './body-cursor.ts';
import { readBody, readFixedHeader } from './packet-body.ts';
import { MQTT_PUBLISH } from './packet-types.ts';
import { MqttView } from './view.ts';

/** Without a contradiction as MQTT 3.x. */
export const READS_AS_3 = 1;
/** Without a contradiction as MQTT 5. */
export const READS_AS_5 = 2;
/** Possible as both, but what 3.x would call payload looks like MQTT 5 properties. */
export const LEANS_TO_5 = 4;

const view: MqttView = new MqttView();
const body: BodyCursor = new BodyCursor();
let errors = 0;
let oddities = 0;
const count: Flag = (kind) => {
  if (kind.severity === 'error') errors++;
  else oddities++;
};

/** The readings that [at, headEnd), the head of a packet of `length` bytes, allows; 0: it is wrong in both. `strict`: not even odd. */
export function readingsOf(buf: Uint8Array, at: number, headEnd: number, length: number, strict: boolean): number {
  let readings = 0;
  if (readsAs(4, buf, at, headEnd, length, strict)) readings |= READS_AS_3;
  if (readsAs(5, buf, at, headEnd, length, strict)) readings |= READS_AS_5;
  if (readings === (READS_AS_3 | READS_AS_5) && view.packetType === MQTT_PUBLISH && hasSignsOf5())
    readings |= LEANS_TO_5;
  view.reset(NO_BYTES, 0, 0, 0); // keeps no hold of the reader's buffer
  body.open(NO_BYTES, 0, 0, 0);
  return readings;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

function readsAs(
  version: number,
  buf: Uint8Array,
  at: number,
  headEnd: number,
  length: number,
  strict: boolean,
): boolean {
  errors = 0;
  oddities = 0;
  view.version = version;
  if (readFixedHeader(view, buf, at, headEnd, length)) readBody(view, body, count);
  return errors === 0 && !(strict && oddities > 0);
}

/** Text this long behind the one zero byte of an empty property list is no coincidence any more. */
const ENOUGH_TEXT = 4;

/** The PUBLISH just read as MQTT 5: a list of valid properties, or an empty one (a zero byte) and plain text behind it. */
function hasSignsOf5(): boolean {
  if (view.propertiesEnd > view.propertiesAt) return true;
  let printable = 0;
  for (let i = view.payloadAt; i < view.headEnd && printable < ENOUGH_TEXT; i++) {
    const byte = u8(view.buf, i);
    if (byte < 0x20 || byte > 0x7e) return false;
    printable++;
  }
  return printable === ENOUGH_TEXT;
}

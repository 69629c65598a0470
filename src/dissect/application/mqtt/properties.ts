// Property blocks of MQTT 5 — MQTT 5.0 §2.2.2: the walk over them, their values, and what is wrong with them.

import { u8, u16be, u32be } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { TOPIC_EMPTY, VARINT_NOT_MINIMAL, VARINT_TOO_LONG } from './anomalies.ts';
import { type BodyCursor, READ_LOST, READ_OK } from './body-cursor.ts';
import type { MqttProperty } from './message.ts';
import { MQTT_PUBLISH } from './packet-types.ts';
import {
  PROPERTIES_OVERRUN,
  PROPERTY_NOT_0_OR_1,
  PROPERTY_NOT_ALLOWED,
  PROPERTY_OVERRUN,
  PROPERTY_REPEATED,
  PROPERTY_UNKNOWN,
  PROPERTY_ZERO,
  RESPONSE_TOPIC_WILDCARD,
} from './property-anomalies.ts';
import {
  AUTHENTICATION_DATA,
  PROPERTIES,
  PROPERTY_TYPES,
  type PropertyKind,
  RESPONSE_TOPIC,
  SUBSCRIPTION_IDENTIFIER,
  TOPIC_ALIAS,
} from './property-table.ts';
import { checkText, decodeText, HAS_WILDCARD, hexText } from './utf8.ts';

// The same by identifier, as numbers, for the walk. Identifiers are variable byte integers, but all that exist fit one byte below 64.
const BY_ID: (PropertyKind | undefined)[] = Array.from({ length: 64 }, () => undefined);
const TYPE_OF = new Uint8Array(64);
const PACKETS_OF = new Uint16Array(64);
const RULE_OF = new Uint8Array(64);
const RULE_BIT = 1;
const RULE_POSITIVE = 2;
for (const property of PROPERTIES) {
  BY_ID[property.id] = property;
  TYPE_OF[property.id] = PROPERTY_TYPES[property.type];
  PACKETS_OF[property.id] = property.packets;
  RULE_OF[property.id] = property.rule === 'bit' ? RULE_BIT : property.rule === 'positive' ? RULE_POSITIVE : 0;
}

/** The row of an identifier; null: the specification has none. */
export function propertyKind(id: number): PropertyKind | null {
  return BY_ID[id] ?? null;
}

/** May a property block of this packet type (WILL_PROPERTIES: of the will) hold this identifier? */
export function isAllowedProperty(id: number, packetType: number): boolean {
  return id < 64 && ((u16At(PACKETS_OF, id) >> packetType) & 1) !== 0;
}

function u16At(table: Uint16Array, index: number): number {
  return table[index] ?? 0;
}

/** Reads and checks the property block at the cursor; its place and contents are left in the cursor. */
export function readProperties(body: BodyCursor, packetType: number, flag: Flag): void {
  body.clearProperties();
  const lengthAt = body.at;
  const length = body.varint();
  if (body.state !== READ_OK) return; // the end of the body says why
  if (!body.minimal) flag(VARINT_NOT_MINIMAL, lengthAt, 0, 0);
  const end = body.at + length;
  const blockEnd = Math.min(end, body.packetEnd);
  body.propertiesAt = body.at;
  body.propertiesEnd = blockEnd;
  if (end > blockEnd) flag(PROPERTIES_OVERRUN, lengthAt, length, blockEnd - body.at);
  // In a list that overruns, where the properties end and something else begins nobody knows: one complaint is enough.
  if (length !== 0) walk(body, body.at, blockEnd, packetType, end > blockEnd ? ignore : flag);
  body.skipTo(blockEnd);
  if (end > blockEnd) body.state = READ_LOST;
}

function ignore(): void {}

function walk(body: BodyCursor, at: number, end: number, packetType: number, flag: Flag): void {
  const buf = body.buf;
  const here = Math.min(end, body.headEnd);
  while (at < here) {
    const id = u8(buf, at);
    const type = id < 64 ? u8(TYPE_OF, id) : 0;
    if (type === 0) {
      flag(PROPERTY_UNKNOWN, at, 0, id);
      return;
    }
    if (!isAllowedProperty(id, packetType)) flag(PROPERTY_NOT_ALLOWED, at, 0, id);
    const next = valueEnd(buf, type, at + 1, end, here);
    if (next === VALUE_CUT) return;
    if (next === VALUE_VARINT_TOO_LONG) {
      flag(VARINT_TOO_LONG, at + 1, 0, 0);
      return;
    }
    if (next === VALUE_OVERRUN) {
      flag(PROPERTY_OVERRUN, at, 0, end - at);
      return;
    }
    if (body.hasProperty(id) && !mayRepeat(id, packetType)) flag(PROPERTY_REPEATED, at, 0, id);
    if (id < 32) body.seenLow |= 1 << id;
    else body.seenHigh |= 1 << (id - 32);
    checkValue(buf, id, type, at + 1, next, flag);
    if (id === TOPIC_ALIAS) body.topicAlias = u16be(buf, at + 1);
    at = next;
  }
}

function mayRepeat(id: number, packetType: number): boolean {
  return id === 0x26 || (id === SUBSCRIPTION_IDENTIFIER && packetType === MQTT_PUBLISH);
}

const VALUE_CUT = -1;
const VALUE_OVERRUN = -2;
const VALUE_VARINT_TOO_LONG = -3;

/** One past the value at `at`; a block that ends at `end` is here up to `here`. */
function valueEnd(buf: Uint8Array, type: number, at: number, end: number, here: number): number {
  let next: number;
  switch (type) {
    case PROPERTY_TYPES.byte:
      next = at + 1;
      break;
    case PROPERTY_TYPES.u16:
      next = at + 2;
      break;
    case PROPERTY_TYPES.u32:
      next = at + 4;
      break;
    case PROPERTY_TYPES.varint:
      next = at + 1;
      while (next <= here && u8(buf, next - 1) >= 0x80) {
        if (next === at + 4) return VALUE_VARINT_TOO_LONG;
        next++;
      }
      break;
    default:
      next = at + 2 > here ? at + 2 : at + 2 + u16be(buf, at);
      if (type === PROPERTY_TYPES.pair && next <= here) next = next + 2 > here ? next + 2 : next + 2 + u16be(buf, next);
  }
  if (next > end) return VALUE_OVERRUN;
  return next > here ? VALUE_CUT : next;
}

function checkValue(buf: Uint8Array, id: number, type: number, at: number, end: number, flag: Flag): void {
  const rule = u8(RULE_OF, id);
  if (rule === RULE_BIT && u8(buf, at) > 1) flag(PROPERTY_NOT_0_OR_1, at, 1, u8(buf, at));
  if (rule === RULE_POSITIVE && isZero(buf, type, at, end)) flag(PROPERTY_ZERO, at, 0, id);
  if (type === PROPERTY_TYPES.varint && end - at > 1 && u8(buf, end - 1) === 0) flag(VARINT_NOT_MINIMAL, at, 0, 0);
  if (type === PROPERTY_TYPES.string) {
    const traits = checkText(buf, at + 2, end, flag);
    if (id !== RESPONSE_TOPIC) return;
    if (end === at + 2) flag(TOPIC_EMPTY, at, 1, 0);
    if ((traits & HAS_WILDCARD) !== 0) flag(RESPONSE_TOPIC_WILDCARD, at + 2, 0, 0);
  } else if (type === PROPERTY_TYPES.pair) {
    const valueAt = at + 2 + u16be(buf, at);
    checkText(buf, at + 2, valueAt, flag);
    checkText(buf, valueAt + 2, end, flag);
  }
}

function isZero(buf: Uint8Array, type: number, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    const byte = u8(buf, i);
    if ((type === PROPERTY_TYPES.varint ? byte & 0x7f : byte) !== 0) return false;
  }
  return true;
}

const NO_PROPERTIES: readonly MqttProperty[] = [];

/** The properties of [at, end), of which only those before `here` can be read, as plain values. Cold. */
export function listProperties(buf: Uint8Array, at: number, end: number, here: number): readonly MqttProperty[] {
  if (at >= end) return NO_PROPERTIES;
  const list: MqttProperty[] = [];
  const readable = Math.min(end, here);
  while (at < readable) {
    const kind = propertyKind(u8(buf, at));
    const next = kind === null ? VALUE_OVERRUN : valueEnd(buf, PROPERTY_TYPES[kind.type], at + 1, end, readable);
    if (kind === null || next < 0) {
      if (next !== VALUE_CUT) list.push(unreadable(buf, at, readable));
      break;
    }
    list.push(propertyValue(buf, kind, at + 1, next));
    at = next;
  }
  return list;
}

/** Hex digits kept of what cannot be read. */
const MAX_UNREADABLE = 64;

function unreadable(buf: Uint8Array, at: number, end: number): MqttProperty {
  const id = u8(buf, at);
  const name = propertyKind(id)?.name ?? `unknown (0x${id.toString(16).padStart(2, '0')})`;
  return { id, name, valueHex: hexText(buf, at + 1, Math.min(end, at + 1 + MAX_UNREADABLE)) };
}

function propertyValue(buf: Uint8Array, kind: PropertyKind, at: number, end: number): MqttProperty {
  const { id, name } = kind;
  switch (kind.type) {
    case 'byte':
      return { id, name, value: u8(buf, at) };
    case 'u16':
      return { id, name, value: u16be(buf, at) };
    case 'u32':
      return { id, name, value: u32be(buf, at) };
    case 'varint': {
      let value = 0;
      for (let i = end - 1; i >= at; i--) value = value * 128 + (u8(buf, i) & 0x7f);
      return { id, name, value };
    }
    case 'string':
      return { id, name, value: decodeText(buf, at + 2, end) };
    case 'pair': {
      const valueAt = at + 2 + u16be(buf, at);
      return { id, name, value: { name: decodeText(buf, at + 2, valueAt), value: decodeText(buf, valueAt + 2, end) } };
    }
    default:
      // SASL data may hold a password in the clear: its length is told, the bytes are not kept.
      if (id === AUTHENTICATION_DATA) return { id, name, value: `${end - at - 2} bytes` };
      return { id, name, valueHex: hexText(buf, at + 2, end) };
  }
}

// CONNECT — MQTT 3.1 §3.1, MQTT 3.1.1 §3.1, MQTT 5.0 §3.1.
//
// protocol name (string) · protocol level (1) · connect flags (1) · keep alive (2) · properties (5.0)
// client identifier (string) · will properties (5.0) · will topic (string) · will payload (binary) · user name (string) · password (binary)

import { matchesAscii } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import {
  AUTH_DATA_WITHOUT_METHOD,
  BRIDGE_CONNECTION,
  CLIENT_ID_EMPTY,
  CLIENT_ID_TOO_LONG,
  CONNECT_RESERVED_FLAG,
  CREDENTIALS_MISSING,
  PASSWORD_WITHOUT_USER_NAME,
  PROTOCOL_LEVEL,
  PROTOCOL_NAME,
  TOPIC_EMPTY,
  WILL_FLAGS_WITHOUT_WILL,
  WILL_QOS_3,
} from './anomalies.ts';
import { BodyCursor, READ_OK } from './body-cursor.ts';
import type { ConnectMessage, MqttWill } from './message.ts';
import { MQTT_CONNECT } from './packet-types.ts';
import { listProperties, readProperties } from './properties.ts';
import { AUTHENTICATION_DATA, AUTHENTICATION_METHOD, WILL_PROPERTIES } from './property-table.ts';
import { checkTopicName } from './topic-filter.ts';
import { checkText, decodeText } from './utf8.ts';
import type { MqttView } from './view.ts';

const RESERVED_FLAG = 0x01;
const CLEAN_SESSION = 0x02;
const WILL = 0x04;
const WILL_QOS_SHIFT = 3;
const WILL_QOS_AND_RETAIN = 0x38;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER_NAME = 0x80;

/** MQTT 3.1 §3.1: "between 1 and 23 characters long". */
const MAX_CLIENT_ID_3_1 = 23;

/** Where the parts of a CONNECT lie. −1: not there, or not readable. */
class ConnectFields {
  nameAt = 0;
  nameEnd = 0;
  level = 0;
  flags = 0;
  keepAlive = 0;
  clientIdAt = 0;
  clientIdEnd = 0;
  willPropertiesAt = 0;
  willPropertiesEnd = 0;
  willTopicAt = -1;
  willTopicEnd = -1;
  willPayloadAt = 0;
  willPayloadEnd = 0;
  userNameAt = -1;
  userNameEnd = -1;
  passwordLength = -1;
}

/** Reads and checks a CONNECT; leaves the protocol level it states in `view.version` (0: not one of 3, 4, 5). */
export function readConnect(view: MqttView, body: BodyCursor, flag: Flag): void {
  readFields(view, body, new ConnectFields(), flag); // once per connection: this object costs nothing
}

function readFields(view: MqttView, body: BodyCursor, fields: ConnectFields, flag: Flag): void {
  readProtocol(view, body, fields, flag);
  const version = view.version;
  // The layout behind an unknown level is a guess (that of the nearest known one): nothing is held against it.
  const judge = version === 0 ? silence : flag;
  const hasProperties = fields.level >= 5;
  const flagsAt = body.at;
  fields.flags = body.byte();
  fields.keepAlive = body.u16();
  if (body.state === READ_OK) checkFlags(fields.flags, flagsAt, version, judge);
  if (hasProperties) {
    readProperties(body, MQTT_CONNECT, judge);
    view.propertiesAt = body.propertiesAt;
    view.propertiesEnd = body.propertiesEnd;
    if (body.state === READ_OK && body.hasProperty(AUTHENTICATION_DATA) && !body.hasProperty(AUTHENTICATION_METHOD)) {
      judge(AUTH_DATA_WITHOUT_METHOD, body.propertiesAt, 0, 0);
    }
  }
  if (body.field()) {
    fields.clientIdAt = body.fieldAt;
    fields.clientIdEnd = body.fieldEnd;
    checkClientId(body, version, fields.flags, judge);
  }
  if ((fields.flags & WILL) !== 0) readWill(body, fields, hasProperties, judge);
  readCredentials(body, fields, version, judge);
  body.finish(judge);
}

function silence(): void {}

function readProtocol(view: MqttView, body: BodyCursor, fields: ConnectFields, flag: Flag): void {
  if (!body.field()) {
    view.version = 0;
    body.finish(flag);
    return;
  }
  fields.nameAt = body.fieldAt;
  fields.nameEnd = body.fieldEnd;
  const levelAt = body.at;
  const written = body.byte();
  if (body.state !== READ_OK) {
    view.version = 0;
    body.finish(flag);
    return;
  }
  const isBridge = written === 0x83 || written === 0x84;
  const level = isBridge ? written & 0x7f : written;
  fields.level = level;
  const isMqtt = matchesName(body, fields, 'MQTT');
  const isMqIsdp = matchesName(body, fields, 'MQIsdp');
  if (isBridge) flag(BRIDGE_CONNECTION, levelAt, 0, written);
  if (!isMqtt && !isMqIsdp) flag(PROTOCOL_NAME, fields.nameAt, 0, 0);
  if (isMqIsdp ? level !== 3 : level !== 4 && level !== 5) flag(PROTOCOL_LEVEL, levelAt, 0, written);
  view.version = level === 3 || level === 4 || level === 5 ? level : 0;
}

function matchesName(body: BodyCursor, fields: ConnectFields, name: string): boolean {
  return fields.nameEnd - fields.nameAt === name.length && matchesAscii(body.buf, fields.nameAt, fields.nameEnd, name);
}

function checkFlags(flags: number, at: number, version: number, flag: Flag): void {
  if (version !== 3 && (flags & RESERVED_FLAG) !== 0) flag(CONNECT_RESERVED_FLAG, at, 0, flags); // [MQTT-3.1.2-3]; 3.1: "not used"
  if (version !== 3 && (flags & WILL) === 0 && (flags & WILL_QOS_AND_RETAIN) !== 0) {
    flag(WILL_FLAGS_WITHOUT_WILL, at, 0, flags); // MQTT 3.1 §3.1: without a will they are disregarded
  }
  if ((flags & WILL) !== 0 && ((flags >> WILL_QOS_SHIFT) & 3) === 3) flag(WILL_QOS_3, at, 0, flags);
  if (version !== 5 && (flags & PASSWORD) !== 0 && (flags & USER_NAME) === 0)
    flag(PASSWORD_WITHOUT_USER_NAME, at, 0, flags);
}

function checkClientId(body: BodyCursor, version: number, flags: number, flag: Flag): void {
  const length = body.fieldEnd - body.fieldAt;
  checkText(body.buf, body.fieldAt, body.fieldEnd, flag);
  if (length === 0 && (version === 3 || (version === 4 && (flags & CLEAN_SESSION) === 0))) {
    flag(CLIENT_ID_EMPTY, body.fieldAt - 2, 1, 0);
  }
  if (version !== 3 || length <= MAX_CLIENT_ID_3_1) return;
  const characters = decodeText(body.buf, body.fieldAt, body.fieldEnd).length;
  if (characters > MAX_CLIENT_ID_3_1) flag(CLIENT_ID_TOO_LONG, body.fieldAt, MAX_CLIENT_ID_3_1, characters);
}

function readWill(body: BodyCursor, fields: ConnectFields, hasProperties: boolean, flag: Flag): void {
  if (hasProperties) {
    readProperties(body, WILL_PROPERTIES, flag);
    fields.willPropertiesAt = body.propertiesAt;
    fields.willPropertiesEnd = body.propertiesEnd;
  }
  if (!body.field()) return;
  fields.willTopicAt = body.fieldAt;
  fields.willTopicEnd = body.fieldEnd;
  checkTopicName(body.buf, body.fieldAt, body.fieldEnd, flag);
  if (body.fieldAt === body.fieldEnd) flag(TOPIC_EMPTY, body.fieldAt - 2, 1, 0);
  if (!body.field()) return;
  fields.willPayloadAt = body.fieldAt;
  fields.willPayloadEnd = body.fieldEnd;
}

function readCredentials(body: BodyCursor, fields: ConnectFields, version: number, flag: Flag): void {
  // MQTT 3.1 §3.1: Remaining Length takes precedence over the flags; a missing user name or password is valid.
  const tolerant = version === 3;
  if ((fields.flags & USER_NAME) !== 0) {
    if (tolerant && body.state === READ_OK && !body.hasMore()) {
      flag(CREDENTIALS_MISSING, body.at, 0, 0);
      return;
    }
    if (body.field()) {
      fields.userNameAt = body.fieldAt;
      fields.userNameEnd = body.fieldEnd;
      checkText(body.buf, body.fieldAt, body.fieldEnd, flag);
    }
  }
  if ((fields.flags & PASSWORD) !== 0) {
    if (tolerant && body.state === READ_OK && !body.hasMore()) flag(CREDENTIALS_MISSING, body.at, 0, 0);
    else if (body.field()) fields.passwordLength = body.fieldEnd - body.fieldAt;
  }
}

/** The plain value; cold. */
export function connectMessage(view: MqttView): ConnectMessage {
  const { buf, flags, length, headEnd } = view;
  const fields = new ConnectFields();
  const body = new BodyCursor();
  body.open(buf, view.bodyAt, headEnd, view.at + length);
  readFields(view, body, fields, silence);
  return {
    protocol: 'mqtt',
    type: 'CONNECT',
    length,
    flags,
    protocolName: decodeText(buf, fields.nameAt, fields.nameEnd),
    protocolLevel: fields.level,
    connectFlags: fields.flags,
    cleanSession: (fields.flags & CLEAN_SESSION) !== 0,
    keepAlive: fields.keepAlive,
    clientId: decodeText(buf, fields.clientIdAt, fields.clientIdEnd),
    will: fields.willTopicAt < 0 ? null : willOf(buf, fields, headEnd),
    userName: fields.userNameAt < 0 ? null : decodeText(buf, fields.userNameAt, fields.userNameEnd),
    passwordLength: fields.passwordLength < 0 ? null : fields.passwordLength,
    properties: listProperties(buf, view.propertiesAt, view.propertiesEnd, headEnd),
  };
}

function willOf(buf: Uint8Array, fields: ConnectFields, headEnd: number): MqttWill {
  return {
    topic: decodeText(buf, fields.willTopicAt, fields.willTopicEnd),
    qos: (fields.flags >> WILL_QOS_SHIFT) & 3,
    retain: (fields.flags & WILL_RETAIN) !== 0,
    payload: buf.slice(fields.willPayloadAt, fields.willPayloadEnd),
    properties: listProperties(buf, fields.willPropertiesAt, fields.willPropertiesEnd, headEnd),
  };
}

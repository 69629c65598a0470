// Reads one control packet into a view: fixed header, then the body by its type. Used by the decoder, and by whoever asks
// "would these bytes make sense as MQTT?".

import { u8 } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { readAck } from './ack.ts';
import {
  BODY_NOT_ALLOWED,
  FIXED_HEADER_FLAGS,
  REMAINING_LENGTH_NOT_MINIMAL,
  RESERVED_PACKET_TYPE,
  VARINT_NOT_MINIMAL,
} from './anomalies.ts';
import { readAuth } from './auth.ts';
import type { BodyCursor } from './body-cursor.ts';
import { readConnack } from './connack.ts';
import { readConnect } from './connect.ts';
import { readDisconnect } from './disconnect.ts';
import { bodyStart } from './framing.ts';
import {
  hasRequiredFlags,
  MQTT_AUTH,
  MQTT_CONNACK,
  MQTT_CONNECT,
  MQTT_DISCONNECT,
  MQTT_PINGREQ,
  MQTT_PINGRESP,
  MQTT_PUBLISH,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
  MQTT_UNSUBACK,
  MQTT_UNSUBSCRIBE,
  packetTypeName,
} from './packet-types.ts';
import { readPublish } from './publish.ts';
import { readSuback } from './suback.ts';
import { readSubscribe } from './subscribe.ts';
import { readUnsuback } from './unsuback.ts';
import { readUnsubscribe } from './unsubscribe.ts';
import type { MqttView } from './view.ts';

/** Fills everything that the fixed header says; false: not even its first byte is here. */
export function readFixedHeader(view: MqttView, buf: Uint8Array, at: number, headEnd: number, length: number): boolean {
  view.reset(buf, at, headEnd, length);
  if (headEnd <= at) return false;
  const first = u8(buf, at);
  view.packetType = first >> 4;
  view.flags = first & 0x0f;
  view.type = packetTypeName(first >> 4);
  view.bodyAt = bodyStart(buf, at, headEnd);
  return true;
}

/** Reads the body as a packet of `view.version` (0: as 3.1.1) and raises what is wrong with the packet. */
export function readBody(view: MqttView, body: BodyCursor, flag: Flag): void {
  const { buf, at, bodyAt, headEnd, packetType } = view;
  body.open(buf, bodyAt, headEnd, at + view.length);
  if (!hasRequiredFlags(packetType, view.flags, view.version)) flag(FIXED_HEADER_FLAGS, at, 0, view.flags);
  if (bodyAt - at > 2 && u8(buf, bodyAt - 1) === 0) {
    flag(view.version === 5 ? VARINT_NOT_MINIMAL : REMAINING_LENGTH_NOT_MINIMAL, at + 1, 0, 0); // [MQTT-1.5.5-1]
  }
  switch (packetType) {
    case MQTT_PUBLISH:
      readPublish(view, body, flag);
      break;
    case MQTT_CONNECT:
      readConnect(view, body, flag);
      break;
    case MQTT_CONNACK:
      readConnack(view, body, flag);
      break;
    case MQTT_SUBSCRIBE:
      readSubscribe(view, body, flag);
      break;
    case MQTT_SUBACK:
      readSuback(view, body, flag);
      break;
    case MQTT_UNSUBSCRIBE:
      readUnsubscribe(view, body, flag);
      break;
    case MQTT_UNSUBACK:
      readUnsuback(view, body, flag);
      break;
    case MQTT_PINGREQ:
    case MQTT_PINGRESP:
      if (body.hasMore()) flag(BODY_NOT_ALLOWED, body.at, 0, body.packetEnd - body.at);
      break;
    case MQTT_DISCONNECT:
      readDisconnect(view, body, flag);
      break;
    case MQTT_AUTH:
      readAuth(view, body, flag);
      break;
    case 0:
      flag(RESERVED_PACKET_TYPE, at, 0, 0);
      break;
    default:
      readAck(view, body, flag);
  }
}

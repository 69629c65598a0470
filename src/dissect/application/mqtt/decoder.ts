// The MQTT decoder of one connection: it remembers the version that CONNECT stated, or infers it, and which end is the client.
// That is all it holds: with thousands of connections in turn, a view for each would be out of the processor's caches every time.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../../core/direction.ts';
import type { Flag, MessageDecoder } from '../protocol.ts';
import {
  CONNACK_OF_3,
  MESSAGE_TOO_LONG,
  SESSION_EXPIRY_FROM_SERVER,
  SUBSCRIPTION_IDENTIFIER_FROM_CLIENT,
  WRONG_DIRECTION,
} from './anomalies.ts';
import { BodyCursor, READ_CUT } from './body-cursor.ts';
import { MAX_HEAD } from './framing.ts';
import { readBody, readFixedHeader } from './packet-body.ts';
import { MQTT_CONNACK, MQTT_CONNECT, MQTT_DISCONNECT, MQTT_PUBLISH, mayBeSentBy } from './packet-types.ts';
import { SESSION_EXPIRY_INTERVAL, SUBSCRIPTION_IDENTIFIER } from './property-table.ts';
import { VersionInference } from './version-inference.ts';
import { MqttView } from './view.ts';

const NOBODY = -1;

/** REUSED by all decoders. */
const view: MqttView = new MqttView();
const body: BodyCursor = new BodyCursor();

export class MqttDecoder implements MessageDecoder {
  /** The level the last CONNECT stated; 0: none yet, or an unknown one. */
  #stated = 0;
  /** null until a packet comes whose version no CONNECT has stated. */
  #inference: VersionInference | null = null;
  /** The direction the first CONNECT came from. Without it nothing proves who is the client, and no direction is called wrong. */
  #clientDirection: Direction | typeof NOBODY = NOBODY;

  touch(): number {
    return this.#stated;
  }

  decode(buf: Uint8Array, at: number, headEnd: number, length: number, direction: Direction, flag: Flag): MqttView {
    view.direction = direction;
    if (!readFixedHeader(view, buf, at, headEnd, length)) return view;
    this.#chooseVersion(flag);
    readBody(view, body, flag);
    if (body.state === READ_CUT && headEnd - at >= MAX_HEAD) flag(MESSAGE_TOO_LONG, at, length, headEnd - at);
    if (view.packetType === MQTT_CONNECT) {
      this.#stated = view.version;
      if (this.#clientDirection === NOBODY) this.#clientDirection = direction;
    }
    if (this.#clientDirection !== NOBODY) this.#checkSender(flag);
    return view;
  }

  #chooseVersion(flag: Flag): void {
    view.versionInferred = false;
    if (view.packetType === MQTT_CONNECT) {
      view.version = 0; // the packet itself says it
    } else if (this.#stated !== 0) {
      view.version = this.#stated;
      // A server that does not speak MQTT 5 refuses in the format it knows: two bytes without properties.
      if (this.#stated === 5 && view.packetType === MQTT_CONNACK && view.length - (view.bodyAt - view.at) === 2) {
        view.version = 4;
        flag(CONNACK_OF_3, view.at, 3, 2);
      }
    } else {
      this.#inference ??= new VersionInference();
      this.#inference.observe(view.buf, view.at, view.headEnd, view.length);
      view.version = this.#inference.version;
      view.versionInferred = view.version !== 0;
    }
    body.clearProperties();
  }

  #checkSender(flag: Flag): void {
    const sender = view.direction === this.#clientDirection ? CLIENT_TO_SERVER : SERVER_TO_CLIENT;
    const { packetType, version } = view;
    if (!mayBeSentBy(packetType, sender, version)) flag(WRONG_DIRECTION, view.at, 0, packetType);
    if (version !== 5) return;
    if (packetType === MQTT_PUBLISH && sender === CLIENT_TO_SERVER && body.hasProperty(SUBSCRIPTION_IDENTIFIER)) {
      flag(SUBSCRIPTION_IDENTIFIER_FROM_CLIENT, view.propertiesAt, 0, 0); // [MQTT-3.3.4-6]
    }
    if (packetType === MQTT_DISCONNECT && sender === SERVER_TO_CLIENT && body.hasProperty(SESSION_EXPIRY_INTERVAL)) {
      flag(SESSION_EXPIRY_FROM_SERVER, view.propertiesAt, 0, 0); // [MQTT-3.14.2-2]
    }
  }
}

// The MQTT-SN decoder: one datagram, one message, perhaps inside forwarder encapsulations — MQTT-SN 1.2 §5.2, §5.5. Every message stands alone.

import { u8 } from '../../../core/bytes.ts';
import type { Direction } from '../../../core/direction.ts';
import { hexText } from '../mqtt/utf8.ts';
import type { Flag, MessageDecoder, MessageView } from '../protocol.ts';
import {
  BODY_TOO_SHORT,
  BYTES_AFTER_MESSAGE,
  ENCAPSULATION_CONTROL_BITS,
  ENCAPSULATION_EMPTY,
  ENCAPSULATION_LENGTH_FORM,
  ENCAPSULATION_NESTED,
  ENCAPSULATION_TOO_DEEP,
  LENGTH_OVERRUN,
  LENGTH_TOO_SMALL,
  MESSAGE_TOO_SHORT,
  MESSAGE_TRUNCATED,
} from './anomalies.ts';
import { SnBodyCursor } from './body-cursor.ts';
import { headerLengthAt, lengthFieldAt, messageTypeAt } from './framing.ts';
import type { SnForwarding, SnMessage, SnMessageHead } from './message.ts';
import { readMessageBody } from './message-body.ts';
import { SN_ENCAPSULATED } from './message-types.ts';
import { MqttSnView } from './view.ts';

/** Encapsulations inside one another that are followed; the specification knows one. */
const MAX_ENCAPSULATIONS = 4;
const NOTHING: Uint8Array = new Uint8Array(0);

export class MqttSnDecoder implements MessageDecoder {
  readonly #view = new MqttSnView();

  decode(buf: Uint8Array, at: number, headEnd: number, length: number, _direction: Direction, flag: Flag): MessageView {
    this.#view.message = parseSnMessage(buf, at, headEnd, at + length, flag);
    return this.#view;
  }
}

/** Reads the datagram [at, wireEnd), of which [at, captureEnd) was captured. */
export function parseSnMessage(
  buf: Uint8Array,
  at: number,
  captureEnd: number,
  wireEnd: number,
  flag: Flag,
): SnMessage {
  if (captureEnd < wireEnd) flag(MESSAGE_TRUNCATED, at, wireEnd - at, captureEnd - at);
  const forwarding: SnForwarding[] = [];
  for (;;) {
    const header = headerLengthAt(buf, at, captureEnd);
    const length = lengthFieldAt(buf, at, captureEnd);
    const messageType = messageTypeAt(buf, at, captureEnd);
    const head: SnMessageHead = {
      protocol: 'mqttsn',
      messageType: messageType < 0 ? null : messageType,
      length: length < 0 ? null : length,
      forwarding,
    };
    if (messageType < 0) {
      // What the wire had and the capture cut is no fault of the sender's.
      if (captureEnd === wireEnd) flag(MESSAGE_TOO_SHORT, at, Math.max(2, header), captureEnd - at);
      return { ...head, type: 'RESERVED', payload: NOTHING };
    }
    if (messageType !== SN_ENCAPSULATED) return readWhole(buf, at, captureEnd, wireEnd, head, flag);
    if (forwarding.length === MAX_ENCAPSULATIONS) {
      flag(ENCAPSULATION_TOO_DEEP, at, MAX_ENCAPSULATIONS, forwarding.length + 1);
      return { ...head, type: 'ENCAPSULATED' };
    }
    if (forwarding.length === 1) flag(ENCAPSULATION_NESTED, at, 0, 0);
    const inside = openEncapsulation(buf, at, captureEnd, wireEnd, forwarding, flag);
    if (inside < 0) return { ...head, type: 'ENCAPSULATED' };
    at = inside;
  }
}

function readWhole(
  buf: Uint8Array,
  at: number,
  captureEnd: number,
  wireEnd: number,
  head: SnMessageHead,
  flag: Flag,
): SnMessage {
  const header = headerLengthAt(buf, at, captureEnd);
  const length = head.length ?? 0;
  const available = wireEnd - at;
  const isWrong = length < header || length > available;
  if (length < header) flag(LENGTH_TOO_SMALL, at, header, length);
  else if (length > available) flag(LENGTH_OVERRUN, at, length, available);
  // Where Length cannot be true, the datagram's end is the message's; that fields are missing then has been said already.
  const messageEnd = isWrong ? wireEnd : at + length;
  const flagBody: Flag = isWrong
    ? (kind, ...rest) => (kind === BODY_TOO_SHORT ? undefined : flag(kind, ...rest))
    : flag;
  const body = new SnBodyCursor(buf, at + header, captureEnd, messageEnd, flagBody);
  const message = readMessageBody(head, body, at + header - 1);
  if (messageEnd < wireEnd) flag(BYTES_AFTER_MESSAGE, messageEnd, 0, wireEnd - messageEnd);
  return message;
}

/** Length (1) · MsgType (1) · Ctrl (1) · Wireless Node Id (n), and the message behind them. Where that starts; −1: nowhere. */
function openEncapsulation(
  buf: Uint8Array,
  at: number,
  captureEnd: number,
  wireEnd: number,
  forwarding: SnForwarding[],
  flag: Flag,
): number {
  const header = headerLengthAt(buf, at, captureEnd);
  const length = lengthFieldAt(buf, at, captureEnd);
  const controlAt = at + header;
  if (header > 2) flag(ENCAPSULATION_LENGTH_FORM, at, 1, 3);
  if (length < header + 1) {
    flag(LENGTH_TOO_SMALL, at, header + 1, length);
    return -1;
  }
  const inside = at + length;
  if (inside > wireEnd) {
    flag(LENGTH_OVERRUN, at, length, wireEnd - at);
    return -1;
  }
  if (controlAt >= captureEnd) return -1;
  const control = u8(buf, controlAt);
  if ((control & 0xfc) !== 0) flag(ENCAPSULATION_CONTROL_BITS, controlAt, 0, control);
  const nodeEnd = Math.min(inside, captureEnd);
  forwarding.push({ wirelessNodeId: hexText(buf, controlAt + 1, nodeEnd), radius: control & 3 });
  if (inside >= wireEnd) {
    flag(ENCAPSULATION_EMPTY, inside, 2, 0);
    return -1;
  }
  return inside < captureEnd ? inside : -1;
}

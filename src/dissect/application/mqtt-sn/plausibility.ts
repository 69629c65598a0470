// Is this datagram MQTT-SN? Its Length must be the datagram's own, its type assigned, and nothing in it may be wrong. Even then a
// message of two octets proves little: how much a message proves is counted in bits that random bytes would have had to hit.

import { HAS_CONTROL, HAS_NUL, NOT_UTF8, textTraits } from '../mqtt/utf8.ts';
import type { Flag } from '../protocol.ts';
import { parseSnMessage } from './decoder.ts';
import { headerLengthAt, lengthFieldAt, messageTypeAt } from './framing.ts';
import type { SnMessage } from './message.ts';
import { isKnownType, SN_ENCAPSULATED } from './message-types.ts';

/** One in 2^28 random datagrams of any given length passes. */
const PROOF_BITS = 28;
/** An unknown node says at least so much, or the bytes are someone else's. */
const HINT_BITS = 16;
const OCTET_BITS = 8;
/** About 97 of 256 octets are printable ASCII. */
const PRINTABLE_BITS = 1.4;
const MOST_TEXT_BITS = 24;
const DISPROOF = -64;
/** What stands for ill-formed UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * 'yes': a sound message that cannot well be anything else. 'more': the Length is the datagram's and the type is assigned, but the message is
 * too short to prove anything, or breaks a rule; to be taken where a port or earlier messages of the same two endpoints speak for it. 'no'.
 */
export function probeMqttSn(buf: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more' {
  const length = lengthFieldAt(buf, at, end);
  const messageType = messageTypeAt(buf, at, end);
  if (length < 0 || messageType < 0 || !isKnownType(messageType)) return 'no';
  if (length < headerLengthAt(buf, at, end)) return 'no';
  const isEncapsulated = messageType === SN_ENCAPSULATED;
  if (isEncapsulated ? length >= end - at : length < end - at) return 'no';
  // A Length beyond the datagram: the capture may have cut it; then only the content speaks.
  const wireEnd = isEncapsulated ? end : at + length;
  const isCut = wireEnd > end;
  let wrong = isCut ? -1 : 0; // the cut itself is raised once
  const count: Flag = () => {
    wrong++;
  };
  const message = parseSnMessage(buf, at, end, wireEnd, count);
  if (isEncapsulated && (message.type === 'ENCAPSULATED' || message.type === 'RESERVED')) return 'no';
  // The Length of an encapsulated message proves it as that of a bare one does; the wrapping adds its own type.
  const bits = OCTET_BITS + (isCut ? 0 : OCTET_BITS) + (isEncapsulated ? OCTET_BITS : 0) + contentBits(message);
  if (wrong > 0) return isCut ? 'no' : 'more';
  if (bits >= PROOF_BITS) return 'yes';
  return bits >= HINT_BITS ? 'more' : 'no';
}

/** What the fields of a sound message add to its length and type. */
function contentBits(message: SnMessage): number {
  switch (message.type) {
    case 'CONNECT':
      return (message.protocolId === null ? 0 : OCTET_BITS + 6) + textBits(message.clientId);
    case 'REGISTER':
      return (message.topicId === 0 ? 2 * OCTET_BITS : 0) + textBits(message.topic);
    case 'PUBLISH': {
      const isWithoutId = message.messageId === 0;
      return 2 + (isWithoutId ? 2 * OCTET_BITS : 0) + textBits(message.shortTopic) + payloadBits(message.payload);
    }
    case 'SUBSCRIBE':
      return 3 + textBits(message.topic);
    case 'UNSUBSCRIBE':
      return 6 + textBits(message.topic);
    case 'SUBACK':
      return 12;
    case 'CONNACK':
    case 'REGACK':
    case 'PUBACK':
    case 'WILLTOPICRESP':
    case 'WILLMSGRESP':
      return 6;
    case 'WILLTOPIC':
    case 'WILLTOPICUPD':
      return (message.flags === null ? 0 : 5) + textBits(message.topic);
    case 'WILLMSG':
    case 'WILLMSGUPD':
      return payloadBits(message.payload);
    case 'PINGREQ':
      return textBits(message.clientId);
    default:
      return 0;
  }
}

function textBits(text: string | null): number {
  if (text === null) return 0;
  // Only the last character of a text that the capture cut may be broken.
  if (text.slice(0, -1).includes(REPLACEMENT)) return DISPROOF;
  return Math.min(MOST_TEXT_BITS, text.length * PRINTABLE_BITS);
}

function payloadBits(payload: Uint8Array): number {
  const traits = textTraits(payload, 0, payload.length);
  const isText = (traits & (NOT_UTF8 | HAS_NUL | HAS_CONTROL)) === 0;
  return isText ? Math.min(MOST_TEXT_BITS, payload.length * PRINTABLE_BITS) : 0;
}

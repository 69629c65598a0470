// One message in one line: the words of the protocol, the topic, the beginning of the payload. What comes from the wire is escaped.

import { lookAtPayload } from '../../analyze/collectors/payload-kind.ts';
import type { Lang } from '../../core/text.ts';
import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import { reasonName } from '../../dissect/application/mqtt/reason-codes.ts';
import { escapeControls, previewText, wireText } from '../../report/format/escape.ts';
import type { Style } from '../../report/renderers/ansi.ts';
import type { KeptMessage } from '../model/message-ring.ts';
import { briefSize } from './figures.ts';
import { type Line, type Span, span } from './line.ts';

const TOPIC_CHARACTERS = 200;
/** Codes from here on say no (MQTT 5.0 §2.4). */
const FIRST_FAILURE = 0x80;

/** "PUBLISH QoS 1 id 7 sensors/t “21.5”", of any width. */
export function messageText(message: KeptMessage, lang: Lang): Line {
  if (message.summary !== null) return [span(escapeControls(message.summary), styleOf(message))];
  const line: Span[] = [span(message.type, styleOf(message))];
  if (message.packetType === MQTT_PUBLISH) {
    line.push(span(` QoS${message.qos}`, 'dim'));
    if (message.packetIdentifier >= 0) line.push(span(` id ${message.packetIdentifier}`, 'dim'));
    if (message.dup) line.push(span(' DUP', 'yellow'));
    if (message.retain) line.push(span(' retain', 'dim'));
    line.push(span(` ${topicText(message.topic)}`, 'bold'), ...payloadText(message, lang));
    return line;
  }
  if (message.packetIdentifier >= 0) line.push(span(` id ${message.packetIdentifier}`, 'dim'));
  if (message.reasonCode > 0) {
    const name = reasonName(message.packetType, message.version, message.reasonCode);
    line.push(span(`: ${name}`, message.reasonCode >= FIRST_FAILURE ? 'red' : null));
  }
  return line;
}

export function topicText(topic: string | null): string {
  if (topic === null) return '?';
  return topic === '' ? '“”' : wireText(topic, TOPIC_CHARACTERS);
}

function payloadText(message: KeptMessage, lang: Lang): Span[] {
  const { payloadLength, headLength } = message;
  const size = briefSize(payloadLength, lang);
  if (payloadLength === 0) return [span(` ${lang === 'es' ? 'vacío' : 'empty'}`, 'dim')];
  const look = lookAtPayload(message.head.subarray(0, headLength), payloadLength, message.headMissing);
  if (look.text !== null) {
    const isWhole = headLength === payloadLength;
    return [span(` ${size} `, 'dim'), span(`${previewText(look.text)}${isWhole ? '' : '…'}`)];
  }
  return [span(` ${size}${look.hex === null ? '' : ` ${look.hex.slice(0, 32)}…`}`, 'dim')];
}

function styleOf({ packetType, reasonCode }: KeptMessage): Style | null {
  if (reasonCode >= FIRST_FAILURE || (packetType === 2 && reasonCode > 0)) return 'red';
  return packetType === MQTT_PUBLISH ? 'cyan' : null;
}

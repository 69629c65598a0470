// What was sent: segments, MQTT packets by type, sizes. Answers are counted per question: more messages bring more of them.

import type { MqttReport } from '../../../analyze/analysis.ts';
import { SENDERS, type Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { count, distribution, type Fact, measure } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

/** By the type of the answer: what it answers, and whether the same side sends both. */
const ANSWERS: Readonly<Record<string, { readonly to: string; readonly bySameSide: boolean }>> = {
  CONNACK: { to: 'CONNECT', bySameSide: false },
  PUBACK: { to: 'PUBLISH', bySameSide: false },
  PUBREC: { to: 'PUBLISH', bySameSide: false },
  PUBREL: { to: 'PUBLISH', bySameSide: true },
  PUBCOMP: { to: 'PUBLISH', bySameSide: false },
  SUBACK: { to: 'SUBSCRIBE', bySameSide: false },
  UNSUBACK: { to: 'UNSUBSCRIBE', bySameSide: false },
  PINGRESP: { to: 'PINGREQ', bySameSide: false },
};

// biome-ignore format: a list
const PACKET_TYPES: readonly string[] = [
  'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP', 'SUBSCRIBE', 'SUBACK', 'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP',
  'DISCONNECT', 'AUTH',
];

/** Sent when a session begins. */
const OPENING: readonly string[] = ['CONNECT', 'CONNACK', 'SUBSCRIBE', 'SUBACK', 'AUTH'];

const PER_PUBLISH: Text = { es: 'por PUBLISH', en: 'per PUBLISH' };

export function messageFacts({ connection }: RunConnection): Fact[] {
  const facts: Fact[] = SENDERS.flatMap((sender): Fact[] => {
    const { dataPackets, dataBytes, largestSegmentBytes } = connection.statistics[sender];
    return [
      count('data-segments', dataPackets, {
        sender,
        frames: connection.dataSegmentsByDirection[sender].map(({ frame }) => frame),
      }),
      measure('data-bytes', dataBytes, { sender }),
      measure('largest-segment', largestSegmentBytes, { sender }),
    ];
  });
  const { mqtt } = connection;
  if (mqtt === null) return facts;
  return [...facts, ...SENDERS.flatMap((sender) => [...typeFacts(mqtt, sender), ...publishFacts(mqtt, sender)])];
}

function typeFacts(mqtt: MqttReport, sender: Sender): Fact[] {
  const isLate = mqtt.connectFrame === null;
  return PACKET_TYPES.map((type) => {
    const seen = mqtt.messagesBySender[sender][type] ?? 0;
    // Whether a packet was sent before the capture began is not known.
    const total = seen === 0 && isLate && OPENING.includes(type) ? null : seen;
    const answer = ANSWERS[type];
    const asker = answer?.bySameSide === true ? sender : sender === 'client' ? 'server' : 'client';
    const questions = answer === undefined ? null : (mqtt.messagesBySender[asker][answer.to] ?? 0);
    const chance: Text | null = answer === undefined ? null : { es: `por ${answer.to}`, en: `per ${answer.to}` };
    return count('message-count', total, {
      sender,
      detail: type,
      frames: mqtt.timeline.filter((row) => row.type === type && row.direction === sender).map(({ frame }) => frame),
      exposure: questions,
      chance,
      isDecisive: true,
    });
  });
}

function publishFacts(mqtt: MqttReport, sender: Sender): Fact[] {
  const published = mqtt.messagesBySender[sender]['PUBLISH'] ?? 0;
  if (published === 0) return [];
  const rows = mqtt.timeline.filter((row) => row.type === 'PUBLISH' && row.direction === sender);
  const retained = rows.filter(({ retain }) => retain);
  const duplicates = rows.filter(({ dup }) => dup);
  const bytes = mqtt.topics
    .filter(({ direction }) => direction === sender)
    .reduce((sum, each) => sum + each.payloadBytes, 0);
  const perPublish = { sender, exposure: rows.length, chance: PER_PUBLISH };
  return [
    count('retained', retained.length, { ...perPublish, frames: retained.map(({ frame }) => frame) }),
    count('duplicates', duplicates.length, { ...perPublish, frames: duplicates.map(({ frame }) => frame) }),
    // Capped lists of topics would make a sum of a part.
    measure('published-bytes', mqtt.topicsCount > mqtt.topics.length ? null : bytes, { sender }),
    distribution(
      'publish-size',
      rows.flatMap(({ payloadLength }) => (payloadLength === null ? [] : [payloadLength])),
      { sender },
    ),
  ];
}

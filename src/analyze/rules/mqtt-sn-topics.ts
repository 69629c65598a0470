// PUBLISH messages to a topic id nobody registered — MQTT-SN 1.2 §6.5, §6.6.

import type { MqttSnReport } from '../mqtt-sn-report.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { type SnAnalysis, snClientName } from './mqtt-sn-exchanges.ts';
import { counted } from './wording.ts';

interface UnknownFacts {
  readonly [key: string]: string | number | boolean;
  readonly client: string;
  readonly topicId: number;
  readonly publishes: number;
  readonly refused: boolean;
  readonly isCertain: boolean;
}

export const mqttSnTopicUnknown: Rule = defineRule<UnknownFacts>({
  id: 'mqttsn.publish-to-unregistered-topic',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §6.5',
  title: {
    es: 'PUBLISH con un identificador de tópico sin registrar',
    en: 'PUBLISH with a topic id that was not registered',
  },
  check: ({ mqttSn }: SnAnalysis) => mqttSn.flatMap(unknownEvidence),
  explain: {
    es: ({ client, topicId, publishes, refused, isCertain }) =>
      `${counted(publishes, 'PUBLISH usa', 'PUBLISH usan')} el identificador de tópico ${topicId} (${client}), que ningún REGISTER ni SUBACK de la captura explica. ${reason(refused, isCertain, 'es')}`,
    en: ({ client, topicId, publishes, refused, isCertain }) =>
      `${counted(publishes, 'PUBLISH uses', 'PUBLISH messages use')} topic id ${topicId} (${client}), which no REGISTER or SUBACK in the capture explains. ${reason(refused, isCertain, 'en')}`,
  },
});

const REASONS = {
  refused: {
    es: 'El otro extremo lo rechazó: identificador no válido.',
    en: 'The other end refused it: invalid topic id.',
  },
  certain: {
    es: 'La sesión empezó de cero dentro de la captura: el registro falta de verdad.',
    en: 'The session began from nothing within the capture: the registration really is missing.',
  },
  unsure: {
    es: 'La sesión puede ser anterior a la captura: el registro pudo hacerse antes.',
    en: 'The session may be older than the capture: the registration may have been made before.',
  },
} as const;

function reason(refused: boolean, isCertain: boolean, lang: 'es' | 'en'): string {
  return REASONS[refused ? 'refused' : isCertain ? 'certain' : 'unsure'][lang];
}

function unknownEvidence(report: MqttSnReport): Evidence<UnknownFacts>[] {
  return report.unknownTopics.map(({ topicId, publishes, frames, refusalFrames, isCertain }) => {
    const refused = refusalFrames.length > 0;
    return {
      stream: null,
      frames: [...frames, ...refusalFrames].sort((a, b) => a - b),
      framesCount: publishes + refusalFrames.length,
      facts: { client: snClientName(report), topicId, publishes, refused, isCertain },
      severity: refused ? 'error' : isCertain ? 'warn' : 'note',
    };
  });
}

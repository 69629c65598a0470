// MQTT-SN exchanges that did not end well: left open, refused, or refused for congestion — MQTT-SN 1.2 §5.3.10, §6.2, §6.5, §6.6, §6.13.

import { snReturnCodeText } from '../../dissect/application/mqtt-sn/return-codes.ts';
import type { SnExchangeRecord, SnRefusalRecord } from '../../session/mqtt-sn-session.ts';
import type { MqttSnFacts, MqttSnReport } from '../mqtt-sn-report.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { counted } from './wording.ts';

export type SnAnalysis = AnalysisFacts & MqttSnFacts;

const CONGESTION = 1;

/** "sensor-1", else the client's address. */
export function snClientName({ clientId, client, wirelessNodeId }: MqttSnReport): string {
  return clientId ?? (wirelessNodeId === null ? `${client.address}:${client.port}` : wirelessNodeId);
}

interface OpenFacts {
  readonly [key: string]: string | number;
  readonly client: string;
  readonly qos: number;
  readonly exchanges: number;
}

export const mqttSnExchangeOpen: Rule = defineRule<OpenFacts>({
  id: 'mqttsn.qos-exchange-open',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §6.13',
  title: { es: 'Entrega MQTT-SN sin confirmar', en: 'MQTT-SN delivery not confirmed' },
  check: ({ mqttSn }: SnAnalysis) => mqttSn.flatMap((report) => [1, 2].flatMap((qos) => openEvidence(report, qos))),
  explain: {
    es: ({ client, qos, exchanges }) =>
      `${counted(exchanges, 'intercambio quedó', 'intercambios quedaron')} sin su último paso (QoS ${qos}, ${client}): quien publica no sabe si el mensaje llegó, y debía repetirlo.`,
    en: ({ client, qos, exchanges }) =>
      `${counted(exchanges, 'exchange lacks its', 'exchanges lack their')} last step (QoS ${qos}, ${client}): the publisher cannot know whether the message arrived, and should have sent it again.`,
  },
});

function openEvidence(report: MqttSnReport, qos: number): Evidence<OpenFacts>[] {
  const exchanges = report.exchangeStates
    .filter((entry) => entry.kind === 'publish' && entry.qos === qos && entry.state === 'unconfirmed')
    .reduce((sum, entry) => sum + entry.count, 0);
  if (exchanges === 0) return [];
  const open = report.exchanges.filter(
    (exchange) => exchange.kind === 'publish' && exchange.qos === qos && exchange.state === 'unconfirmed',
  );
  const frames = open.flatMap((exchange) => [...exchange.steps.map((step) => step.frame), ...exchange.resends]);
  return [
    {
      stream: null,
      frames: frames.sort((a, b) => a - b),
      facts: { client: snClientName(report), qos, exchanges },
      // The capture may have ended before the answer could come.
      severity: open.every((exchange) => isAtTheEnd(exchange, report)) ? 'note' : 'warn',
    },
  ];
}

/** Nothing was exchanged after it. */
function isAtTheEnd(exchange: SnExchangeRecord, report: MqttSnReport): boolean {
  return exchange.steps.at(-1)?.frame === report.lastFrame;
}

interface RefusalFacts {
  readonly [key: string]: string | number;
  readonly client: string;
  readonly returnCode: number;
  readonly topic: string;
}

export const mqttSnConnectRejected: Rule = defineRule<RefusalFacts>({
  id: 'mqttsn.connect-rejected',
  severity: 'error',
  clause: 'MQTT-SN 1.2 §6.2',
  title: { es: 'El gateway MQTT-SN rechaza la conexión', en: 'The MQTT-SN gateway rejects the connection' },
  check: ({ mqttSn }: SnAnalysis) => mqttSn.flatMap((report) => refusals(report, ['CONNACK'])),
  explain: {
    es: ({ client, returnCode }) => `CONNACK a ${client}: ${snReturnCodeText(returnCode).es}.`,
    en: ({ client, returnCode }) => `CONNACK to ${client}: ${snReturnCodeText(returnCode).en}.`,
  },
});

export const mqttSnRegisterRejected: Rule = defineRule<RefusalFacts>({
  id: 'mqttsn.register-rejected',
  severity: 'error',
  clause: 'MQTT-SN 1.2 §6.5',
  title: { es: 'Registro de un tópico MQTT-SN rechazado', en: 'Registration of an MQTT-SN topic rejected' },
  check: ({ mqttSn }: SnAnalysis) => mqttSn.flatMap((report) => refusals(report, ['REGACK'])),
  explain: {
    es: ({ client, topic, returnCode }) =>
      `El registro del tópico ${topic} (${client}) terminó con «${snReturnCodeText(returnCode).es}»: no hay identificador con que publicar en él.`,
    en: ({ client, topic, returnCode }) =>
      `The registration of topic ${topic} (${client}) ended with “${snReturnCodeText(returnCode).en}”: there is no id to publish to it with.`,
  },
});

export const mqttSnSubscribeRejected: Rule = defineRule<RefusalFacts>({
  id: 'mqttsn.subscribe-rejected',
  severity: 'error',
  clause: 'MQTT-SN 1.2 §6.9',
  title: { es: 'Suscripción MQTT-SN rechazada', en: 'MQTT-SN subscription rejected' },
  check: ({ mqttSn }: SnAnalysis) => mqttSn.flatMap((report) => refusals(report, ['SUBACK'])),
  explain: {
    es: ({ client, topic, returnCode }) =>
      `La suscripción de ${client} a ${topic} terminó con «${snReturnCodeText(returnCode).es}».`,
    en: ({ client, topic, returnCode }) =>
      `The subscription of ${client} to ${topic} ended with “${snReturnCodeText(returnCode).en}”.`,
  },
});

function refusals(report: MqttSnReport, types: readonly string[]): Evidence<RefusalFacts>[] {
  return report.refusals
    .filter((refusal) => types.includes(refusal.type) && refusal.returnCode !== CONGESTION)
    .map((refusal) => ({
      stream: null,
      frames: framesOf(refusal),
      facts: { client: snClientName(report), returnCode: refusal.returnCode, topic: topicName(refusal) },
    }));
}

function framesOf({ requestFrame, frame }: SnRefusalRecord): number[] {
  return requestFrame === null ? [frame] : [requestFrame, frame];
}

function topicName({ topic, topicId }: SnRefusalRecord): string {
  return topic ?? (topicId === null || topicId === 0 ? '?' : `0x${topicId.toString(16).padStart(4, '0')}`);
}

export const mqttSnCongestion: Rule = defineRule<{ client: string; refusals: number }>({
  id: 'mqttsn.congestion',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §5.3.10',
  title: { es: 'Gateway MQTT-SN congestionado', en: 'MQTT-SN gateway congested' },
  check: ({ mqttSn }: SnAnalysis) =>
    mqttSn.flatMap((report) => {
      const congested = report.refusals.filter((refusal) => refusal.returnCode === CONGESTION);
      if (congested.length === 0) return [];
      return [
        {
          stream: null,
          frames: congested.map((refusal) => refusal.frame),
          facts: { client: snClientName(report), refusals: congested.length },
        },
      ];
    }),
  explain: {
    es: ({ client, refusals }) =>
      `${counted(refusals, 'respuesta dice', 'respuestas dicen')} «rechazado: congestión» en la conversación con ${client}. El cliente debe esperar (T_WAIT, más de 5 minutos, §7.2) antes de repetir la petición.`,
    en: ({ client, refusals }) =>
      `${counted(refusals, 'answer says', 'answers say')} “rejected: congestion” in the conversation with ${client}. The client must wait (T_WAIT, more than 5 minutes, §7.2) before it asks again.`,
  },
});

// A subscriber gets a lower QoS than was published, or than it asked for — MQTT 3.1.1 [MQTT-3.8.4-6], 5.0 [MQTT-3.8.4-8].

import type { ConnectionReport } from '../analysis.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface DowngradeFacts {
  readonly [key: string]: number | string;
  readonly topic: string;
  readonly publishedQos: number;
  readonly deliveredQos: number;
  readonly publisherStream: number;
  readonly messages: number;
}

export const qosDowngraded: Rule = defineRule<DowngradeFacts>({
  id: 'mqtt.qos-downgraded',
  severity: 'warn',
  clause: 'MQTT-3.8.4-6; 5.0: MQTT-3.8.4-8',
  title: { es: 'Se entrega con un QoS menor que el publicado', en: 'Delivered with a lower QoS than published' },
  check: (analysis) => {
    const published = publishedTo(analysis);
    return mqttConnections(analysis).flatMap((report) => downgradesOf(report, published));
  },
  explain: {
    es: ({ topic, publishedQos, deliveredQos, publisherStream, messages }) =>
      `En «${topic}» se publica con QoS ${publishedQos} (conexión ${publisherStream}) y este suscriptor lo recibe con QoS ${deliveredQos} (${counted(messages, 'mensaje', 'mensajes')}): ` +
      'el broker entrega con el menor entre el QoS publicado y el de la suscripción. El QoS no es de extremo a extremo: para recibir con QoS 2 hay que suscribirse con QoS 2.',
    en: ({ topic, publishedQos, deliveredQos, publisherStream, messages }) =>
      `On "${topic}" messages are published with QoS ${publishedQos} (connection ${publisherStream}), and this subscriber receives them with QoS ${deliveredQos} (${counted(messages, 'message', 'messages')}): ` +
      'the broker delivers with the lower of the published and the subscribed QoS. QoS is not end to end: to receive with QoS 2 one must subscribe with QoS 2.',
  },
});

interface TopicQos {
  readonly qos: number;
  readonly frame: number;
  readonly stream: number;
}

function downgradesOf(report: MqttConnectionReport, brokers: PublishedTopics): Evidence<DowngradeFacts>[] {
  const published = brokers.get(brokerOf(report.connection)) ?? new Map<string, TopicQos>();
  const delivered = new Map<string, { qos: number; frames: number[] }>();
  for (const row of report.mqtt.timeline) {
    // A retained message may have been stored with another QoS, long before.
    if (row.type !== 'PUBLISH' || row.direction !== 'server' || row.topic === null || row.qos === null || row.retain) {
      continue;
    }
    const known = delivered.get(row.topic);
    if (known === undefined) delivered.set(row.topic, { qos: row.qos, frames: [row.frame] });
    else {
      known.qos = Math.max(known.qos, row.qos);
      known.frames.push(row.frame);
    }
  }
  const evidence: Evidence<DowngradeFacts>[] = [];
  for (const [topic, { qos, frames }] of delivered) {
    const source = published.get(topic);
    if (source === undefined || qos >= source.qos) continue;
    const granting = report.mqtt.subscriptions.filter(({ grantedQos }) => grantedQos === qos);
    const subacks = granting.flatMap(({ subackFrame }) => subackFrame ?? []);
    evidence.push({
      stream: report.connection.stream,
      frames: [...new Set([...subacks, source.frame, ...frames])].sort((a, b) => a - b),
      facts: {
        topic,
        publishedQos: source.qos,
        deliveredQos: qos,
        publisherStream: source.stream,
        messages: frames.length,
      },
    });
  }
  return evidence;
}

/** By broker, the lowest QoS each topic was published with by its clients: a message of a lower QoS explains a lower delivery. */
type PublishedTopics = ReadonlyMap<string, ReadonlyMap<string, TopicQos>>;

function publishedTo(analysis: AnalysisFacts): PublishedTopics {
  const brokers = new Map<string, Map<string, TopicQos>>();
  for (const { connection, mqtt } of mqttConnections(analysis)) {
    const broker = brokerOf(connection);
    const topics = brokers.get(broker) ?? new Map<string, TopicQos>();
    brokers.set(broker, topics);
    for (const row of mqtt.timeline) {
      if (row.type !== 'PUBLISH' || row.direction !== 'client' || row.topic === null || row.qos === null) continue;
      const known = topics.get(row.topic);
      if (known === undefined || row.qos < known.qos) {
        topics.set(row.topic, { qos: row.qos, frame: row.frame, stream: connection.stream });
      }
    }
  }
  return brokers;
}

function brokerOf({ server }: ConnectionReport): string {
  return `${server.address} ${server.port}`;
}

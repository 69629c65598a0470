// How a session ends: without DISCONNECT, with a will, by the server's decision, in silence — MQTT 3.1.1 and 5.0 §3.1.2.5, §3.1.2.10, §3.14.

import { MQTT_DISCONNECT } from '../../dissect/application/mqtt/packet-types.ts';
import { explainReason } from '../../dissect/application/mqtt/reason-texts.ts';
import { keepAliveLimitNs } from '../../session/client-silence.ts';
import type { ConnectionReport, MqttReport, TimelineRow } from '../analysis.ts';
import { nanosecondsBetweenInstants } from '../instants.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasEnded, hasHoles, type MqttConnectionReport, mqttConnections, perConnection } from './mqtt-view.ts';
import { capitalised, duration, party } from './wording.ts';

interface EndFacts {
  readonly [key: string]: number | string | boolean | null;
  readonly how: string;
  readonly initiator: string | null;
  /** Topic of the will; null: none was registered; '': unknown, CONNECT is not in the capture. */
  readonly willTopic: string | null;
}

export const sessionWithoutDisconnect: Rule = defineRule<EndFacts>({
  id: 'mqtt.session-without-disconnect',
  severity: 'warn',
  clause: 'MQTT-3.1.2-8, MQTT-3.14.4-1',
  title: { es: 'La sesión se cierra sin DISCONNECT', en: 'The session closes without DISCONNECT' },
  check: (analysis) => perConnection(analysis, withoutDisconnect),
  explain: {
    es: ({ how, initiator, willTopic }) =>
      `${capitalised(party(initiator ?? 'client', 'es'))} cierra la conexión TCP (${how === 'reset' ? 'RST' : 'FIN'}) sin que nadie haya enviado DISCONNECT. Para el broker es una caída: ${willEs(willTopic)}`,
    en: ({ how, initiator, willTopic }) =>
      `${capitalised(party(initiator ?? 'client', 'en'))} closes the TCP connection (${how === 'reset' ? 'RST' : 'FIN'}) although nobody has sent DISCONNECT. To the broker this is a failure: ${willEn(willTopic)}`,
  },
});

function willEs(topic: string | null): string {
  if (topic === '')
    return 'si el cliente registró un mensaje de última voluntad (will), lo publicará; el CONNECT no está en la captura.';
  if (topic === null) return 'no había mensaje de última voluntad (will), así que no se publica nada.';
  return `publicará el mensaje de última voluntad (will) registrado para «${topic}».`;
}

function willEn(topic: string | null): string {
  if (topic === '') return 'if the client registered a will, it will be published; the CONNECT is not in the capture.';
  if (topic === null) return 'no will was registered, so nothing is published.';
  return `it will publish the will registered for "${topic}".`;
}

function withoutDisconnect(report: MqttConnectionReport): Evidence<EndFacts> | null {
  const { connection, mqtt } = report;
  const { teardown } = connection;
  if (!hasEnded(report) || mqtt.disconnect !== null || hasHoles(report, 'client')) return null;
  const neverBegan = mqtt.connackCode !== null && mqtt.connackCode !== 0;
  if (neverBegan || (mqtt.connectFrame !== null && mqtt.connackFrame === null)) return null;
  return {
    stream: connection.stream,
    frames: teardown.frames.map(({ frame }) => frame),
    facts: {
      how: teardown.how,
      initiator: teardown.initiator,
      willTopic: mqtt.connectFrame === null ? '' : (mqtt.will?.topic ?? null),
    },
  };
}

interface WillFacts {
  readonly [key: string]: number | string;
  readonly topic: string;
  readonly payloadLength: number;
  readonly deadStream: number;
  readonly publishFrame: number;
  readonly delayNs: number;
}

export const willTriggered: Rule = defineRule<WillFacts>({
  id: 'mqtt.will-triggered',
  severity: 'warn',
  clause: 'MQTT-3.1.2-8',
  title: { es: 'El broker publicó el mensaje de última voluntad (will)', en: 'The broker published the will' },
  check: (analysis) => mqttConnections(analysis).flatMap((report) => triggeredBy(report, analysis)),
  explain: {
    es: ({ topic, payloadLength, deadStream, publishFrame, delayNs }) =>
      `El cliente de la conexión ${deadStream} cayó sin DISCONNECT y, ${duration(delayNs, 'es')} después, el broker entrega en «${topic}» un mensaje de ${payloadLength} bytes (trama ${publishFrame}), el mismo tópico y tamaño que el will registrado en su CONNECT.`,
    en: ({ topic, payloadLength, deadStream, publishFrame, delayNs }) =>
      `The client of connection ${deadStream} vanished without DISCONNECT, and ${duration(delayNs, 'en')} later the broker delivers a message of ${payloadLength} bytes on "${topic}" (frame ${publishFrame}), same topic and size as the will registered in its CONNECT.`,
  },
});

function triggeredBy({ connection, mqtt }: MqttConnectionReport, analysis: AnalysisFacts): Evidence<WillFacts>[] {
  const { will } = mqtt;
  const [end] = connection.teardown.frames;
  // MQTT 5: DISCONNECT with reason 0x04 asks for the will all the same (§3.14.2.1).
  if (will === null || end === undefined || (mqtt.disconnect !== null && mqtt.disconnect.reasonCode !== 0x04))
    return [];
  const delivered = mqttConnections(analysis)
    .filter((other) => other.connection !== connection && isSameServer(other.connection, connection))
    .flatMap((other) => other.mqtt.timeline.map((row) => ({ row, stream: other.connection.stream })))
    .find(({ row }) => isWill(row, will.topic, will.payloadLength) && row.frame > end.frame);
  if (delivered === undefined) return [];
  return [
    {
      stream: delivered.stream,
      frames: [mqtt.connectFrame ?? connection.firstFrame, end.frame, delivered.row.frame],
      facts: {
        topic: will.topic,
        payloadLength: will.payloadLength,
        deadStream: connection.stream,
        publishFrame: delivered.row.frame,
        delayNs: nanosecondsBetweenInstants(end.time, delivered.row.time),
      },
    },
  ];
}

function isWill(row: TimelineRow, topic: string, payloadLength: number): boolean {
  return (
    row.type === 'PUBLISH' && row.direction === 'server' && row.topic === topic && row.payloadLength === payloadLength
  );
}

function isSameServer(a: ConnectionReport, b: ConnectionReport): boolean {
  return a.server.address === b.server.address;
}

interface ServerFacts {
  readonly [key: string]: number | string | null;
  readonly frame: number;
  readonly reasonCode: number | null;
}

export const serverDisconnected: Rule = defineRule<ServerFacts>({
  id: 'mqtt.server-disconnected',
  severity: 'warn',
  clause: 'MQTT 5.0 §3.14',
  title: { es: 'El broker despidió al cliente', en: 'The broker disconnected the client' },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) =>
      mqtt.disconnect === null || mqtt.disconnect.direction !== 'server'
        ? null
        : {
            stream: connection.stream,
            frames: [mqtt.disconnect.frame],
            facts: { frame: mqtt.disconnect.frame, reasonCode: mqtt.disconnect.reasonCode },
          },
    ),
  explain: {
    es: ({ frame, reasonCode }) => `El broker envía DISCONNECT (trama ${frame})${reasonText(reasonCode, 'es')}.`,
    en: ({ frame, reasonCode }) => `The broker sends DISCONNECT (frame ${frame})${reasonText(reasonCode, 'en')}.`,
  },
});

function reasonText(code: number | null, lang: 'es' | 'en'): string {
  if (code === null) return '';
  const hex = `0x${code.toString(16).padStart(2, '0')}`;
  const meaning = explainReason(MQTT_DISCONNECT, 5, code)?.[lang];
  const label = lang === 'es' ? ' con el código de motivo ' : ' with reason code ';
  return `${label}${hex}${meaning === undefined ? '' : `: ${meaning.replace(/\.$/, '')}`}`;
}

interface SilenceFacts {
  readonly [key: string]: number | string | boolean;
  readonly keepAlive: number;
  readonly silenceNs: number;
  readonly fromFrame: number;
  readonly toFrame: number;
  /** The server closed the connection at the end of the silence, as it must. */
  readonly serverClosed: boolean;
}

export const keepAliveExceeded: Rule = defineRule<SilenceFacts>({
  id: 'mqtt.keep-alive-exceeded',
  severity: 'warn',
  clause: 'MQTT-3.1.2-24; 5.0: MQTT-3.1.2-22',
  title: {
    es: 'El cliente calló más de lo que permite su Keep Alive',
    en: 'The client was silent for longer than its Keep Alive allows',
  },
  check: (analysis) => perConnection(analysis, silenceOf),
  explain: {
    es: ({ keepAlive, silenceNs, fromFrame, toFrame, serverClosed }) =>
      `Keep Alive de ${keepAlive} s, y entre las tramas ${fromFrame} y ${toFrame} pasan ${duration(silenceNs, 'es')} sin un solo paquete MQTT del cliente: más de vez y media. ` +
      `${serverClosed ? 'El servidor cierra la conexión, como debe.' : 'El servidor debería haber cerrado la conexión.'} ` +
      'Con paho pasa cuando el bucle de red no corre (nadie envía PINGREQ) o el programa se bloquea en una espera larga.',
    en: ({ keepAlive, silenceNs, fromFrame, toFrame, serverClosed }) =>
      `Keep Alive is ${keepAlive} s, and between frames ${fromFrame} and ${toFrame} ${duration(silenceNs, 'en')} pass without a single MQTT packet from the client: more than one and a half times. ` +
      `${serverClosed ? 'The server closes the connection, as it must.' : 'The server should have closed the connection.'} ` +
      'With paho this happens when the network loop does not run (nobody sends PINGREQ) or the program blocks in a long wait.',
  },
});

function silenceOf(report: MqttConnectionReport): Evidence<SilenceFacts> | null {
  const { connection, mqtt } = report;
  const keepAlive = mqtt.serverKeepAlive ?? mqtt.keepAlive;
  if (keepAlive === null || keepAlive === 0 || hasHoles(report, 'client')) return null;
  if (mqtt.connackCode !== 0 || mqtt.longestSilenceNs === null || mqtt.longestSilence === null) return null;
  if (mqtt.longestSilenceNs <= keepAliveLimitNs(keepAlive)) return null;
  const { fromFrame, toFrame } = mqtt.longestSilence;
  const isAtTheEnd = lastClientFrame(mqtt) <= fromFrame;
  return {
    stream: connection.stream,
    frames: [fromFrame, toFrame],
    facts: {
      keepAlive,
      silenceNs: mqtt.longestSilenceNs,
      fromFrame,
      toFrame,
      serverClosed: isAtTheEnd && connection.teardown.initiator === 'server',
    },
  };
}

function lastClientFrame(mqtt: MqttReport): number {
  return mqtt.timeline.findLast((row) => row.direction === 'client')?.frame ?? 0;
}

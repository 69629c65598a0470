// Opening a session: refused, unanswered, published into too early, credentials anyone can read — MQTT 3.1.1 and 5.0 §3.1, §3.2, §5.4.

import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { framesWithAnomaly, hasHoles, listed, type MqttConnectionReport, perConnection } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface RefusedFacts {
  readonly [key: string]: number | string;
  readonly code: number;
  /** In the report's language. */
  readonly meaning: string;
}

export const mqttConnectionRefused: Rule = defineRule<RefusedFacts>({
  id: 'mqtt.connection-refused',
  severity: 'error',
  clause: 'MQTT-3.2.2-5; 5.0: MQTT-3.2.2-7',
  title: { es: 'El broker rechazó la conexión', en: 'The broker refused the connection' },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) =>
      mqtt.connackCode === null || mqtt.connackCode === 0
        ? null
        : {
            stream: connection.stream,
            frames: [mqtt.connectFrame, mqtt.connackFrame].flatMap((frame) => frame ?? []),
            facts: { code: mqtt.connackCode, meaning: mqtt.connackText ?? '' },
          },
    ),
  explain: {
    es: ({ code, meaning }) =>
      `CONNACK trae el código ${code}: ${meaning} Lo que el cliente publique por esta conexión se descarta, y el broker debe cerrarla.`,
    en: ({ code, meaning }) =>
      `CONNACK carries code ${code}: ${meaning} Whatever the client publishes over this connection is discarded, and the broker must close it.`,
  },
});

interface UnansweredFacts {
  readonly [key: string]: number | string | boolean;
  readonly connectFrame: number;
  readonly end: string;
}

/** How long a capture must go on after CONNECT for the silence to mean something. */
const PATIENCE_NS = 5_000_000_000;

export const connectUnanswered: Rule = defineRule<UnansweredFacts>({
  id: 'mqtt.connect-unanswered',
  severity: 'error',
  clause: 'MQTT-3.1.4-4; 5.0: MQTT-3.1.4-5',
  title: { es: 'Nadie contestó al CONNECT', en: 'Nobody answered the CONNECT' },
  check: (analysis) => perConnection(analysis, unansweredOf),
  explain: {
    es: ({ connectFrame, end }) =>
      `El cliente envió CONNECT (trama ${connectFrame}) y el servidor no envió ningún paquete MQTT${end === 'open' ? ' en varios segundos' : ' antes de que se cerrara la conexión'}. ` +
      'TCP funciona, pero al otro lado no hay un broker MQTT que conteste: puerto de otro servicio (8883 espera TLS), versión de MQTT que no admite o broker bloqueado.',
    en: ({ connectFrame, end }) =>
      `The client sent CONNECT (frame ${connectFrame}), and the server sent no MQTT packet at all${end === 'open' ? ' for several seconds' : ' before the connection closed'}. ` +
      'TCP works, but no MQTT broker answers at the other end: a port of another service (8883 expects TLS), an MQTT version it does not support, or a broker that hangs.',
  },
});

function unansweredOf(report: MqttConnectionReport): Evidence<UnansweredFacts> | null {
  const { connection, mqtt } = report;
  const answered = Object.keys(mqtt.messagesBySender.server).length > 0;
  if (mqtt.connectFrame === null || answered || hasHoles(report, 'server')) return null;
  const open = connection.teardown.how === 'open';
  if (open && connection.durationNs < PATIENCE_NS) return null;
  return {
    stream: connection.stream,
    frames: [mqtt.connectFrame, ...connection.teardown.frames.map(({ frame }) => frame)],
    facts: { connectFrame: mqtt.connectFrame, end: open ? 'open' : 'closed' },
  };
}

interface EarlyFacts {
  readonly [key: string]: number | string | boolean | null;
  readonly messages: number;
  readonly publishFrames: string;
  readonly connackFrame: number | null;
  readonly refused: boolean;
}

export const publishBeforeConnack: Rule = defineRule<EarlyFacts>({
  id: 'mqtt.publish-before-connack',
  severity: 'note',
  clause: 'MQTT-3.1.4-5; 5.0: MQTT-3.1.4-6',
  title: { es: 'Publica antes de saber si lo aceptan', en: 'Publishes before it knows whether it is accepted' },
  check: (analysis) => perConnection(analysis, earlyOf),
  explain: {
    es: ({ messages, publishFrames, connackFrame, refused }) =>
      `${counted(messages, 'PUBLISH sale', 'PUBLISH salen')} antes de CONNACK (tramas ${publishFrames}; CONNACK: ${connackFrame ?? 'no llega'}). ` +
      `${refused ? 'El broker rechazó la conexión, así que los descartó.' : 'MQTT lo permite, pero si el broker rechazara la conexión los descartaría; lo prudente es esperar a on_connect.'}`,
    en: ({ messages, publishFrames, connackFrame, refused }) =>
      `${counted(messages, 'PUBLISH leaves', 'PUBLISH packets leave')} before CONNACK (frames ${publishFrames}; CONNACK: ${connackFrame ?? 'never comes'}). ` +
      `${refused ? 'The broker refused the connection, so it discarded them.' : 'MQTT allows it, but a broker that refused the connection would discard them; the prudent way is to wait for on_connect.'}`,
  },
});

function earlyOf({ connection, mqtt }: MqttConnectionReport): Evidence<EarlyFacts> | null {
  const frames = framesWithAnomaly(mqtt, 'mqtt.publish-before-connack');
  if (frames.length === 0) return null;
  const refused = mqtt.connackCode !== null && mqtt.connackCode !== 0;
  return {
    stream: connection.stream,
    frames: mqtt.connackFrame === null ? frames : [...frames, mqtt.connackFrame],
    facts: { messages: frames.length, publishFrames: listed(frames), connackFrame: mqtt.connackFrame, refused },
    ...(refused ? { severity: 'error' as const } : {}),
  };
}

interface CredentialFacts {
  readonly [key: string]: number | boolean;
  readonly connectFrame: number;
  readonly userName: boolean;
  readonly password: boolean;
}

export const plaintextCredentials: Rule = defineRule<CredentialFacts>({
  id: 'mqtt.plaintext-credentials',
  severity: 'warn',
  clause: 'MQTT 3.1.1 §5.4.1; 5.0 §5.4.2',
  title: { es: 'Credenciales legibles en la red', en: 'Credentials readable on the network' },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) =>
      mqtt.connectFrame === null || (mqtt.userName === null && !mqtt.passwordSent) || mqtt.transport.includes('tls')
        ? null
        : {
            stream: connection.stream,
            frames: [mqtt.connectFrame],
            facts: {
              connectFrame: mqtt.connectFrame,
              userName: mqtt.userName !== null,
              password: mqtt.passwordSent,
            },
            ...(mqtt.passwordSent ? {} : { severity: 'note' as const }),
          },
    ),
  explain: {
    es: ({ connectFrame, password }) =>
      `CONNECT (trama ${connectFrame}) lleva ${password ? 'el nombre de usuario y la contraseña' : 'el nombre de usuario'} sin cifrar: cualquiera que capture en el camino los lee, como aquí. Con TLS (puerto 8883) no se verían. Si la captura se comparte, conviene cambiar la contraseña.`,
    en: ({ connectFrame, password }) =>
      `CONNECT (frame ${connectFrame}) carries ${password ? 'the user name and the password' : 'the user name'} unencrypted: anybody who captures along the path can read them, as here. With TLS (port 8883) they would be hidden. If the capture is shared, the password should be changed.`,
  },
});

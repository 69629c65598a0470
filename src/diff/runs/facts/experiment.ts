// What was set up: who takes part, by which protocol, with which choices in CONNECT and PUBLISH.

import type { ConnectionReport, MqttReport } from '../../../analyze/analysis.ts';
import { SENDERS } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { configuration, type Fact, framesOf } from '../fact.ts';
import type { RunsRole } from '../runs-diff.ts';
import { chosenClientId, type RunConnection, roleOf } from '../runs-input.ts';

const ROLES: Readonly<Record<RunsRole, Text>> = {
  publisher: { es: 'publicador', en: 'publisher' },
  subscriber: { es: 'suscriptor', en: 'subscriber' },
  both: { es: 'publicador y suscriptor', en: 'publisher and subscriber' },
  neither: { es: 'ni publica ni se suscribe', en: 'neither publishes nor subscribes' },
};

const CAPTURE_POINTS: Readonly<Record<ConnectionReport['capturePoint'], Text | null>> = {
  client: { es: 'junto al cliente', en: 'beside the client' },
  server: { es: 'junto al broker', en: 'beside the broker' },
  between: { es: 'en medio del camino', en: 'in the middle of the path' },
  unknown: null,
};

const NONE: Text = { es: 'ninguno', en: 'none' };
/** Topics named in a value: more of them only make it unreadable. */
const TOPICS = 10;

export function experimentFacts({ connection, analysis }: RunConnection): Fact[] {
  const { mqtt, server, capturePoint } = connection;
  const role = roleOf(connection);
  const resolution = analysis.nameResolution.find(({ streams }) => streams.includes(connection.stream));
  const facts: Fact[] = [
    configuration('protocol', connection.protocol),
    configuration('broker-name', resolution?.name ?? null, {
      frames: framesOf(resolution?.queryFrame, resolution?.responseFrame),
    }),
    configuration('broker-address', server.address, { frames: [connection.firstFrame] }),
    configuration('broker-port', server.port, { frames: [connection.firstFrame] }),
    configuration('capture-point', capturePoint === 'unknown' ? null : capturePoint, {
      text: CAPTURE_POINTS[capturePoint],
    }),
  ];
  if (mqtt === null) return facts;
  const connect = framesOf(mqtt.connectFrame);
  const connack = framesOf(mqtt.connackFrame);
  const seen = mqtt.connectFrame !== null;
  facts.push(
    configuration('role', role, { frames: roleFrames(mqtt), text: role === null ? null : ROLES[role] }),
    configuration('protocol-version', mqtt.version, { frames: connect }),
    configuration('transport', mqtt.transport, { frames: connect }),
    configuration('keep-alive', mqtt.keepAlive, { frames: connect }),
    configuration('clean-session', mqtt.cleanSession, { frames: connect }),
    configuration('connack-code', mqtt.connackCode, { frames: connack }),
    configuration('session-present', mqtt.sessionPresent, { frames: connack }),
  );
  if (seen) {
    facts.push(
      configuration('client-id', chosenClientId(connection) ?? '', { frames: connect, text: idText(connection) }),
      configuration('user-name', mqtt.userName ?? '', { frames: connect, text: mqtt.userName === null ? NONE : null }),
      configuration('password-sent', mqtt.passwordSent, { frames: connect }),
      configuration('will', willValue(connection), { frames: connect, text: mqtt.will === null ? NONE : null }),
    );
  }
  if (mqtt.connackFrame !== null && mqtt.version === '5.0') {
    facts.push(
      configuration('server-keep-alive', mqtt.serverKeepAlive ?? '', {
        frames: connack,
        text: mqtt.serverKeepAlive === null ? NONE : null,
      }),
    );
  }
  return [...facts, ...publishFacts(connection)];
}

/** What makes it a publisher or a subscriber. */
function roleFrames({ messageFrames, connectFrame }: MqttReport): number[] {
  return framesOf(connectFrame, messageFrames['SUBSCRIBE']?.[0], messageFrames['PUBLISH']?.[0]);
}

const ASSIGNED: Text = { es: 'vacío: lo asigna el servidor', en: 'empty: the server assigns it' };

function idText(connection: ConnectionReport): Text | null {
  return chosenClientId(connection) === null ? ASSIGNED : null;
}

function willValue({ mqtt }: ConnectionReport): string {
  const will = mqtt?.will ?? null;
  if (will === null) return '';
  return `${will.topic} · QoS ${will.qos}${will.retain ? ' · RETAIN' : ''} · ${will.payloadLength} B`;
}

/** Topics and QoS of what each side publishes; a side that publishes nothing has none. */
function publishFacts({ mqtt }: ConnectionReport): Fact[] {
  if (mqtt === null) return [];
  return SENDERS.flatMap((sender): Fact[] => {
    if ((mqtt.messagesBySender[sender]['PUBLISH'] ?? 0) === 0) return [];
    const topics = mqtt.topics.filter((topic) => topic.direction === sender).map(({ topic }) => topic);
    const rows = mqtt.timeline.filter((row) => row.type === 'PUBLISH' && row.direction === sender);
    const levels = [...new Set(rows.flatMap(({ qos }) => (qos === null ? [] : [qos])))].sort();
    const frames = rows.map(({ frame }) => frame);
    return [
      configuration('publish-topics', topicsValue(topics), { sender, frames }),
      configuration('publish-qos', levels.join(', '), { sender, frames }),
    ];
  });
}

function topicsValue(topics: readonly string[]): string {
  const sorted = topics.toSorted();
  return sorted.length <= TOPICS ? sorted.join(', ') : `${sorted.slice(0, TOPICS).join(', ')} … (${sorted.length})`;
}

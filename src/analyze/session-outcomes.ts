// What only several connections together show: which PUBLISH looks like a will, and where a redirected client went. Cold: once per report.

import type { ConnectionReport, MqttReport } from './analysis.ts';
import { nanosecondsBetweenInstants } from './instants.ts';
import type { RedirectReport, WillOutcome } from './mqtt-session-report.ts';

/** PUBLISH packets named for one will. */
const PUBLISHES_LIMIT = 20;

/** The same connections, with what the others tell about each. */
export function withOutcomes(connections: readonly ConnectionReport[]): ConnectionReport[] {
  return connections.map((connection) => {
    const { mqtt } = connection;
    if (mqtt === null || (mqtt.redirect === null && mqtt.willOutcome.state !== 'triggered')) return connection;
    const redirect = mqtt.redirect === null ? null : whereTo(mqtt.redirect, connection, mqtt, connections);
    return { ...connection, mqtt: { ...mqtt, redirect, willOutcome: outcomeOf(connection, mqtt, connections) } };
  });
}

function outcomeOf(
  connection: ConnectionReport,
  mqtt: MqttReport,
  connections: readonly ConnectionReport[],
): WillOutcome {
  const { will, willOutcome } = mqtt;
  if (will === null || willOutcome.state !== 'triggered') return willOutcome;
  const [end] = connection.teardown.frames;
  const frame = willOutcome.frame ?? end?.frame ?? null;
  const time = mqtt.timeline.find((row) => row.frame === frame)?.time ?? end?.time ?? connection.lastTime;
  if (frame === null) return willOutcome;
  const publishes = connections.flatMap((other): WillOutcome['publishes'][number][] => {
    if (other.mqtt === null || other.server.address !== connection.server.address) return [];
    const previews = new Map(other.mqtt.payloads.map((row) => [`${row.direction} ${row.frame} ${row.topic}`, row]));
    return other.mqtt.timeline
      .filter(
        (row) =>
          row.type === 'PUBLISH' &&
          row.direction === 'server' &&
          row.frame > frame &&
          row.topic === will.topic &&
          row.payloadLength === will.payloadLength,
      )
      .filter((row) =>
        looksLike(will.payloadText, previews.get(`${row.direction} ${row.frame} ${row.topic}`)?.text ?? null),
      )
      .map((row) => ({
        stream: other.stream,
        frame: row.frame,
        afterNs: nanosecondsBetweenInstants(time, row.time),
        retain: row.retain,
      }));
  });
  return { ...willOutcome, frame, publishes: publishes.slice(0, PUBLISHES_LIMIT) };
}

/** As far as both are text and shown. */
function looksLike(will: string | null, text: string | null): boolean {
  return will === null || text === null || text.startsWith(will) || will.startsWith(text);
}

function whereTo(
  redirect: RedirectReport,
  connection: ConnectionReport,
  mqtt: MqttReport,
  connections: readonly ConnectionReport[],
): RedirectReport {
  const isNext = (other: ConnectionReport): boolean =>
    other !== connection &&
    other.mqtt !== null &&
    other.firstFrame > connection.firstFrame &&
    (other.mqtt.connectFrame ?? 0) > redirect.frame &&
    other.client.address === connection.client.address &&
    other.mqtt.clientId === mqtt.clientId;
  const next = connections.find(isNext);
  if (next === undefined) return redirect;
  return { ...redirect, next: { stream: next.stream, address: next.server.address, port: next.server.port } };
}

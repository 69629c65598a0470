// What the comparison of two runs reads of each capture (a DiffInput has more), and one connection of it.

import type { Analysis, ConnectionReport } from '../../analyze/analysis.ts';
import type { DiffInput } from '../diff-input.ts';
import type { RunsConnection, RunsRole } from './runs-diff.ts';

export type RunsInput = Pick<DiffInput, 'label' | 'analysis' | 'rttSamples'>;

/** A connection, and the run it belongs to. */
export interface RunConnection {
  readonly input: RunsInput;
  readonly analysis: Analysis;
  readonly connection: ConnectionReport;
}

/** What the client of a connection does with messages; null: no MQTT. */
export function roleOf({ mqtt }: ConnectionReport): RunsRole | null {
  if (mqtt === null) return null;
  const { client, server } = mqtt.messagesBySender;
  const publishes = (client['PUBLISH'] ?? 0) > 0;
  const subscribes = (client['SUBSCRIBE'] ?? 0) > 0 || (server['PUBLISH'] ?? 0) > 0;
  if (publishes) return subscribes ? 'both' : 'publisher';
  return subscribes ? 'subscriber' : 'neither';
}

/** A client identifier that the client chose; null: none, or the server assigned it. */
export function chosenClientId({ mqtt }: ConnectionReport): string | null {
  if (mqtt === null || mqtt.clientId === null || mqtt.clientId === '' || mqtt.clientIdAssigned) return null;
  return mqtt.clientId;
}

export function describeConnection(connection: ConnectionReport): RunsConnection {
  return {
    stream: connection.stream,
    client: connection.client,
    server: connection.server,
    protocol: connection.protocol,
    clientId: connection.mqtt?.clientId ?? null,
    role: roleOf(connection),
    firstFrame: connection.firstFrame,
  };
}

// The connections that are followed, by stream number: a limited number, whatever the capture holds and however long it goes on.

import type { MqttSessionState } from '../../session/session-state.ts';
import type { FollowedConnection } from './followed-connection.ts';

/** Connections that go on, of either kind, and those that have ended (bytes that were held up may follow); of each the first are forgotten first. */
const MQTT_LIMIT = 100_000;
const OTHERS_LIMIT = 20_000;
const ENDED_LIMIT = 1000;

export class FollowedConnections {
  readonly #mqtt = new Map<number, FollowedConnection>();
  readonly #others = new Map<number, FollowedConnection>();
  readonly #ended = new Map<number, FollowedConnection>();

  /** null: forgotten, or never heard of. */
  get(stream: number): FollowedConnection | null {
    return this.#mqtt.get(stream) ?? this.#others.get(stream) ?? this.#ended.get(stream) ?? null;
  }

  /** Those that go on and carry MQTT. */
  mqtt(): IterableIterator<FollowedConnection> {
    return this.#mqtt.values();
  }

  /** One that has opened. false: another one that goes on had to be forgotten for it. */
  open(connection: FollowedConnection): boolean {
    return keep(this.#others, connection, OTHERS_LIMIT);
  }

  /** It carries MQTT. false: as above. */
  begin(connection: FollowedConnection, session: MqttSessionState): boolean {
    connection.session = session;
    return !this.#others.delete(session.stream) || keep(this.#mqtt, connection, MQTT_LIMIT);
  }

  end(connection: FollowedConnection): void {
    this.forget(connection.flow.stream);
    keep(this.#ended, connection, ENDED_LIMIT);
  }

  forget(stream: number): void {
    if (!this.#mqtt.delete(stream) && !this.#others.delete(stream)) this.#ended.delete(stream);
  }
}

/** false: the first of them had to be forgotten. */
function keep(connections: Map<number, FollowedConnection>, connection: FollowedConnection, limit: number): boolean {
  connections.set(connection.flow.stream, connection);
  if (connections.size <= limit) return true;
  for (const stream of connections.keys()) {
    connections.delete(stream);
    break;
  }
  return false;
}

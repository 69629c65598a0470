// The connections that have a place on the screen: a limited number, MQTT first, those that go on before those that have ended.

import type { FollowedConnection } from './connection-follower.ts';
import type { LiveConnection } from './live-connection.ts';

export const CONNECTIONS_KEPT = 200;

export class ConnectionList {
  readonly #limit: number;
  readonly #byStream = new Map<number, LiveConnection>();
  /** All connections of the capture, also those without a place; counted by the caller. */
  seen = 0;
  /** Of the one that matters least; null: has to be looked up. */
  #leastWeight: number | null = null;

  constructor(limit: number = CONNECTIONS_KEPT) {
    this.#limit = limit;
  }

  get(stream: number): LiveConnection | null {
    return this.#byStream.get(stream) ?? null;
  }

  /** Would this connection find a place now? Where there is no room it takes that of the one that matters least, if that matters less. */
  hasPlaceFor(followed: FollowedConnection): boolean {
    if (this.#byStream.size < this.#limit) return true;
    this.#leastWeight ??= this.#least().weight;
    return this.#leastWeight < weight(followed);
  }

  /** The caller has asked whether there is a place. */
  add(connection: LiveConnection): void {
    if (this.#byStream.size >= this.#limit) {
      const { connection: least } = this.#least();
      if (least !== null) this.#byStream.delete(least.stream);
    }
    this.#byStream.set(connection.stream, connection);
    this.#leastWeight = null;
  }

  /** Some connection may matter less than before. */
  reconsider(): void {
    this.#leastWeight = null;
  }

  values(): IterableIterator<LiveConnection> {
    return this.#byStream.values();
  }

  /** What goes on comes first, MQTT before the rest, in order of stream number; then what has ended, the latest first. */
  sorted(): LiveConnection[] {
    return [...this.#byStream.values()].sort((a, b) => {
      const apart = weight(b.followed) - weight(a.followed);
      if (apart !== 0) return apart;
      return a.followed.hasEnded ? b.stream - a.stream : a.stream - b.stream;
    });
  }

  /** Among equals the one that opened first. */
  #least(): { readonly connection: LiveConnection | null; readonly weight: number } {
    let connection: LiveConnection | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const each of this.#byStream.values()) {
      const own = weight(each.followed);
      if (own < least) {
        connection = each;
        least = own;
      }
    }
    return { connection, weight: least };
  }
}

/**
 * 0: ended, no MQTT. 1: goes on and is known to carry something else. 2: ended, MQTT. 3: goes on, and may yet turn out to be MQTT. 4: MQTT that goes
 * on.
 */
function weight(followed: FollowedConnection): number {
  const isMqtt = followed.session !== null;
  if (followed.hasEnded) return isMqtt ? 2 : 0;
  if (isMqtt) return 4;
  const { sides, protocol } = followed.flow;
  return sides[0].bytes + sides[1].bytes > 0 && protocol !== 'mqtt' ? 1 : 3;
}

// The connections that have a place on the screen: a limited number, MQTT first, those that go on before those that have ended.

import type { FollowedConnection } from './followed-connection.ts';
import type { LiveConnection } from './live-connection.ts';

export const CONNECTIONS_KEPT = 200;
/** A power of two, and many times the above: most connections without a place are known by it. */
const SLOTS = 4096;

interface Least {
  readonly connection: LiveConnection | null;
  readonly weight: number;
}

export class ConnectionList {
  readonly #limit: number;
  readonly #byStream = new Map<number, LiveConnection>();
  /** Listed connections by the low bits of their stream number: asked about every frame. */
  readonly #slots = new Uint16Array(SLOTS);
  /** All connections of the capture, also those without a place; counted by the caller. */
  seen = 0;
  /** The one that matters least; null: has to be looked up. */
  #known: Least | null = null;

  constructor(limit: number = CONNECTIONS_KEPT) {
    this.#limit = limit;
  }

  get(stream: number): LiveConnection | null {
    if (this.#slots[stream & (SLOTS - 1)] === 0) return null;
    return this.#byStream.get(stream) ?? null;
  }

  /** Would this connection find a place now? Where there is no room it takes that of the one that matters least, if that matters less. */
  hasPlaceFor(followed: FollowedConnection): boolean {
    if (this.#byStream.size < this.#limit) return true;
    return this.#least().weight < weight(followed);
  }

  /** Takes away the one that matters least, if there is no room; the caller has asked whether there is a place. */
  makeRoom(): LiveConnection | null {
    if (this.#byStream.size < this.#limit) return null;
    const { connection } = this.#least();
    if (connection !== null && this.#byStream.delete(connection.stream)) this.#count(connection.stream, -1);
    this.#known = null;
    return connection;
  }

  /** There is room. */
  add(connection: LiveConnection): void {
    if (!this.#byStream.has(connection.stream)) this.#count(connection.stream, 1);
    this.#byStream.set(connection.stream, connection);
    this.#known = null;
  }

  /** Some connection may matter less than before. */
  reconsider(): void {
    this.#known = null;
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

  #count(stream: number, more: number): void {
    const slot = stream & (SLOTS - 1);
    this.#slots[slot] = (this.#slots[slot] ?? 0) + more;
  }

  /** Among equals the one that opened first. */
  #least(): Least {
    if (this.#known !== null) return this.#known;
    let connection: LiveConnection | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const each of this.#byStream.values()) {
      const own = weight(each.followed);
      if (own < least) {
        connection = each;
        least = own;
      }
    }
    this.#known = { connection, weight: least };
    return this.#known;
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

// Topic aliases — MQTT 5 §3.3.2.3.4. One map per direction: each side numbers its own; a connection's end forgets them [MQTT-3.3.2-7].

import type { Direction } from '../core/direction.ts';

/** Aliases are 16 bits: a map never holds more than 65 535 topics. */
export class TopicAliases {
  #client: Map<number, string> | null = null;
  #server: Map<number, string> | null = null;

  define(direction: Direction, alias: number, topic: string): void {
    let map = direction === 0 ? this.#client : this.#server;
    if (map === null) {
      map = new Map();
      if (direction === 0) this.#client = map;
      else this.#server = map;
    }
    map.set(alias, topic);
  }

  /** null: nothing in the capture says what the alias stands for. */
  resolve(direction: Direction, alias: number): string | null {
    return (direction === 0 ? this.#client : this.#server)?.get(alias) ?? null;
  }
}

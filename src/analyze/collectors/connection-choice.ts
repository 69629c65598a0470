// Which connections are worth remembering: the report shows so many in detail, the first ones with MQTT before all others.
// Whatever can no longer get a place is forgotten at once, so that memory does not grow with the number of connections.

/** Streams in ascending order, the lowest `limit` of those ever offered. */
class LowestStreams {
  readonly #streams: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The stream that has lost its place by this offer (perhaps the one offered); null: none. */
  offer(stream: number): number | null {
    if (this.#streams.includes(stream)) return null;
    let at = this.#streams.length;
    while (at > 0 && (this.#streams[at - 1] ?? 0) > stream) at--;
    this.#streams.splice(at, 0, stream);
    return this.#streams.length > this.#limit ? (this.#streams.pop() ?? null) : null;
  }

  remove(stream: number): void {
    const at = this.#streams.indexOf(stream);
    if (at >= 0) this.#streams.splice(at, 1);
  }
}

/** Decides, while the capture is read, which connections may still be shown in detail. */
export class ConnectionChoice {
  readonly #limit: number;
  readonly #only: number | null;
  /** The first connections that were recognised as MQTT: their places are theirs for good. */
  readonly #mqtt = new Set<number>();
  /** Connections that ended without MQTT. */
  readonly #others: LowestStreams;

  /** `only`: exactly this stream, whatever it carries; null: `limit` of them. */
  constructor(limit: number, only: number | null) {
    this.#limit = limit;
    this.#only = only;
    this.#others = new LowestStreams(limit);
  }

  /** All places are taken by MQTT: no other connection gets one any more. */
  get isFullOfMqtt(): boolean {
    return this.#only === null && this.#mqtt.size >= this.#limit;
  }

  /** May a connection that opens now get a place? */
  mayOpen(stream: number): boolean {
    return this.#only === null ? !this.isFullOfMqtt : stream === this.#only;
  }

  /** This connection carries MQTT. false: there is no place left for it. */
  carriesMqtt(stream: number): boolean {
    if (this.#only !== null) return stream === this.#only;
    if (this.#mqtt.has(stream)) return true;
    if (this.isFullOfMqtt) return false;
    this.#others.remove(stream);
    this.#mqtt.add(stream);
    return true;
  }

  /** This connection has ended and will not turn out to carry MQTT. Returns the stream that has lost its place by it; null: none. */
  endedWithoutMqtt(stream: number): number | null {
    if (this.#only !== null) return null;
    return this.isFullOfMqtt ? stream : this.#others.offer(stream);
  }

  /** Which of the remembered streams are shown in detail, in ascending order. */
  choose(remembered: readonly number[]): number[] {
    const ascending = [...remembered].sort((a, b) => a - b);
    if (this.#only !== null) return ascending;
    const mqtt = ascending.filter((stream) => this.#mqtt.has(stream));
    const others = ascending.filter((stream) => !this.#mqtt.has(stream)).slice(0, this.#limit - mqtt.length);
    return [...mqtt, ...others].sort((a, b) => a - b);
  }
}

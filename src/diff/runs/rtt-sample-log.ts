// Round trips of a capture one by one and in their order, noted while it is read: a test of two distributions needs the values themselves.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Listener } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';

const KEPT_PER_SIDE = 2000;
const STREAMS = 1000;

/** Every `stride`-th value of a series, evenly over all of it, in order; never more than `capacity`. */
class ThinnedSeries {
  readonly values: number[] = [];
  count = 0;
  #stride = 1;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: number): void {
    if (this.count++ % this.#stride !== 0) return;
    // An even capacity: the value at hand lies on the doubled stride too.
    if (this.values.length === this.#capacity) this.#halve();
    this.values.push(value);
  }

  #halve(): void {
    const kept = this.values.length >> 1;
    for (let i = 0; i < kept; i++) this.values[i] = this.values[i * 2] ?? 0;
    this.values.length = kept;
    this.#stride *= 2;
  }
}

/** Acknowledged round trips by connection and by who sent the data; acknowledgements that may answer either of two copies are left out (Karn). */
export class RttSampleLog implements Listener {
  /** Connections beyond the limit, whose round trips were not kept. */
  omittedStreams = 0;
  readonly #capacity: number;
  readonly #streams: number;
  /** Two a stream: the client's, the server's. */
  readonly #series: (ThinnedSeries | undefined)[] = [];

  constructor(keptPerSide: number = KEPT_PER_SIDE, streams: number = STREAMS) {
    this.#capacity = Math.max(2, keptPerSide & ~1); // even
    this.#streams = streams;
  }

  onSegment(flow: Flow, _packet: Packet, segment: SegmentView): void {
    if (segment.ackRttNs === 0 || segment.isAckAmbiguous) return;
    const sender = segment.direction === CLIENT_TO_SERVER ? SERVER_TO_CLIENT : CLIENT_TO_SERVER;
    const at = flow.stream * 2 + sender;
    if (flow.stream >= this.#streams) return;
    const series = this.#series[at] ?? this.#open(at);
    series.add(segment.ackRttNs);
  }

  onFlowOpen(flow: Flow): void {
    if (flow.stream >= this.#streams) this.omittedStreams++;
  }

  /** In order of time; empty: none seen, or not kept. */
  samples(stream: number, sender: Direction): readonly number[] {
    return this.#series[stream * 2 + sender]?.values ?? [];
  }

  #open(at: number): ThinnedSeries {
    const series = new ThinnedSeries(this.#capacity);
    this.#series[at] = series;
    return series;
  }
}

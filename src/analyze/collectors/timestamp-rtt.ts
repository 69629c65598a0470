// Round trips by TCP time stamps — RFC 7323 §3 and §4. The value sent with data comes back in the segment that acknowledges it, so a
// segment that was lost and sent again is no ambiguity: each copy carries the time it left.

import { seqAfter, seqDelta } from '../../core/seq.ts';
import type { RttSamples } from '../../flow/flow.ts';
import { RttSeries } from '../../flow/rtt-series.ts';

/** Values on their way; while so many wait, further ones give no sample. */
const WAITING = 4096;
/** Fewer ticks give no estimate of their length. */
const ENOUGH_TICKS = 10;

/** The values one side sends with data, and when they come back. */
export class TimestampEchoes {
  readonly #series: RttSeries = new RttSeries();
  /** A queue: what lies before #head has been answered. */
  #values: number[] = [];
  #times: number[] = [];
  #seqs: number[] = [];
  #head = 0;
  #hasValue = false;
  #firstValue = 0;
  #firstTimeNs = 0;
  #lastValue = 0;
  #lastTimeNs = 0;
  /** Last value that was put into the queue. */
  #queued = -1;

  /** Every segment of this side; `asks`: it carries data, SYN or FIN, so that it will be acknowledged. */
  noteSent(value: number, timeNs: number, seq: number, asks: boolean): void {
    if (!this.#hasValue) {
      this.#hasValue = true;
      this.#firstValue = value;
      this.#firstTimeNs = timeNs;
      this.#lastValue = value;
      this.#lastTimeNs = timeNs;
    } else if (seqAfter(value, this.#lastValue)) {
      this.#lastValue = value;
      this.#lastTimeNs = timeNs;
    }
    if (!asks || value === this.#queued || this.#values.length - this.#head >= WAITING) return;
    this.#queued = value;
    this.#values.push(value);
    this.#times.push(timeNs);
    this.#seqs.push(seq);
  }

  /** A segment of the other side that echoes `echo` and acknowledges up to `ack`. */
  noteEcho(echo: number, ack: number, timeNs: number): void {
    const values = this.#values;
    let head = this.#head;
    while (head < values.length) {
      const ahead = seqDelta(echo, values[head] ?? 0);
      if (ahead > 0) break;
      if (ahead === 0) {
        // The same tick may have marked a pure ACK before: wait for the one that acknowledges the data.
        if (!seqAfter(ack, this.#seqs[head] ?? 0)) break;
        const rttNs = timeNs - (this.#times[head] ?? 0);
        if (rttNs >= 0) this.#series.add(rttNs);
      }
      head++;
    }
    this.#head = head;
    if (head > 0 && (head === values.length || head >= WAITING)) this.#shorten();
  }

  /** null without a sample. */
  summary(): RttSamples | null {
    return this.#series.summary();
  }

  /** RFC 7323 §5.4: between 1 ms and 1 s; estimated from what the clock moved in the time of the connection. */
  get tickNs(): number | null {
    const ticks = seqDelta(this.#firstValue, this.#lastValue);
    const elapsedNs = this.#lastTimeNs - this.#firstTimeNs;
    return ticks < ENOUGH_TICKS || elapsedNs <= 0 ? null : Math.round(elapsedNs / ticks);
  }

  #shorten(): void {
    const head = this.#head;
    this.#head = 0;
    if (head === this.#values.length) {
      this.#values.length = 0;
      this.#times.length = 0;
      this.#seqs.length = 0;
      return;
    }
    this.#values = this.#values.slice(head);
    this.#times = this.#times.slice(head);
    this.#seqs = this.#seqs.slice(head);
  }
}

// How long to wait for an acknowledgement: the retransmission timer of RFC 6298, in milliseconds.

/** RFC 6298 §2.1: before the first measurement. */
const INITIAL_MS = 1000;
/** RFC 6298 §2.4 says one second; like most TCPs today we ask for less, because a late answer costs one fragment, not a congested network. */
export const SHORTEST_TIMEOUT_MS = 200;
/** RFC 6298 §2.5 allows a maximum of 60 s or more; a transfer that a person watches must notice sooner that the other side is back. */
export const LONGEST_TIMEOUT_MS = 5000;
/** Clock granularity G: what a timer of a busy process may be late. */
const GRANULARITY_MS = 20;
const ALPHA = 1 / 8;
const BETA = 1 / 4;
const K = 4;

/** Smoothed round trip, its variation, and the timeout made of them. */
export class RoundTripTimer {
  samples = 0;
  smoothedMs = 0;
  variationMs = 0;
  shortestMs: number = Number.POSITIVE_INFINITY;
  timeoutMs: number = INITIAL_MS;

  /** A measured round trip. Never of a fragment that was sent twice: one cannot know which sending was answered (Karn, RFC 6298 §3). */
  sample(ms: number): void {
    if (this.samples === 0) {
      this.smoothedMs = ms; // RFC 6298 §2.2
      this.variationMs = ms / 2;
    } else {
      this.variationMs += BETA * (Math.abs(this.smoothedMs - ms) - this.variationMs); // RFC 6298 §2.3: before SRTT
      this.smoothedMs += ALPHA * (ms - this.smoothedMs);
    }
    this.samples++;
    this.shortestMs = Math.min(this.shortestMs, ms);
    this.restore();
  }

  /** How long the answer to the latest sending may take before a probe is worth sending (RFC 8985 §7.2): well before the timer runs out. */
  get probeMs(): number {
    if (this.samples === 0) return INITIAL_MS;
    return Math.min(Math.max(2 * this.smoothedMs, GRANULARITY_MS), LONGEST_TIMEOUT_MS);
  }

  /** The timer ran out: wait twice as long for the next one (RFC 6298 §5.5). */
  backOff(): void {
    this.timeoutMs = Math.min(this.timeoutMs * 2, LONGEST_TIMEOUT_MS);
  }

  /** Something new was acknowledged: the backing off is over. */
  restore(): void {
    if (this.samples === 0) {
      this.timeoutMs = INITIAL_MS;
      return;
    }
    const timeout = this.smoothedMs + Math.max(GRANULARITY_MS, K * this.variationMs);
    this.timeoutMs = Math.min(Math.max(timeout, SHORTEST_TIMEOUT_MS), LONGEST_TIMEOUT_MS);
  }
}

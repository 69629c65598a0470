// Keep Alive — MQTT 3.1.1 and 5.0 §3.1.2.10: the time between the end of one packet of the client and the start of its next one.

/** How often a server's patience is longer than the interval: one and a half times [MQTT-3.1.2-24], 5.0 [MQTT-3.1.2-22]. */
const PATIENCE = 1.5;
const NS_PER_SECOND = 1_000_000_000;

/** The longest silence a server accepts, in ns; 0: keep alive is off. */
export function keepAliveLimitNs(seconds: number): number {
  return seconds * PATIENCE * NS_PER_SECOND;
}

/** Measures the silences of a client. */
export class ClientSilence {
  /** Last byte of the client's last packet; −1: none yet. */
  lastTimeNs = -1;
  lastFrame = 0;
  longestNs = -1;
  fromFrame = 0;
  toFrame = 0;

  /** Takes the next packet; returns the silence before it, −1 for the first. */
  note(startNs: number, startFrame: number, endNs: number, endFrame: number): number {
    const silence = this.lastTimeNs < 0 ? -1 : Math.max(0, startNs - this.lastTimeNs);
    if (silence > this.longestNs) this.#keep(silence, startFrame);
    this.lastTimeNs = endNs;
    this.lastFrame = endFrame;
    return silence;
  }

  /** The longest silence if the connection is looked at from `nowNs` on: the last one may still be going on. */
  longestUntil(nowNs: number, nowFrame: number): { ns: number; fromFrame: number; toFrame: number } | null {
    const open = this.lastTimeNs < 0 ? -1 : nowNs - this.lastTimeNs;
    if (open > this.longestNs) return { ns: open, fromFrame: this.lastFrame, toFrame: nowFrame };
    return this.longestNs < 0 ? null : { ns: this.longestNs, fromFrame: this.fromFrame, toFrame: this.toFrame };
  }

  #keep(silence: number, frame: number): void {
    this.longestNs = silence;
    this.fromFrame = this.lastFrame;
    this.toFrame = frame;
  }
}

// How long an active client is silent, against its keep-alive — MQTT-SN 1.2 §5.3.3, §6.11, §7.2.

export class SnClientSilence {
  longestNs = 0;
  fromFrame: number | null = null;
  toFrame: number | null = null;
  #lastFrame = 0;
  #lastTimeNs = 0;

  /** A message of the client; time in which it was allowed to sleep does not count. */
  hear(frame: number, timeNs: number, counts: boolean): void {
    const silence = timeNs - this.#lastTimeNs;
    if (counts && this.#lastFrame !== 0 && silence > this.longestNs) {
      this.longestNs = silence;
      this.fromFrame = this.#lastFrame;
      this.toFrame = frame;
    }
    this.#lastFrame = frame;
    this.#lastTimeNs = timeNs;
  }
}

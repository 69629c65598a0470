// QoS > 0 messages of one publisher that wait for their last step, over time — SEMANTICS 1.7, MQTT 5.0 §4.9. Numbers only: one per packet is touched.

export class InFlightMeter {
  /** Now, and at most. */
  now = 0;
  maximum = 0;
  /** When the maximum was reached first. */
  maximumFrame = 0;
  maximumTimeNs = 0;
  /** Messages that were counted in, and those that came out confirmed or refused. */
  published = 0;
  ended = 0;
  /** How often the count rose to its maximum: each time after the first, an answer made room and a waiting message took it at once. */
  timesAtMaximum = 0;
  /** Time at the maximum without the stay that goes on. */
  atMaximumNs = 0;
  longestNs = 0;
  longestFromFrame = 0;
  longestToFrame = 0;
  /** Of the stay at the maximum that goes on; −1: below it. */
  #sinceNs = -1;
  #sinceFrame = 0;
  /** The last PUBLISH that was counted in. */
  lastFrame = 0;

  /** A message left; returns how many are in flight now. */
  up(frame: number, timeNs: number): number {
    this.published++;
    this.lastFrame = frame;
    const now = ++this.now;
    if (now < this.maximum) return now;
    if (now > this.maximum) {
      this.maximum = now;
      this.maximumFrame = frame;
      this.maximumTimeNs = timeNs;
      this.timesAtMaximum = 0;
      this.atMaximumNs = 0;
      this.longestNs = 0;
      this.longestFromFrame = 0;
      this.longestToFrame = 0;
    }
    this.timesAtMaximum++;
    this.#sinceNs = timeNs;
    this.#sinceFrame = frame;
    return now;
  }

  /** The last step of one of them. */
  down(frame: number, timeNs: number): void {
    this.ended++;
    if (this.now-- < this.maximum || this.#sinceNs < 0) return;
    const stay = Math.max(0, timeNs - this.#sinceNs);
    this.atMaximumNs += stay;
    if (stay >= this.longestNs) {
      this.longestNs = stay;
      this.longestFromFrame = this.#sinceFrame;
      this.longestToFrame = frame;
    }
    this.#sinceNs = -1;
  }

  /** Since when it has stood at its maximum: ns and frame; null: it is below now. */
  get goingOn(): { readonly sinceNs: number; readonly fromFrame: number } | null {
    return this.#sinceNs < 0 ? null : { sinceNs: this.#sinceNs, fromFrame: this.#sinceFrame };
  }
}

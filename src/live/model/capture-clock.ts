// The time of a capture that goes on: the instant of the last frame, and from there as the run's own clock advances, so that waiting shows.

import { TimeBase } from '../../core/time.ts';

const NS_PER_MS = 1_000_000;

/** Instants are integer ns since the first frame of the capture. */
export class CaptureClock {
  /** Now: at the last tick. */
  nowNs = 0;
  frames = 0;
  #base: TimeBase | null = null;
  #sec = 0;
  #nsec = 0;
  /** What the last tick that saw a new frame knew. */
  #anchorFrames = 0;
  #anchorNs = 0;
  #anchorMs = 0;

  /** Called for every frame. */
  note(sec: number, nsec: number): void {
    this.frames++;
    this.#sec = sec;
    this.#nsec = nsec;
    if (this.#base === null) this.#base = new TimeBase(sec, nsec);
  }

  /** Between two frames the clock of the run goes on for the clock of the capture. */
  tick(elapsedMs: number): void {
    if (this.frames !== this.#anchorFrames) {
      this.#anchorFrames = this.frames;
      this.#anchorNs = this.sinceFirst(this.#sec, this.#nsec);
      this.#anchorMs = elapsedMs;
    }
    this.nowNs = this.#anchorNs + Math.max(0, elapsedMs - this.#anchorMs) * NS_PER_MS;
  }

  /** Ns of an instant since the first frame. */
  sinceFirst(sec: number, nsec: number): number {
    return this.#base?.since(sec, nsec) ?? 0;
  }

  /** "1727972104.779687350" of the first frame; null: there was none. */
  get firstInstant(): string | null {
    return this.#base?.instant(0) ?? null;
  }
}

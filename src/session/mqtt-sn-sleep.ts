// Sleeping clients: when they sleep, wake, fetch their messages, and whether they sleep longer than they said — MQTT-SN 1.2 §6.14, §7.2.

import { NS_PER_SECOND, type TimeBase } from '../core/time.ts';
import { FRAMES_KEPT, type SnBudget, SnList } from './mqtt-sn-limits.ts';
import type { SnSleepRecord } from './mqtt-sn-session.ts';

interface Awakening {
  readonly pingFrame: number;
  readonly timeNs: number;
  readonly deliveredFrames: number[];
  deliveredCount: number;
  pingResponseFrame: number | null;
  awakeNs: number | null;
}

interface Sleep {
  readonly disconnectFrame: number;
  readonly timeNs: number;
  readonly durationSeconds: number;
  confirmedFrame: number | null;
  readonly awakenings: SnList<Awakening>;
  awake: Awakening | null;
  lastFrame: number;
  lastTimeNs: number;
  silenceNs: number;
  silenceFrom: number;
  silenceTo: number | null;
  readonly disturbedFrames: number[];
  disturbedCount: number;
  end: SnSleepRecord['end'];
  endFrame: number | null;
}

/** The timer's value and what gateways should add to it: 10 % above a minute, 50 % else (§7.2). */
export function toleratedNs(seconds: number): number {
  return (seconds * (seconds > 60 ? 11 : 15) * NS_PER_SECOND) / 10;
}

export class SnSleepBook {
  readonly list: SnList<Sleep>;
  readonly #budget: SnBudget;
  #current: Sleep | null = null;

  constructor(budget: SnBudget) {
    this.#budget = budget;
    this.list = new SnList(budget);
  }

  /** Asleep, or awake only to fetch its messages. */
  get isSleeping(): boolean {
    return this.#current !== null;
  }

  /** DISCONNECT with Duration from the client. */
  begin(durationSeconds: number, frame: number, timeNs: number): void {
    const current = this.#current;
    if (current !== null) {
      this.#hear(current, frame, timeNs);
      // Nobody has answered yet and the client says the same: it is sent again (§6.13).
      if (
        current.confirmedFrame === null &&
        current.awakenings.count === 0 &&
        current.durationSeconds === durationSeconds
      ) {
        return;
      }
      this.#finish('asleep-again', frame);
    }
    const sleep: Sleep = {
      disconnectFrame: frame,
      timeNs,
      durationSeconds,
      confirmedFrame: null,
      awakenings: new SnList(this.#budget),
      awake: null,
      lastFrame: frame,
      lastTimeNs: timeNs,
      silenceNs: 0,
      silenceFrom: frame,
      silenceTo: frame,
      disturbedFrames: [],
      disturbedCount: 0,
      end: 'open',
      endFrame: null,
    };
    this.#current = sleep;
    this.list.push(sleep);
  }

  /** DISCONNECT from the gateway. */
  confirm(frame: number): void {
    if (this.#current !== null) this.#current.confirmedFrame ??= frame;
  }

  /** PINGREQ from the client. */
  wake(frame: number, timeNs: number): void {
    const current = this.#current;
    if (current === null) return;
    this.#hear(current, frame, timeNs);
    if (current.awake !== null) return; // sent again
    current.awake = {
      pingFrame: frame,
      timeNs,
      deliveredFrames: [],
      deliveredCount: 0,
      pingResponseFrame: null,
      awakeNs: null,
    };
    current.awakenings.push(current.awake);
  }

  /** Any other message from the client. */
  hear(frame: number, timeNs: number): void {
    if (this.#current !== null) this.#hear(this.#current, frame, timeNs);
  }

  /** PUBLISH from the gateway; false: it should have waited. */
  deliver(frame: number): boolean {
    const current = this.#current;
    if (current === null) return true;
    const { awake } = current;
    if (awake === null) {
      current.disturbedCount++;
      if (current.disturbedFrames.length < FRAMES_KEPT) current.disturbedFrames.push(frame);
      return false;
    }
    awake.deliveredCount++;
    if (awake.deliveredFrames.length < FRAMES_KEPT) awake.deliveredFrames.push(frame);
    return true;
  }

  /** PINGRESP from the gateway: back to sleep. */
  sleepOn(frame: number, timeNs: number): void {
    const awake = this.#current?.awake ?? null;
    if (this.#current === null || awake === null) return;
    awake.pingResponseFrame = frame;
    awake.awakeNs = timeNs - awake.timeNs;
    this.#current.awake = null;
  }

  /** CONNECT, or a DISCONNECT for good. */
  end(how: 'active' | 'disconnected', frame: number, timeNs: number): void {
    if (this.#current === null) return;
    this.#hear(this.#current, frame, timeNs);
    this.#finish(how, frame);
  }

  /** `untilNs`: the end of the capture, to which a client that still sleeps is silent; null: not known. */
  records(time: TimeBase, untilNs: number | null): SnSleepRecord[] {
    return this.list.items.map((sleep) => recordOf(sleep, time, sleep === this.#current ? untilNs : null));
  }

  #hear(sleep: Sleep, frame: number, timeNs: number): void {
    const silence = timeNs - sleep.lastTimeNs;
    if (silence > sleep.silenceNs) {
      sleep.silenceNs = silence;
      sleep.silenceFrom = sleep.lastFrame;
      sleep.silenceTo = frame;
    }
    sleep.lastFrame = frame;
    sleep.lastTimeNs = timeNs;
  }

  #finish(how: 'active' | 'disconnected' | 'asleep-again', frame: number): void {
    if (this.#current === null) return;
    this.#current.end = how;
    this.#current.endFrame = frame;
    this.#current = null;
  }
}

function recordOf(sleep: Sleep, time: TimeBase, untilNs: number | null): SnSleepRecord {
  const openNs = untilNs === null ? 0 : untilNs - sleep.lastTimeNs;
  const isOpenLongest = openNs > sleep.silenceNs;
  const longestSilenceNs = isOpenLongest ? openNs : sleep.silenceNs;
  const limitNs = toleratedNs(sleep.durationSeconds);
  return {
    disconnectFrame: sleep.disconnectFrame,
    confirmedFrame: sleep.confirmedFrame,
    time: time.instant(sleep.timeNs),
    durationSeconds: sleep.durationSeconds,
    awakenings: sleep.awakenings.items.map(({ timeNs, deliveredFrames, ...awakening }) => ({
      ...awakening,
      time: time.instant(timeNs),
      deliveredFrames: [...deliveredFrames],
    })),
    awakeningsCount: sleep.awakenings.count,
    longestSilenceNs,
    longestSilence: isOpenLongest
      ? { fromFrame: sleep.lastFrame, toFrame: null }
      : { fromFrame: sleep.silenceFrom, toFrame: sleep.silenceTo },
    limitNs,
    overslept: longestSilenceNs > sleep.durationSeconds * NS_PER_SECOND,
    lost: longestSilenceNs > limitNs,
    disturbedFrames: [...sleep.disturbedFrames],
    disturbedCount: sleep.disturbedCount,
    end: sleep.end,
    endFrame: sleep.endFrame,
  };
}

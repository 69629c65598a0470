// Keep Alive — MQTT 3.1.1 and 5.0 §3.1.2.10: the time between the end of one packet of the client and the start of its next one.
// It is measured in the session's record (session-records.ts).

import type { Origin } from '../flow/listener.ts';
import { f64, i32, setF64, setI32 } from '../flow/words.ts';
import type { SessionRecords } from './session-records.ts';

/** How often a server's patience is longer than the interval: one and a half times [MQTT-3.1.2-24], 5.0 [MQTT-3.1.2-22]. */
const PATIENCE = 1.5;
const NS_PER_SECOND = 1_000_000_000;

// Words of the record.
const LAST_TIME = 0;
const LONGEST = 2;
const LAST_FRAME = 4;
/** Seconds; 0: keep alive is off or not known. */
const KEEP_ALIVE = 5;
const FROM_FRAME = 30;
const TO_FRAME = 31;

/** The longest silence a server accepts, in ns; 0: keep alive is off. */
export function keepAliveLimitNs(seconds: number): number {
  return seconds * PATIENCE * NS_PER_SECOND;
}

/** Nothing heard yet. */
export function startSilence(records: SessionRecords, at: number): void {
  setF64(records.floats, at + LAST_TIME, -1);
  setF64(records.floats, at + LONGEST, -1);
}

export function setKeepAlive(records: SessionRecords, at: number, seconds: number): void {
  setI32(records.ints, at + KEEP_ALIVE, seconds);
}

/** Silence of the client that the server need not accept; Infinity: keep alive is off or not known. */
export function silenceLimit(records: SessionRecords, at: number): number {
  const seconds = i32(records.ints, at + KEEP_ALIVE);
  return seconds === 0 ? Number.POSITIVE_INFINITY : keepAliveLimitNs(seconds);
}

/** The silence that ends with this packet of the client, −1 if it is the first. */
export function silenceBefore(records: SessionRecords, at: number, origin: Origin): number {
  const last = f64(records.floats, at + LAST_TIME);
  return last < 0 ? -1 : Math.max(0, origin.firstTimeNs - last);
}

/** Takes the client's next packet; returns the silence before it, −1 for the first. */
export function noteClientPacket(records: SessionRecords, at: number, origin: Origin): number {
  const { ints, floats } = records;
  const silence = silenceBefore(records, at, origin);
  if (silence > f64(floats, at + LONGEST)) {
    setF64(floats, at + LONGEST, silence);
    setI32(ints, at + FROM_FRAME, i32(ints, at + LAST_FRAME));
    setI32(ints, at + TO_FRAME, origin.firstFrame);
  }
  setF64(floats, at + LAST_TIME, origin.lastTimeNs);
  setI32(ints, at + LAST_FRAME, origin.lastFrame);
  return silence;
}

/** The silences of a client, as they stand now. */
export class ClientSilence {
  /** Last byte of the client's last packet; −1: none yet. */
  readonly lastTimeNs: number;
  readonly lastFrame: number;
  readonly longestNs: number;
  readonly fromFrame: number;
  readonly toFrame: number;

  constructor({ ints, floats }: SessionRecords, at: number) {
    this.lastTimeNs = f64(floats, at + LAST_TIME);
    this.lastFrame = i32(ints, at + LAST_FRAME);
    this.longestNs = f64(floats, at + LONGEST);
    this.fromFrame = i32(ints, at + FROM_FRAME);
    this.toFrame = i32(ints, at + TO_FRAME);
  }

  /** The longest silence if the connection is looked at from `nowNs` on: the last one may still be going on. */
  longestUntil(nowNs: number, nowFrame: number): { ns: number; fromFrame: number; toFrame: number } | null {
    const open = this.lastTimeNs < 0 ? -1 : nowNs - this.lastTimeNs;
    if (open > this.longestNs) return { ns: open, fromFrame: this.lastFrame, toFrame: nowFrame };
    return this.longestNs < 0 ? null : { ns: this.longestNs, fromFrame: this.fromFrame, toFrame: this.toFrame };
  }
}

// The sending half of a selective transfer, without clock or network: what to send next, and when to send it again.
// Window and losses: RFC 5681, RFC 6675. Timer: RFC 6298. A loss is known by what was sent later and has arrived; when nothing was sent later, or
// that is lost too, a probe makes up for it: RFC 8985.

import { MOST_RECEIVERS } from '../limits.ts';
import { CongestionWindow } from './congestion-window.ts';
import type { Report } from './messages.ts';
import { latestUnderWay, type Outstanding } from './outstanding.ts';
import { ReceiverView } from './receiver-view.ts';
import { RoundTripTimer } from './round-trip-timer.ts';

export interface SenderOptions {
  readonly fragments: number;
  /** The most fragments under way. */
  readonly window: number;
  /** Receivers that must have joined before anything is sent, and have everything before it is over. */
  readonly receivers: number;
}

export class SelectiveSender {
  readonly timer: RoundTripTimer = new RoundTripTimer();
  readonly window: CongestionWindow;
  readonly #options: SenderOptions;
  readonly #receivers = new Map<string, ReceiverView>();
  /** By fragment number, in the order of their first sending. */
  readonly #outstanding = new Map<number, Outstanding>();
  readonly #lost: number[] = [];
  #inFlight = 0;
  /** Next fragment to be sent for the first time. */
  #next = 0;
  #serial = 0;
  /** Losses of sendings up to here belong to a window that has been halved already. */
  #halvedUpTo = -1;
  #timerStart = 0;
  /** When a probe may leave, and how many have since something was last confirmed. */
  #probeAt: number = Number.POSITIVE_INFINITY;
  #probes = 0;
  #started = false;
  /** When a receiver last got further, or joined; a broken connection is given that time anew when it is back. */
  progressAt = 0;
  #hasProgressed = false;
  sent = 0;
  resent = 0;
  probes = 0;
  timeouts = 0;
  /** Reports of receivers beyond the most that can be kept account of. */
  turnedAway = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.window = new CongestionWindow(options.window);
  }

  get receivers(): readonly ReceiverView[] {
    return [...this.#receivers.values()];
  }

  /** Fragments that every receiver taking part has, from the first one on. */
  confirmed(now: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const view of this.#receivers.values()) {
      if (view.state === 'done') least = Math.min(least, this.#options.fragments);
      else if (view.isActive(now)) least = Math.min(least, view.next);
    }
    return Number.isFinite(least) ? least : 0;
  }

  /** As many receivers as were asked for have everything, and nobody else is still at it. */
  isFinished(now: number): boolean {
    let done = 0;
    for (const view of this.#receivers.values()) {
      if (view.state === 'done') done++;
      else if (view.isActive(now)) return false;
    }
    return done >= this.#options.receivers;
  }

  /** A receiver that gave up, and nobody is left whom waiting would serve. */
  failure(now: number): ReceiverView | null {
    let failed: ReceiverView | null = null;
    for (const view of this.#receivers.values()) {
      if (view.state === 'failed') failed = view;
      else if (view.state === 'done' || view.isActive(now)) return null;
    }
    return failed;
  }

  onReport(report: Report, now: number): void {
    let view = this.#receivers.get(report.receiver);
    if (view === undefined) {
      if (this.#receivers.size >= MOST_RECEIVERS) {
        this.turnedAway++;
        return;
      }
      view = new ReceiverView(report.receiver, now);
      this.#receivers.set(report.receiver, view);
      this.#noteProgress(now);
    }
    const wasActive = view.isActive(now);
    const gotFurther = view.update(report, now);
    // One that joins late, or comes back, needs what the others have had long ago.
    if (view.isActive(now) && (!wasActive || view.next < this.#next)) this.#next = Math.min(this.#next, view.next);
    if (!gotFurther) return;
    this.#noteProgress(now);
    this.#noteArrivals(view, now);
    this.#removeConfirmed(now);
    this.#findLosses(now);
  }

  /** Looks at the clock: the retransmission timer (RFC 6298 §5). */
  onTick(now: number): void {
    this.#removeConfirmed(now); // a silent receiver may have been the only one that lacked something
    if (this.#inFlight === 0 || now - this.#timerStart < this.timer.timeoutMs) return;
    this.timeouts++;
    this.window.timedOut(this.#inFlight);
    this.timer.backOff();
    this.#restartTimer(now);
    this.#giveUpAll();
  }

  /** The connection is back: whatever was under way may have died with the old one. */
  onReconnected(now: number): void {
    this.timer.restore();
    this.#restartTimer(now);
    this.#giveUpAll();
    // Once: a broker that only comes and goes must not keep us here for ever.
    if (this.#hasProgressed) this.progressAt = now;
    this.#hasProgressed = false;
  }

  /** The number of the fragment that should be sent now; −1: none may. Whoever asks sends it. */
  take(now: number): number {
    if (!this.#isStarted(now)) return -1;
    const index = this.#inFlight < this.window.size ? (this.#takeLost() ?? this.#takeNew(now)) : null;
    return this.#send(index ?? this.#takeProbe(now), now);
  }

  /** How often fragment `index` has been sent since it was last confirmed by all. */
  sendingsOf(index: number): number {
    return this.#outstanding.get(index)?.sendings ?? 0;
  }

  #send(index: number | null, now: number): number {
    if (index === null) return -1;
    const known = this.#outstanding.get(index);
    const entry = known ?? { serial: 0, sentAt: 0, sendings: 0, lost: false };
    if (known === undefined) this.#outstanding.set(index, entry);
    entry.serial = this.#serial++;
    entry.sentAt = now;
    entry.sendings++;
    entry.lost = false;
    if (this.#inFlight === 0) this.#restartTimer(now);
    this.#inFlight++;
    this.sent++;
    if (entry.sendings > 1) this.resent++;
    return index;
  }

  #restartTimer(now: number): void {
    this.#timerStart = now;
    this.#probeAt = now + this.timer.probeMs;
    this.#probes = 0;
  }

  #noteProgress(now: number): void {
    this.progressAt = now;
    this.#hasProgressed = true;
  }

  #isStarted(now: number): boolean {
    if (this.#started) return true;
    let joined = 0;
    for (const view of this.#receivers.values()) if (view.state === 'done' || view.isActive(now)) joined++;
    this.#started = joined >= this.#options.receivers;
    return this.#started;
  }

  #takeLost(): number | null {
    for (;;) {
      const index = this.#lost.shift();
      if (index === undefined) return null;
      if (this.#outstanding.get(index)?.lost === true) return index;
    }
  }

  /**
   * Nothing has been confirmed for longer than an answer takes: one fragment more than the window allows, so that its answer shows what else is
   * lost (RFC 8985 §7.3): a new one, or else the latest again. The window is not made smaller; the waiting doubles from probe to probe (RFC 9002 §6.2.1).
   */
  #takeProbe(now: number): number | null {
    if (this.#inFlight === 0 || now < this.#probeAt) return null;
    const index = this.#takeLost() ?? this.#takeNew(now) ?? this.#takeLatest();
    if (index === null) return null;
    this.#probes++;
    this.probes++;
    this.#probeAt = now + this.timer.probeMs * 2 ** this.#probes;
    return index;
  }

  #takeLatest(): number | null {
    const latest = latestUnderWay(this.#outstanding);
    if (latest !== null) this.#inFlight--; // the sending before counts as gone
    return latest;
  }

  #takeNew(now: number): number | null {
    let limit = 0;
    let isFirst = true;
    for (const view of this.#receivers.values()) {
      if (!view.isActive(now)) continue;
      const end = view.next + view.window;
      limit = isFirst ? end : Math.min(limit, end);
      isFirst = false;
    }
    limit = Math.min(limit, this.#options.fragments);
    while (this.#next < limit) {
      const index = this.#next++;
      if (!this.#outstanding.has(index) && this.#isNeeded(index, now)) return index;
    }
    return null;
  }

  #isNeeded(index: number, now: number): boolean {
    for (const view of this.#receivers.values()) if (view.isActive(now) && !view.has(index)) return true;
    return false;
  }

  /** Somebody has it: it is not only that nobody is there any more. */
  #isHad(index: number): boolean {
    for (const view of this.#receivers.values()) if (view.has(index)) return true;
    return false;
  }

  /** Which sendings have reached this receiver; the newest one that was sent only once is a round trip. */
  #noteArrivals(view: ReceiverView, now: number): void {
    let sample: Outstanding | null = null;
    for (const [index, entry] of this.#outstanding) {
      if (!view.has(index) || entry.serial <= view.newestSerial) continue;
      // Too soon after it was sent again: this is the answer to an earlier sending (RFC 8985 §6.2).
      if (entry.sendings > 1 && now - entry.sentAt < this.timer.shortestMs) continue;
      view.newestSerial = entry.serial;
      if (entry.sendings === 1 && !entry.lost) sample = entry;
    }
    if (sample !== null) this.timer.sample(now - sample.sentAt);
  }

  #removeConfirmed(now: number): void {
    let confirmed = 0;
    for (const [index, entry] of this.#outstanding) {
      if (this.#isNeeded(index, now)) continue;
      this.#outstanding.delete(index);
      if (!entry.lost) this.#inFlight--;
      if (this.#isHad(index)) confirmed++;
    }
    if (confirmed === 0) return;
    this.window.acknowledged(confirmed);
    this.timer.restore();
    this.#restartTimer(now); // RFC 6298 §5.3
  }

  #findLosses(now: number): void {
    let isNewEvent = false;
    const inFlight = this.#inFlight;
    for (const [index, entry] of this.#outstanding) {
      if (entry.lost || !this.#isLost(index, entry.serial, now)) continue;
      this.#giveUp(index, entry);
      if (entry.serial > this.#halvedUpTo) isNewEvent = true;
    }
    if (!isNewEvent) return;
    this.window.lost(inFlight);
    this.#halvedUpTo = this.#serial - 1;
  }

  #isLost(index: number, serial: number, now: number): boolean {
    for (const view of this.#receivers.values()) {
      if (view.newestSerial > serial && view.isActive(now) && !view.has(index)) return true;
    }
    return false;
  }

  #giveUpAll(): void {
    for (const [index, entry] of this.#outstanding) if (!entry.lost) this.#giveUp(index, entry);
    this.#halvedUpTo = this.#serial - 1;
  }

  #giveUp(index: number, entry: Outstanding): void {
    entry.lost = true;
    this.#inFlight--;
    this.#lost.push(index);
  }
}

// Receives a file of a selective transfer: the receiver (receiver.ts) with a clock, a file and a connection.

import { randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import { IncomingFile } from '../incoming-file.ts';
import { LastingConnection } from '../lasting-connection.ts';
import { pause } from '../pause.ts';
import { Interrupted } from '../transfer-errors.ts';
import type { SubscribeOptions, SubscribeResult, TransferObserver } from '../transfer-options.ts';
import { readNumbered } from '../wire-format.ts';
import {
  type Announcement,
  announceTopic,
  dataTopic,
  encodeMessage,
  type Report,
  readAnnouncement,
  reportTopic,
  sessionOf,
} from './messages.ts';
import { SelectiveReceiver } from './receiver.ts';
import { REPORT_EVERY_MS } from './receiver-view.ts';
import { ANOTHER_PUBLISHER, receiving, waitingFor } from './reception-notes.ts';
import { closedEarly, nobodyPublishes, notAsAnnounced, nothingNew, publisherGone } from './reception-trouble.ts';

const TICK_MS = 50;
/** A publisher that says nothing for so long gives way to another one. */
const ABANDONED_MS = 5000;
/** How long a publisher that has not heard that all is well may ask again: TCP's TIME-WAIT (RFC 9293 §3.4.1), in small. */
const LINGER_MS = 3000;

/** `onDone`: the file is in its place. What follows is courtesy towards the publisher. */
export async function receiveSelectively(
  options: SubscribeOptions,
  observer: TransferObserver,
  signal: AbortSignal,
  onDone: (result: SubscribeResult) => void,
): Promise<SubscribeResult> {
  const file = new IncomingFile(options.path);
  try {
    return await new SelectiveSubscriber(options, observer, signal, file).run(onDone);
  } finally {
    file.discard();
  }
}

class SelectiveSubscriber {
  readonly #options: SubscribeOptions;
  readonly #observer: TransferObserver;
  readonly #signal: AbortSignal;
  readonly #file: IncomingFile;
  readonly #id: string = randomBytes(4).toString('hex');
  readonly #connection: LastingConnection;
  readonly #startedAt: number = performance.now();
  #session: string | null = null;
  #receiver: SelectiveReceiver | null = null;
  /** The data topic is subscribed: until then a publisher must not be told that we are here. */
  #joined = false;
  #heardAt = 0;
  #hasHeard = false;
  /** When a fragment last came that was not there before. */
  #progressAt = 0;
  #reportedAt = 0;
  #reportDue = false;
  /** Has everything, and is about to be checked. */
  #finishing: SelectiveReceiver | null = null;
  #firstAt = 0;
  #restarts = 0;
  #done: SubscribeResult | null = null;
  #closed = false;
  #failure: unknown = null;
  #over = false;

  constructor(options: SubscribeOptions, observer: TransferObserver, signal: AbortSignal, file: IncomingFile) {
    const { access, timeoutMs, topic, qos } = options;
    this.#options = options;
    this.#observer = observer;
    this.#signal = signal;
    this.#file = file;
    this.#connection = new LastingConnection(
      { access, timeoutMs, observer, signal },
      (name, payload, retained) => this.#onMessage(name, payload, retained),
      async (connection) => {
        if (this.#session !== null) await connection.subscribe([dataTopic(topic, this.#session)], qos);
        await connection.subscribe([announceTopic(topic, '+')], 1);
        // The publisher has as long to be heard again as if it had just spoken; but once: the broker may come and go for ever.
        if (this.#hasHeard) this.#heardAt = performance.now();
        this.#hasHeard = false;
      },
    );
  }

  async run(onDone: (result: SubscribeResult) => void): Promise<SubscribeResult> {
    try {
      await this.#connection.open();
      this.#observer.note(waitingFor(this.#options.topic));
      this.#observer.ready?.();
      const result = await Promise.race([this.#untilDone(), this.#connection.lost]);
      onDone(result);
      await this.#linger();
      return result;
    } catch (error) {
      await this.#giveUp(error);
      throw error;
    } finally {
      this.#over = true;
      await this.#connection.close();
    }
  }

  async #untilDone(): Promise<SubscribeResult> {
    for (;;) {
      if (this.#over) throw new Interrupted(); // nobody waits for the answer any more
      if (this.#failure !== null) throw this.#failure;
      if (this.#done !== null) return this.#done;
      const now = performance.now();
      this.#refuseToWaitLonger(now);
      if (now - this.#reportedAt >= REPORT_EVERY_MS) this.#report();
      await pause(TICK_MS, this.#signal);
    }
  }

  /** Answers a publisher that asks again, until it has closed the session or must be gone. */
  async #linger(): Promise<void> {
    const end = performance.now() + LINGER_MS;
    while (!this.#closed && performance.now() < end && !this.#signal.aborted) {
      await pause(TICK_MS, this.#signal).catch(() => undefined);
    }
  }

  async #giveUp(error: unknown): Promise<void> {
    const receiver = this.#receiver;
    if (receiver === null || !this.#joined || this.#done !== null) return;
    const reason = error instanceof AppError ? error.what.en : this.#signal.aborted ? 'interrupted' : 'internal error';
    this.#joined = false; // nothing else is to be reported
    const report = encodeMessage(receiver.report('failed', reason));
    await this.#connection.close(reportTopic(this.#options.topic, this.#session ?? ''), report);
  }

  #onMessage(name: string, payload: Uint8Array, retained: boolean): void {
    if (retained || this.#failure !== null) return;
    const { topic } = this.#options;
    try {
      if (this.#session !== null && name === dataTopic(topic, this.#session)) this.#onFragment(payload);
      const session = sessionOf(name, topic);
      const announcement = session === null ? null : readAnnouncement(payload);
      if (session !== null && announcement !== null) this.#onAnnouncement(session, announcement);
    } catch (error) {
      this.#failure = error; // nobody may catch it here
    }
  }

  #onAnnouncement(session: string, announcement: Announcement): void {
    const now = performance.now();
    if (session === this.#session) {
      this.#hear(now);
      if (announcement.state === 'closed') this.#onClosed();
      else if (this.#done !== null) this.#reportDone();
      return;
    }
    if (this.#done !== null || announcement.state === 'closed') return;
    if (this.#session !== null && now - this.#heardAt < ABANDONED_MS) return;
    this.#adopt(session, announcement, now);
  }

  #hear(now: number): void {
    this.#heardAt = now;
    this.#hasHeard = true;
  }

  #onClosed(): void {
    this.#closed = true;
    if (this.#done === null && this.#joined) throw closedEarly(this.#receiver);
    if (this.#done === null) this.#session = null; // it ended before we could join: wait for another
  }

  #adopt(session: string, announcement: Announcement, now: number): void {
    if (this.#session !== null) {
      this.#restarts++;
      this.#observer.note(ANOTHER_PUBLISHER);
    }
    this.#observer.note(receiving(announcement));
    this.#session = session;
    this.#closed = false;
    this.#joined = false;
    this.#hear(now);
    this.#progressAt = now;
    this.#firstAt = now;
    this.#file.empty();
    const receiver = new SelectiveReceiver(this.#id, announcement, (bytes) => this.#write(bytes, announcement.bytes));
    this.#receiver = receiver;
    this.#connection.subscribe([dataTopic(this.#options.topic, session)], this.#options.qos).then(
      () => this.#join(receiver),
      (error: unknown) => {
        if (this.#connection.isOpen) this.#failure = error; // a broken connection subscribes again by itself
      },
    );
  }

  #join(receiver: SelectiveReceiver): void {
    if (this.#receiver !== receiver) return;
    this.#joined = true;
    if (receiver.isComplete)
      this.#finishSoon(receiver); // an empty file has no fragments to wait for
    else this.#report();
  }

  #write(bytes: Uint8Array, announced: number): void {
    if (this.#file.bytes + bytes.length > announced) throw notAsAnnounced();
    this.#file.write(bytes);
  }

  #onFragment(payload: Uint8Array): void {
    const receiver = this.#receiver;
    const message = readNumbered(payload);
    if (receiver === null || message === null || message.index < 0 || this.#done !== null) return;
    this.#joined = true;
    const now = performance.now();
    this.#hear(now);
    if (receiver.take(message.index, message.bytes) === 'new') this.#progressAt = now;
    this.#observer.progress({
      bytes: receiver.bytes,
      totalBytes: receiver.announcement.bytes,
      fragments: receiver.next,
    });
    if (receiver.isComplete) this.#finishSoon(receiver);
    else this.#reportSoon();
  }

  /** Checking and saving take their time: first the publisher hears that everything has come, so that it does not send it again meanwhile. */
  #finishSoon(receiver: SelectiveReceiver): void {
    if (this.#finishing === receiver) return;
    this.#finishing = receiver;
    this.#report();
    setImmediate(() => {
      try {
        if (!this.#over && this.#receiver === receiver) this.#finish(receiver);
      } catch (error) {
        this.#failure = error; // nobody may catch it here
      }
    });
  }

  /** One report for all fragments that came at once. */
  #reportSoon(): void {
    if (this.#reportDue) return;
    this.#reportDue = true;
    setImmediate(() => {
      this.#reportDue = false;
      if (this.#done === null) this.#report();
    });
  }

  #report(): void {
    this.#reportedAt = performance.now();
    if (this.#receiver === null || !this.#joined || this.#failure !== null) return;
    this.#send(this.#receiver.report('receiving'), 0).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  #reportDone(): void {
    if (this.#receiver !== null) this.#send(this.#receiver.report('done'), 1).catch(() => undefined);
  }

  async #send(report: Report, qos: 0 | 1): Promise<void> {
    if (this.#session === null) return;
    await this.#connection.publish(reportTopic(this.#options.topic, this.#session), encodeMessage(report), qos);
  }

  #finish(receiver: SelectiveReceiver): void {
    const { bytes, sha256, fragments } = receiver.announcement;
    if (this.#file.bytes !== bytes || this.#file.sha256() !== sha256 || !this.#file.isIntact()) throw notAsAnnounced();
    this.#file.commit();
    this.#done = {
      path: this.#file.path,
      bytes,
      sha256,
      fragments,
      duplicates: receiver.duplicates,
      restarts: this.#restarts,
      certainty: 'verified',
      elapsedMs: performance.now() - this.#firstAt,
    };
    this.#reportDone();
  }

  #refuseToWaitLonger(now: number): void {
    const { timeoutMs, waitMs } = this.#options;
    if (this.#session === null) {
      if (now - this.#startedAt > waitMs) throw nobodyPublishes(waitMs);
    } else if (this.#connection.isOpen && now - this.#heardAt > timeoutMs) {
      throw publisherGone(timeoutMs, this.#receiver);
    } else if (now - this.#progressAt > waitMs + timeoutMs) {
      // A publisher may wait that long for other subscribers, and not longer.
      throw nothingNew(waitMs + timeoutMs, this.#receiver);
    }
  }
}

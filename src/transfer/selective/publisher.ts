// Sends a file so that it arrives whatever is lost on the way: the sender (sender.ts) with a clock, a file and a connection.

import { FragmentLoss } from '../fragment-loss.ts';
import { type FragmentPlan, planFragments } from '../fragment-plan.ts';
import { LastingConnection } from '../lasting-connection.ts';
import { LARGEST_FILE, MOST_RECEIVERS } from '../limits.ts';
import { OutgoingFile } from '../outgoing-file.ts';
import { pause, unlessInterrupted } from '../pause.ts';
import { RandomSource } from '../random.ts';
import type { PublishOptions, PublishResult, TransferObserver } from '../transfer-options.ts';
import { numbered } from '../wire-format.ts';
import {
  type Announcement,
  announceTopic,
  dataTopic,
  encodeMessage,
  FORMAT,
  readReport,
  reportTopic,
} from './messages.ts';
import { SelectiveSender } from './sender.ts';
import { nobodyCame, receiverFailed, stalled } from './sending-trouble.ts';
import { sessionName } from './session.ts';

const ANNOUNCE_EVERY_MS = 500;
/** How often the clock is looked at. */
const TICK_MS = 10;

export async function publishSelectively(
  options: PublishOptions,
  observer: TransferObserver,
  signal: AbortSignal,
): Promise<PublishResult> {
  const file = new OutgoingFile(options.path, LARGEST_FILE);
  try {
    return await new SelectivePublisher(options, observer, signal, file).run();
  } finally {
    file.close();
  }
}

class SelectivePublisher {
  readonly #options: PublishOptions;
  readonly #observer: TransferObserver;
  readonly #signal: AbortSignal;
  readonly #file: OutgoingFile;
  readonly #plan: FragmentPlan;
  readonly #sha256: string;
  readonly #session: string;
  readonly #sender: SelectiveSender;
  readonly #loss: FragmentLoss;
  readonly #connection: LastingConnection;
  readonly #startedAt: number = performance.now();
  #announcedAt: number = Number.NEGATIVE_INFINITY;
  /** The pause after a fragment is not over. */
  #pausing = false;
  /** When the first fragment left. */
  #firstAt: number | null = null;
  #published = 0;
  #known = 0;
  #isLimitTold = false;
  #failure: unknown = null;
  #over = false;

  constructor(options: PublishOptions, observer: TransferObserver, signal: AbortSignal, file: OutgoingFile) {
    const { access, sizes, seed, timeoutMs, topic, dropped, lossProbability, receivers, window } = options;
    this.#options = options;
    this.#observer = observer;
    this.#signal = signal;
    this.#file = file;
    this.#plan = planFragments(file.bytes, sizes, new RandomSource(seed));
    this.#sha256 = file.sha256();
    this.#session = sessionName(this.#sha256, file.bytes, sizes, seed);
    this.#sender = new SelectiveSender({ fragments: this.#plan.fragments, window, receivers });
    this.#loss = new FragmentLoss(dropped, lossProbability, new RandomSource(seed, 1));
    this.#connection = new LastingConnection(
      { access, timeoutMs, observer, signal },
      (_topic, payload) => this.#onReport(payload),
      async (connection) => {
        await connection.subscribe([reportTopic(topic, this.#session)], 1);
        this.#sender.onReconnected(performance.now());
        this.#announcedAt = Number.NEGATIVE_INFINITY;
      },
    );
  }

  async run(): Promise<PublishResult> {
    try {
      await this.#connection.open();
      this.#observer.note({
        es: `Conectado: suscriptores a los que se espera, ${this.#options.receivers}.`,
        en: `Connected: subscribers to wait for, ${this.#options.receivers}.`,
      });
      await Promise.race([this.#untilFinished(), this.#connection.lost]);
      return this.#result();
    } finally {
      this.#over = true;
      // Who still waits is told that nothing more will come.
      await this.#connection.close(this.#topic(announceTopic), encodeMessage(this.#announcement('closed')));
    }
  }

  async #untilFinished(): Promise<void> {
    while (!this.#over) {
      const now = performance.now();
      if (this.#failure !== null) throw this.#failure;
      if (this.#sender.isFinished(now)) return;
      this.#refuseToWaitLonger(now);
      if (now - this.#announcedAt >= ANNOUNCE_EVERY_MS) this.#announce(now);
      this.#sender.onTick(now);
      this.#pump(now);
      this.#tellProgress(now);
      await unlessInterrupted(pause(TICK_MS, this.#signal), this.#signal);
    }
  }

  #topic(kind: (topic: string, session: string) => string): string {
    return kind(this.#options.topic, this.#session);
  }

  #announcement(state: Announcement['state']): Announcement {
    const { bytes, fragments } = this.#plan;
    const largest = Math.min(this.#options.sizes.max, bytes);
    return { format: FORMAT, state, name: this.#file.name, bytes, fragments, largest, sha256: this.#sha256 };
  }

  #announce(now: number): void {
    if (!this.#connection.isOpen) return;
    this.#announcedAt = now;
    this.#publish(this.#topic(announceTopic), encodeMessage(this.#announcement('open')), 0);
  }

  #onReport(payload: Uint8Array): void {
    const report = readReport(payload, this.#plan.fragments);
    if (report === null) return;
    const now = performance.now();
    this.#sender.onReport(report, now);
    this.#welcome();
    this.#pumpOrFail(now);
  }

  /** Called from where nobody may catch anything. */
  #pumpOrFail(now: number): void {
    try {
      if (!this.#over) this.#pump(now);
    } catch (error) {
      this.#failure = error;
    }
  }

  /** The next fragment may leave after `paceMs`: then, and not only at the next tick. */
  #keepPace(paceMs: number): void {
    this.#pausing = true;
    setTimeout(() => {
      this.#pausing = false;
      this.#pumpOrFail(performance.now());
    }, paceMs);
  }

  #welcome(): void {
    const { receivers } = this.#sender;
    for (const { id } of receivers.slice(this.#known)) {
      this.#observer.note({ es: `Suscriptor ${id}: se ha unido.`, en: `Subscriber ${id}: joined.` });
    }
    this.#known = receivers.length;
    if (this.#sender.turnedAway === 0 || this.#isLimitTold) return;
    this.#isLimitTold = true;
    this.#observer.note({
      es: `Se han presentado más de ${MOST_RECEIVERS} suscriptores: no se atiende a más.`,
      en: `More than ${MOST_RECEIVERS} subscribers have joined: no further ones are served.`,
    });
  }

  /** Sends what may be sent now. */
  #pump(now: number): void {
    if (!this.#connection.isOpen) return;
    const { paceMs } = this.#options;
    while (!this.#pausing) {
      const index = this.#sender.take(now);
      if (index < 0) return;
      this.#firstAt ??= now;
      if (paceMs > 0) this.#keepPace(paceMs);
      if (this.#loss.loses(index, this.#sender.sendingsOf(index))) continue;
      this.#published++;
      const bytes = this.#file.read(this.#plan.startOf(index), this.#plan.lengthOf(index));
      this.#publish(this.#topic(dataTopic), numbered(index, bytes), this.#options.qos);
    }
  }

  #publish(topic: string, payload: Buffer, qos: 0 | 1 | 2): void {
    this.#connection.publish(topic, payload, qos).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  #tellProgress(now: number): void {
    if (this.#firstAt === null) return;
    const fragments = this.#sender.confirmed(now);
    this.#observer.progress({ bytes: this.#plan.startOf(fragments), totalBytes: this.#plan.bytes, fragments });
  }

  #refuseToWaitLonger(now: number): void {
    const failed = this.#sender.failure(now);
    if (failed !== null) throw receiverFailed(failed.id, failed.reason);
    const { timeoutMs, waitMs, receivers } = this.#options;
    const joined = this.#sender.receivers.length;
    if (joined < receivers) {
      if (now - this.#startedAt > waitMs) throw nobodyCame(waitMs, joined, receivers);
    } else if (this.#connection.isOpen && now - this.#sender.progressAt > timeoutMs) {
      throw stalled(timeoutMs, this.#sender.confirmed(now), this.#plan.fragments);
    }
  }

  #result(): PublishResult {
    const { receivers, resent, timeouts, timer, window } = this.#sender;
    const done = receivers.filter(({ state }) => state === 'done').length;
    return {
      path: this.#file.path,
      bytes: this.#plan.bytes,
      sha256: this.#sha256,
      fragments: this.#plan.fragments,
      published: this.#published,
      lost: this.#loss.count,
      elapsedMs: performance.now() - (this.#firstAt ?? this.#startedAt),
      attempts: 1,
      selective: {
        receivers: done,
        vanished: receivers.length - done,
        resent,
        timeouts,
        roundTripMs: timer.smoothedMs,
        timeoutMs: timer.timeoutMs,
        largestWindow: window.largest,
      },
    };
  }
}

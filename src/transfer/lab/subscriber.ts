// Receives a file sent as in the lab. What each format can know about a loss, and what it cannot, is said.

import { IncomingFile } from '../incoming-file.ts';
import { MOST_RESTARTS } from '../limits.ts';
import { type MqttConnection, openConnection } from '../mqtt-connection.ts';
import { pause, unlessInterrupted } from '../pause.ts';
import { BrokerError, TransferError } from '../transfer-errors.ts';
import type { Certainty, SubscribeOptions, SubscribeResult, TransferObserver } from '../transfer-options.ts';
import type { LabMode } from '../wire-format.ts';
import { LabAssembler } from './assembler.ts';
import { beginningTopic, endTopic, interruptionFilter, interruptionTopic, saysItsEnd } from './interruption.ts';
import * as trouble from './reception-trouble.ts';

const TICK_MS = 50;
const RECONNECT_EVERY_MS = 250;
/** Fragments may still be on their way when the publisher's end is heard, which is on another topic. */
const AFTER_END_MS = 300;
/** Beginnings anew that are told one by one. */
const MOST_RESTARTS_TOLD = 10;
/** The acknowledgement of the last message should leave before we do. */
const LAST_WORD_MS = 100;

/** `onDone`: the file is in its place. */
export async function receiveLab(
  options: SubscribeOptions,
  mode: LabMode,
  observer: TransferObserver,
  signal: AbortSignal,
  onDone: (result: SubscribeResult) => void,
): Promise<SubscribeResult> {
  const file = new IncomingFile(options.path);
  try {
    return await new LabSubscriber(options, mode, observer, signal, file).run(onDone);
  } finally {
    file.discard();
  }
}

class LabSubscriber {
  readonly #options: SubscribeOptions;
  readonly #observer: TransferObserver;
  readonly #signal: AbortSignal;
  readonly #file: IncomingFile;
  readonly #assembler: LabAssembler;
  #connection: MqttConnection | null = null;
  /** The connection broke: reconnecting is worth it only where the publisher begins again. */
  #broken: BrokerError | null = null;
  /** Since when we wait for a first fragment, and when the last one came. */
  #waitingSince: number = performance.now();
  #firstAt = 0;
  #heardAt = 0;
  /** The publisher has said that it begins: so it will say, too, when it has sent everything. */
  #hasBegun = false;
  /** When it said so. */
  #endedAt: number | null = null;
  #tooLarge = false;
  #retained = 0;

  constructor(
    options: SubscribeOptions,
    mode: LabMode,
    observer: TransferObserver,
    signal: AbortSignal,
    file: IncomingFile,
  ) {
    this.#options = options;
    this.#observer = observer;
    this.#signal = signal;
    this.#file = file;
    this.#assembler = new LabAssembler(mode);
  }

  async run(onDone: (result: SubscribeResult) => void): Promise<SubscribeResult> {
    try {
      await this.#connect();
      const certainty = await this.#untilDone();
      const result = this.#write(certainty);
      onDone(result);
      await pause(LAST_WORD_MS, this.#signal).catch(() => undefined);
      await this.#connection?.close();
      return result;
    } catch (error) {
      await this.#connection?.close();
      throw this.#signal.aborted ? error : this.#withPart(error);
    }
  }

  async #connect(): Promise<void> {
    const { access, topic, qos } = this.#options;
    const opening = openConnection(access, (name, payload, retained) => this.#onMessage(name, payload, retained));
    opening.then((made) => this.#signal.aborted && made.abort()).catch(() => undefined);
    const connection = await unlessInterrupted(opening, this.#signal);
    this.#connection = connection;
    this.#broken = null;
    connection.broken
      .then((error) => {
        if (this.#connection === connection) this.#broken = error;
      })
      .catch(() => undefined);
    await unlessInterrupted(connection.subscribe([interruptionFilter(topic)], qos), this.#signal);
    this.#observer.note({
      es: `Suscrito a «${topic}»: ya se puede publicar.`,
      en: `Subscribed to "${topic}": publishing may begin.`,
    });
    this.#observer.ready?.();
  }

  async #untilDone(): Promise<Certainty> {
    for (;;) {
      const verdict = this.#verdict(performance.now());
      if (verdict !== null) return verdict;
      if (this.#broken !== null) await this.#comeBack(this.#broken);
      await pause(TICK_MS, this.#signal);
    }
  }

  /** null: not over yet. Throws when it is over and the file is not whole. */
  #verdict(now: number): Certainty | null {
    const assembler = this.#assembler;
    const { idleMs, timeoutMs, waitMs, expectedBytes } = this.#options;
    if (this.#tooLarge) throw trouble.tooLarge();
    if (assembler.restarts > MOST_RESTARTS) throw trouble.neverEnds(MOST_RESTARTS);
    if (assembler.isComplete) return 'complete';
    if (expectedBytes !== null && assembler.bytes === expectedBytes && assembler.missingCount === 0) return 'complete';
    if (assembler.isClosedWithHoles) throw trouble.fragmentsMissing(assembler);
    if (!assembler.isUnderWay) {
      if (this.#endedAt !== null && now - this.#endedAt > AFTER_END_MS) throw trouble.nothingArrived();
      if (now - this.#waitingSince > waitMs) throw trouble.nothingCame(waitMs, assembler.foreign, this.#retained);
      return null;
    }
    if (assembler.mode === 'restart') {
      if (now - this.#heardAt > timeoutMs) throw trouble.noEndPacket(timeoutMs, assembler);
      return null;
    }
    const patienceMs = this.#patienceMs(idleMs, timeoutMs);
    const isOver = now - (this.#endedAt ?? this.#heardAt) > patienceMs;
    return isOver && this.#broken === null ? this.#verdictOnEnd(patienceMs) : null;
  }

  /** How much silence ends it: little after the publisher's last word, much before it. */
  #patienceMs(idleMs: number, timeoutMs: number): number {
    if (this.#endedAt !== null) return Math.min(AFTER_END_MS, idleMs);
    return this.#hasBegun ? Math.max(timeoutMs, idleMs) : idleMs;
  }

  /** Nothing more is to come. */
  #verdictOnEnd(silenceMs: number): Certainty {
    const assembler = this.#assembler;
    const { expectedBytes } = this.#options;
    if (this.#hasBegun && this.#endedAt === null) throw trouble.publisherSilent(silenceMs, assembler);
    if (assembler.missingCount > 0) throw trouble.fragmentsMissing(assembler);
    if (assembler.mode === 'length') throw trouble.lengthDiffers(assembler);
    if (expectedBytes !== null) throw trouble.notAsExpected(expectedBytes, assembler);
    if (this.#endedAt === null) return 'unknown';
    if (!this.#hasBegun) throw trouble.beginningMissed(assembler);
    return 'ended';
  }

  #onMessage(name: string, payload: Uint8Array, retained: boolean): void {
    const { topic, mode } = this.#options;
    const now = performance.now();
    if (retained) {
      this.#retained++; // of an earlier time: no part of this run
    } else if (name === interruptionTopic(topic)) {
      this.#onInterruption(now);
    } else if (name === beginningTopic(topic)) {
      this.#onBeginning(now);
    } else if (name === endTopic(topic)) {
      this.#onEnd(now);
    } else if (name === topic && !this.#assembler.isComplete) {
      const wasUnderWay = this.#assembler.isUnderWay;
      const taken = this.#assembler.take(payload);
      if (taken === 'foreign' || taken === 'duplicate') return; // whoever repeats himself does not keep us waiting
      if (taken === 'too-large') this.#tooLarge = true;
      if (taken === 'restarted') this.#noteRestart();
      this.#heardAt = now;
      if (!wasUnderWay || taken === 'restarted') this.#firstAt = now;
      if (taken === 'restarted' && mode === 'restart') this.#waitingSince = now;
      this.#observer.progress({
        bytes: this.#assembler.bytes,
        totalBytes: this.#assembler.announced ?? this.#options.expectedBytes,
        fragments: this.#assembler.count,
      });
    }
  }

  /** A publisher begins: whatever was there is of another one. */
  #onBeginning(now: number): void {
    const assembler = this.#assembler;
    if (!saysItsEnd(assembler.mode) || assembler.isComplete) return;
    if (assembler.isUnderWay) {
      assembler.clear();
      assembler.restarts++;
      this.#noteRestart();
      this.#waitingSince = now;
    }
    this.#hasBegun = true;
    this.#endedAt = null;
    this.#heardAt = now;
  }

  #onEnd(now: number): void {
    if (!saysItsEnd(this.#assembler.mode)) return;
    if (this.#endedAt !== null || (!this.#hasBegun && !this.#assembler.isUnderWay)) return;
    this.#endedAt = now;
  }

  /** The publisher is gone: what it sent is no whole file, but it may be started again. */
  #onInterruption(now: number): void {
    if (!this.#assembler.isUnderWay || this.#assembler.isComplete) return;
    this.#observer.note({
      es: `El publicador se ha interrumpido tras ${this.#assembler.count} fragmentos, que se descartan; se espera a que empiece de nuevo.`,
      en: `The publisher was interrupted after ${this.#assembler.count} fragments, which are discarded; waiting for it to begin again.`,
    });
    this.#assembler.clear();
    this.#assembler.restarts++;
    this.#waitingSince = now;
    this.#hasBegun = false;
    this.#endedAt = null;
  }

  #noteRestart(): void {
    const { restarts } = this.#assembler;
    if (restarts > MOST_RESTARTS_TOLD) return;
    const isLast = restarts === MOST_RESTARTS_TOLD;
    this.#observer.note({
      es: `El publicador empieza de nuevo: lo anterior se descarta.${isLast ? ' Las próximas veces ya no se avisa.' : ''}`,
      en: `The publisher begins again: what came before is discarded.${isLast ? ' The next times will not be told.' : ''}`,
    });
  }

  async #comeBack(cause: BrokerError): Promise<void> {
    if (this.#assembler.mode !== 'restart' && this.#assembler.isUnderWay) throw trouble.cutOff(cause, this.#assembler);
    this.#connection?.abort();
    this.#connection = null;
    this.#observer.note({ es: `${cause.what.es} Se vuelve a intentar.`, en: `${cause.what.en} Trying again.` });
    const end = performance.now() + this.#options.timeoutMs;
    for (;;) {
      await pause(RECONNECT_EVERY_MS, this.#signal);
      try {
        await this.#connect();
        this.#heardAt = performance.now();
        return;
      } catch (error) {
        if (!(error instanceof BrokerError) || performance.now() > end) throw error;
      }
    }
  }

  #write(certainty: Certainty): SubscribeResult {
    const assembler = this.#assembler;
    for (const bytes of assembler.content()) this.#file.write(bytes);
    const sha256 = this.#file.sha256();
    this.#file.commit();
    return {
      path: this.#file.path,
      bytes: assembler.bytes,
      sha256,
      fragments: assembler.count,
      duplicates: assembler.duplicates,
      restarts: assembler.restarts,
      certainty,
      elapsedMs: this.#heardAt - this.#firstAt,
    };
  }

  /** What did arrive of an incomplete file is worth looking at: it is kept, under another name. */
  #withPart(error: unknown): unknown {
    if (!(error instanceof TransferError) || this.#assembler.count === 0 || !this.#options.keepsPart) return error;
    for (const bytes of this.#assembler.content()) this.#file.write(bytes);
    return trouble.withPart(error, this.#file.keepPart());
  }
}

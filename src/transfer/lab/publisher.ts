// Sends a file as the lab's publishers do: plain, indexed, with the length announced, or beginning again after a loss.

import { UsageError } from '../../core/errors.ts';
import { FragmentLoss } from '../fragment-loss.ts';
import { type FragmentPlan, planFragments } from '../fragment-plan.ts';
import { LARGEST_LAB_FILE } from '../limits.ts';
import { type MqttConnection, openConnection } from '../mqtt-connection.ts';
import { OutgoingFile } from '../outgoing-file.ts';
import { pause, unlessInterrupted } from '../pause.ts';
import { RandomSource } from '../random.ts';
import { BrokerError, TransferError } from '../transfer-errors.ts';
import type { PublishOptions, PublishResult, TransferObserver } from '../transfer-options.ts';
import { announcedLength, END_FAILURE, END_SUCCESS, numbered } from '../wire-format.ts';
import { InFlight } from './in-flight.ts';
import { beginningTopic, endTopic, interruptionWill, saysItsEnd } from './interruption.ts';

/** Messages that await the broker's acknowledgement, as paho's default. */
const MOST_IN_FLIGHT = 20;
const RECONNECT_EVERY_MS = 250;

export async function publishLab(
  options: PublishOptions,
  observer: TransferObserver,
  signal: AbortSignal,
): Promise<PublishResult> {
  const file = new OutgoingFile(options.path, LARGEST_LAB_FILE);
  try {
    if (file.bytes === 0 && options.mode !== 'length') throw nothingToSend(options.path, options.mode);
    return await new LabPublisher(options, observer, signal, file).run();
  } finally {
    file.close();
  }
}

class LabPublisher {
  readonly #options: PublishOptions;
  readonly #observer: TransferObserver;
  readonly #signal: AbortSignal;
  readonly #file: OutgoingFile;
  readonly #sizes: RandomSource;
  readonly #loss: FragmentLoss;
  readonly #startedAt: number = performance.now();
  #connection: MqttConnection | null = null;
  #published = 0;

  constructor(options: PublishOptions, observer: TransferObserver, signal: AbortSignal, file: OutgoingFile) {
    this.#options = options;
    this.#observer = observer;
    this.#signal = signal;
    this.#file = file;
    this.#sizes = new RandomSource(options.seed);
    this.#loss = new FragmentLoss(options.dropped, options.lossProbability, new RandomSource(options.seed, 1));
  }

  async run(): Promise<PublishResult> {
    try {
      await this.#connect();
      const { mode } = this.#options;
      const { fragments, attempts } = mode === 'restart' ? await this.#sendUntilWhole() : await this.#sendOnce();
      await this.#connection?.close();
      return {
        path: this.#file.path,
        bytes: this.#file.bytes,
        sha256: this.#file.sha256(),
        fragments,
        published: this.#published,
        lost: this.#loss.count,
        elapsedMs: performance.now() - this.#startedAt,
        attempts,
        selective: null,
      };
    } catch (error) {
      this.#connection?.abort(); // without goodbye, so that the broker publishes the will
      throw error;
    }
  }

  async #connect(): Promise<MqttConnection> {
    const { access, topic } = this.#options;
    const opening = openConnection(access, () => undefined, interruptionWill(topic));
    opening.then((connection) => this.#signal.aborted && connection.abort()).catch(() => undefined);
    const connection = await unlessInterrupted(opening, this.#signal);
    this.#connection = connection;
    return connection;
  }

  async #sendOnce(): Promise<{ fragments: number; attempts: number }> {
    const plan = this.#plan();
    const published = this.#published;
    try {
      await this.#tell(beginningTopic, 'fragments of a file follow');
      await this.#sendRun(plan, 1);
      await this.#tell(endTopic, 'all fragments have been published');
    } catch (error) {
      throw error instanceof BrokerError ? cutOff(error, this.#published - published, plan.fragments) : error;
    }
    return { fragments: plan.fragments, attempts: 1 };
  }

  /** On a topic beside the data, and only where the format itself does not say it. A broker that does not allow the topic is no obstacle. */
  async #tell(topicOf: (topic: string) => string, text: string): Promise<void> {
    const { mode, topic } = this.#options;
    if (mode === 'selective' || !saysItsEnd(mode)) return;
    try {
      await unlessInterrupted(this.#open().publish(topicOf(topic), text, 1), this.#signal);
    } catch (error) {
      if (!this.#open().isOpen || !(error instanceof BrokerError)) throw error;
    }
  }

  /** `restart`: run after run until one has lost nothing. */
  async #sendUntilWhole(): Promise<{ fragments: number; attempts: number }> {
    const { attempts } = this.#options;
    let isBroken = false;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const plan = this.#plan();
      const lost = this.#loss.count;
      try {
        // A run that a broken connection ended has still to be called off.
        if (isBroken) await this.#publish(END_FAILURE);
        isBroken = false;
        await this.#sendRun(plan, attempt);
        const isWhole = this.#loss.count === lost;
        await this.#publish(isWhole ? END_SUCCESS : END_FAILURE);
        if (isWhole) return { fragments: plan.fragments, attempts: attempt };
        this.#noteRestart(attempt, this.#loss.count - lost, plan.fragments);
      } catch (error) {
        if (!(error instanceof BrokerError)) throw error;
        isBroken = true;
        await this.#comeBack(error);
      }
    }
    throw neverWhole(attempts);
  }

  #plan(): FragmentPlan {
    return planFragments(this.#file.bytes, this.#options.sizes, this.#sizes);
  }

  async #sendRun(plan: FragmentPlan, attempt: number): Promise<void> {
    const { mode, paceMs } = this.#options;
    const first = mode === 'length' ? 1 : 0;
    const inFlight = new InFlight(MOST_IN_FLIGHT);
    const send = async (payload: Buffer): Promise<void> => {
      await unlessInterrupted(inFlight.room(), this.#signal);
      inFlight.add(this.#publish(payload));
    };
    if (mode === 'length' && !this.#options.dropped.includes(0)) await send(announcedLength(plan.bytes));
    for (let index = 0; index < plan.fragments; index++) {
      if (paceMs > 0 && (index > 0 || first > 0)) await pause(paceMs, this.#signal);
      const number = index + first;
      const end = plan.startOf(index) + plan.lengthOf(index);
      if (!this.#loss.loses(number, attempt)) {
        const bytes = this.#file.read(plan.startOf(index), plan.lengthOf(index));
        await send(mode === 'plain' ? bytes : numbered(number, bytes));
      }
      this.#observer.progress({ bytes: end, totalBytes: plan.bytes, fragments: index + 1 });
    }
    await unlessInterrupted(inFlight.empty(), this.#signal);
  }

  async #publish(payload: Buffer): Promise<void> {
    const { topic, qos } = this.#options;
    await this.#open().publish(topic, payload, qos);
    this.#published++;
  }

  #open(): MqttConnection {
    if (this.#connection === null) throw new Error('not connected');
    return this.#connection;
  }

  async #comeBack(cause: BrokerError): Promise<void> {
    this.#connection?.abort();
    this.#observer.note({
      es: `${cause.what.es} Se vuelve a intentar y se empezará de nuevo.`,
      en: `${cause.what.en} Trying again; the file will be sent from its beginning.`,
    });
    const end = performance.now() + this.#options.timeoutMs;
    for (;;) {
      await pause(RECONNECT_EVERY_MS, this.#signal);
      try {
        await this.#connect();
        return;
      } catch (error) {
        if (!(error instanceof BrokerError) || performance.now() > end) throw error;
      }
    }
  }

  #noteRestart(attempt: number, lost: number, fragments: number): void {
    this.#observer.note({
      es: `Intento ${attempt}: fragmentos perdidos, ${lost} de ${fragments}; se empieza de nuevo.`,
      en: `Attempt ${attempt}: fragments lost, ${lost} of ${fragments}; beginning again.`,
    });
  }
}

function nothingToSend(path: string, mode: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_EMPTY_FILE',
    what: {
      es: `${path}: el archivo está vacío, y el modo ${mode} no puede decirlo: no habría ningún mensaje.`,
      en: `${path}: the file is empty, and mode ${mode} cannot tell so: there would be no message at all.`,
    },
    hint: {
      es: 'Los modos length y selective envían también un archivo vacío.',
      en: 'The modes length and selective send an empty file, too.',
    },
  });
}

function cutOff(cause: BrokerError, published: number, fragments: number): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_CUT_OFF',
    what: {
      es: `transferencia interrumpida con ${published} de ${fragments} fragmentos confirmados por el broker. ${cause.what.es}`,
      en: `transfer interrupted with ${published} of ${fragments} fragments acknowledged by the broker. ${cause.what.en}`,
    },
    hint: {
      es: 'En este modo no se puede continuar: repita la orden, o use --mode selective, que sigue donde iba.',
      en: 'This mode cannot go on from there: repeat the command, or use --mode selective, which can.',
    },
    cause,
  });
}

function neverWhole(attempts: number): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_ATTEMPTS',
    what: {
      es: `se ha abandonado tras ${attempts} intentos: en ninguno llegaron todos los fragmentos.`,
      en: `given up after ${attempts} attempts: none of them lost nothing.`,
    },
    hint: {
      es: 'Con muchos fragmentos casi siempre se pierde alguno: use fragmentos mayores (--size), más --attempts, o --mode selective, que solo repite lo perdido.',
      en: 'With many fragments one is nearly always lost: use larger fragments (--size), more --attempts, or --mode selective, which repeats only what was lost.',
    },
  });
}

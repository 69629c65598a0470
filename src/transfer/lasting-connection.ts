// A connection that comes back: when it breaks, it is opened again, until that has failed for too long.

import {
  type BrokerAccess,
  type MessageListener,
  type MqttConnection,
  openConnection,
  type Qos,
} from './mqtt-connection.ts';
import { pause, unlessInterrupted } from './pause.ts';
import { BrokerError } from './transfer-errors.ts';
import type { TransferObserver } from './transfer-options.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1000;
const LAST_WORD_MS = 1000;

export interface LastingOptions {
  readonly access: BrokerAccess;
  /** How long it may take to come back. */
  readonly timeoutMs: number;
  readonly observer: TransferObserver;
  readonly signal: AbortSignal;
}

export class LastingConnection {
  /** Rejects when the connection is lost for good. */
  readonly lost: Promise<never>;
  readonly #options: LastingOptions;
  readonly #listen: MessageListener;
  readonly #onOpen: (connection: MqttConnection) => Promise<void>;
  #current: MqttConnection | null = null;
  #ended = false;
  #reject: (error: unknown) => void = () => undefined;

  /** `onOpen` subscribes, every time anew. */
  constructor(options: LastingOptions, listen: MessageListener, onOpen: (connection: MqttConnection) => Promise<void>) {
    this.#options = options;
    this.#listen = listen;
    this.#onOpen = onOpen;
    this.lost = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.lost.catch(() => undefined); // somebody may stop listening before it comes
  }

  get isOpen(): boolean {
    return this.#current?.isOpen === true;
  }

  /** The first connection: any trouble rejects at once. */
  async open(): Promise<void> {
    await this.#openOnce();
  }

  /** Resolves when the broker has taken the message over; without a connection it is lost. */
  async publish(topic: string, payload: Buffer, qos: Qos): Promise<void> {
    const connection = this.#current;
    if (connection === null || !connection.isOpen) return;
    try {
      await connection.publish(topic, payload, qos);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error; // a broken connection is told by `broken`
    }
  }

  /** Subscribes on the connection there is; a later one does it in `onOpen`. */
  async subscribe(topics: readonly string[], qos: Qos): Promise<void> {
    await this.#current?.subscribe(topics, qos);
  }

  /** Says goodbye, with a last message if there is one; a connection that hangs is given up. */
  async close(topic: string | null = null, payload: Buffer | null = null): Promise<void> {
    if (topic !== null && payload !== null) {
      const saying = this.publish(topic, payload, 1).catch(() => undefined);
      await Promise.race([saying, pause(LAST_WORD_MS, new AbortController().signal)]);
    }
    this.#ended = true;
    if (this.#current?.isOpen === true) await this.#current.close();
    else this.#current?.abort();
  }

  async #openOnce(): Promise<void> {
    const { access, signal } = this.#options;
    const opening = openConnection(access, this.#listen);
    opening.then((connection) => this.#ended && connection.abort()).catch(() => undefined);
    const connection = await unlessInterrupted(opening, signal);
    this.#current = connection;
    connection.broken.then((error) => this.#comeBack(connection, error)).catch((error: unknown) => this.#reject(error));
    await unlessInterrupted(this.#onOpen(connection), signal);
  }

  async #comeBack(broken: MqttConnection, cause: BrokerError): Promise<void> {
    if (this.#ended || this.#current !== broken) return;
    this.#current = null;
    broken.abort();
    const { observer, signal, timeoutMs } = this.#options;
    observer.note({
      es: `${cause.what.es} Se vuelve a intentar.`,
      en: `${cause.what.en} Trying again.`,
    });
    const end = performance.now() + timeoutMs;
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      await pause(delayMs, signal);
      if (this.#ended) return;
      try {
        await this.#openOnce();
        observer.note({ es: 'El broker vuelve a responder.', en: 'The broker answers again.' });
        return;
      } catch (error) {
        if (!(error instanceof BrokerError) || performance.now() > end) throw error;
      }
    }
  }
}

// One connection to a broker, by MQTT.js: opens, publishes, subscribes, ends. It never reconnects by itself: who uses it knows what a broken
// connection means for the transfer.

import { Socket } from 'node:net';
import type { IClientOptions, MqttClient } from 'mqtt';
import { refusedByBroker, refusedSubscription, unreachable } from './broker-trouble.ts';
import { LARGEST_WINDOW } from './limits.ts';
import { BrokerError } from './transfer-errors.ts';

export type Qos = 0 | 1 | 2;

export interface BrokerAccess {
  /** mqtt://, mqtts://, ws:// or wss://. */
  readonly url: string;
  readonly clientId: string;
  readonly version: '3.1.1' | '5';
  readonly username: string | null;
  readonly password: string | null;
  /** PEM; null: what the system trusts. */
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
  /** The broker's certificate is not checked. */
  readonly insecure: boolean;
  readonly connectTimeoutMs: number;
}

/** What the broker publishes for us when we are gone without a word (MQTT 3.1.1 §3.1.2.5). */
export interface Will {
  readonly topic: string;
  readonly payload: string;
}

/** `retained`: kept by the broker from an earlier time. */
export type MessageListener = (topic: string, payload: Uint8Array, retained: boolean) => void;

export interface MqttConnection {
  readonly isOpen: boolean;
  /** Resolves with the reason when the connection ends without our asking. */
  readonly broken: Promise<BrokerError>;
  /** Resolves when the broker has taken it over as `qos` says; rejects when the connection breaks before. */
  publish(topic: string, payload: Buffer | string, qos: Qos): Promise<void>;
  /** Resolves when the broker has granted all; messages may come before that. */
  subscribe(topics: readonly string[], qos: Qos): Promise<void>;
  /** Says goodbye (DISCONNECT) after everything under way has been sent. */
  close(): Promise<void>;
  /** Is simply gone, as after a crash: the broker publishes the will. */
  abort(): void;
}

/** How long a goodbye may take. */
const CLOSE_MS = 2000;
const KEEP_ALIVE_SECONDS = 10;

/** Rejects with BrokerError when the broker cannot be reached or refuses. */
export async function openConnection(
  access: BrokerAccess,
  listen: MessageListener,
  will: Will | null = null,
): Promise<MqttConnection> {
  const { connect } = await import('mqtt');
  const client = connect(access.url, clientOptions(access, will));
  const broken = watch(client, access);
  client.on('message', (topic, payload, packet) => listen(topic, payload, packet.retain));
  const failure = await Promise.race([opened(client), broken]);
  if (failure !== null) {
    client.end(true);
    throw failure;
  }
  // A report must not wait for the acknowledgement of the one before (Nagle, RFC 896): it is what the other side waits for.
  if (client.stream instanceof Socket) client.stream.setNoDelay(true);
  // MQTT.js listens for the end of a jam once per message: as many as a full window, and their acknowledgements, are no leak.
  client.stream.setMaxListeners(4 * LARGEST_WINDOW);
  return new OpenConnection(client, access, broken);
}

function clientOptions(access: BrokerAccess, will: Will | null): IClientOptions {
  const { username, password, ca, cert, key } = access;
  return {
    clientId: access.clientId,
    protocolVersion: access.version === '5' ? 5 : 4,
    clean: true,
    keepalive: KEEP_ALIVE_SECONDS,
    reconnectPeriod: 0,
    connectTimeout: access.connectTimeoutMs,
    queueQoSZero: false,
    rejectUnauthorized: !access.insecure,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false } }),
  };
}

function opened(client: MqttClient): Promise<null> {
  return new Promise((resolve) => client.once('connect', () => resolve(null)));
}

/** The first trouble names the cause; the end of the connection follows it. */
function watch(client: MqttClient, access: BrokerAccess): Promise<BrokerError> {
  return new Promise((resolve) => {
    let cause: unknown = null;
    client.on('error', (error) => {
      cause ??= error;
      resolve(unreachable(access, error));
    });
    client.on('disconnect', (packet) => resolve(refusedByBroker(access, packet.reasonCode ?? 0)));
    client.on('close', () => resolve(unreachable(access, cause)));
  });
}

class OpenConnection implements MqttConnection {
  readonly broken: Promise<BrokerError>;
  readonly #client: MqttClient;
  readonly #access: BrokerAccess;

  constructor(client: MqttClient, access: BrokerAccess, broken: Promise<BrokerError>) {
    this.#client = client;
    this.#access = access;
    this.broken = broken;
  }

  get isOpen(): boolean {
    return this.#client.connected && !this.#client.disconnecting;
  }

  async publish(topic: string, payload: Buffer | string, qos: Qos): Promise<void> {
    await this.#orBroken(this.#client.publishAsync(topic, payload, { qos }));
  }

  async subscribe(topics: readonly string[], qos: Qos): Promise<void> {
    const granted = await this.#orBroken(this.#client.subscribeAsync([...topics], { qos }));
    for (const grant of granted) if (grant.qos > 2) throw refusedSubscription(this.#access, grant.topic);
  }

  async close(): Promise<void> {
    const timer = setTimeout(() => this.#client.end(true), CLOSE_MS);
    try {
      await Promise.race([this.#client.endAsync(), this.broken]);
    } finally {
      clearTimeout(timer);
      this.#client.end(true);
    }
  }

  abort(): void {
    this.#client.end(true);
  }

  /** MQTT.js does not answer calls that were under way when the connection broke. */
  async #orBroken<T>(answer: Promise<T>): Promise<T> {
    const result = await Promise.race([
      answer.catch((error: unknown) => unreachable(this.#access, error)),
      this.broken,
    ]);
    if (result instanceof BrokerError) throw result;
    return result;
  }
}

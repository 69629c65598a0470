// Captures of the two sides of a broker, written packet by packet with their times, and read as `diff` reads them.

import { compareDelivery, type DeliveryComparison } from '../../../src/diff/delivery/compare-delivery.ts';
import type { DiffInput } from '../../../src/diff/diff-input.ts';
import { CaptureWriter, Conversation, MS, SYN } from '../../analyze/capture.ts';
import {
  connack,
  connect,
  type PublishOptions,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
} from '../../builders/mqtt.ts';
import { readSource } from '../read-input.ts';

export { MS } from '../../analyze/capture.ts';

/** A PUBLISH and when its frame was captured, in ms since the capture began. */
export interface Timed extends PublishOptions {
  readonly atMs: number;
  /** Sent, but not captured. */
  readonly lost?: boolean;
}

/** One client's connection, written into a capture at given times. */
export class TimedClient {
  readonly conversation: Conversation;
  readonly #capture: TimedCapture;

  constructor(capture: TimedCapture, address: string, port = 50_000) {
    this.#capture = capture;
    this.conversation = new Conversation(capture.writer, { client: address, clientPort: port });
  }

  open(atMs: number, clientId: string, more: Parameters<typeof connect>[0] = {}): this {
    const { conversation } = this;
    conversation.send('client', this.#capture.until(atMs), { flags: SYN, window: 64_240 });
    conversation.send('server', this.#capture.until(atMs + 1), { flags: SYN | 16, window: 65_160 });
    conversation.send('client', this.#capture.until(atMs + 1));
    this.client(atMs + 2, connect({ clientId, ...more }));
    return this.server(atMs + 3, connack({ ...(more?.version === undefined ? {} : { version: more.version }) }));
  }

  subscribe(atMs: number, filters: readonly (readonly [string, number])[], granted?: readonly number[]): this {
    this.client(atMs, subscribe(filters));
    return this.server(atMs + 1, suback(granted ?? filters.map(([, qos]) => qos)));
  }

  client(atMs: number, payload: Uint8Array, lost = false): this {
    this.conversation.send('client', this.#capture.until(atMs), { payload, lost });
    return this;
  }

  server(atMs: number, payload: Uint8Array, lost = false): this {
    this.conversation.send('server', this.#capture.until(atMs), { payload, lost });
    return this;
  }
}

/** A capture whose frames come at given times. */
export class TimedCapture {
  readonly writer: CaptureWriter = new CaptureWriter();
  readonly #aheadMs: number;
  #nowNs = 0;

  /** `aheadMs`: by which its clock is ahead of the others'. */
  constructor(aheadMs = 0) {
    this.#aheadMs = aheadMs;
  }

  /** Ns from the frame before to `atMs`. */
  until(atMs: number): number {
    const ns = Math.max(0, Math.round((atMs + this.#aheadMs) * MS) - this.#nowNs);
    this.#nowNs += ns;
    return ns;
  }

  client(address: string, port?: number): TimedClient {
    return new TimedClient(this, address, port);
  }

  async input(label: string): Promise<DiffInput> {
    const input = await readSource(this.writer, label);
    const times = this.writer.frames.map((frame) => frame.timeNs);
    const [first = 0] = times;
    const last = times[times.length - 1] ?? 0;
    const capture = { ...input.analysis.capture, firstTime: instant(first), lastTime: instant(last) };
    return { ...input, analysis: { ...input.analysis, capture } };
  }
}

/** As CaptureWriter counts. */
function instant(ns: number): string {
  return `${1_700_000_000 + Math.floor(ns / 1e9)}.${String(ns % 1e9).padStart(9, '0')}`;
}

export const TOPIC = 'a/b';
/** How long the connections and captures go on behind the last message. */
const AFTERWARDS_MS = 2000;

function goOn(client: TimedClient, messages: readonly Timed[]): void {
  const lastMs = Math.max(10, ...messages.map(({ atMs }) => atMs));
  client.client(lastMs + AFTERWARDS_MS, pingreq()).server(lastMs + AFTERWARDS_MS + 1, pingresp());
}

/** A client that publishes these; QoS 1 and 2 are numbered but not acknowledged unless `acknowledge` says so. */
export function publisherCapture(messages: readonly Timed[], aheadMs = 0): TimedCapture {
  const capture = new TimedCapture(aheadMs);
  const client = capture.client('10.0.0.11', 40_001).open(0, 'publisher');
  for (const { atMs, lost, ...fields } of messages) client.client(atMs, publish({ topic: TOPIC, ...fields }), lost);
  goOn(client, messages);
  return capture;
}

/** A client that subscribes to `filter` and gets these. */
export function subscriberCapture(
  messages: readonly Timed[],
  filters: readonly (readonly [string, number])[] = [[TOPIC, 2]],
  aheadMs = 0,
): TimedCapture {
  const capture = new TimedCapture(aheadMs);
  const client = capture.client('10.0.0.12', 40_002).open(0, 'subscriber').subscribe(5, filters);
  for (const { atMs, lost, ...fields } of messages) client.server(atMs, publish({ topic: TOPIC, ...fields }), lost);
  goOn(client, messages);
  return capture;
}

export async function compare(a: TimedCapture, b: TimedCapture): Promise<DeliveryComparison> {
  return compareDelivery(await a.input('a'), await b.input('b'), { lang: 'en', listLimit: 1000 });
}

/** Outcome and marks of each row, in order: 'delivered', 'delivered reordered' … */
export function outcomes({ delivery }: DeliveryComparison): string[] {
  return delivery.messages.map(({ outcome, marks }) => [outcome, ...marks].join(' '));
}

/** Kinds of the differences, with how many messages each is about. */
export function kinds({ differences }: DeliveryComparison): string[] {
  return differences.map(({ kind, facts }) => `${kind} ${facts['messages']}`);
}

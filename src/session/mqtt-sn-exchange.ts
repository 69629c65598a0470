// One MQTT-SN exchange: its steps in order, who sends them, how it ended — MQTT-SN 1.2 §6.2, §6.4–§6.6, §6.9–§6.11, §6.13.

import type { Direction } from '../core/direction.ts';
import type { TimeBase } from '../core/time.ts';
import type { ExchangeState } from './mqtt-session.ts';
import { FRAMES_KEPT } from './mqtt-sn-limits.ts';
import type { SnExchangeKind, SnExchangeRecord, SnParty } from './mqtt-sn-session.ts';

const CONNECT: readonly string[] = ['CONNECT', 'CONNACK'];
const CONNECT_WITH_WILL: readonly string[] = [
  'CONNECT',
  'WILLTOPICREQ',
  'WILLTOPIC',
  'WILLMSGREQ',
  'WILLMSG',
  'CONNACK',
];
/** An empty WILLTOPIC deletes the will: there is no message to ask for (§6.3). */
const CONNECT_WITHOUT_WILL_MESSAGE: readonly string[] = ['CONNECT', 'WILLTOPICREQ', 'WILLTOPIC', 'CONNACK'];
const PUBLISH_1: readonly string[] = ['PUBLISH', 'PUBACK'];
const PUBLISH_2: readonly string[] = ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'];

const STEPS: Readonly<Record<Exclude<SnExchangeKind, 'publish'>, readonly string[]>> = {
  connect: CONNECT,
  register: ['REGISTER', 'REGACK'],
  subscribe: ['SUBSCRIBE', 'SUBACK'],
  unsubscribe: ['UNSUBSCRIBE', 'UNSUBACK'],
  ping: ['PINGREQ', 'PINGRESP'],
  'will-topic': ['WILLTOPICUPD', 'WILLTOPICRESP'],
  'will-message': ['WILLMSGUPD', 'WILLMSGRESP'],
};

/** What a message type does to an exchange. */
export interface SnTransition {
  readonly kind: SnExchangeKind;
  /** Opens the exchange. */
  readonly isFirst: boolean;
  /** false: whoever sends it answers an exchange of the other side. */
  readonly byOriginator: boolean;
}

function row(kind: SnExchangeKind, isFirst: boolean, byOriginator: boolean): SnTransition {
  return { kind, isFirst, byOriginator };
}

const TRANSITIONS: ReadonlyMap<string, SnTransition> = new Map([
  ['CONNECT', row('connect', true, true)],
  ['WILLTOPICREQ', row('connect', false, false)],
  ['WILLTOPIC', row('connect', false, true)],
  ['WILLMSGREQ', row('connect', false, false)],
  ['WILLMSG', row('connect', false, true)],
  ['CONNACK', row('connect', false, false)],
  ['REGISTER', row('register', true, true)],
  ['REGACK', row('register', false, false)],
  ['PUBLISH', row('publish', true, true)],
  ['PUBACK', row('publish', false, false)],
  ['PUBREC', row('publish', false, false)],
  ['PUBREL', row('publish', false, true)],
  ['PUBCOMP', row('publish', false, false)],
  ['SUBSCRIBE', row('subscribe', true, true)],
  ['SUBACK', row('subscribe', false, false)],
  ['UNSUBSCRIBE', row('unsubscribe', true, true)],
  ['UNSUBACK', row('unsubscribe', false, false)],
  ['PINGREQ', row('ping', true, true)],
  ['PINGRESP', row('ping', false, false)],
  ['WILLTOPICUPD', row('will-topic', true, true)],
  ['WILLTOPICRESP', row('will-topic', false, false)],
  ['WILLMSGUPD', row('will-message', true, true)],
  ['WILLMSGRESP', row('will-message', false, false)],
]);

/** null: the message type belongs to no exchange. */
export function snTransitionOf(type: string): SnTransition | null {
  return TRANSITIONS.get(type) ?? null;
}

interface Step {
  readonly type: string;
  readonly frame: number;
  readonly timeNs: number;
}

/** From its first step in the capture on. Times are ns since the conversation's first frame. */
export class SnExchange {
  readonly kind: SnExchangeKind;
  /** The side of the conversation that began it. */
  readonly originator: Direction;
  /** −1: these messages have none. */
  readonly messageId: number;
  qos: number | null = null;
  topic: string | null = null;
  topicId: number | null = null;
  payloadLength: number | null = null;
  returnCode: number | null = null;
  /** What the first step said: a repetition says the same. */
  fingerprint: string | null = null;
  resendsCount = 0;
  readonly #steps: Step[] = [];
  readonly #resends: number[] = [];
  #expected: readonly string[];

  constructor(kind: SnExchangeKind, originator: Direction, messageId: number, qos: number | null) {
    this.kind = kind;
    this.originator = originator;
    this.messageId = messageId;
    this.qos = qos;
    this.#expected = kind === 'publish' ? (qos === 2 ? PUBLISH_2 : PUBLISH_1) : STEPS[kind];
  }

  /** CONNECT announces a will: its topic and message are asked for. */
  expectWill(): void {
    this.#expected = CONNECT_WITH_WILL;
  }

  expectNoWillMessage(): void {
    this.#expected = CONNECT_WITHOUT_WILL_MESSAGE;
  }

  get isRefused(): boolean {
    return this.returnCode !== null && this.returnCode !== 0;
  }

  /** No further step is expected. */
  get isFinished(): boolean {
    return this.isRefused || this.#has(this.#expected.at(-1) ?? '');
  }

  /** Enters a step; one that is there already was sent again. */
  enter(type: string, frame: number, timeNs: number): void {
    if (this.#has(type)) this.noteResend(frame);
    else this.#steps.push({ type, frame, timeNs });
  }

  noteResend(frame: number): void {
    this.resendsCount++;
    if (this.#resends.length < FRAMES_KEPT) this.#resends.push(frame);
  }

  /** Of the step of this type; null: not in the capture. */
  frameOf(type: string): number | null {
    return this.#steps.find((step) => step.type === type)?.frame ?? null;
  }

  /** The type of the first step. */
  get requestType(): string {
    return this.#expected[0] ?? '';
  }

  get firstFrame(): number {
    return this.#steps[0]?.frame ?? 0;
  }

  get missing(): string[] {
    return this.isRefused ? [] : this.#expected.filter((type) => !this.#has(type));
  }

  get state(): ExchangeState {
    const isSeen = this.#expected.map((type) => this.#has(type));
    const hasHole = isSeen.lastIndexOf(true) > isSeen.indexOf(false) && isSeen.includes(false);
    if (this.isRefused) return isSeen[0] === true ? 'refused' : 'partial';
    if (hasHole) return 'partial';
    return isSeen.includes(false) ? 'unconfirmed' : 'complete';
  }

  record(time: TimeBase, originator: SnParty): SnExchangeRecord {
    const steps = this.#steps;
    const stepNs: Record<string, number> = {};
    steps.forEach((step, i) => {
      const before = steps[i - 1];
      if (before !== undefined) stepNs[step.type] = step.timeNs - before.timeNs;
    });
    const [first, last] = [steps[0], steps.at(-1)];
    const isWhole = this.isFinished && first !== undefined && first.type === this.#expected[0];
    return {
      originator,
      kind: this.kind,
      qos: this.qos,
      messageId: this.messageId < 0 ? null : this.messageId,
      topic: this.topic,
      topicId: this.topicId,
      steps: steps.map(({ type, frame, timeNs }) => ({ type, frame, time: time.instant(timeNs) })),
      state: this.state,
      missing: this.missing,
      totalNs: isWhole && last !== undefined ? last.timeNs - first.timeNs : null,
      stepNs,
      returnCode: this.returnCode,
      payloadLength: this.payloadLength,
      resends: [...this.#resends],
      resendsCount: this.resendsCount,
    };
  }

  #has(type: string): boolean {
    return this.#steps.some((step) => step.type === type);
  }
}

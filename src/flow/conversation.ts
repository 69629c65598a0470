// One connection: puts its two directions in order, then lets what they carry be found out.

import type { Direction } from '../core/direction.ts';
import type { Carrier } from '../dissect/application/carrier.ts';
import type { AppProtocol } from '../dissect/application/protocol.ts';
import { sideAt } from './flow-records.ts';
import type { Gap } from './listener.ts';
import type { MessageContext } from './message-context.ts';
import type { ReassemblyContext } from './reassembly-context.ts';
import { HAS_ENDED } from './side-bits.ts';
import type { Framing, TcpFlow } from './tcp-flow.ts';
import { TwoWayOrder } from './two-way-order.ts';
import { type StreamSource, TwoWayStream } from './two-way-stream.ts';

const NO_CARRIERS: readonly string[] = [];
const BOTH: readonly Direction[] = [0, 1];

export class Conversation implements ReassemblyContext, StreamSource {
  readonly order: TwoWayOrder;
  readonly limits: MessageContext['limits'];
  readonly overlapPolicy: MessageContext['overlapPolicy'];
  readonly carriers: readonly string[] = NO_CARRIERS;
  readonly evidence: string = 'content';
  readonly promisesProtocol: boolean = false;
  readonly protocols: readonly AppProtocol[];
  readonly innerCarriers: readonly Carrier[];
  readonly #flow: TcpFlow;
  readonly #context: MessageContext;
  readonly #stream: TwoWayStream;

  constructor(flow: TcpFlow, context: MessageContext) {
    this.#flow = flow;
    this.#context = context;
    this.limits = context.limits;
    this.overlapPolicy = context.overlapPolicy;
    this.protocols = context.protocols;
    this.innerCarriers = context.carriers;
    this.#stream = new TwoWayStream(flow, context, this);
    this.order = new TwoWayOrder(this.#stream.lanes, this);
    if (flow.framing !== null) return; // it is known what it carries
    if (context.decodeAs.size === 0) return;
    const stated = context.decodeAs.get(flow.server.port) ?? context.decodeAs.get(flow.client.port);
    if (stated !== undefined) this.#stream.recogniseAs(stated);
  }

  /** Goes on where a connection in step has left off: both directions stand between two messages. */
  static resume(flow: TcpFlow, context: MessageContext, framing: Framing): Conversation {
    const conversation = new Conversation(flow, context);
    const { records } = flow;
    for (const direction of BOTH) {
      const side = sideAt(flow.record, direction);
      const own = conversation.order.sides[direction];
      own.start(records.inOrderSeq(side), records.baseSeq(side));
      own.catchUp(records.inOrderSeq(side), records.inOrderFrame(side));
      if (records.sideHas(side, HAS_ENDED)) own.noteFin(records.inOrderSeq(side));
    }
    conversation.#stream.resume(framing);
    return conversation;
  }

  /** Between two messages in both directions: can it go on from what the connection's record says, so that it need not be kept? */
  get isDispensable(): boolean {
    const { sides } = this.order;
    return sides[0].isInOrder && sides[1].isInOrder;
  }

  get heldBytes(): number {
    return this.#context.heldBytes;
  }

  set heldBytes(bytes: number) {
    this.#context.heldBytes = bytes;
  }

  gap(gap: Gap): void {
    this.#context.hooks.gap(this.#flow, gap);
  }

  flag(kind: Parameters<MessageContext['flag']>[0], frame: number): void {
    this.#context.flag(kind, frame);
  }

  /** The first byte of a direction is known: `seq`; `isFirst`: its SYN was seen. */
  start(direction: Direction, seq: number, isFirst: boolean): void {
    this.order.sides[direction].start(seq, this.#flow.sides[direction].baseSeq);
    if (this.#stream.isGivenUp) this.order.sides[direction].dropBytes();
    this.#stream.start(direction, isFirst);
  }

  get isGivenUp(): boolean {
    return this.#stream.isGivenUp;
  }

  /** Does framing of this direction stand between two messages? */
  isAtBoundary(direction: Direction): boolean {
    return this.#stream.isAtBoundary(direction);
  }

  finish(): void {
    this.order.finish();
  }

  hasStarted(direction: Direction): boolean {
    return this.order.sides[direction].started;
  }

  recognised(_protocol: string): void {}

  giveUp(): void {
    for (const side of this.order.sides) side.dropBytes();
  }
}

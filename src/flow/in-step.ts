// The way of most segments through a connection: the very next bytes of a direction whose framing stands between two messages, and whole
// messages in them. Then nothing waits, nothing is copied, and what reassembly and framing keep need not be touched: where they stand is
// written in the connection's record. Whatever else comes is left to conversation.ts, which first catches up with the record.

import { opposite } from '../core/direction.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { announceWhole } from './announce.ts';
import { Conversation } from './conversation.ts';
import { type FlowRecords, sideAt } from './flow-records.ts';
import type { MessageContext } from './message-context.ts';
import type { SegmentView } from './segment.ts';
import { AT_BOUNDARY, HAS_ENDED, IN_ORDER, UNREAD } from './side-bits.ts';
import type { TcpFlow } from './tcp-flow.ts';

/** Toggles with every quarter of the sequence numbers. */
const QUARTER = 1 << 30;

export class InStep {
  readonly #records: FlowRecords;
  readonly #context: MessageContext;

  constructor(records: FlowRecords, context: MessageContext) {
    this.#records = records;
    this.#context = context;
  }

  /** false: not in step, and nothing was done with the segment. */
  take(flow: TcpFlow, packet: Packet, view: SegmentView): boolean {
    const { tcp } = packet;
    if ((tcp.flags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) return false;
    const records = this.#records;
    const { direction, length } = view;
    const fwd = sideAt(flow.record, direction);
    const rev = sideAt(flow.record, opposite(direction));
    const bits = records.sideBits(fwd);
    if ((bits & records.sideBits(rev) & IN_ORDER) === 0) return false;
    if (((tcp.ack - records.inOrderSeq(rev)) | 0) > 0) return false; // acknowledges what was not seen
    if (length === 0) return true;
    const seq = tcp.seq | 0;
    if (seq !== records.inOrderSeq(fwd)) return false;
    if (((seq ^ (seq + length)) & QUARTER) !== 0) return false; // offsets are counted where sequence numbers still can
    if ((bits & UNREAD) === 0) {
      const { payloadAt, payloadEnd } = tcp;
      if ((bits & AT_BOUNDARY) === 0 || payloadEnd - payloadAt !== length) return false;
      if (!this.#holdsWholeMessages(flow, packet.buf, payloadAt, payloadEnd)) return false;
      this.#announce(flow, packet, view);
    }
    records.setInOrderSeq(fwd, (seq + length) | 0);
    records.setInOrderFrame(fwd, packet.frame.number);
    return true;
  }

  /** The connection's parts, up to date with what went by here; null: it has none yet. */
  conversationOf(flow: TcpFlow): Conversation | null {
    const { conversation, framing, records } = flow;
    if (conversation === null) {
      if (framing !== null) flow.conversation = Conversation.resume(flow, this.#context, framing);
      return flow.conversation;
    }
    for (let direction = 0; direction < 2; direction++) {
      const side = sideAt(flow.record, direction);
      if ((records.sideBits(side) & IN_ORDER) === 0) continue;
      const own = direction === 0 ? conversation.order.sides[0] : conversation.order.sides[1];
      own.catchUp(records.inOrderSeq(side), records.inOrderFrame(side));
    }
    return conversation;
  }

  /** After a segment that was not in step: where the connection stands now. Most connections need no more than that most of the time. */
  note(flow: TcpFlow, conversation: Conversation): void {
    const isClientInStep = this.#noteSide(flow, conversation, 0);
    const isServerInStep = this.#noteSide(flow, conversation, 1);
    if (isClientInStep && isServerInStep && flow.framing !== null && conversation.isDispensable) {
      flow.conversation = null;
    }
  }

  #noteSide(flow: TcpFlow, conversation: Conversation, direction: 0 | 1): boolean {
    const records = this.#records;
    const side = sideAt(flow.record, direction);
    const own = conversation.order.sides[direction];
    let bits = records.sideBits(side) & ~(IN_ORDER | AT_BOUNDARY | UNREAD | HAS_ENDED);
    if (own.started && !conversation.order.isWaiting && (own.baseSeq | 0) === records.baseSeq(side)) {
      bits |= IN_ORDER;
      records.setInOrderSeq(side, own.next);
      records.setInOrderFrame(side, own.afterFrame);
      if (own.hasEnded) bits |= HAS_ENDED;
      if (conversation.isGivenUp) bits |= UNREAD;
      else if (conversation.isAtBoundary(direction)) bits |= AT_BOUNDARY;
    }
    records.setSideBits(side, bits);
    return (bits & AT_BOUNDARY) !== 0;
  }

  #holdsWholeMessages(flow: TcpFlow, buf: Uint8Array, at: number, end: number): boolean {
    const { framing } = flow;
    if (framing === null) return false;
    const { protocol } = framing;
    while (at < end) {
      const length = protocol.measure(buf, at, end);
      if (length <= 0) return false;
      at += length;
    }
    return at === end;
  }

  #announce(flow: TcpFlow, packet: Packet, view: SegmentView): void {
    const { framing } = flow;
    if (framing === null) return;
    const { protocol, decoder } = framing;
    const { buf, frame } = packet;
    const { payloadAt, payloadEnd } = packet.tcp;
    const { direction, timeNs, relativeSeq } = view;
    const context = this.#context;
    const { origin } = context;
    let at = payloadAt;
    while (at < payloadEnd) {
      const length = protocol.measure(buf, at, payloadEnd);
      origin.firstFrame = frame.number;
      origin.firstTimeNs = timeNs;
      origin.lastFrame = frame.number;
      origin.lastTimeNs = timeNs;
      origin.deliveredFrame = frame.number;
      origin.relativeSeq = (relativeSeq + at - payloadAt) >>> 0;
      origin.resynchronised = false;
      announceWhole(context, flow, direction, decoder, buf, at, length);
      at += length;
    }
  }
}

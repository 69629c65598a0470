// Data of which the capture holds no byte, proved by an acknowledgement of it or by a FIN behind it — RFC 9293 §3.4.

import { type Direction, opposite } from '../core/direction.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_FIN, TCP_RST } from '../dissect/transport/tcp-flags.ts';
import type { Conversation } from './conversation.ts';
import type { SegmentView } from './segment.ts';
import type { TcpFlow } from './tcp-flow.ts';

/** One more than what a SYN and a FIN take of the numbers. */
const FIRST_DATA_SURELY = 2;
/** A number farther ahead than any window (RFC 7323 §2.3) proves nothing. */
const FARTHEST = 1 << 30;

/** An acknowledgement of data, or a FIN behind data, before there was any: RFC 9293 §3.4. */
export function provesUnseenData(packet: Packet, view: SegmentView): boolean {
  const { flags } = packet.tcp;
  if ((flags & TCP_RST) !== 0) return false;
  return acknowledgesData(view) || ((flags & TCP_FIN) !== 0 && followsData(view));
}

function acknowledgesData(view: SegmentView): boolean {
  return view.relativeAck > FIRST_DATA_SURELY && view.relativeAck < FARTHEST;
}

function followsData(view: SegmentView): boolean {
  return view.relativeSeq > 1 && view.relativeSeq < FARTHEST;
}

/** Directions of which no byte came although there were some begin at their first number: what is missing becomes a gap. */
export function startUnseen(flow: TcpFlow, conversation: Conversation, packet: Packet, view: SegmentView): void {
  const own = view.direction;
  const other = opposite(own);
  const { sides } = conversation.order;
  if (acknowledgesData(view) && !sides[other].started) startAtBase(flow, conversation, other);
  if ((packet.tcp.flags & TCP_FIN) !== 0 && view.length === 0 && followsData(view) && !sides[own].started) {
    startAtBase(flow, conversation, own);
  }
}

function startAtBase(flow: TcpFlow, conversation: Conversation, direction: Direction): void {
  const side = flow.sides[direction];
  conversation.start(direction, (side.baseSeq + 1) | 0, side.initialSeq !== null);
}

// MQTT-SN datagrams → conversations of a client with its gateway, and the gateways that were found — MQTT-SN 1.2 §6.

import { formatIp } from '../core/address.ts';
import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';
import type { SourceSummary } from '../core/frame.ts';
import { TimeBase } from '../core/time.ts';
import type { SnMessage } from '../dissect/application/mqtt-sn/message.ts';
import { MqttSnView } from '../dissect/application/mqtt-sn/view.ts';
import type { MessageView } from '../dissect/application/protocol.ts';
import type { Packet } from '../dissect/packet.ts';
import type { Listener } from '../flow/listener.ts';
import { SnConversation } from './mqtt-sn-conversation.ts';
import { SnDiscovery, type SnPassage } from './mqtt-sn-discovery.ts';
import { CONVERSATIONS_KEPT, SN_CONVERSATIONS_LIMIT, SN_RECORDS_LIMIT, SnBudget } from './mqtt-sn-limits.ts';

interface Instant {
  readonly sec: number;
  readonly nsec: number;
}

/**
 * Hears datagrams. Must come before listeners that count a packet's anomalies: what is wrong with a message's place in its session is added to
 * the packet's own.
 */
export class MqttSnTracker implements Listener {
  readonly discovery: SnDiscovery;
  readonly #budget: SnBudget;
  readonly #conversations = new Map<string, SnConversation>();
  readonly #most: number;
  #overflow = 0;
  #isLimitRaised = false;
  #end: Instant | null = null;

  constructor(conversations: number = CONVERSATIONS_KEPT, budget: SnBudget = new SnBudget()) {
    this.#most = conversations;
    this.#budget = budget;
    this.discovery = new SnDiscovery(budget);
  }

  /** In the order of their first frames. */
  get conversations(): SnConversation[] {
    return [...this.#conversations.values()];
  }

  /** Messages between pairs for which there was no room. */
  get overflow(): number {
    return this.#overflow;
  }

  /** The last instant known, in ns since the conversation's first frame; null: none. */
  endNs(conversation: SnConversation): number | null {
    return this.#end === null ? null : conversation.time.since(this.#end.sec, this.#end.nsec);
  }

  onDatagram(packet: Packet, view: MessageView): void {
    if (!(view instanceof MqttSnView)) return;
    const passage = passageOf(packet);
    const { message } = view;
    this.#end = { sec: passage.sec, nsec: passage.nsec };
    const flag = (kind: AnomalyKind): void => packet.flag(kind, packet.udp.payloadAt);
    if (message.type === 'ADVERTISE') this.discovery.advertise(message, passage);
    else if (message.type === 'SEARCHGW') this.discovery.search(message, passage);
    else if (message.type === 'GWINFO') this.discovery.info(message, passage);
    else this.#converse(message, passage, flag);
    if (this.#budget.isExhausted && !this.#isLimitRaised) {
      this.#isLimitRaised = true;
      flag(SN_RECORDS_LIMIT);
    }
  }

  onEnd(summary: SourceSummary): void {
    this.#end = instantOf(summary.lastTime) ?? this.#end;
  }

  #converse(message: SnMessage, passage: SnPassage, flag: (kind: AnomalyKind) => void): void {
    const { from, to, frame, sec, nsec } = passage;
    const node = message.forwarding.map((one) => one.wirelessNodeId).join('/');
    const here = `${from.address} ${from.port}`;
    const there = `${to.address} ${to.port}`;
    let conversation = this.#conversations.get(`${here} ${there} ${node}`);
    let sender: Direction = 0;
    if (conversation === undefined) {
      conversation = this.#conversations.get(`${there} ${here} ${node}`);
      if (conversation !== undefined) sender = 1;
    }
    if (conversation === undefined) {
      if (this.#conversations.size >= this.#most) {
        this.#overflow++;
        flag(SN_CONVERSATIONS_LIMIT);
        return;
      }
      const time = new TimeBase(sec, nsec);
      conversation = new SnConversation([from, to], node === '' ? null : node, time, frame, this.#budget);
      this.#conversations.set(`${here} ${there} ${node}`, conversation);
    }
    conversation.take(message, sender, frame, conversation.time.since(sec, nsec), flag);
  }
}

function passageOf(packet: Packet): SnPassage {
  const { frame, ip, udp, buf } = packet;
  return {
    frame: frame.number,
    sec: frame.sec,
    nsec: frame.nsec,
    from: { address: formatIp(buf, ip.sourceAt, ip.addressLength), port: udp.sourcePort },
    to: { address: formatIp(buf, ip.destinationAt, ip.addressLength), port: udp.destinationPort },
  };
}

/** "1727972104.779687350"; null for an instant before 1970, or none. */
function instantOf(text: string | null): Instant | null {
  const match = /^(\d+)\.(\d{9})$/.exec(text ?? '');
  return match === null ? null : { sec: Number(match[1]), nsec: Number(match[2]) };
}

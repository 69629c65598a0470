// MQTT-SN conversations and gateways as reports — MQTT-SN 1.2 §6.

import type { Direction } from '../../core/direction.ts';
import type { SourceSummary } from '../../core/frame.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Listener } from '../../flow/listener.ts';
import type { SnConversation } from '../../session/mqtt-sn-conversation.ts';
import { LIST_KEPT, type SnList } from '../../session/mqtt-sn-limits.ts';
import { MqttSnTracker } from '../../session/mqtt-sn-tracker.ts';
import type { MqttSnFacts, MqttSnReport } from '../mqtt-sn-report.ts';

/** Must come before the listeners that count a packet's anomalies (see MqttSnTracker). */
export class MqttSnCollector implements Listener {
  readonly #tracker: MqttSnTracker;

  constructor(tracker: MqttSnTracker = new MqttSnTracker()) {
    this.#tracker = tracker;
  }

  onDatagram(packet: Packet, view: MessageView): void {
    this.#tracker.onDatagram(packet, view);
  }

  onEnd(summary: SourceSummary): void {
    this.#tracker.onEnd(summary);
  }

  /** At most `limit` entries in every list. */
  report(limit: number = LIST_KEPT): MqttSnFacts {
    const { conversations, discovery } = this.#tracker;
    const gateways = discovery.gateways(limit);
    const searches = discovery.searches(limit);
    return {
      mqttSn: conversations.slice(0, limit).map((one) => reportOf(one, this.#tracker.endNs(one), limit)),
      mqttSnCount: conversations.length,
      mqttSnDiscovery: {
        gateways: gateways.rows,
        gatewaysCount: gateways.count,
        searches: searches.rows,
        searchesCount: searches.count,
      },
    };
  }
}

function reportOf(one: SnConversation, endNs: number | null, limit: number): MqttSnReport {
  const { time, topics, exchanges, connects, sleeps, silence } = one;
  const party = (side: Direction): 'client' | 'gateway' => one.partyOf(side);
  const gateway: Direction = one.client === 0 ? 1 : 0;
  const head = <Entry>(list: SnList<Entry>): Entry[] => list.items.slice(0, limit);
  const lists: readonly SnList<unknown>[] = [
    ...[topics.list, topics.unknown, exchanges.list, connects.list, sleeps.list],
    ...[one.publishes, one.disconnects, one.refusals],
  ];
  return {
    client: one.sides[one.client],
    gateway: one.sides[gateway],
    wirelessNodeId: one.wirelessNodeId,
    orientation: one.evidence,
    clientId: connects.clientId,
    firstFrame: one.firstFrame,
    lastFrame: one.lastFrame,
    firstTime: time.instant(0),
    lastTime: time.instant(one.lastTimeNs),
    durationNs: one.lastTimeNs,
    frames: one.frames,
    messages: {
      client: Object.fromEntries(one.counts[one.client]),
      gateway: Object.fromEntries(one.counts[gateway]),
    },
    connects: connects.records(time).slice(0, limit),
    connectsCount: connects.list.count,
    topics: head(topics.list).map(({ by, ...entry }) => ({ ...entry, by: party(by) })),
    topicsCount: topics.list.count,
    unknownTopics: head(topics.unknown).map(({ sender, frames, refusalFrames, ...entry }) => ({
      ...entry,
      sender: party(sender),
      frames: [...frames],
      refusalFrames: [...refusalFrames],
    })),
    unknownTopicsCount: topics.unknown.count,
    publishes: head(one.publishes).map(({ sender, timeNs, ...entry }) => ({
      ...entry,
      sender: party(sender),
      time: time.instant(timeNs),
    })),
    publishesCount: one.publishes.count,
    exchanges: head(exchanges.list).map((exchange) => exchange.record(time, party(exchange.originator))),
    exchangesCount: exchanges.list.count,
    exchangeStates: exchanges.counts().map(({ originator, ...entry }) => ({ ...entry, originator: party(originator) })),
    sleeps: sleeps.records(time, endNs).slice(0, limit),
    sleepsCount: sleeps.list.count,
    refusals: head(one.refusals).map(({ sender, exchange, ...entry }) => ({
      ...entry,
      sender: party(sender),
      topic: exchange?.topic ?? null,
      requestFrame: exchange?.frameOf(exchange.requestType) ?? null,
    })),
    refusalsCount: one.refusals.count,
    disconnects: head(one.disconnects).map(({ sender, ...entry }) => ({ ...entry, sender: party(sender) })),
    disconnectsCount: one.disconnects.count,
    keepAlive: connects.keepAlive,
    keepAliveLimitNs: one.keepAliveLimitNs,
    longestSilenceNs: silence.fromFrame === null ? null : silence.longestNs,
    longestSilence:
      silence.fromFrame === null || silence.toFrame === null
        ? null
        : { fromFrame: silence.fromFrame, toFrame: silence.toFrame },
    capped: lists.some((list) => list.count > Math.min(limit, list.items.length)),
  };
}

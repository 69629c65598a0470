// Gateways that advertise themselves or are searched for — MQTT-SN 1.2 §6.1.

import { NS_PER_SECOND, TimeBase } from '../core/time.ts';
import type {
  SnAdvertiseMessage,
  SnGatewayInfoMessage,
  SnSearchGatewayMessage,
} from '../dissect/application/mqtt-sn/message.ts';
import type { Endpoint } from '../flow/flow.ts';
import { FRAMES_KEPT, type SnBudget, SnList } from './mqtt-sn-limits.ts';
import type { SnGatewayRecord, SnSearchRecord } from './mqtt-sn-session.ts';

/** Where and when a datagram travelled. */
export interface SnPassage {
  readonly frame: number;
  readonly sec: number;
  readonly nsec: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

interface Gateway {
  readonly gatewayId: number;
  readonly endpoint: Endpoint | null;
  addressHex: string | null;
  readonly advertiseFrames: number[];
  advertisements: number;
  advertiseInterval: number | null;
  readonly infoFrames: number[];
  infos: number;
}

interface Search {
  readonly passage: SnPassage;
  readonly time: TimeBase;
  readonly radius: number | null;
  readonly answerFrames: number[];
  answerNs: number | null;
}

/** An answer belongs to searches of the last moments: T_GWINFO and T_SEARCHGW are 5 s (§7.2). */
const ANSWER_WITHIN_NS = 10 * NS_PER_SECOND;
/** Searches that may still be answered. */
const SEARCHES_OPEN = 64;

export class SnDiscovery {
  readonly #budget: SnBudget;
  readonly #gateways = new Map<string, Gateway>();
  readonly #searches: SnList<Search>;
  readonly #open: Search[] = [];

  constructor(budget: SnBudget) {
    this.#budget = budget;
    this.#searches = new SnList(budget);
  }

  advertise(message: SnAdvertiseMessage, { frame, from }: SnPassage): void {
    if (message.gatewayId === null) return;
    const gateway = this.#gateway(message.gatewayId, from);
    if (gateway === null) return;
    gateway.advertisements++;
    gateway.advertiseInterval = message.duration;
    if (gateway.advertiseFrames.length < FRAMES_KEPT) gateway.advertiseFrames.push(frame);
  }

  search(message: SnSearchGatewayMessage, passage: SnPassage): void {
    const search: Search = {
      passage,
      time: new TimeBase(passage.sec, passage.nsec),
      radius: message.radius,
      answerFrames: [],
      answerNs: null,
    };
    this.#searches.push(search);
    this.#open.push(search);
    if (this.#open.length > SEARCHES_OPEN) this.#open.shift();
  }

  info(message: SnGatewayInfoMessage, passage: SnPassage): void {
    const isOfClient = message.gatewayAddressHex !== null; // only a client states the address (§5.4.3)
    for (const search of this.#open) {
      const ns = search.time.since(passage.sec, passage.nsec);
      const isOwnEcho =
        search.passage.from.address === passage.from.address && search.passage.from.port === passage.from.port;
      if (isOwnEcho || ns < 0 || ns > ANSWER_WITHIN_NS) continue;
      if (search.answerFrames.length < FRAMES_KEPT) search.answerFrames.push(passage.frame);
      search.answerNs ??= ns;
    }
    if (message.gatewayId === null) return;
    const gateway = this.#gateway(message.gatewayId, isOfClient ? null : passage.from);
    if (gateway === null) return;
    gateway.infos++;
    gateway.addressHex ??= message.gatewayAddressHex;
    if (gateway.infoFrames.length < FRAMES_KEPT) gateway.infoFrames.push(passage.frame);
  }

  gateways(limit: number): { readonly rows: SnGatewayRecord[]; readonly count: number } {
    const rows = [...this.#gateways.values()].slice(0, limit).map(({ endpoint, ...gateway }) => ({
      ...gateway,
      address: endpoint?.address ?? null,
      port: endpoint?.port ?? null,
      advertiseFrames: [...gateway.advertiseFrames],
      infoFrames: [...gateway.infoFrames],
    }));
    return { rows, count: this.#gateways.size };
  }

  searches(limit: number): { readonly rows: SnSearchRecord[]; readonly count: number } {
    const rows = this.#searches.items.slice(0, limit).map(({ passage, time, radius, answerFrames, answerNs }) => ({
      frame: passage.frame,
      time: time.instant(0),
      address: passage.from.address,
      port: passage.from.port,
      radius,
      answerFrames: [...answerFrames],
      answerNs,
    }));
    return { rows, count: this.#searches.count };
  }

  /** null: no room for another one. */
  #gateway(gatewayId: number, endpoint: Endpoint | null): Gateway | null {
    const key = `${gatewayId} ${endpoint?.address ?? ''} ${endpoint?.port ?? ''}`;
    const known = this.#gateways.get(key);
    if (known !== undefined) return known;
    if (!this.#budget.take()) return null;
    const gateway: Gateway = {
      gatewayId,
      endpoint,
      addressHex: null,
      advertiseFrames: [],
      advertisements: 0,
      advertiseInterval: null,
      infoFrames: [],
      infos: 0,
    };
    this.#gateways.set(key, gateway);
    return gateway;
  }
}

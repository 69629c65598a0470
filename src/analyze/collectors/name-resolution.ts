// Which names were asked for, what was answered, and which connection followed — RFC 1035 §4.1, RFC 6762 (multicast DNS).

import { formatIp } from '../../core/address.ts';
import { CLIENT_TO_SERVER, type Direction } from '../../core/direction.ts';
import { NS_PER_SECOND, nanosecondsBetween } from '../../core/time.ts';
import type { DnsMessage } from '../../dissect/application/dns.ts';
import type { Message, MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Endpoint, Flow } from '../../flow/flow.ts';
import type { Listener, Origin } from '../../flow/listener.ts';
import type { NameResolution } from '../analysis.ts';

const MULTICAST_DNS_PORT = 5353;
/** Lookups remembered, and questions that still wait for their answer. */
const LOOKUPS_KEPT = 10_000;

/** Where and when a DNS message travelled. */
interface Passage {
  readonly frame: number;
  readonly sec: number;
  readonly nsec: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** One question, with its answer when it has come. */
interface Lookup {
  readonly name: string;
  readonly type: string;
  /** Address of who asked; null: multicast, or nobody did. */
  readonly requester: string | null;
  readonly query: Passage | null;
  response: Passage | null;
  responseCode: string | null;
  answers: readonly string[];
}

/** A connection to which an answer may have led. */
export interface LookupTarget {
  readonly stream: number;
  readonly client: { readonly address: string };
  readonly server: { readonly address: string };
  readonly firstFrame: number;
}

export interface NameResolutionReport {
  readonly rows: readonly NameResolution[];
  readonly count: number;
}

export class NameResolutionCollector implements Listener {
  readonly #lookups: Lookup[] = [];
  #count = 0;
  /** By requester, server, identification, name and type; an answered one stays, so that its copies are recognised. */
  readonly #open = new Map<string, Lookup>();

  onDatagram(packet: Packet, view: MessageView): void {
    if (view.protocol !== 'dns') return;
    const message = view.toMessage();
    if (isDnsMessage(message)) this.#note(message, passageOf(packet));
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    if (view.protocol !== 'dns') return;
    const message = view.toMessage();
    if (isDnsMessage(message)) this.#note(message, passageInFlow(flow, direction, origin));
  }

  /** At most `limit` lookups, in the order of the capture; those that led to a connection go first into the limit. */
  report(targets: readonly LookupTarget[], limit: number): NameResolutionReport {
    const streams = this.#link(targets);
    const linked = this.#lookups.filter((lookup) => streams.has(lookup));
    const others = this.#lookups.filter((lookup) => !streams.has(lookup));
    const shown = new Set([...linked, ...others].slice(0, limit));
    const rows = this.#lookups
      .filter((lookup) => shown.has(lookup))
      .map((lookup) => describe(lookup, streams.get(lookup) ?? []));
    return { rows, count: this.#count };
  }

  #note(message: DnsMessage, passage: Passage): void {
    const isMulticast = passage.to.port === MULTICAST_DNS_PORT && passage.from.port === MULTICAST_DNS_PORT;
    for (const { name, type } of questionsOf(message)) {
      if (isMulticast && type !== 'A' && type !== 'AAAA') continue; // service discovery is no step towards a connection
      const key = isMulticast ? `mdns ${name.toLowerCase()} ${type}` : unicastKey(message, passage, name, type);
      if (message.isResponse) this.#noteResponse(key, message, passage, name, type);
      else this.#noteQuery(key, passage, name, type, isMulticast);
    }
  }

  #noteQuery(key: string, query: Passage, name: string, type: string, isMulticast: boolean): void {
    const open = this.#open.get(key);
    if (open !== undefined && open.response === null) return; // asked again, with the same identification
    this.#add(key, {
      name,
      type,
      requester: isMulticast ? null : query.from.address,
      query,
      response: null,
      responseCode: null,
      answers: [],
    });
  }

  #noteResponse(key: string, message: DnsMessage, response: Passage, name: string, type: string): void {
    const answers = message.answers.map((record) => record.data);
    const open = this.#open.get(key);
    if (open === undefined) {
      const requester = response.to.port === MULTICAST_DNS_PORT ? null : response.to.address;
      const responseCode = message.rcodeName;
      this.#add(key, { name, type, requester, query: null, response, responseCode, answers });
    } else if (open.response === null) {
      open.response = response;
      open.responseCode = message.rcodeName;
      open.answers = answers;
    }
  }

  #add(key: string, lookup: Lookup): void {
    this.#count++;
    if (this.#lookups.length < LOOKUPS_KEPT) this.#lookups.push(lookup);
    this.#open.delete(key);
    this.#open.set(key, lookup);
    if (this.#open.size > LOOKUPS_KEPT) {
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
    }
  }

  /** The last answer before a connection's first frame that names its server, asked by the connection's own client where that was seen. */
  #link(targets: readonly LookupTarget[]): Map<Lookup, number[]> {
    const streams = new Map<Lookup, number[]>();
    const byAddress = new Map<string, Lookup[]>();
    for (const lookup of this.#lookups) {
      for (const answer of new Set(lookup.answers)) {
        const lookups = byAddress.get(answer) ?? [];
        byAddress.set(answer, lookups);
        lookups.push(lookup);
      }
    }
    for (const target of targets) {
      const before = (byAddress.get(target.server.address) ?? []).filter(
        ({ response }) => response !== null && response.frame < target.firstFrame,
      );
      const own = before.filter(({ requester }) => requester === target.client.address);
      const anonymous = before.filter(({ requester }) => mayBe(requester, target.client.address));
      const lookup = (own.length > 0 ? own : anonymous).at(-1);
      if (lookup !== undefined) streams.set(lookup, [...(streams.get(lookup) ?? []), target.stream]);
    }
    return streams;
  }
}

/** Nobody in particular asked, or it cannot be told who: a stub resolver on the same host, or an address of the other family. */
function mayBe(requester: string | null, client: string): boolean {
  if (requester === null || requester.startsWith('127.') || requester === '::1') return true;
  return requester.includes(':') !== client.includes(':');
}

function isDnsMessage(message: Message): message is DnsMessage {
  return message.protocol === 'dns';
}

/** What a message asks or answers; an unasked answer (multicast DNS) is about the names of its own address records. */
function questionsOf(message: DnsMessage): readonly { readonly name: string; readonly type: string }[] {
  if (message.questions.length > 0 || !message.isResponse) return message.questions;
  const seen = new Set<string>();
  return message.answers.filter(({ name, type }) => {
    const isNew = !seen.has(`${name} ${type}`);
    seen.add(`${name} ${type}`);
    return isNew;
  });
}

/** Names are compared without regard to case (RFC 4343). */
function unicastKey(message: DnsMessage, passage: Passage, name: string, type: string): string {
  const [requester, server] = message.isResponse ? [passage.to, passage.from] : [passage.from, passage.to];
  return `${message.id} ${requester.address} ${requester.port} ${server.address} ${server.port} ${name.toLowerCase()} ${type}`;
}

function passageOf(packet: Packet): Passage {
  const { frame, ip, udp, buf } = packet;
  return {
    frame: frame.number,
    sec: frame.sec,
    nsec: frame.nsec,
    from: { address: formatIp(buf, ip.sourceAt, ip.addressLength), port: udp.sourcePort },
    to: { address: formatIp(buf, ip.destinationAt, ip.addressLength), port: udp.destinationPort },
  };
}

function passageInFlow(flow: Flow, direction: Direction, origin: Origin): Passage {
  const isFromClient = direction === CLIENT_TO_SERVER;
  const nsec = flow.time.nsec + origin.lastTimeNs;
  const carry = Math.floor(nsec / NS_PER_SECOND);
  return {
    frame: origin.lastFrame,
    sec: flow.time.sec + carry,
    nsec: nsec - carry * NS_PER_SECOND,
    from: isFromClient ? flow.client : flow.server,
    to: isFromClient ? flow.server : flow.client,
  };
}

function describe(lookup: Lookup, streams: readonly number[]): NameResolution {
  const { name, type, query, response, responseCode, answers } = lookup;
  return {
    name,
    type,
    queryFrame: query?.frame ?? null,
    responseFrame: response?.frame ?? null,
    durationNs: query === null || response === null ? null : elapsed(query, response),
    answers,
    responseCode,
    streams,
  };
}

/** null: the clock ran backwards in between. */
function elapsed(from: Passage, to: Passage): number | null {
  const ns = nanosecondsBetween(from.sec, from.nsec, to.sec, to.nsec);
  return ns >= 0 ? ns : null;
}

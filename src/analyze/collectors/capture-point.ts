// At which end a connection was captured, inferred from what only one end can see; unknown without evidence, or when evidence disagrees.

import { addWords, foldChecksum } from '../../core/checksum.ts';
import { CLIENT_TO_SERVER, type Direction, SENDERS } from '../../core/direction.ts';
import { IP_TCP } from '../../dissect/network/ip-protocols.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { CapturePoint, RttKind } from '../analysis.ts';
import type { HandshakeNotes } from './handshake.ts';

/** Ethernet without its frame check sequence: shorter frames are padded to this by whoever puts them on the wire (IEEE 802.3). */
const ETHERNET_MINIMUM = 60;
/** Share of RTT_ack3 in the whole handshake below which the client, above 1 − which the server is here. */
const NEAR = 0.1;
/** Below this both legs may be nothing but the two systems' own reaction: no evidence of a network in between. */
const NETWORK_LEG_NS = 500_000;
/** A few segments tell; the sum is not made for every one. */
const CHECKSUMS_LOOKED_AT = 4;
/** Initial TTL values in use; a packet that still has one crossed no router. */
const INITIAL_TTLS: readonly number[] = [64, 128, 255];

type End = 'client' | 'server';
export interface CapturePointEvidence {
  readonly point: CapturePoint;
  /** Stable words: 'handshake-timing', 'ttl', 'padding', 'checksum-offload', 'data-timing'. */
  readonly evidence: readonly string[];
}

interface Vote {
  readonly point: End | 'between';
  readonly evidence: string;
}

/** What the packets of one side show of their sender's distance. */
class SenderTraits {
  #ttl = 0;
  #ttlVaries = false;
  /** Frames shorter than Ethernet allows: not yet padded, so not yet on the wire. */
  #unpadded = 0;
  /** Frames of exactly the minimum that are longer than their IP packet needs. */
  #padded = 0;
  #partialChecksums = 0;
  #wholeChecksums = 0;

  note(packet: Packet): void {
    const { ip, ethernet, frame } = packet;
    if (this.#ttl === 0) this.#ttl = ip.ttl;
    else if (this.#ttl !== ip.ttl) this.#ttlVaries = true;
    if (this.#partialChecksums + this.#wholeChecksums < CHECKSUMS_LOOKED_AT) {
      if (hasPartialChecksum(packet)) this.#partialChecksums++;
      else this.#wholeChecksums++;
    }
    if (!ethernet.present) return;
    if (frame.wireLength < ETHERNET_MINIMUM) this.#unpadded++;
    else if (frame.wireLength === ETHERNET_MINIMUM && hasPadding(packet)) this.#padded++;
  }

  /** true: its packets crossed no router; null: they do not agree. */
  get hasInitialTtl(): boolean | null {
    return this.#ttl === 0 || this.#ttlVaries ? null : INITIAL_TTLS.includes(this.#ttl);
  }

  /** true: short frames lack padding; false: they have it; null: no short frames, or both kinds. */
  get lacksPadding(): boolean | null {
    return this.#unpadded > 0 === this.#padded > 0 ? null : this.#unpadded > 0;
  }

  /** true: every checksum is still to be completed by the network card; false: all are whole; null: some of both. */
  get leavesChecksums(): boolean | null {
    return this.#partialChecksums > 0 === this.#wholeChecksums > 0 ? null : this.#partialChecksums > 0;
  }
}

/** The evidence of one connection. */
export class CapturePointNotes {
  #client: SenderTraits | null = null;
  #server: SenderTraits | null = null;

  /** Hears of the segments with events: a few of each connection. */
  note(packet: Packet, segment: SegmentView): void {
    if (!packet.ip.present) return;
    if (segment.direction === CLIENT_TO_SERVER) {
      this.#client ??= new SenderTraits();
      this.#client.note(packet);
    } else {
      this.#server ??= new SenderTraits();
      this.#server.note(packet);
    }
  }

  infer(flow: Flow, handshake: HandshakeNotes): CapturePointEvidence {
    const votes = [timingVote(handshake), ...this.#traitVotes(), dataTimingVote(flow, handshake)].filter(
      (vote) => vote !== null,
    );
    const first = votes[0];
    if (first === undefined || votes.some((vote) => vote.point !== first.point))
      return { point: 'unknown', evidence: [] };
    return { point: first.point, evidence: votes.map((vote) => vote.evidence) };
  }

  /** What one side shows and the other does not; where both or neither show it (virtual networks pad nothing), it says nothing. */
  #traitVotes(): (Vote | null)[] {
    const [client, server] = [this.#client, this.#server];
    if (client === null || server === null) return [];
    return [
      traitVote(client.hasInitialTtl, server.hasInitialTtl, 'ttl'),
      traitVote(client.lacksPadding, server.lacksPadding, 'padding'),
      traitVote(client.leavesChecksums, server.leavesChecksums, 'checksum-offload'),
    ];
  }
}

function traitVote(client: boolean | null, server: boolean | null, evidence: string): Vote | null {
  if (client === null || server === null || client === server) return null;
  return { point: client ? 'client' : 'server', evidence };
}

/** RTT_syn against RTT_ack3: the end that answers at once is the near one. */
function timingVote(handshake: HandshakeNotes): Vote | null {
  const { synRttNs, ackRttNs } = handshake;
  if (synRttNs === null || ackRttNs === null) return null;
  return voteOfLegs(synRttNs, ackRttNs, 'handshake-timing');
}

/** Without a handshake, the same comparison over the fastest acknowledgements of both sides' data; it can only tell an end. */
function dataTimingVote(flow: Flow, handshake: HandshakeNotes): Vote | null {
  if (handshake.synRttNs !== null && handshake.ackRttNs !== null) return null;
  const [client, server] = flow.sides;
  if (client.rtt === null || server.rtt === null) return null;
  const vote = voteOfLegs(client.rtt.minNs, server.rtt.minNs, 'data-timing');
  return vote?.point === 'between' ? null : vote;
}

/** `toServerNs`: from the capture point to the server and back; `toClientNs`: to the client and back. */
function voteOfLegs(toServerNs: number, toClientNs: number, evidence: string): Vote | null {
  const whole = toServerNs + toClientNs;
  if (whole <= 0) return null;
  const share = toClientNs / whole;
  if (share < NEAR) return { point: 'client', evidence };
  if (share > 1 - NEAR) return { point: 'server', evidence };
  return Math.min(toServerNs, toClientNs) < NETWORK_LEG_NS ? null : { point: 'between', evidence };
}

/** The IP packet ends before the frame does. */
function hasPadding(packet: Packet): boolean {
  const { ip, frame } = packet;
  if (packet.buf !== frame.buf) return false; // put together from fragments
  return ip.totalLength !== 0 && ip.at + ip.totalLength < frame.start + frame.wireLength;
}

/** Is the checksum field the sum over the pseudo-header alone, as a system leaves it to the card (RFC 9293 §3.1)? */
function hasPartialChecksum(packet: Packet): boolean {
  const { ip, tcp, buf } = packet;
  const addresses = addWords(0, buf, ip.sourceAt, ip.sourceAt + ip.addressLength);
  const both = addWords(addresses, buf, ip.destinationAt, ip.destinationAt + ip.addressLength);
  const length = tcp.headerLength + tcp.payloadLength;
  return (
    tcp.checksum === complement(both + IP_TCP + (length & 0xffff) + (length >>> 16)) ||
    tcp.checksum === complement(both + IP_TCP)
  );
}

/** foldChecksum complements; the pseudo-header sum in a header is not complemented. */
function complement(sum: number): number {
  return ~foldChecksum(sum) & 0xffff;
}

/** What the time from data to its acknowledgement is here: a round trip only for data sent at this end. */
export function rttKind(dataDirection: Direction, point: CapturePoint): RttKind {
  if (point === 'unknown' || point === 'between') return 'unknown';
  return SENDERS[dataDirection] === point ? 'round-trip' : 'ack-delay';
}

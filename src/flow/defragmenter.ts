// IPv4 and IPv6 fragments → whole datagrams — RFC 791 §3.2, RFC 8200 §4.5, RFC 5722. Cold: fragments are rare.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { i32be } from '../core/bytes.ts';
import type { Dissector } from '../dissect/dissector.ts';
import type { Packet } from '../dissect/packet.ts';
import { type Interval, insertionIndex, overlap, uncovered } from './intervals.ts';
import { type FlowLimits, FRAGMENT_LIMIT, FRAGMENT_OVERLAP, FRAGMENT_TIMEOUT, FRAGMENT_TOO_LONG } from './limits.ts';

/** Largest payload a datagram can have: 16-bit total length. */
const LARGEST = 65_535;

interface Piece extends Interval {
  readonly bytes: Uint8Array;
}

interface Unfinished {
  readonly frames: number[];
  readonly sec: number;
  readonly timeoutSeconds: number;
  pieces: Piece[];
  bytes: number;
  /** Length of the whole payload, −1 until the last fragment is here. */
  total: number;
  /** As the first fragment names it, −1 until it is here. */
  protocol: number;
}

export class Defragmenter {
  /** Frames of the datagram that `add` completed last, in the order of arrival; empty: it completed none. */
  completedFrames: readonly number[] = [];
  readonly #limits: FlowLimits;
  /** In the order of their first fragments. */
  readonly #unfinished: Map<string, Unfinished> = new Map();
  #bytes = 0;

  constructor(limits: FlowLimits) {
    this.#limits = limits;
  }

  /** Takes a fragment; gives the packet of the whole datagram once it is complete, else the fragment itself. */
  add(packet: Packet, dissector: Dissector): Packet {
    this.completedFrames = [];
    const { ip } = packet;
    const sec = packet.frame.sec;
    this.#expire(packet, sec);
    const isCut = ip.payloadEnd - ip.payloadAt < ip.payloadLength;
    if (isCut) return packet; // the capture lacks bytes of it: the datagram cannot be completed
    const key = keyOf(packet);
    const unfinished = this.#unfinished.get(key) ?? this.#begin(key, packet, sec);
    if (!this.#place(unfinished, packet)) return packet;
    const { total, protocol } = unfinished;
    if (total < 0 || protocol < 0 || uncovered(0, total, unfinished.pieces).length > 0) {
      this.#makeRoom(packet);
      return packet;
    }
    this.#drop(key, unfinished);
    this.completedFrames = unfinished.frames;
    const headerLength = ip.payloadAt - ip.at;
    const buf = new Uint8Array(headerLength + total);
    buf.set(packet.buf.subarray(ip.at, ip.payloadAt));
    for (const piece of unfinished.pieces) {
      if (piece.from < total) buf.set(piece.bytes.subarray(0, total - piece.from), headerLength + piece.from);
    }
    return dissector.dissectDatagram(buf, 0, headerLength, buf.length, protocol);
  }

  #begin(key: string, packet: Packet, sec: number): Unfinished {
    const timeoutSeconds =
      packet.ip.version === 6 ? this.#limits.ipv6FragmentSeconds : this.#limits.ipv4FragmentSeconds;
    const unfinished = { frames: [], sec, timeoutSeconds, pieces: [], bytes: 0, total: -1, protocol: -1 };
    this.#unfinished.set(key, unfinished);
    return unfinished;
  }

  /** The first copy of a byte wins. false: the fragment is impossible. */
  #place(unfinished: Unfinished, packet: Packet): boolean {
    const { ip } = packet;
    const from = ip.fragmentOffset;
    const to = from + ip.payloadLength;
    const beyondEnd = unfinished.total >= 0 && to > unfinished.total;
    if (to > LARGEST || beyondEnd) {
      packet.flag(FRAGMENT_TOO_LONG, ip.at, unfinished.total < 0 ? LARGEST : unfinished.total, to);
      return false;
    }
    unfinished.frames.push(packet.frame.number);
    if (unfinished.pieces.some((piece) => overlap(piece, { from, to }) !== null)) {
      packet.flag(FRAGMENT_OVERLAP, ip.at, 0, from);
    }
    for (const part of uncovered(from, to, unfinished.pieces)) {
      const at = ip.payloadAt + part.from - from;
      const bytes = packet.buf.slice(at, at + part.to - part.from);
      unfinished.pieces.splice(insertionIndex(unfinished.pieces, part.from), 0, { ...part, bytes });
      unfinished.bytes += bytes.length;
      this.#bytes += bytes.length;
    }
    if (!ip.moreFragments) unfinished.total = to;
    if (from === 0) unfinished.protocol = ip.protocol;
    return true;
  }

  #expire(packet: Packet, sec: number): void {
    for (const [key, unfinished] of this.#unfinished) {
      if (sec - unfinished.sec <= unfinished.timeoutSeconds) return; // younger ones follow
      packet.flag(FRAGMENT_TIMEOUT, packet.ip.at, unfinished.timeoutSeconds, unfinished.frames[0] ?? 0);
      this.#drop(key, unfinished);
    }
  }

  #makeRoom(packet: Packet): void {
    while (this.#unfinished.size > this.#limits.datagrams || this.#bytes > this.#limits.fragmentBytes) {
      const [oldest] = this.#unfinished;
      if (oldest === undefined) return;
      flagLimit(packet, FRAGMENT_LIMIT, oldest[1]);
      this.#drop(oldest[0], oldest[1]);
    }
  }

  #drop(key: string, unfinished: Unfinished): void {
    this.#unfinished.delete(key);
    this.#bytes -= unfinished.bytes;
  }
}

function flagLimit(packet: Packet, kind: AnomalyKind, dropped: Unfinished): void {
  packet.flag(kind, packet.ip.at, 0, dropped.frames[0] ?? 0);
}

/** Addresses, identification and, for IPv4, the protocol (RFC 791 §3.2, RFC 8200 §4.5). */
function keyOf(packet: Packet): string {
  const { ip, buf } = packet;
  const words = [ip.version, ip.identification, ip.version === 4 ? ip.protocol : 0];
  for (let i = 0; i < ip.addressLength; i += 4)
    words.push(i32be(buf, ip.sourceAt + i), i32be(buf, ip.destinationAt + i));
  return words.join(' ');
}

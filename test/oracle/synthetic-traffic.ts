// One TCP connection per seed, of peers that break every habit: what each segment is depends on the seed alone, so that a seed that
// once told this project from tshark can be run again, in any company.

import { ethernet } from '../builders/ethernet.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { ipv6 } from '../builders/ipv6.ts';
import { tcp, tcpOption } from '../builders/tcp.ts';
import { random } from '../flow/random-traffic.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const URG = 32;
const ECE = 64;
const CWR = 128;

export interface SyntheticFrame {
  readonly seed: number;
  /** Of its connection, from 1. */
  readonly step: number;
  /** Ns since the epoch of the file; not always after the frame before. */
  readonly timeNs: bigint;
  readonly bytes: Uint8Array;
  /** Bytes of it that the capture kept. */
  readonly kept: number;
}

interface Peer {
  isn: number;
  /** Relative: end of what was sent, last acknowledgement sent. */
  next: number;
  acked: number;
  window: number;
  shift: number;
  sent: { readonly at: number; readonly length: number }[];
}

type Side = 0 | 1;

const SECOND = 1_000_000_000;
const STEPS_NS = [0, 1, 1000, 20_000, 400_000, 1_500_000, 2_999_999, 3_000_000, 3_000_001, 8_000_000, 19_999_999];
const LONG_STEPS_NS = [20_000_000, 20_000_001, 2e8, 1e9, 4.5e10];
const LENGTHS = [1, 1, 2, 3, 10, 100, 536, 1000, 1460, 1460];
const WINDOWS = [0, 1, 2, 100, 502, 1000, 1460, 8192, 64_240, 65_535];
/** MPTCP options (RFC 8684 §3) that tshark follows connection by connection: DSS, ADD_ADDR, REMOVE_ADDR, MP_PRIO. */
const MULTIPATH = [
  [0x20, 0],
  [0x30, 1, 10, 0, 0, 1],
  [0x40, 1],
  [0x50, 0],
];
/** MP_CAPABLE without a key. With keys and tokens tshark joins connections, and stops at those that do not fit together. */
const MULTIPATH_OF_SYN = [[0x01, 0x81]];
const SEGMENTS = 45;

class SyntheticConnection {
  readonly frames: SyntheticFrame[] = [];
  readonly #seed: number;
  readonly #next: () => number;
  readonly #habits: Readonly<Record<Habit, number>>;
  readonly #isV6: boolean;
  readonly #peers: readonly [Peer, Peer];
  #timeNs: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#next = random(seed);
    this.#isV6 = this.#chance(0.25);
    this.#habits = Object.fromEntries(
      HABITS.map((habit) => [habit, this.#chance(0.35) ? this.#pick([0.02, 0.1, 0.3]) : 0]),
    ) as Record<Habit, number>;
    this.#peers = [this.#peer(), this.#peer()];
    this.#timeNs = Math.floor(this.#next() * SECOND);
    this.#open();
    while (this.frames.length < SEGMENTS) this.#step();
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  #has(habit: Habit): boolean {
    return this.#chance(this.#habits[habit]);
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#next() * values.length)] as T;
  }

  #peer(): Peer {
    // Near the end of the sequence space, or so that some number becomes exactly 0, or anywhere.
    const isn = this.#chance(0.4)
      ? (2 ** 32 - this.#pick([0, 1, 2, 3, 11, 101, 1461, 3000, 60_000])) >>> 0
      : this.#pick([0, 1, 2 ** 31 - 5, 2 ** 31, Math.floor(this.#next() * 2 ** 32)]);
    return { isn, next: 0, acked: 0, window: this.#pick(WINDOWS), shift: this.#pick([-1, 0, 1, 7, 14, 15]), sent: [] };
  }

  #open(): void {
    const [client, server] = this.#peers;
    const isScaled = this.#chance(0.6);
    for (const peer of this.#peers) if (!isScaled) peer.shift = -1;
    const way = this.#pick([
      'usual',
      'usual',
      'usual',
      'middle',
      'middle',
      'no-syn',
      'no-syn-ack',
      'both',
      'late-syn',
      'again',
    ]);
    const syn = (): void =>
      this.#send(0, { flags: SYN, length: this.#has('fast-open') ? this.#pick([1, 50, 500]) : 0 });
    const synAck = (): void => this.#send(1, { flags: SYN | ACK });
    if (way === 'middle') {
      for (const peer of this.#peers) peer.next = peer.acked = 1;
      return;
    }
    if (way === 'late-syn') synAck();
    if (way !== 'no-syn') syn();
    else client.next = 1;
    if (way === 'again') syn();
    if (way === 'both') {
      this.#send(1, { flags: SYN });
      this.#send(0, { flags: SYN | ACK, at: 0 });
    }
    if (way !== 'no-syn-ack' && way !== 'late-syn') synAck();
    else server.next = 1;
    if (way === 'again' && this.#chance(0.5)) this.#send(1, { flags: SYN | ACK, at: 0 });
    this.#send(0, { flags: ACK, length: this.#chance(0.2) ? 20 : 0 });
  }

  #step(): void {
    const side: Side = this.#chance(0.5) ? 0 : 1;
    const own = this.#peers[side];
    const other = this.#peers[side === 0 ? 1 : 0];
    if (this.#has('window')) own.window = this.#chance(0.4) ? 0 : this.#pick(WINDOWS);
    if (this.#has('gap')) own.next += this.#pick(LENGTHS);
    const moves: readonly (readonly [Habit, () => void])[] = [
      ['reuse', () => this.#reuse(side)],
      ['probe', () => this.#send(side, { length: 1 })],
      ['keep-alive', () => this.#send(side, { at: own.next - 1, length: this.#pick([0, 1]), ack: own.acked })],
      ['resend', () => this.#resend(side)],
      ['fill-window', () => this.#send(side, { length: roomFor(own, other) })],
      ['odd-flags', () => this.#send(side, { flags: this.#oddFlags(), length: this.#pick([0, 0, 0, 1, 30]) })],
      ['odd-ack', () => this.#send(side, { ack: this.#oddAck(own, other), length: this.#pick([0, 0, 10]) })],
      ['repeat-ack', () => this.#repeatAck(side)],
      [
        'finish',
        () => this.#send(side, { flags: this.#pick([FIN | ACK, FIN | ACK, RST | ACK]), length: this.#pick([0, 7]) }),
      ],
    ];
    const move = moves.find(([habit]) => this.#has(habit));
    if (move !== undefined) move[1]();
    else
      this.#send(side, {
        length: this.#chance(0.45) ? 0 : this.#pick(LENGTHS),
        ack: this.#chance(0.8) ? other.next : own.acked,
      });
  }

  #repeatAck(side: Side): void {
    for (let i = this.#pick([1, 2, 3, 5]); i > 0; i--) this.#send(side, { ack: this.#peers[side].acked });
  }

  /** Beyond what was sent, before it, before what was acknowledged. */
  #oddAck(own: Peer, other: Peer): number {
    return this.#pick([...[1, 100, 5000, -1, -500].map((distance) => other.next + distance), own.acked - 10]);
  }

  /** The same bytes again, or bytes that overlap them, begin within them or go beyond what was sent. */
  #resend(side: Side): void {
    const peer = this.#peers[side];
    const old = this.#pick(peer.sent.slice(-6));
    if (old === undefined) return;
    const shift = this.#pick([0, 0, 0, 0, 1, -1, 5, -20]);
    const length = this.#chance(0.6) ? old.length : this.#pick(LENGTHS);
    this.#send(side, { at: Math.max(0, old.at + shift), length, ack: this.#chance(0.5) ? peer.acked : undefined });
  }

  #oddFlags(): number {
    const common = [0, SYN, SYN | ACK, RST, RST | ACK, FIN, PSH, URG | ACK, ECE | CWR | ACK];
    return this.#pick([
      ...common,
      FIN | SYN,
      FIN | RST | ACK,
      FIN | PSH | URG,
      SYN | RST,
      SYN | FIN | ACK,
      SYN | PSH | ACK,
    ]);
  }

  /** The ports again: with new numbers, with the old ones, or an answer with a number of its own. */
  #reuse(side: Side): void {
    const how = this.#pick(['new', 'new', 'same', 'answer']);
    if (how === 'new') for (const peer of this.#peers) Object.assign(peer, this.#peer());
    if (how === 'answer') Object.assign(this.#peers[side], this.#peer());
    this.#send(side, { flags: how === 'answer' ? SYN | ACK : SYN, at: 0 });
  }

  #send(side: Side, wish: { flags?: number; length?: number; at?: number; ack?: number | undefined }): void {
    const own = this.#peers[side];
    const other = this.#peers[side === 0 ? 1 : 0];
    const length = wish.length ?? 0;
    let flags = wish.flags ?? ACK;
    if (length > 0 && this.#chance(0.5)) flags |= PSH;
    const isSyn = (flags & SYN) !== 0;
    const at = wish.at ?? (isSyn ? 0 : own.next);
    const ack = wish.ack ?? other.next;
    const end = at + length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0);
    if (end > own.next) own.next = end;
    if (end > at) own.sent.push({ at, length: end - at });
    if ((flags & ACK) !== 0) own.acked = ack;
    this.#timeNs += this.#has('pause') ? this.#pick(LONG_STEPS_NS) : this.#pick(STEPS_NS);
    if (this.#has('clock')) this.#timeNs -= this.#pick([1, 1000, 5_000_000, 30_000_000, 3e9]);
    this.#write(side, {
      sourcePort: side === 0 ? 1024 + (this.#seed % 60_000) : 1883,
      destinationPort: side === 0 ? 1883 : 1024 + (this.#seed % 60_000),
      seq: (own.isn + at) >>> 0,
      ack: (flags & ACK) !== 0 || this.#chance(0.1) ? (other.isn + ack) >>> 0 : 0,
      flags,
      window: own.window,
      options: this.#options(own, other, isSyn),
      payload: new Uint8Array(length).fill(0xff),
    });
  }

  #options(own: Peer, other: Peer, isSyn: boolean): number[] {
    const options: number[] = [];
    if (isSyn) {
      options.push(...tcpOption.mss(1460), ...tcpOption.sackPermitted());
      if (own.shift >= 0) options.push(1, ...tcpOption.windowScale(own.shift));
      if (this.#has('fast-open'))
        options.push(...tcpOption.fastOpen(this.#pick([[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8]])));
    } else if (this.#has('sack')) {
      const blocks = Array.from({ length: this.#pick([1, 1, 2, 3]) }, () => {
        const left = (other.isn + own.acked + this.#pick([-1460, -1, 0, 1, 100, 1460, 5000])) >>> 0;
        return [left, (left + this.#pick([0, 1, 100, 1460, 4000])) >>> 0] as const;
      });
      options.push(1, 1, ...tcpOption.sack(...blocks));
    } else if (this.#has('timestamps')) options.push(1, 1, ...tcpOption.timestamps(this.frames.length, 0));
    const multipath = isSyn ? MULTIPATH_OF_SYN : MULTIPATH;
    while (options.length <= 28 && this.#has('multipath')) options.push(...tcpOption.of(30, this.#pick(multipath)));
    while (options.length % 4 !== 0) options.push(1);
    return options;
  }

  #write(side: Side, segment: Parameters<typeof tcp>[0] & { readonly payload: Uint8Array }): void {
    const bytes = tcp(segment, segment.payload);
    const host = Math.floor(this.#seed / 60_000);
    const v4 = [`10.1.${host >> 8}.${host & 0xff}`, '10.2.0.2'] as const;
    const v6 = [`fd00::1:${host.toString(16)}`, 'fd00::2'] as const;
    const [source, destination] = this.#isV6 ? v6 : v4;
    const ends = side === 0 ? { source, destination } : { source: destination, destination: source };
    const totalLength = this.#has('offload') ? { totalLength: 0 } : {};
    const packet = this.#isV6 ? ipv6(ends, bytes) : ipv4({ ...ends, ...totalLength }, bytes);
    const isPadded = !('totalLength' in totalLength) && this.#chance(0.5);
    const frame = ethernet(isPadded ? { padding: 'minimum' } : {}, packet);
    // Never within the TCP header: tshark gives up such a segment, here what is left of it counts.
    const headers = 14 + packet.length - segment.payload.length;
    const kept = this.#has('snap') ? Math.min(frame.length, headers + this.#pick([0, 1, 20, 64])) : frame.length;
    const timeNs = BigInt(this.#seed) * 1_000_000_000_000n + BigInt(Math.round(this.#timeNs)) + 10_000_000_000_000n;
    this.frames.push({ seed: this.#seed, step: this.frames.length + 1, timeNs, bytes: frame, kept });
  }
}

/** Bytes up to the end of the window the other side offers; a segment's worth where that is out of reach. */
function roomFor(own: Peer, other: Peer): number {
  const room = other.acked + (other.window << Math.max(0, Math.min(14, other.shift))) - own.next;
  return room > 0 && room < 60_000 ? room : 1460;
}

const HABITS = [
  'reuse',
  'window',
  'gap',
  'probe',
  'keep-alive',
  'resend',
  'fill-window',
  'odd-flags',
  'odd-ack',
  'repeat-ack',
  'finish',
  'pause',
  'clock',
  'sack',
  'timestamps',
  'multipath',
  'fast-open',
  'offload',
  'snap',
] as const;
/** What a connection may be given to; how much it is depends on the seed. */
type Habit = (typeof HABITS)[number];

/** All frames of these seeds: connections that overlap in the file, a few at a time. */
export function syntheticFrames(seeds: readonly number[]): SyntheticFrame[] {
  const waiting = seeds.map((seed) => new SyntheticConnection(seed).frames.values());
  const open = waiting.splice(0, 5);
  const next = random(seeds[0] ?? 0);
  const frames: SyntheticFrame[] = [];
  while (open.length > 0) {
    const index = Math.floor(next() * open.length);
    const { value } = open[index]?.next() ?? {};
    if (value !== undefined) frames.push(value);
    else open.splice(index, 1, ...waiting.splice(0, 1));
  }
  return frames;
}

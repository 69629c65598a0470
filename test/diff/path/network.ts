// A small network to compare captures in: a client that sends data and repeats what is not acknowledged, a server that acknowledges, and between
// them two capture points, A beside the client and B beside the server. What the network does to each segment is up to the test.

import type { Frame } from '../../../src/core/frame.ts';
import { frameOf } from '../../builders/frame.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { tcp, tcpOption } from '../../builders/tcp.ts';

export const MS = 1_000_000;
const SYN = 2;
const PSH = 8;
const ACK = 16;
const LINK_RAW_IP = 101;
const RESEND_AFTER_NS = 250 * MS;

/** A segment as it leaves its sender. */
export interface Travelling {
  /** In the order of sending, over both directions. */
  readonly ordinal: number;
  readonly from: 0 | 1;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  readonly window: number;
  readonly options: readonly number[];
  readonly ttl: number;
  readonly trafficClass: number;
  readonly identification: number;
  readonly sentNs: number;
}

/** What happens to a segment on its way. */
export interface Fate {
  readonly isLost?: boolean;
  readonly isDoubled?: boolean;
  /** Beyond the usual delay. */
  readonly extraNs?: number;
  /** Not recorded at the sender's / at the receiver's point, though it passed. */
  readonly isMissedAtSender?: boolean;
  readonly isMissedAtReceiver?: boolean;
}

export interface NetworkOptions {
  readonly fate?: (segment: Travelling) => Fate;
  /** One way, without jitter: [client → server, server → client]. */
  readonly delayNs?: readonly [number, number];
  /** Added to each, by ordinal. */
  readonly jitterNs?: (ordinal: number) => number;
  /** Payload of each segment the client sends. */
  readonly payloads?: readonly Uint8Array[];
  readonly gapNs?: number;
  readonly hasTimestamps?: boolean;
  readonly initial?: readonly [number, number];
}

export interface Passage {
  readonly segment: Travelling;
  readonly fate: Fate;
  /** At the receiver's point; empty: lost. */
  readonly arrivals: readonly number[];
}

/** Plays a connection to its end. */
export function play(options: NetworkOptions = {}): readonly Passage[] {
  const {
    fate = (): Fate => ({}),
    delayNs = [6 * MS, 6 * MS],
    jitterNs = () => 0,
    payloads = defaultPayloads(),
  } = options;
  const { gapNs = 2 * MS, hasTimestamps = true, initial = [0xffff_f000, 77_000] } = options;
  const passages: Passage[] = [];
  const queue: { readonly at: number; readonly run: (now: number) => void }[] = [];
  const later = (at: number, run: (now: number) => void): void => {
    const place = queue.findIndex((event) => event.at > at);
    queue.splice(place < 0 ? queue.length : place, 0, { at, run });
  };
  const ends: number[] = [];
  const received = new Set<number>();
  let acknowledged = 0;
  let stampHeard = 0;
  let isOpen = false;

  const transmit = (now: number, from: 0 | 1, fields: Partial<Travelling>, arrive: (at: number) => void): void => {
    const ordinal = passages.length;
    const stamp = (from === 0 ? 1_000_000 : 5_000_000) + Math.floor(now / MS);
    const segment: Travelling = {
      ordinal,
      from,
      seq: 0,
      ack: 0,
      flags: ACK,
      payload: new Uint8Array(0),
      window: 502,
      options: hasTimestamps ? [1, 1, ...tcpOption.timestamps(stamp, from === 0 ? 0 : stampHeard)] : [],
      ttl: 64,
      trafficClass: 0,
      identification: (ordinal + 1) & 0xffff,
      sentNs: now,
      ...fields,
    };
    const what = fate(segment);
    const arrivals: number[] = [];
    if (what.isLost !== true) {
      const at = now + delayNs[from] + jitterNs(ordinal) + (what.extraNs ?? 0);
      arrivals.push(at);
      if (what.isDoubled === true) arrivals.push(at + 30_000);
      later(at, () => arrive(stamp));
    }
    passages.push({ segment, fate: what, arrivals });
  };

  const answer = (now: number): void => {
    let next = 0;
    while (received.has(next)) next++;
    const ack = initial[0] + 1 + (ends[next - 1] ?? 0);
    transmit(now, 1, { seq: (initial[1] + 1) >>> 0, ack: ack >>> 0 }, () => {
      acknowledged = Math.max(acknowledged, next);
    });
  };

  const sendData = (now: number, index: number): void => {
    const payload = payloads[index] ?? new Uint8Array(1);
    const seq = initial[0] + 1 + (ends[index - 1] ?? 0);
    const fields = { seq: seq >>> 0, ack: (initial[1] + 1) >>> 0, flags: ACK | PSH, payload };
    transmit(now, 0, fields, (stamp) => {
      received.add(index);
      stampHeard = stamp;
      answer(clock);
    });
    later(now + RESEND_AFTER_NS, (at) => {
      if (acknowledged <= index) sendData(at, index);
    });
  };

  const established = (now: number): void => {
    if (isOpen) return;
    isOpen = true;
    transmit(now, 0, { seq: (initial[0] + 1) >>> 0, ack: (initial[1] + 1) >>> 0 }, () => {});
    for (const index of payloads.keys()) later(now + 1 + index * gapNs, (at) => sendData(at, index));
  };

  const open = (now: number): void => {
    const synOptions = [...tcpOption.mss(1460), ...tcpOption.nop(), ...tcpOption.windowScale(7)];
    const syn = { seq: initial[0], flags: SYN, options: synOptions, window: 64_240 };
    transmit(now, 0, syn, () => {
      const synAck = { seq: initial[1], ack: (initial[0] + 1) >>> 0, flags: SYN | ACK, options: synOptions };
      transmit(clock, 1, synAck, () => established(clock));
    });
    later(now + 1000 * MS, (at) => {
      if (!isOpen) open(at);
    });
  };

  for (const bytes of payloads) ends.push((ends.at(-1) ?? 0) + bytes.length);
  let clock = 0;
  later(0, open);
  for (let event = queue.shift(); event !== undefined && passages.length < 2000; event = queue.shift()) {
    clock = event.at;
    event.run(clock);
  }
  return passages;
}

export interface PointOptions {
  /** Added to every instant, and by how much this clock runs fast. */
  readonly offsetNs?: number;
  readonly skew?: number;
  /** What a device between the points makes of a segment. */
  readonly rewrite?: (segment: Travelling) => Travelling;
  readonly addresses?: readonly [string, string];
  readonly ports?: readonly [number, number];
  /** Cuts and joins: the segments that this point records instead. */
  readonly recut?: (segment: Travelling) => readonly Travelling[];
}

/** What the point beside the client (0) or the server (1) records. */
export function recordAt(point: 0 | 1, passages: readonly Passage[], options: PointOptions = {}): readonly Frame[] {
  const { offsetNs = 0, skew = 0, rewrite = (segment) => segment, recut = (segment) => [segment] } = options;
  const sights = passages.flatMap(({ segment, fate, arrivals }) => {
    const isSender = segment.from === point;
    if (isSender ? fate.isMissedAtSender === true : fate.isMissedAtReceiver === true) return [];
    return (isSender ? [segment.sentNs] : arrivals).map((time) => ({ segment, time }));
  });
  return sights
    .sort((p, q) => p.time - q.time || p.segment.ordinal - q.segment.ordinal)
    .flatMap(({ segment, time }) =>
      recut(rewrite(segment)).map((one) => frameFor(one, time + offsetNs + skew * time, options)),
    );
}

function frameFor(segment: Travelling, timeNs: number, { addresses, ports }: PointOptions): Frame {
  const [client, server] = addresses ?? ['10.0.0.1', '10.0.0.2'];
  const [clientPort, serverPort] = ports ?? [50_000, 1883];
  const isClient = segment.from === 0;
  const bytes = ipv4(
    {
      source: isClient ? client : server,
      destination: isClient ? server : client,
      protocol: 6,
      ttl: segment.ttl,
      identification: segment.identification,
    },
    tcp(
      {
        sourcePort: isClient ? clientPort : serverPort,
        destinationPort: isClient ? serverPort : clientPort,
        seq: segment.seq,
        ack: segment.ack,
        flags: segment.flags,
        window: segment.window,
        options: segment.options,
      },
      segment.payload,
    ),
  );
  bytes[1] = segment.trafficClass;
  const whole = Math.round(timeNs);
  const sec = Math.floor(whole / 1e9);
  return frameOf(bytes, { sec: 1_700_000_000 + sec, nsec: whole - sec * 1e9, linkType: LINK_RAW_IP });
}

function defaultPayloads(): readonly Uint8Array[] {
  return Array.from({ length: 12 }, (_, index) => payload(100 + 37 * index, index));
}

/** Bytes that no protocol recognises and no other segment has. */
export function payload(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (0xc1 + at * 31 + seed * 101 + ((at * seed) >> 3)) & 0xff);
}

// TCP traffic that no real host sends: every field near the edge of every rule, reproducible from a seed. A pcap with ns, raw IP.

import { concat } from '../builders/bytes.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { ipv6 } from '../builders/ipv6.ts';
import { pcapHeader, pcapRecord } from '../builders/pcap.ts';
import { tcp, tcpOption } from '../builders/tcp.ts';

export type TrafficKind = 'plain' | 'fast-open' | 'multipath' | 'ipv6' | 'long-flights';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const RAW_IP = 101;

interface Peer {
  isn: number;
  /** Relative: highest sent, highest acknowledged by the other side, last window. */
  next: number;
  acked: number;
  window: number;
}

/** Mulberry32: small and good enough. */
export function random(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomTraffic(kind: TrafficKind, seed: number, frames: number): Uint8Array {
  const next = random(seed);
  const chance = (share: number): boolean => next() < share;
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const anySeq = (): number => (chance(0.3) ? 4_294_967_295 - Math.floor(next() * 3000) : Math.floor(next() * 2 ** 32));
  const fresh = (): Peer => ({ isn: anySeq(), next: 0, acked: 0, window: 1000 });
  const connections = Array.from({ length: 20 }, () => ({
    peers: [fresh(), fresh()] as const,
    steps: 0,
    scales: chance(0.7),
  }));
  const fields = { resolution: 'ns', link: RAW_IP } as const;
  const records: Uint8Array[] = [pcapHeader(fields)];
  let sec = 1_700_000_000;
  let nsec = 0;

  for (let frame = 0; frame < frames; frame++) {
    nsec += pick([0, 1000, 1000, 50_000, 1e6, 2.9e6, 3.1e6, 1.9e7, 2.1e7, 3e8, 2e9, chance(0.05) ? -5e5 : 1000]);
    for (; nsec >= 1e9; nsec -= 1e9) sec++;
    for (; nsec < 0; nsec += 1e9) sec--;
    const index = Math.floor(next() * connections.length);
    const connection = connections[index] as (typeof connections)[number];
    let from = chance(0.5) ? 0 : 1;
    let flags = ACK;
    let length = 0;
    let seq = 0;
    let ack = 0;
    connection.steps++;
    if (connection.steps > 60 && chance(0.02)) {
      // The same ports again, now and then with the same number.
      if (chance(0.5)) for (const peer of connection.peers) Object.assign(peer, fresh());
      connection.steps = 1;
    }
    if (connection.steps === 1 && chance(0.8)) {
      from = 0;
      flags = SYN;
    } else if (connection.steps === 2 && chance(0.8)) {
      from = 1;
      flags = SYN | ACK;
      ack = 1;
    } else {
      const own = connection.peers[from] as Peer;
      const other = connection.peers[1 - from] as Peer;
      const late = [
        own.next - 1,
        own.next - pick([1, 10, 100, 1000]),
        own.next + pick([1, 10, 100, 1460]),
        own.acked,
        own.acked,
      ];
      seq =
        kind === 'long-flights' && chance(0.95)
          ? own.next
          : pick([...Array.from({ length: 5 }, () => own.next), ...late]);
      length = pick([0, 0, 0, 1, 1, 2, 10, 100, 1000, 1460]);
      const odd = [
        other.acked + pick([1, 10, 100]),
        other.next + pick([1, 100, 1000]),
        other.next - pick([1, 10, 100]),
      ];
      ack =
        kind === 'long-flights' && chance(0.97)
          ? other.acked
          : pick([other.next, other.next, other.acked, other.acked, ...odd]);
      if (chance(0.4)) flags |= PSH;
      if (chance(0.03)) flags |= FIN;
      if (chance(0.01)) flags |= RST;
      if (chance(0.01)) flags |= SYN;
      if (chance(0.02)) flags &= ~ACK;
    }
    const own = connection.peers[from] as Peer;
    const other = connection.peers[1 - from] as Peer;
    own.window = pick([own.window, own.window, own.window, own.window, 0, 1, 100, 1000, 64_240]);
    const options: number[] = [];
    if ((flags & SYN) !== 0) {
      options.push(...tcpOption.mss(1460));
      if (connection.scales && chance(0.9)) options.push(1, ...tcpOption.windowScale(pick([0, 2, 7, 14, 15])));
      if (chance(0.1)) length = pick([0, 5, 50]);
    } else if (chance(0.15)) {
      const blocks = Array.from({ length: pick([1, 2]) }, () => {
        const left = (other.isn + other.next - pick([0, 10, 500, 1000])) >>> 0;
        return [left, (left + pick([1, 10, 100, 1460])) >>> 0] as const;
      });
      options.push(1, 1, ...tcpOption.sack(...blocks));
    } else if (chance(0.2)) options.push(1, 1, ...tcpOption.timestamps(frame, 0));
    if (kind === 'multipath' && chance(0.3)) options.push(...tcpOption.of(30, [pick([0x20, 0x10, 0x30, 0x40]), 0]));
    if (kind === 'fast-open' && chance(0.4)) options.push(...tcpOption.fastOpen(Array(pick([0, 4, 8])).fill(7)));
    while (options.length % 4 !== 0) options.push(1);
    const end = seq + length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0);
    if (end > own.next) own.next = end;
    if ((flags & ACK) !== 0) other.acked = ack;
    const ports = [40_000 + index, 1883];
    const segment = tcp(
      {
        sourcePort: ports[from] as number,
        destinationPort: ports[1 - from] as number,
        seq: (own.isn + seq) >>> 0,
        ack: flags === SYN ? 0 : (other.isn + ack) >>> 0,
        flags,
        window: own.window,
        options,
      },
      new Uint8Array(length).fill(0xff),
    );
    records.push(pcapRecord({ sec, fraction: nsec, bytes: packetOf(kind, from, segment) }, fields));
  }
  return concat(...records);
}

function packetOf(kind: TrafficKind, from: number, segment: Uint8Array): Uint8Array {
  if (kind === 'ipv6') {
    const ends = ['fd00::1', 'fd00::2'] as const;
    return ipv6({ source: ends[from] as string, destination: ends[1 - from] as string, protocol: 6 }, segment);
  }
  const ends = ['10.0.0.1', '10.0.0.2'] as const;
  return ipv4({ source: ends[from] as string, destination: ends[1 - from] as string, protocol: 6 }, segment);
}

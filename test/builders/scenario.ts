// Whole TCP connections as frames: what each side writes, cut into segments, acknowledged, delayed, lost or doubled as a test needs.

import type { Frame } from '../../src/core/frame.ts';
import { frameOf } from './frame.ts';
import { ipv4 } from './ipv4.ts';
import { tcp, tcpOption } from './tcp.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const LINK_RAW_IP = 101;

/** 0: the client, 1: the server. */
export type Side = 0 | 1;

export interface ScenarioSegment {
  readonly from: Side;
  /** Absolute, uint32. */
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  readonly window: number;
  readonly options: readonly number[];
  /** Ns since the first segment. */
  readonly timeNs: number;
}

export interface ScenarioOptions {
  readonly initialSeq?: readonly [number, number];
  readonly clientPort?: number;
  readonly serverPort?: number;
  /** Ns between two segments; default 1 ms. */
  readonly stepNs?: number;
}

const NOTHING = new Uint8Array(0);

/** Writes a connection down, segment by segment. */
export class Scenario {
  segments: ScenarioSegment[] = [];
  readonly #options: ScenarioOptions;
  /** Next number of each side. */
  readonly #next: [number, number];
  #timeNs = 0;

  constructor(options: ScenarioOptions = {}) {
    this.#options = options;
    this.#next = [...(options.initialSeq ?? [1000, 5000])];
  }

  /** Next sequence number of a side, absolute. */
  next(side: Side): number {
    return this.#next[side] >>> 0;
  }

  wait(ns: number): this {
    this.#timeNs += ns;
    return this;
  }

  open(): this {
    const options = [...tcpOption.mss(1460), 1, ...tcpOption.windowScale(7)];
    this.segment(0, { flags: SYN, options, window: 64_240 });
    this.segment(1, { flags: SYN | ACK, options, window: 65_160 });
    return this.segment(0, { flags: ACK });
  }

  /** Data of one side in one or more segments; `cuts`: lengths of all but the last. */
  send(from: Side, bytes: Uint8Array, cuts: readonly number[] = []): this {
    let at = 0;
    for (const length of [...cuts, bytes.length]) {
      const end = Math.min(at + length, bytes.length);
      if (end > at) this.segment(from, { flags: PSH | ACK, payload: bytes.slice(at, end) });
      at = end;
    }
    return this;
  }

  acknowledge(from: Side, options: readonly number[] = []): this {
    return this.segment(from, { flags: ACK, options });
  }

  close(): this {
    this.segment(0, { flags: FIN | ACK });
    this.segment(1, { flags: FIN | ACK });
    return this.segment(0, { flags: ACK });
  }

  reset(from: Side): this {
    return this.segment(from, { flags: RST | ACK });
  }

  /** Any segment; numbers default to what a well-behaved sender would write. */
  segment(from: Side, fields: Partial<ScenarioSegment>): this {
    const seq = fields.seq ?? this.next(from);
    const flags = fields.flags ?? ACK;
    const payload = fields.payload ?? NOTHING;
    const ack = fields.ack ?? ((flags & ACK) !== 0 ? this.next(from === 0 ? 1 : 0) : 0);
    const { window = 502, options = [] } = fields;
    this.segments.push({ from, seq, ack, flags, payload, window, options, timeNs: fields.timeNs ?? this.#timeNs });
    this.#timeNs += this.#options.stepNs ?? 1_000_000;
    if (fields.seq === undefined) {
      this.#next[from] = (seq + payload.length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) >>> 0;
    }
    return this;
  }

  /** The segments as frames of raw IPv4, numbered from 1; `captured`: bytes kept of each (snap length). */
  frames(captured: number = Number.POSITIVE_INFINITY): Frame[] {
    return framesOf(this.segments, this.#options, captured);
  }
}

export function framesOf(
  segments: readonly ScenarioSegment[],
  options: ScenarioOptions = {},
  captured: number = Number.POSITIVE_INFINITY,
): Frame[] {
  const ports = [options.clientPort ?? 50_000, options.serverPort ?? 1883] as const;
  const addresses = ['10.0.0.1', '10.0.0.2'] as const;
  return segments.map((segment, index) => {
    const to = segment.from === 0 ? 1 : 0;
    const header = {
      sourcePort: ports[segment.from],
      destinationPort: ports[to],
      seq: segment.seq,
      ack: segment.ack,
      flags: segment.flags,
      window: segment.window,
      options: segment.options,
    };
    const packet = ipv4(
      { source: addresses[segment.from], destination: addresses[to], protocol: 6 },
      tcp(header, segment.payload),
    );
    const nsec = segment.timeNs % 1_000_000_000;
    const sec = 1_700_000_000 + Math.floor(segment.timeNs / 1_000_000_000);
    return frameOf(packet, { number: index + 1, sec, nsec, linkType: LINK_RAW_IP, captured });
  });
}

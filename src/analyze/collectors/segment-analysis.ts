// Retransmitted, out-of-order, duplicate … segments of one connection: frame numbers under tshark's names (tcp.analysis.*).

import type { Packet } from '../../dissect/packet.ts';
import { TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import type { SegmentView } from '../../flow/segment.ts';
import { ANALYSIS_NAMES } from '../../flow/segment-kind.ts';
import type { ConnectionReport } from '../analysis.ts';
import type { DuplicateFrames } from './duplicate-frames.ts';

class Frames {
  readonly frames: number[] = [];
  count = 0;

  add(frame: number, limit: number): void {
    this.count++;
    if (this.frames.length < limit) this.frames.push(frame);
  }
}

/** One list a kind, made when the kind occurs. */
export class SegmentAnalysisNotes {
  readonly #kinds: (Frames | undefined)[] = [];
  readonly #copies = new Frames();
  #slowest: { frame: number; waitedNs: number } | null = null;

  /** Hears of segments with an analysis bit. */
  note(packet: Packet, segment: SegmentView, duplicates: DuplicateFrames, limit: number): void {
    const frame = packet.frame.number;
    const bits = segment.analysis;
    for (let bit = 0; bits >> bit !== 0; bit++) {
      if ((bits & (1 << bit)) === 0) continue;
      const kind = this.#kinds[bit] ?? new Frames();
      this.#kinds[bit] = kind;
      kind.add(frame, limit);
    }
    if (duplicates.isCopy(packet)) this.#copies.add(frame, limit);
    else if (segment.rtoNs > (this.#slowest?.waitedNs ?? 0) && (packet.tcp.flags & TCP_SYN) === 0)
      this.#slowest = { frame, waitedNs: segment.rtoNs };
  }

  get slowestRetransmission(): ConnectionReport['slowestRetransmission'] {
    return this.#slowest;
  }

  get duplicateFrames(): readonly number[] {
    return [...this.#copies.frames];
  }

  get duplicateFramesCount(): number {
    return this.#copies.count;
  }

  get capped(): boolean {
    return this.#kinds.some((kind) => kind !== undefined && kind.count > kind.frames.length);
  }

  report(): Readonly<Record<string, readonly number[]>> {
    return this.#byName((kind) => [...kind.frames]);
  }

  counts(): Readonly<Record<string, number>> {
    return this.#byName((kind) => kind.count);
  }

  #byName<T>(value: (kind: Frames) => T): Record<string, T> {
    const named: Record<string, T> = {};
    for (const [bit, name] of ANALYSIS_NAMES.entries()) {
      const kind = this.#kinds[bit];
      if (kind !== undefined) named[name] = value(kind);
    }
    return named;
  }
}

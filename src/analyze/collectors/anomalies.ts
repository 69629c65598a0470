// What was wrong with the bytes: how often each kind, and the first frames of it. What it means is said by rules.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { SourceSummary } from '../../core/frame.ts';
import { severityRank } from '../../core/severity.ts';
import type { Lang } from '../../core/text.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import type { AnomalyCount } from '../analysis.ts';

const FRAMES_KEPT = 10;

const BEYOND_CAPACITY: AnomalyKind = {
  id: 'packet.anomalies-beyond-capacity',
  severity: 'note',
  spec: 'limit of this tool',
  text: {
    es: 'Un solo paquete o mensaje traía más irregularidades de las que se anotan (32); el resto solo se cuenta',
    en: 'One packet or message had more irregularities than are noted (32); the rest are only counted',
  },
};

interface Tally {
  readonly kind: AnomalyKind;
  count: number;
  readonly frames: number[];
}

/** Counts by kind; the number of kinds is finite, so is its memory. */
export class AnomalyTally {
  readonly #tallies = new Map<string, Tally>();

  /** `frame` 0: of no frame (the container itself). */
  add(kind: AnomalyKind, frame: number, count = 1): void {
    const tally = this.#tallies.get(kind.id) ?? { kind, count: 0, frames: [] };
    this.#tallies.set(kind.id, tally);
    tally.count += count;
    const { frames } = tally;
    if (frame > 0 && frames.length < FRAMES_KEPT && frames.at(-1) !== frame) frames.push(frame);
  }

  /** Everything a packet or message raised. */
  addLog(log: AnomalyLog, frame: number): void {
    for (let i = 0; i < log.count; i++) this.add(log.kind(i), frame);
    if (log.overflow > 0) this.add(BEYOND_CAPACITY, frame, log.overflow);
  }

  count(kind: AnomalyKind): number {
    return this.#tallies.get(kind.id)?.count ?? 0;
  }

  /** The most severe first, then by id; `summary` adds what was wrong with the container. */
  report(summary: SourceSummary, lang: Lang): AnomalyCount[] {
    const container = new AnomalyTally();
    for (const note of summary.notes) container.add(note.kind, 0);
    return [...this.#tallies.values(), ...container.#tallies.values()]
      .sort((a, b) => severityRank(b.kind.severity) - severityRank(a.kind.severity) || compare(a.kind.id, b.kind.id))
      .map(({ kind, count, frames }) => ({
        kind: kind.id,
        severity: kind.severity,
        clause: kind.spec,
        text: kind.text[lang],
        count,
        firstFrames: [...frames],
      }));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

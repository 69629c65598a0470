// How long messages took through the broker, and what that says of the two clocks (SEMANTICS 3: a delivery never comes before its publication).

import type { ConnectionReport } from '../../analyze/analysis.ts';
import { type Assessment, sinceBase } from './assessment.ts';
import { type CaptureSide, type ClockBounds, ClockEstimate } from './delivery-clock.ts';
import type { DelayReport } from './delivery-diff.ts';
import { sightingOf, transitNs } from './timing.ts';
import type { Verdict } from './verdict.ts';

/** A message that says how long one takes: delivered at once, not out of the broker's store. */
function isTimed(verdict: Verdict): boolean {
  const { outcome, marks, published } = verdict;
  if (outcome !== 'delivered' || published === null || published.isWill) return false;
  return !marks.has('retained') && !marks.has('kept-for-session');
}

/** null: one of the two moments is not in a capture, or means nothing. */
export function delayOf(verdict: Verdict, shiftNs: readonly [number, number]): number | null {
  const { published, delivered } = verdict;
  if (published === null || delivered === null || published.isWill || verdict.marks.has('retained')) return null;
  return transitNs(published, delivered, shiftNs);
}

export function delayReports({ model, deliveries, sides }: Assessment): DelayReport[] {
  const samples = new Map<string, { from: CaptureSide; to: CaptureSide; values: number[] }>();
  for (const verdict of deliveries.verdicts) {
    const { published, delivered } = verdict;
    if (!isTimed(verdict) || published === null || delivered === null) continue;
    const { from, to } = sightingOf(published, delivered);
    const key = `${sides[from]} ${sides[to]}`;
    const known = samples.get(key) ?? { from: sides[from], to: sides[to], values: [] };
    known.values.push(transitNs(published, delivered, model.shiftNs));
    samples.set(key, known);
  }
  return [...samples.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, each]) => report(each));
}

function report({ from, to, values }: { from: CaptureSide; to: CaptureSide; values: number[] }): DelayReport {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const minNs = sorted[0] ?? 0;
  const maxNs = sorted[sorted.length - 1] ?? 0;
  const medianNs = at(0.5);
  return {
    from,
    to,
    exact: from === to,
    samples: sorted.length,
    minNs,
    medianNs,
    meanNs: Math.round(sorted.reduce((sum, value) => sum + (value - minNs), 0) / sorted.length) + minNs,
    p95Ns: at(0.95),
    maxNs,
    medianAboveMinNs: medianNs - minNs,
    maxAboveMinNs: maxNs - minNs,
  };
}

/** What is known of the clock of B against that of A. */
export function clockBounds(assessment: Assessment): ClockBounds {
  const { model, deliveries, sides } = assessment;
  const estimate = new ClockEstimate();
  for (const verdict of deliveries.verdicts) {
    const { published, delivered } = verdict;
    if (!isTimed(verdict) || verdict.evidence === 'time' || published === null || delivered === null) continue;
    // Every pair of sights counts here, also where one capture shows both ends.
    for (const from of [0, 1] as const) {
      const to = from === 0 ? 1 : 0;
      const left = published.notes[from];
      const came = delivered.notes[to];
      if (left === null || came === null) continue;
      const ns = came.timeNs + model.shiftNs[to] - left.timeNs - model.shiftNs[from];
      if (sides[from] === 'a') estimate.fromAToB(ns);
      else estimate.fromBToA(ns);
    }
  }
  addHandshakes(assessment, estimate);
  return estimate.bounds();
}

/**
 * A connection that both captures show: SYN and SYN-ACK go opposite ways, so that the difference of the clocks lies between what the one and what
 * the other seems to take, whichever capture is nearer to the client.
 */
function addHandshakes({ model, inputs, sides }: Assessment, estimate: ClockEstimate): void {
  const base = inputs[0].messages.base;
  const reports = inputs.map(({ analysis }) => new Map(analysis.connections.map((each) => [each.stream, each])));
  for (const client of model.clients) {
    for (const { sessions } of client.legs) {
      const [first, second] = sessions;
      if (first === null || second === null) continue;
      const here = momentsOf(reports[0]?.get(first.stream));
      const there = momentsOf(reports[1]?.get(second.stream));
      if (here === null || there === null) continue;
      const syn = between(here[0], there[0]);
      const synAck = between(here[1], there[1]);
      if (syn === null || synAck === null) continue;
      const most = Math.max(syn, synAck);
      const least = Math.min(syn, synAck);
      // The numbers are capture 1 minus capture 0.
      estimate.fromAToB(sides[0] === 'a' ? most : -least, true);
      estimate.fromBToA(sides[0] === 'a' ? -least : most, true);
    }
  }

  function between(here: string | null, there: string | null): number | null {
    const from = sinceBase(here, base);
    const to = sinceBase(there, base);
    return from === null || to === null ? null : to - from;
  }
}

/** SYN and SYN-ACK, where each was sent once. */
function momentsOf(report: ConnectionReport | undefined): readonly [string | null, string | null] | null {
  const handshake = report?.handshake ?? null;
  if (handshake === null || handshake.synFrames.length !== 1 || handshake.synAckFrames.length !== 1) return null;
  return [handshake.synTime, handshake.synAckTime];
}

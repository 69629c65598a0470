// Does the tool report what the generator put into the capture?

import { measure } from './measure.ts';
import type { Truth } from './workload.ts';

interface Totals {
  readonly connections: number;
  readonly messages: Readonly<Record<string, number>>;
  readonly retransmissions: number;
  readonly gaps: number;
  readonly gapBytes: number;
}

/** One line per difference; empty: the truth is reproduced exactly. */
export async function differences(analyze: readonly string[], truth: Truth): Promise<string[]> {
  const chunks: Buffer[] = [];
  await measure(analyze, (chunk) => chunks.push(chunk));
  const report = JSON.parse(Buffer.concat(chunks).toString()) as { capture: { frames: number }; totals: Totals };
  const wrong: string[] = [];
  const compare = (what: string, expected: unknown, found: unknown): void => {
    if (JSON.stringify(expected) !== JSON.stringify(found))
      wrong.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  };
  compare('frames', truth.frames, report.capture.frames);
  for (const key of ['connections', 'retransmissions', 'gaps', 'gapBytes'] as const)
    compare(key, truth[key], report.totals[key]);
  compare('messages', sorted(truth.messages), sorted(report.totals.messages));
  return wrong;
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
}

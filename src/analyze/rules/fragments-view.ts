// What the rules about fragments ask of an analysis: every topic that carries some, and the fragments of one run.

import type { Sender } from '../../core/direction.ts';
import type { FragmentRow, TopicFragments } from '../analysis.ts';
import type { AnalysisFacts, Evidence } from '../rule.ts';
import { type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';

/** Fewer fragments than this prove no numbering. */
const CONVINCING = 3;

export interface FragmentFacts {
  readonly [key: string]: number | string | boolean;
  readonly sender: string;
  readonly captureHoles: boolean;
}

/** Every topic and direction with fragments enough to judge by. */
export function eachReport<F extends FragmentFacts>(
  analysis: AnalysisFacts,
  look: (fragments: TopicFragments, sender: Sender, report: MqttConnectionReport) => Evidence<F>[],
): Evidence<F>[] {
  return mqttConnections(analysis).flatMap((report) =>
    (['client', 'server'] as const).flatMap((sender) => {
      const main = report.mqtt.fragments?.[sender] ?? null;
      const topics = main === null ? [] : [main, ...main.otherTopics];
      return topics
        .filter(({ count: messages }) => messages >= CONVINCING)
        .flatMap((each) => look(each, sender, report));
    }),
  );
}

/**
 * The numbered rows of the n-th run. A run begins behind an end packet, or where a number is not above the ones before and yet neither repeats
 * one of the run nor fills a hole in it.
 */
export function rowsOfSequence({ rows, sequences }: TopicFragments, wanted: number): FragmentRow[] {
  const found: FragmentRow[] = [];
  let at = 0;
  let highest = -1;
  for (const row of rows) {
    if (row.index === null) continue;
    if (row.special?.startsWith('end packet') === true) {
      at++;
      highest = -1;
      continue;
    }
    const isOfThisRun = row.duplicateOf !== null || sequences[at]?.reordered.includes(row.index) === true;
    if (row.index <= highest && !isOfThisRun) {
      at++;
      highest = -1;
    }
    highest = Math.max(highest, row.index);
    if (at === wanted) found.push(row);
  }
  return found;
}

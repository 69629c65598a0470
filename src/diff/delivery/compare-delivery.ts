// The publishing side against the receiving side of a broker: what left, what arrived, and what became of the rest.

import type { Difference } from '../capture-diff.ts';
import type { DiffContext } from '../diff-context.ts';
import type { DiffInput } from '../diff-input.ts';
import { assess } from './assessment.ts';
import { comparisonNotes } from './comparison-notes.ts';
import { clockBounds, delayReports } from './delays.ts';
import type { DeliveryDiff } from './delivery-diff.ts';
import { deliveryDifferences } from './differences.ts';
import { fileDeliveries } from './file-delivery.ts';
import { clientReports, countMarks, countOutcomes, rowOf, topicDeliveries } from './rows.ts';
import { evidenceOf } from './same-run.ts';
import type { Verdict } from './verdict.ts';

export interface DeliveryComparison {
  readonly delivery: DeliveryDiff;
  readonly differences: readonly Difference[];
}

export function compareDelivery(a: DiffInput, b: DiffInput, context: DiffContext): DeliveryComparison {
  const assessment = assess(a, b);
  const { lang, listLimit } = context;
  const evidence = evidenceOf(assessment, lang);
  // Rows of two different runs would only be a list of accidents.
  const verdicts: readonly Verdict[] = evidence.sameRun === 'no' ? [] : assessment.deliveries.verdicts;
  const { files, numbers } = evidence.sameRun === 'no' ? { files: [], numbers: new Map() } : fileDeliveries(assessment);
  const clients = clientReports(assessment);
  const topics = topicDeliveries(verdicts);
  const delivery: DeliveryDiff = {
    sameRun: evidence.sameRun,
    sameRunReasons: evidence.reasons,
    clients: clients.slice(0, listLimit),
    clientsCount: clients.length,
    outcomes: countOutcomes(verdicts),
    marks: countMarks(verdicts),
    topics: topics.slice(0, listLimit),
    topicsCount: topics.length,
    messages: verdicts.slice(0, listLimit).map((verdict) => rowOf(verdict, assessment, numbers)),
    messagesCount: verdicts.length,
    delays: evidence.sameRun === 'no' ? [] : delayReports(assessment),
    clock: evidence.sameRun === 'no' ? { lowerNs: null, upperNs: null, basis: null } : clockBounds(assessment),
    files: files.slice(0, listLimit),
    filesCount: files.length,
    notes: comparisonNotes(assessment, lang),
    capped: [clients, topics, verdicts, files].some((list) => list.length > listLimit),
  };
  return { delivery, differences: deliveryDifferences(assessment, evidence, context) };
}

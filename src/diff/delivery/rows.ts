// Verdicts as rows of the report: frames and times of each capture, plain and JSON-safe.

import { previewText } from '../../analyze/collectors/fragment-text.ts';
import type { TimeBase } from '../../core/time.ts';
import { type Assessment, placeOf } from './assessment.ts';
import { delayOf } from './delays.ts';
import type { CaptureSide } from './delivery-clock.ts';
import type {
  DeliveryClient,
  DeliveryMark,
  DeliveryOutcome,
  DeliveryRow,
  MessageSightings,
  MessageView,
  OutcomeCounts,
  TopicDelivery,
} from './delivery-diff.ts';
import type { Client, Message } from './model.ts';
import type { PublishNote } from './notes.ts';
import type { Verdict } from './verdict.ts';

/** Bytes shown of a payload. */
const PREVIEW_BYTES = 48;

export function rowOf(verdict: Verdict, assessment: Assessment, numbers: ReadonlyMap<Message, number>): DeliveryRow {
  const { published, delivered, outcome, reason, evidence } = verdict;
  const shown = published ?? delivered;
  const payload = (shown?.notes[0] ?? shown?.notes[1])?.payload;
  return {
    outcome,
    marks: [...verdict.marks],
    reason,
    topic: published?.topic ?? delivered?.topic ?? null,
    payloadLength: shown?.length ?? 0,
    sha256: payload?.sha256 ?? null,
    index: published === null ? null : (numbers.get(published) ?? null),
    text: payload === undefined ? null : textOf(payload.head, payload.length),
    publisher: published?.leg.client.name ?? null,
    subscriber: verdict.subscriber?.name ?? null,
    a: sightingsOf(verdict, assessment, 'a'),
    b: sightingsOf(verdict, assessment, 'b'),
    delayNs: delayOf(verdict, assessment.model.shiftNs),
    evidence,
  };
}

function textOf(head: Uint8Array, length: number): string | null {
  const end = Math.min(head.length, PREVIEW_BYTES);
  return previewText(head, 0, end, end < length);
}

function sightingsOf({ published, delivered }: Verdict, assessment: Assessment, side: CaptureSide): MessageSightings {
  const place = placeOf(assessment, side);
  const base = assessment.inputs[place].messages.base;
  return {
    published: viewOf(published?.notes[place] ?? null, base),
    delivered: viewOf(delivered?.notes[place] ?? null, base),
  };
}

function viewOf(note: PublishNote | null, base: TimeBase | null): MessageView | null {
  if (note === null || base === null) return null;
  return {
    stream: note.session.stream,
    frame: note.lastFrame,
    firstFrame: note.firstFrame,
    time: base.instant(note.timeNs),
    qos: note.qos,
    dup: note.dup,
    retain: note.retain,
    packetIdentifier: note.packetIdentifier < 0 ? null : note.packetIdentifier,
    resends: note.resends?.map((each) => each.lastFrame) ?? [],
  };
}

export function countOutcomes(verdicts: readonly Verdict[]): OutcomeCounts {
  const counts = emptyCounts();
  for (const { outcome } of verdicts) counts[outcome]++;
  return counts;
}

export function countMarks(verdicts: readonly Verdict[]): Partial<Record<DeliveryMark, number>> {
  const counts: Partial<Record<DeliveryMark, number>> = {};
  for (const { marks } of verdicts) for (const mark of marks) counts[mark] = (counts[mark] ?? 0) + 1;
  return counts;
}

export function topicDeliveries(verdicts: readonly Verdict[]): TopicDelivery[] {
  const topics = new Map<string | null, { published: Set<Message>; outcomes: Record<DeliveryOutcome, number> }>();
  for (const { published, delivered, outcome } of verdicts) {
    const topic = published?.topic ?? delivered?.topic ?? null;
    const known = topics.get(topic) ?? { published: new Set<Message>(), outcomes: emptyCounts() };
    topics.set(topic, known);
    known.outcomes[outcome]++;
    if (published !== null) known.published.add(published);
  }
  return [...topics].map(([topic, { published, outcomes }]) => ({ topic, published: published.size, outcomes }));
}

export function emptyCounts(): Record<DeliveryOutcome, number> {
  return {
    delivered: 0,
    missing: 0,
    doubled: 0,
    altered: 0,
    unexpected: 0,
    'not-due': 0,
    'not-captured': 0,
    undetermined: 0,
  };
}

export function clientReports(assessment: Assessment): DeliveryClient[] {
  return assessment.model.clients.map((client) => clientReport(client, assessment));
}

function clientReport(client: Client, assessment: Assessment): DeliveryClient {
  const streams = (side: CaptureSide): number[] =>
    client.legs.flatMap((leg) => leg.sessions[placeOf(assessment, side)]?.stream ?? []);
  const spans = assessment.deliveries.spans.get(client) ?? [];
  return {
    name: client.name,
    clientId: client.clientId,
    a: streams('a'),
    b: streams('b'),
    published: client.published.filter((message) => !message.isWill).length,
    delivered: client.delivered.length,
    filters: spans.map(({ note }) => ({
      filter: note.filter,
      requestedQos: note.requestedQos,
      grantedQos: note.grantedQos,
    })),
    fromStart: client.legs.every((leg) => leg.sessions.some((session) => session?.fromStart === true)),
  };
}

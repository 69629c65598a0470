// What one client published on a topic, as the pieces of a file, against what another client got of it (numbering: the fragment collectors of analyze).

import { FragmentCandidate } from '../../analyze/collectors/fragment-candidate.ts';
import { announcedByRun } from '../../analyze/collectors/fragment-format.ts';
import { readersFor } from '../../analyze/collectors/fragment-prefix.ts';
import type { Assessment } from './assessment.ts';
import type { FileDelivery } from './delivery-diff.ts';
import type { Client, Message } from './model.ts';
import { firstPlace } from './timing.ts';
import type { Verdict } from './verdict.ts';

/** Missing pieces listed of one file. */
const MISSING_LIMIT = 1000;

export interface FileDeliveries {
  readonly files: readonly FileDelivery[];
  /** Number of each message as a fragment, where its topic is numbered. */
  readonly numbers: ReadonlyMap<Message, number>;
}

export function fileDeliveries(assessment: Assessment): FileDeliveries {
  const files: FileDelivery[] = [];
  const numbers = new Map<Message, number>();
  const readings = new Map<string, TopicReading>();
  for (const group of groupsOf(assessment.deliveries.verdicts)) {
    const key = `${group.topic}\n${group.publisher.name}`;
    let reading = readings.get(key);
    if (reading === undefined) {
      const all = group.publisher.published.filter(
        (message) => (message.topic ?? '') === group.topic && !message.isWill,
      );
      reading = new TopicReading(all);
      readings.set(key, reading);
      for (const piece of reading.pieces) if (piece.index !== null) numbers.set(piece.message, piece.index);
    }
    if (reading.pieces.length >= 2) files.push(fileOf(group, reading, assessment));
  }
  return { files, numbers };
}

interface Group {
  readonly topic: string;
  readonly publisher: Client;
  readonly subscriber: Client;
  readonly verdicts: Verdict[];
}

/** By topic, publisher and subscriber, where the subscriber was to get it. */
function groupsOf(verdicts: readonly Verdict[]): Group[] {
  const groups = new Map<string, Group>();
  for (const verdict of verdicts) {
    const { published, subscriber, outcome } = verdict;
    if (published === null || subscriber === null || published.isWill || outcome === 'not-due') continue;
    const publisher = published.leg.client;
    const topic = published.topic ?? '';
    const key = `${topic}\n${publisher.name}\n${subscriber.name}`;
    const group = groups.get(key) ?? { topic, publisher, subscriber, verdicts: [] };
    group.verdicts.push(verdict);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** One published message as a piece of a file. */
interface Piece {
  readonly message: Message;
  readonly index: number | null;
  /** Bytes of the file in it: without its number, 0 for what only speaks about the file. */
  readonly size: number;
  /** Of its first byte in the file; null: pieces before it are not known. */
  readonly offset: number | null;
}

class TopicReading {
  readonly pieces: Piece[] = [];
  readonly format: string;
  readonly neverPublished: readonly number[];

  constructor(messages: readonly Message[]) {
    const candidate = candidateOf(messages);
    const runs = candidate?.sequences.runs() ?? [];
    const controls = new Set(runs.filter((run) => announcedByRun(run) !== null).map((run) => run.startOrder));
    const starts = new Set(runs.map((run) => run.startOrder));
    this.format = candidate === null ? 'raw' : formatOf(candidate, controls.size > 0);
    this.neverPublished = runs.filter((run) => run.end !== 'failure').flatMap((run) => run.missingList());
    const isEnd = endsOf(messages, candidate);
    let offset: number | null = 0;
    let last = Number.NaN;
    messages.forEach((message, order) => {
      const head = headOf(message);
      const isRead = candidate?.reader.read(head, head.length, message.length) ?? false;
      const index = isRead && candidate !== null ? candidate.reader.index : null;
      const isAside = isEnd.has(order) || controls.has(order);
      const size = isAside ? 0 : message.length - (isRead && candidate !== null ? candidate.reader.length : 0);
      if (starts.has(order)) offset = 0;
      else if (index !== null && !isEnd.has(order) && index !== last + 1) offset = null;
      this.pieces.push({ message, index: isEnd.has(order) ? null : index, size, offset });
      if (offset !== null) offset += size;
      if (index !== null) last = index;
    });
  }
}

/** null: the payloads carry no numbers. */
function candidateOf(messages: readonly Message[]): FragmentCandidate | null {
  const [first] = messages;
  if (first === undefined) return null;
  const head = headOf(first);
  let candidates = readersFor(head, head.length).map((reader) => new FragmentCandidate(reader));
  messages.forEach((message, order) => {
    const bytes = headOf(message);
    for (const candidate of candidates) {
      if (!candidate.dead) candidate.take(bytes, bytes.length, message.length, order, message.dup);
    }
    candidates = candidates.filter((candidate) => !candidate.dead);
  });
  return candidates.find((candidate) => candidate.isConvincing) ?? null;
}

function formatOf(candidate: FragmentCandidate, announces: boolean): string {
  if (candidate.format !== 'indexed') return candidate.format;
  if (candidate.endPackets > 0) return 'restart';
  return announces ? 'length-checked' : 'indexed';
}

/** Orders of the end packets; a candidate of its own, for what it says depends on what came before. */
function endsOf(messages: readonly Message[], chosen: FragmentCandidate | null): Set<number> {
  const ends = new Set<number>();
  if (chosen === null || chosen.endPackets === 0) return ends;
  const again = new FragmentCandidate(chosen.reader);
  messages.forEach((message, order) => {
    const head = headOf(message);
    if (again.take(head, head.length, message.length, order, message.dup) && again.endPacket !== null) ends.add(order);
  });
  return ends;
}

function fileOf(group: Group, reading: TopicReading, { sides }: Assessment): FileDelivery {
  const byMessage = new Map(reading.pieces.map((piece) => [piece.message, piece]));
  const missing: FileDelivery['missing'][number][] = [];
  const counts = { delivered: 0, bytes: 0, missing: 0, doubled: 0, altered: 0, reordered: 0, unsure: 0 };
  for (const { published, outcome, marks } of group.verdicts) {
    const piece = published === null ? undefined : byMessage.get(published);
    if (piece === undefined || published === null) continue;
    if (marks.has('reordered')) counts.reordered++;
    if (outcome === 'doubled') counts.doubled++;
    else if (outcome === 'missing') {
      counts.missing++;
      const place = firstPlace(published);
      const { index, offset, size } = piece;
      const frame = published.notes[place]?.lastFrame ?? 0;
      if (missing.length < MISSING_LIMIT) missing.push({ index, offset, bytes: size, side: sides[place], frame });
    } else if (outcome === 'delivered' || outcome === 'altered') {
      counts.delivered++;
      counts.bytes += piece.size;
      if (outcome === 'altered') counts.altered++;
    } else counts.unsure++;
  }
  const isWhole = group.publisher.legs.every((leg) =>
    leg.sessions.some((session) => session?.fromStart === true && session.holes[0].length === 0),
  );
  const spoiled = counts.missing > 0 || counts.altered > 0;
  const unordered = reading.format === 'raw' && (counts.reordered > 0 || counts.doubled > 0);
  return {
    topic: group.topic === '' ? null : group.topic,
    publisher: group.publisher.name,
    subscriber: group.subscriber.name,
    format: reading.format,
    publishedFragments: reading.pieces.length,
    publishedBytes: reading.pieces.reduce((sum, piece) => sum + piece.size, 0),
    deliveredFragments: counts.delivered,
    deliveredBytes: counts.bytes,
    missing,
    missingCount: counts.missing,
    neverPublished: isWhole ? reading.neverPublished : [],
    doubled: counts.doubled,
    altered: counts.altered,
    reordered: counts.reordered,
    identical: spoiled || unordered ? false : counts.unsure > 0 || !isWhole ? null : true,
  };
}

function headOf(message: Message): Uint8Array {
  return message.notes[firstPlace(message)]?.payload.head ?? new Uint8Array(0);
}

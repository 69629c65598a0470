// A transfer laid on the expected file: how its messages are numbered, where each attempt begins, and what became of the file in it.

import type { FragmentCandidate } from '../collectors/fragment-candidate.ts';
import { type LaidAttempt, layAttempt, type ReceivedFragment } from './attempt.ts';
import type { ExpectedFile } from './expected-file.ts';
import { type ContentField, contentFields, readContent } from './json-content.ts';
import type { Hole } from './piece.ts';
import type { LoggedMessage, TransferLog } from './transfer-log.ts';

export interface ExplainedAttempt {
  readonly laid: LaidAttempt;
  readonly end: 'failure' | 'success' | null;
}

/** The messages of a transfer, explained. */
export interface ExplainedTransfer {
  /** null: not numbered. */
  readonly candidate: FragmentCandidate | null;
  /** The first message announces the length of the file. */
  readonly announces: boolean;
  readonly attempts: readonly ExplainedAttempt[];
  /** Bytes that are the file's, and all that the fragments hold. */
  readonly arrivedBytes: number;
  readonly ownBytes: number;
  readonly cost: number;
}

const LENGTH_BYTES = 4;
/** Bytes at the beginning of a file that hardly occur there by chance. */
const TELLING_BEGINNING = 16;

export class TransferExplainer {
  readonly #file: ExpectedFile;
  #reversed: ExpectedFile | null = null;

  constructor(file: ExpectedFile) {
    this.#file = file;
  }

  /** The numbering that the messages themselves prove; where that leaves something unexplained, also any other that fits the file better. */
  explain(log: TransferLog): ExplainedTransfer {
    const chosen = log.numbering.chosen();
    let best = this.#explainAs(log, chosen);
    if (best.cost === 0) return best;
    for (const candidate of [...log.numbering.candidates, null]) {
      if (candidate === chosen || (candidate !== null && !mayNumber(candidate, log.messages.length))) continue;
      const other = this.#explainAs(log, candidate);
      if (other.cost < best.cost) best = other;
    }
    return best;
  }

  #explainAs(log: TransferLog, candidate: FragmentCandidate | null): ExplainedTransfer {
    const parts = this.#splitIntoAttempts(log, candidate);
    const attempts = parts.attempts.map(({ fragments, end, firstIndex }): ExplainedAttempt => {
      return { laid: layAttempt(this.#file, fragments, firstIndex, () => this.#mirror()), end };
    });
    let arrivedBytes = 0;
    let ownBytes = 0;
    for (const { laid } of attempts) {
      for (const { fate, fragment } of laid.placed) {
        ownBytes += fragment.bytes.length;
        if (fate.state === 'arrived') arrivedBytes += fate.to - fate.from;
      }
    }
    const cost = attempts.reduce((sum, { laid }) => sum + laid.cost, 0);
    return { candidate, announces: parts.announces, attempts, arrivedBytes, ownBytes, cost };
  }

  #splitIntoAttempts(log: TransferLog, candidate: FragmentCandidate | null): AttemptParts {
    return candidate === null ? this.#splitRaw(log) : this.#splitNumbered(log, candidate);
  }

  #splitNumbered(log: TransferLog, candidate: FragmentCandidate): AttemptParts {
    const field = candidate.format === 'json' ? this.#contentField(log) : null;
    const starts = candidate.sequences.runs().map((run) => run.startOrder);
    const attempts: Attempt[] = [];
    let open: OpenAttempt | null = null;
    let announces = false;
    let nextStart = 0;
    for (const [order, message] of log.messages.entries()) {
      const reading = message.readings.find((each) => each.candidate === candidate);
      while (nextStart < starts.length && (starts[nextStart] ?? 0) <= order) {
        if (nextStart > 0 && open !== null && open.fragments.length > 0) open = null;
        nextStart++;
      }
      if (open === null) {
        open = { fragments: [], end: null, firstIndex: 0 };
        attempts.push(open);
      }
      if (reading?.endPacket != null) {
        open.end = reading.endPacket;
        open = null;
        continue;
      }
      const prefix = reading?.prefixLength ?? 0;
      const bytes = field === null ? log.payloadOf(message, prefix) : readContent(log.payloadOf(message, 0), field);
      if (bytes === null) continue;
      const index = reading?.index ?? null;
      if (index !== null && open.fragments.length === 0 && this.#announcesLength(bytes)) {
        open.firstIndex = index + 1;
        announces = true;
        continue;
      }
      open.fragments.push(fragmentOf(message, order, index, bytes, field === null ? prefix : 0));
    }
    const kept = attempts.filter(({ fragments }) => fragments.length > 0);
    return { attempts: joinSplitRuns(kept).map(withFirstIndex), announces };
  }

  #splitRaw(log: TransferLog): AttemptParts {
    const [first] = log.messages;
    const announces = first !== undefined && log.messages.length > 1 && this.#announcesLength(log.payloadOf(first, 0));
    const fragments = log.messages
      .map((message, order) => fragmentOf(message, order, null, log.payloadOf(message, 0), 0))
      .slice(announces ? 1 : 0);
    const attempts: OpenAttempt[] = [];
    let open: OpenAttempt | null = null;
    for (const [at, fragment] of fragments.entries()) {
      if (open === null || this.#beginsAgain(open.fragments, fragment, fragments[at + 1])) {
        open = { fragments: [], end: null, firstIndex: 0 };
        attempts.push(open);
      }
      open.fragments.push(fragment);
    }
    return { attempts, announces };
  }

  /** Unnumbered: this fragment and the next one are the beginning of the file and no other part of it, and more than that had come before. */
  #beginsAgain(
    before: readonly ReceivedFragment[],
    fragment: ReceivedFragment,
    next: ReceivedFragment | undefined,
  ): boolean {
    const { length } = fragment.bytes;
    if (before.length < 2 || length === 0 || next === undefined || next.bytes.length === 0) return false;
    if (!this.#file.holds(fragment.bytes, 0) || !this.#file.holds(next.bytes, length)) return false;
    const beginning = Buffer.concat([fragment.bytes, next.bytes]);
    const received = before.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (beginning.length < TELLING_BEGINNING && received < this.#file.length) return false;
    return this.#file.find(beginning, 1, 1).length === 0;
  }

  #announcesLength(bytes: Uint8Array): boolean {
    if (bytes.length !== LENGTH_BYTES || this.#file.holds(bytes, 0)) return false;
    return Buffer.from(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).readUInt32BE() === this.#file.size;
  }

  /** The field whose content the file holds most often, in the first messages. */
  #contentField(log: TransferLog): ContentField | null {
    let best: ContentField | null = null;
    let bestBytes = 0;
    const sample = log.messages.slice(0, 8).map((message) => log.payloadOf(message, 0));
    for (const field of sample.flatMap(contentFields)) {
      let bytes = 0;
      for (const payload of sample) {
        const content = readContent(payload, field);
        if (content !== null && this.#file.find(content, 0, 1).length > 0) bytes += content.length;
      }
      if (bytes > bestBytes) [best, bestBytes] = [field, bytes];
    }
    return best;
  }

  #mirror(): ExpectedFile {
    this.#reversed ??= this.#file.reversed();
    return this.#reversed;
  }
}

/** Not proven by the numbers alone, but most messages carry one. */
function mayNumber({ dead, matched }: FragmentCandidate, messages: number): boolean {
  return !dead && matched >= 2 && matched * 5 >= messages * 4;
}

interface Attempt {
  readonly fragments: readonly ReceivedFragment[];
  readonly end: 'failure' | 'success' | null;
  readonly firstIndex: number;
}

interface OpenAttempt {
  readonly fragments: ReceivedFragment[];
  end: 'failure' | 'success' | null;
  firstIndex: number;
}

interface AttemptParts {
  readonly attempts: readonly Attempt[];
  readonly announces: boolean;
}

function fragmentOf(
  message: LoggedMessage,
  order: number,
  index: number | null,
  bytes: Uint8Array,
  prefix: number,
): ReceivedFragment {
  const holes = message.holes
    .filter(([, to]) => to > prefix)
    .map(([from, to]): Hole => [Math.max(0, from - prefix), to - prefix]);
  return { order, stream: message.stream, frame: message.frame, index, bytes, holes };
}

/** A late first number looks like a new run; two runs that share no number, and of which none was ended, are one. */
function joinSplitRuns(attempts: readonly Attempt[]): Attempt[] {
  const joined: Attempt[] = [];
  for (const attempt of attempts) {
    const last = joined[joined.length - 1];
    if (last === undefined || last.end !== null || sharesNumber(last.fragments, attempt.fragments)) {
      joined.push(attempt);
      continue;
    }
    joined[joined.length - 1] = { ...attempt, fragments: [...last.fragments, ...attempt.fragments] };
  }
  return joined;
}

function sharesNumber(a: readonly ReceivedFragment[], b: readonly ReceivedFragment[]): boolean {
  const numbers = new Set(a.map(({ index }) => index));
  return b.some(({ index }) => index !== null && numbers.has(index));
}

/** People count from 0 or from 1. */
function withFirstIndex(attempt: Attempt): Attempt {
  if (attempt.firstIndex > 0) return attempt;
  const lowest = attempt.fragments.reduce(
    (least, { index }) => Math.min(least, index ?? least),
    Number.MAX_SAFE_INTEGER,
  );
  return { ...attempt, firstIndex: lowest === 1 ? 1 : 0 };
}

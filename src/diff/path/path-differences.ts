// The differences `path` found, each with the frames of both captures that prove it.

import { formatEndpoint } from '../../core/address.ts';
import { SENDERS } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import { flagNames, TCP_RST } from '../../dissect/transport/tcp-flags.ts';
import type { Difference, DifferenceSide } from '../capture-diff.ts';
import { type DifferenceDraft, toldDraft } from '../difference-draft.ts';
import type { DirectionResult, Leftover } from './compare-direction.ts';
import type { ComparedConnection } from './compare-path.ts';
import type { HeaderChange } from './header-changes.ts';
import type { LateSegment } from './late-segments.ts';
import type { PairList } from './pair-list.ts';
import { PATH_KINDS, type PathFacts, type PathKindName } from './path-kinds.ts';
import { lateText, optionKindNames, proofText, SENDER_WORDS, segmentWords } from './path-phrases.ts';
import { RangeIndex } from './range-index.ts';
import { at } from './segment-columns.ts';
import { type DirectionTraffic, startOf } from './stream-traffic.ts';

const NOTHING: Text = { es: '', en: '' };
const NO_FACTS: PathFacts = {
  sender: NOTHING,
  what: NOTHING,
  seen: '',
  unseen: '',
  proof: NOTHING,
  count: 0,
  a: '',
  b: '',
  late: NOTHING,
};

/** One difference of a kind. */
export function difference(
  kind: PathKindName,
  words: Partial<PathFacts>,
  a: DifferenceSide,
  b: DifferenceSide,
  facts: Difference['facts'],
  lang: Lang,
): Difference {
  const { severity, title, text } = PATH_KINDS[kind];
  return {
    kind: `path.${kind}`,
    severity,
    title: title[lang],
    text: text[lang]({ ...NO_FACTS, ...words }),
    a,
    b,
    facts,
  };
}

/** A difference of `path` before it is told. */
export interface PathDraft extends DifferenceDraft {
  /** The first one of A that proves it; of what only B has, of B: the order of the differences. */
  readonly firstFrame: number;
}

export function draft(kind: PathKindName, firstFrame: number, tell: () => Difference): PathDraft {
  return { kind: `path.${kind}`, severity: PATH_KINDS[kind].severity, firstFrame, tell };
}

/** What differs in one direction of a connection; `keep`: segments whose frames are told of one difference. */
export function directionDifferences(
  connection: ComparedConnection,
  direction: DirectionResult,
  keep: number,
  lang: Lang,
): readonly PathDraft[] {
  const { isSentByA, sent, received } = direction;
  const [trafficA, trafficB] = isSentByA ? [sent, received] : [received, sent];
  const { pair } = connection.sight;
  const sides = (framesA: readonly number[], framesB: readonly number[]): readonly [DifferenceSide, DifferenceSide] => [
    { stream: pair.a.stream, frames: framesA },
    { stream: pair.b.stream, frames: framesB },
  ];
  const frames = (traffic: DirectionTraffic, indexes: readonly number[]): readonly number[] =>
    indexes.map((index) => at(traffic.columns.frame, index));
  const inBoth = (
    allSent: Iterable<number>,
    allReceived: Iterable<number>,
  ): readonly [DifferenceSide, DifferenceSide] => {
    const sentFrames = frames(sent, [...new Set(allSent)].slice(0, keep));
    const receivedFrames = frames(received, [...new Set(allReceived)].slice(0, keep));
    return isSentByA ? sides(sentFrames, receivedFrames) : sides(receivedFrames, sentFrames);
  };

  const counterparts = direction.leftovers.length === 0 ? null : new Counterparts(direction);
  const ofLeftover = (leftover: Leftover): readonly PathDraft[] => {
    const kind = kindOfLeftover(leftover);
    if (kind === null) return [];
    const own = leftover.copyOf ?? leftover.index;
    const other = leftover.side === 'a' ? undefined : counterparts?.of(leftover)[0];
    const first =
      other === undefined
        ? at((leftover.side === 'a' ? trafficA : trafficB).columns.frame, own)
        : at(trafficA.columns.frame, other);
    return [draft(kind, first, () => tellLeftover(kind, leftover))];
  };

  const tellLeftover = (kind: PathKindName, leftover: Leftover): Difference => {
    const traffic = leftover.side === 'a' ? trafficA : trafficB;
    const own = frames(traffic, leftover.copyOf === null ? [leftover.index] : [leftover.copyOf, leftover.index]);
    const others = counterparts?.of(leftover) ?? [];
    const [seen, unseen] = leftover.side === 'a' ? ['A', 'B'] : ['B', 'A'];
    const otherFrames = frames(leftover.side === 'a' ? trafficB : trafficA, others);
    const [a, b] = leftover.side === 'a' ? sides(own, otherFrames) : sides(otherFrames, own);
    const words = {
      sender: SENDER_WORDS[direction.way],
      what: segmentWords(traffic, leftover.index, leftover),
      seen,
      unseen,
      proof: proofText(leftover.proof, unseen),
    };
    return difference(kind, words, a, b, { ...factsOf(direction, traffic, leftover), proof: leftover.proof }, lang);
  };

  const ofLate = (late: LateSegment): PathDraft => {
    const kind = late.fate === 'reordered' ? 'segment-reordered' : 'segment-delayed';
    const first = at(trafficA.columns.frame, isSentByA ? late.sent : late.received);
    return draft(kind, first, () => tellLate(kind, late));
  };

  const tellLate = (kind: PathKindName, late: LateSegment): Difference => {
    const [a, b] = inBoth([late.sent], [late.received]);
    const whole = { from: startOf(sent, late.sent), to: startOf(sent, late.sent) };
    const words = {
      sender: SENDER_WORDS[direction.way],
      what: segmentWords(sent, late.sent, whole),
      count: late.overtakenBy,
      late: lateText(late.excessNs),
    };
    const facts = {
      ...factsOf(direction, sent, { index: late.sent, ...whole }),
      overtakenBy: late.overtakenBy,
      excessNs: Math.round(late.excessNs),
    };
    return difference(kind, words, a, b, facts, lang);
  };

  const ofChange = (change: HeaderChange): Difference => {
    const [a, b] = inBoth(change.pairs.ones, change.pairs.turned().ones);
    const [valueA, valueB] = isSentByA ? [change.sent, change.received] : [change.received, change.sent];
    const words = {
      sender: SENDER_WORDS[direction.way],
      count: change.count,
      a: headerValue(change, valueA),
      b: headerValue(change, valueB),
    };
    const facts = { direction: SENDERS[direction.way], segments: change.count, a: words.a, b: words.b };
    return difference(change.kind, words, a, b, facts, lang);
  };

  const ofRecut = (): readonly Difference[] => {
    const { pieces } = direction.match;
    if (pieces.length === 0) return [];
    const allSent = new Set(pieces.map(([i]) => i));
    const allReceived = new Set(pieces.map(([, j]) => j));
    const [a, b] = inBoth(allSent, allReceived);
    const [inA, inB] = isSentByA ? [allSent.size, allReceived.size] : [allReceived.size, allSent.size];
    const words = { sender: SENDER_WORDS[direction.way], a: String(inA), b: String(inB) };
    const facts = { direction: SENDERS[direction.way], segmentsA: inA, segmentsB: inB };
    return [difference('segments-recut', words, a, b, facts, lang)];
  };

  return [
    ...direction.leftovers.flatMap(ofLeftover),
    ...direction.late.map(ofLate),
    ...[...direction.headers.changes.map(ofChange), ...ofRecut()].map(toldPathDraft),
  ];
}

/** One that has been told already: there are few of its kind. */
export function toldPathDraft(told: Difference): PathDraft {
  return { ...toldDraft(told), firstFrame: told.a.frames[0] ?? told.b.frames[0] ?? 0 };
}

function kindOfLeftover(leftover: Leftover): PathKindName | null {
  switch (leftover.fate) {
    case 'outside':
      return null;
    case 'lost':
      return leftover.isBareAck ? 'ack-lost' : 'segment-lost';
    case 'capture-missed':
      return 'not-captured';
    case 'not-seen':
      return 'not-seen';
    case 'doubled':
      return 'segment-doubled';
    case 'injected':
      return 'segment-injected';
  }
}

/** Segments of the other capture that carry the same: the one that was doubled; the later copy that did arrive. */
class Counterparts {
  readonly #receivedOf: PairList;
  readonly #sentOf: PairList;
  readonly #ranges: RangeIndex;

  constructor({ match, sent }: DirectionResult) {
    this.#receivedOf = match.pairs;
    this.#sentOf = match.pairs.turned().sorted();
    this.#ranges = new RangeIndex(sent, match.pairs.ones);
  }

  of(leftover: Leftover): readonly number[] {
    if (leftover.copyOf !== null) return present(this.#sentOf.partnerOf(leftover.copyOf));
    if (leftover.fate !== 'lost' || leftover.to === leftover.from) return [];
    const later = this.#ranges
      .overlapping(leftover.from, leftover.from + 1)
      .filter(({ index, to }) => index > leftover.index && to >= leftover.to)
      .map(({ index }) => index);
    return later.length === 0 ? [] : present(this.#receivedOf.partnerOf(Math.min(...later)));
  }
}

function present(index: number | null): readonly number[] {
  return index === null ? [] : [index];
}

function factsOf(
  direction: DirectionResult,
  traffic: DirectionTraffic,
  part: { readonly index: number; readonly from: number; readonly to: number },
): Difference['facts'] {
  const length = at(traffic.columns.length, part.index);
  return {
    direction: SENDERS[direction.way],
    flags: flagNames(at(traffic.columns.flags, part.index)),
    relativeSeq: part.from,
    length: part.to > part.from ? Math.min(length, part.to - part.from) : length,
    isReset: (at(traffic.columns.flags, part.index) & TCP_RST) !== 0,
  };
}

function headerValue(change: HeaderChange, value: number): string {
  if (change.kind === 'options-changed') return optionKindNames(value);
  if (change.kind === 'flags-changed') return flagNames(value);
  return String(value);
}

/** "10.0.0.1:50000 → 10.0.0.2:1883". */
export function endpointsText(stream: { readonly client: Endpoint; readonly server: Endpoint }): string {
  const { client, server } = stream;
  return `${formatEndpoint(client.address, client.port)} → ${formatEndpoint(server.address, server.port)}`;
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

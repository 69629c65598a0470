// The differences `path` found, each with the frames of both captures that prove it.

import { formatEndpoint } from '../../core/address.ts';
import { SENDERS } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import { flagNames, TCP_RST } from '../../dissect/transport/tcp-flags.ts';
import type { Difference, DifferenceSide } from '../capture-diff.ts';
import type { DirectionResult, Leftover } from './compare-direction.ts';
import type { ComparedConnection } from './compare-path.ts';
import type { HeaderChange } from './header-changes.ts';
import type { LateSegment } from './late-segments.ts';
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

/** What differs in one direction of a connection. */
export function directionDifferences(
  connection: ComparedConnection,
  direction: DirectionResult,
  lang: Lang,
): readonly Difference[] {
  const { isSentByA, sent, received } = direction;
  const [trafficA, trafficB] = isSentByA ? [sent, received] : [received, sent];
  const { pair } = connection.sight;
  const sides = (framesA: readonly number[], framesB: readonly number[]): readonly [DifferenceSide, DifferenceSide] => [
    { stream: pair.a.stream, frames: framesA },
    { stream: pair.b.stream, frames: framesB },
  ];
  const frames = (traffic: DirectionTraffic, indexes: readonly number[]): readonly number[] =>
    indexes.map((index) => at(traffic.columns.frame, index));
  const inBoth = (pairs: readonly (readonly [number, number])[]): readonly [DifferenceSide, DifferenceSide] => {
    const sentFrames = frames(sent, [...new Set(pairs.map(([i]) => i))]);
    const receivedFrames = frames(received, [...new Set(pairs.map(([, j]) => j))]);
    return isSentByA ? sides(sentFrames, receivedFrames) : sides(receivedFrames, sentFrames);
  };

  const counterparts = direction.leftovers.length === 0 ? null : new Counterparts(direction);
  const ofLeftover = (leftover: Leftover): readonly Difference[] => {
    const kind = kindOfLeftover(leftover);
    if (kind === null) return [];
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
    return [difference(kind, words, a, b, { ...factsOf(direction, traffic, leftover), proof: leftover.proof }, lang)];
  };

  const ofLate = (late: LateSegment): Difference => {
    const [a, b] = inBoth([[late.sent, late.received]]);
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
    return difference(late.fate === 'reordered' ? 'segment-reordered' : 'segment-delayed', words, a, b, facts, lang);
  };

  const ofChange = (change: HeaderChange): Difference => {
    const [a, b] = inBoth(change.pairs);
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
    const [a, b] = inBoth(pieces);
    const words = { sender: SENDER_WORDS[direction.way], a: String(a.frames.length), b: String(b.frames.length) };
    const facts = { direction: SENDERS[direction.way], segmentsA: a.frames.length, segmentsB: b.frames.length };
    return [difference('segments-recut', words, a, b, facts, lang)];
  };

  return [
    ...direction.leftovers.flatMap(ofLeftover),
    ...direction.late.map(ofLate),
    ...direction.headers.changes.map(ofChange),
    ...ofRecut(),
  ];
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
  readonly #receivedOf: ReadonlyMap<number, number>;
  readonly #sentOf: ReadonlyMap<number, number>;
  readonly #ranges: RangeIndex;

  constructor({ match, sent }: DirectionResult) {
    this.#receivedOf = new Map(match.pairs);
    this.#sentOf = new Map(match.pairs.map(([i, j]) => [j, i]));
    this.#ranges = new RangeIndex(
      sent,
      match.pairs.map(([i]) => i),
    );
  }

  of(leftover: Leftover): readonly number[] {
    if (leftover.copyOf !== null) return present(this.#sentOf.get(leftover.copyOf));
    if (leftover.fate !== 'lost' || leftover.to === leftover.from) return [];
    const later = this.#ranges
      .overlapping(leftover.from, leftover.from + 1)
      .filter(({ index, to }) => index > leftover.index && to >= leftover.to)
      .map(({ index }) => index);
    return later.length === 0 ? [] : present(this.#receivedOf.get(Math.min(...later)));
  }
}

function present(index: number | undefined): readonly number[] {
  return index === undefined ? [] : [index];
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

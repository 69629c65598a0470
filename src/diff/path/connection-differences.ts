// What differs between the two sights of a connection as a whole: its name, its numbers, the options of its SYNs; and connections only one capture has.

import { SENDERS } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import { TCP_ACK, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { describeTcpOptions, OPTION_MSS, type TcpOption } from '../../dissect/transport/tcp-options.ts';
import type { Difference, DifferenceSide } from '../capture-diff.ts';
import type { ComparedConnection, PathFindings } from './compare-path.ts';
import { difference, draft, endpointsText, type PathDraft, toldPathDraft } from './path-differences.ts';
import { SENDER_WORDS } from './path-phrases.ts';
import { at } from './segment-columns.ts';
import type { LoggedStream, SegmentLog } from './segment-log.ts';

export function connectionDifferences(
  connection: ComparedConnection,
  findings: PathFindings,
  lang: Lang,
): readonly PathDraft[] {
  return [
    ...nameDifference(connection, findings, lang),
    ...([0, 1] as const).flatMap((way) => [
      ...shiftDifference(connection, way, findings, lang),
      ...synDifferences(connection, way, findings, lang),
    ]),
  ].map(toldPathDraft);
}

function firstFrames({ sight }: ComparedConnection, { a, b }: PathFindings): readonly [DifferenceSide, DifferenceSide] {
  const { pair } = sight;
  return [
    { stream: pair.a.stream, frames: firstFrame(a.segments, pair.a) },
    { stream: pair.b.stream, frames: firstFrame(b.segments, pair.b) },
  ];
}

function firstFrame(log: SegmentLog, { stream }: LoggedStream): readonly number[] {
  const [first] = log.segmentsOf(stream);
  return first === undefined ? [] : [at(log.columns.frame, first)];
}

function nameDifference(connection: ComparedConnection, findings: PathFindings, lang: Lang): readonly Difference[] {
  const { pair } = connection.sight;
  const b = pair.isSwapped ? { client: pair.b.server, server: pair.b.client } : pair.b;
  const words = { a: endpointsText(pair.a), b: endpointsText(b) };
  if (words.a === words.b) return [];
  return [difference('addresses-rewritten', words, ...firstFrames(connection, findings), words, lang)];
}

function shiftDifference(
  connection: ComparedConnection,
  way: 0 | 1,
  findings: PathFindings,
  lang: Lang,
): readonly Difference[] {
  const shift = connection.sight.pair.shift[way];
  if (shift === 0) return [];
  const words = { sender: SENDER_WORDS[way], b: String(shift) };
  const facts = { direction: SENDERS[way], shift };
  return [difference('sequence-rewritten', words, ...firstFrames(connection, findings), facts, lang)];
}

function synDifferences(
  connection: ComparedConnection,
  way: 0 | 1,
  findings: PathFindings,
  lang: Lang,
): readonly Difference[] {
  const { pair } = connection.sight;
  const bytesA = pair.a.synOptions[way];
  const bytesB = pair.b.synOptions[pair.isSwapped ? (way === 0 ? 1 : 0) : way];
  if (bytesA === null || bytesB === null) return [];
  const optionsA = describeTcpOptions(bytesA);
  const optionsB = describeTcpOptions(bytesB);
  const sides = [
    { stream: pair.a.stream, frames: synFrame(findings.a.segments, pair.a, way) },
    { stream: pair.b.stream, frames: synFrame(findings.b.segments, pair.b, way) },
  ] as const;
  const found: Difference[] = [];
  const mss = (options: readonly TcpOption[]): number | null =>
    options.find(({ kind }) => kind === OPTION_MSS)?.value ?? null;
  const add = (kind: 'mss-changed' | 'syn-options-changed', a: string, b: string): void => {
    const words = { sender: SENDER_WORDS[way], a, b };
    found.push(difference(kind, words, sides[0], sides[1], { direction: SENDERS[way], a, b }, lang));
  };
  if (mss(optionsA) !== mss(optionsB)) add('mss-changed', String(mss(optionsA) ?? '—'), String(mss(optionsB) ?? '—'));
  const [others, othersB] = [optionsText(optionsA), optionsText(optionsB)];
  if (others !== othersB) add('syn-options-changed', others, othersB);
  return found;
}

/** Everything but MSS, timestamps' values (they have a kind of their own) and padding. */
function optionsText(options: readonly TcpOption[]): string {
  const texts = options
    .filter(({ kind }) => kind > 1 && kind !== OPTION_MSS)
    .map(({ name, shift, cookie, data }) => [name, shift, cookie, data].filter((part) => part !== undefined).join(' '));
  return texts.length === 0 ? '—' : texts.join(', ');
}

function synFrame(log: SegmentLog, { stream }: LoggedStream, way: 0 | 1): readonly number[] {
  for (const index of log.segmentsOf(stream)) {
    const flags = at(log.columns.flags, index);
    const isAnswer = (flags & TCP_ACK) !== 0;
    if ((flags & TCP_SYN) !== 0 && isAnswer === (way === 1)) return [at(log.columns.frame, index)];
  }
  return [];
}

/** Connections that only one capture has, and clocks that cannot be compared because one was set. */
export function captureDifferences(findings: PathFindings, lang: Lang): readonly PathDraft[] {
  const { a, b, onlyA, onlyB, clock } = findings;
  const nowhere: DifferenceSide = { stream: null, frames: [] };
  const only = (stream: LoggedStream, log: SegmentLog, side: 'a' | 'b'): PathDraft => {
    const [frame = 0] = firstFrame(log, stream);
    return draft('connection-only-in-one', frame, () => tellOnly(stream, log, side));
  };
  const tellOnly = (stream: LoggedStream, log: SegmentLog, side: 'a' | 'b'): Difference => {
    const here: DifferenceSide = { stream: stream.stream, frames: firstFrame(log, stream) };
    const name = endpointsText(stream);
    const words = {
      what: { es: `La conexión ${name}`, en: `The connection ${name}` },
      seen: side === 'a' ? 'A' : 'B',
      unseen: side === 'a' ? 'B' : 'A',
    };
    const [sideA, sideB] = side === 'a' ? [here, nowhere] : [nowhere, here];
    return difference(
      'connection-only-in-one',
      words,
      sideA,
      sideB,
      { connection: name, segments: stream.segments },
      lang,
    );
  };
  return [
    ...(clock.absence === 'inconsistent' ? [difference('clock-set', {}, nowhere, nowhere, {}, lang)] : []).map(
      toldPathDraft,
    ),
    ...onlyA.map((stream) => only(stream, a.segments, 'a')),
    ...onlyB.map((stream) => only(stream, b.segments, 'b')),
  ];
}

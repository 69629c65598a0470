// Verdicts that speak of both captures, as differences: one for each kind, pair of clients and cause, with its frames on both sides.

import { counted } from '../../analyze/rules/wording.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Difference, DifferenceSide } from '../capture-diff.ts';
import type { DiffContext } from '../diff-context.ts';
import { type Assessment, placeOf } from './assessment.ts';
import { hasEncrypted } from './comparison-notes.ts';
import { isAcross } from './deliveries.ts';
import type { CaptureSide } from './delivery-clock.ts';
import type { DeliveryOutcome, DeliveryReason } from './delivery-diff.ts';
import type { DeliveryKindName } from './delivery-kinds.ts';
import { type DeliveryKind, type GroupFacts, KIND_TEXTS } from './difference-texts.ts';
import { type DeliveryEvidence, isSameTraffic } from './same-run.ts';
import type { Verdict } from './verdict.ts';

const KIND_OF_OUTCOME: Readonly<Partial<Record<DeliveryOutcome, DeliveryKind>>> = {
  missing: 'delivery.message-missing',
  doubled: 'delivery.message-doubled',
  altered: 'delivery.message-altered',
  unexpected: 'delivery.message-unexpected',
  'not-captured': 'delivery.not-captured',
  undetermined: 'delivery.undetermined',
};

interface Group {
  readonly kind: DeliveryKind;
  readonly reason: DeliveryReason | null;
  readonly mark: GroupFacts['mark'];
  readonly verdicts: Verdict[];
}

export function deliveryDifferences(
  assessment: Assessment,
  evidence: DeliveryEvidence,
  context: DiffContext,
): Difference[] {
  const { lang } = context;
  if (evidence.sameRun === 'no') return [differentRuns(evidence, lang)];
  const unreadable = nothingReadable(assessment, lang);
  if (unreadable !== null) return [unreadable];
  const groups = groupsOf(assessment.deliveries.verdicts);
  const isDoubtful = evidence.sameRun === 'unknown' && (assessment.apartNs ?? 0) > 0;
  return [
    ...(isDoubtful ? [differentRuns(evidence, lang)] : []),
    ...groups.map((group) => differenceOf(group, assessment, context)),
    ...seenOnce(assessment, context),
  ];
}

function groupsOf(verdicts: readonly Verdict[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (kind: DeliveryKind, verdict: Verdict, reason: DeliveryReason | null): void => {
    const { marks, published, subscriber } = verdict;
    const mark =
      kind !== 'delivery.message-doubled'
        ? null
        : marks.has('resent')
          ? 'resent'
          : marks.has('overlapping')
            ? 'overlapping'
            : null;
    const key = [kind, reason, mark, published?.leg.client.name, subscriber?.name].join('\n');
    const group = groups.get(key) ?? { kind, reason, mark, verdicts: [] };
    group.verdicts.push(verdict);
    groups.set(key, group);
  };
  for (const verdict of verdicts) {
    if (!isAcross(verdict)) continue;
    const kind = KIND_OF_OUTCOME[verdict.outcome];
    if (kind !== undefined) add(kind, verdict, verdict.reason);
    if (verdict.marks.has('reordered')) add('delivery.message-reordered', verdict, null);
    if (verdict.marks.has('qos-lowered')) add('delivery.qos-lowered', verdict, null);
    if (verdict.marks.has('qos-wrong')) add('delivery.qos-wrong', verdict, null);
  }
  return [...groups.values()];
}

function differenceOf(group: Group, assessment: Assessment, { lang, listLimit }: DiffContext): Difference {
  const { kind, reason, mark, verdicts } = group;
  const [first] = verdicts;
  const facts: GroupFacts = {
    count: verdicts.length,
    publisher: shortName(first?.published?.leg.client.name),
    subscriber: shortName(first?.subscriber?.name),
    reason,
    mark,
  };
  const words = KIND_TEXTS[kind];
  const topics = new Set(verdicts.map(({ published, delivered }) => published?.topic ?? delivered?.topic ?? null));
  return {
    kind,
    severity: words.severity(facts),
    title: words.title[lang](facts),
    text: words.text[lang](facts),
    a: sideOf(verdicts, assessment, 'a', listLimit),
    b: sideOf(verdicts, assessment, 'b', listLimit),
    facts: {
      messages: verdicts.length,
      publisher: first?.published?.leg.client.name ?? null,
      subscriber: first?.subscriber?.name ?? null,
      reason,
      mark,
      topic: topics.size === 1 ? ([...topics][0] ?? null) : null,
      topics: topics.size,
    },
  };
}

/** Client identifiers may be 65 535 bytes long. */
const NAME_LIMIT = 60;

function shortName(name: string | undefined): string {
  if (name === undefined) return '?';
  return name.length <= NAME_LIMIT ? name : `${name.slice(0, NAME_LIMIT)}…`;
}

/** The frames of a group in one capture: of the publication, of the delivery, or of both. */
function sideOf(
  verdicts: readonly Verdict[],
  assessment: Assessment,
  side: CaptureSide,
  limit: number,
): DifferenceSide {
  const place = placeOf(assessment, side);
  const streams = new Set<number>();
  const frames = new Set<number>();
  for (const { published, delivered } of verdicts) {
    for (const note of [published?.notes[place] ?? null, delivered?.notes[place] ?? null]) {
      if (note === null) continue;
      streams.add(note.session.stream);
      if (frames.size < limit) frames.add(note.lastFrame);
    }
  }
  const [stream] = streams;
  return { stream: streams.size === 1 ? (stream ?? null) : null, frames: [...frames].sort((x, y) => x - y) };
}

const NOWHERE: DifferenceSide = { stream: null, frames: [] };

const DIFFERENT_RUNS: Readonly<Record<'no' | 'unknown', Text>> = {
  no: {
    es: 'Las capturas no son los dos lados de una misma ejecución',
    en: 'The captures are not the two sides of one run',
  },
  unknown: {
    es: 'Puede que las capturas no sean de una misma ejecución',
    en: 'The captures may not be of one run',
  },
};

function differentRuns(evidence: DeliveryEvidence, lang: Lang): Difference {
  return {
    kind: 'delivery.different-runs' satisfies DeliveryKindName,
    severity: 'warn',
    title: DIFFERENT_RUNS[evidence.sameRun === 'no' ? 'no' : 'unknown'][lang],
    text: evidence.reasons.join(' '),
    a: NOWHERE,
    b: NOWHERE,
    facts: { published: evidence.published, delivered: evidence.delivered, found: evidence.found },
  };
}

const UNREADABLE = {
  title: {
    es: (names: readonly string[]) => `No hay MQTT legible en ${names.join(' ni en ')}`,
    en: (names: readonly string[]) => `No MQTT can be read in ${names.join(' or ')}`,
  },
  encrypted: {
    es: 'Hay conexiones cifradas (TLS): sin las claves no se ve qué mensajes llevan.',
    en: 'There are encrypted connections (TLS): without the keys it cannot be seen what messages they carry.',
  },
  nothing: {
    es: 'No se puede decir nada de la entrega de mensajes.',
    en: 'Nothing can be said about the delivery of messages.',
  },
} as const;

/** Without a readable message on one side there is nothing to compare; that is no "same". */
function nothingReadable(assessment: Assessment, lang: Lang): Difference | null {
  const sides = (['a', 'b'] as const).filter(
    (side) => assessment.inputs[placeOf(assessment, side)].messages.sessions.length === 0,
  );
  if (sides.length === 0 || (sides.length === 2 && isSameTraffic(assessment) && isSameFile(assessment))) return null;
  const encrypted = sides.some((side) => hasEncrypted(assessment, side));
  return {
    kind: 'delivery.nothing-readable' satisfies DeliveryKindName,
    severity: 'warn',
    title: UNREADABLE.title[lang](sides.map((side) => side.toUpperCase())),
    text: (encrypted ? UNREADABLE.encrypted : UNREADABLE.nothing)[lang],
    a: NOWHERE,
    b: NOWHERE,
    facts: { encrypted },
  };
}

/** The same handshakes on both sides: the two files hold the same traffic, whatever it is. */
function isSameFile({ inputs }: Assessment): boolean {
  const [first, second] = inputs.map(({ analysis }) =>
    analysis.connections.map(({ handshake, client, server, frames }) =>
      JSON.stringify([handshake?.initialSequenceNumber ?? null, client, server, frames]),
    ),
  );
  return first !== undefined && second !== undefined && first.join() === second.join();
}

const SEEN_ONCE = {
  title: {
    es: ({ number, name }: SeenOnceFacts) =>
      `De las conexiones que las dos capturas muestran, ${counted(number, 'mensaje está', 'mensajes están')} solo en ${name}`,
    en: ({ number, name }: SeenOnceFacts) =>
      `Of the connections that both captures show, ${counted(number, 'message is', 'messages are')} in ${name} only`,
  },
  text: {
    es: 'Se perdieron entre los dos puntos de captura, o la otra captura no los registró; `diff --as path` lo dice segmento por segmento.',
    en: 'They were lost between the two capture points, or the other capture did not record them; `diff --as path` tells it segment by segment.',
  },
} as const;

interface SeenOnceFacts {
  readonly number: number;
  readonly name: string;
}

/** What one capture shows of a connection and the other, which shows that connection too, does not. */
function seenOnce(assessment: Assessment, { lang, listLimit }: DiffContext): Difference[] {
  return (['a', 'b'] as const).flatMap((side) => {
    const place = placeOf(assessment, side);
    const seen = assessment.model.seenOnce.filter((each) => each.place === place);
    if (seen.length === 0) return [];
    const notes = seen.flatMap(({ message }) => message.notes[place] ?? []);
    const streams = new Set(notes.map((note) => note.session.stream));
    const [stream] = streams;
    const here: DifferenceSide = {
      stream: streams.size === 1 ? (stream ?? null) : null,
      frames: notes.slice(0, listLimit).map((note) => note.lastFrame),
    };
    return [
      {
        kind: 'delivery.seen-at-one-point' satisfies DeliveryKindName,
        severity: 'note' as const,
        title: SEEN_ONCE.title[lang]({ number: seen.length, name: side.toUpperCase() }),
        text: SEEN_ONCE.text[lang],
        a: side === 'a' ? here : NOWHERE,
        b: side === 'b' ? here : NOWHERE,
        facts: { messages: seen.length },
      },
    ];
  });
}

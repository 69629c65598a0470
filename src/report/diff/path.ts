// The connections that both captures saw, each way side by side: what left one point and what reached the other.

import type { BySender } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { PathConnection, PathDiff, PathDirection, PathStream, SegmentFate } from '../../diff/path/path-diff.ts';
import type { Block, Cell, Page, Tone } from '../document.ts';
import { formatBriefDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, directionName, endpointText, NOTE } from '../format/words.ts';
import { FATE_TONES, FATES } from './fate-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  segments: { es: 'Segmentos en A / en B', en: 'Segments in A / in B' },
  bytes: { es: 'Bytes de datos en A / en B', en: 'Payload bytes in A / in B' },
  matched: { es: 'Vistos igual en los dos puntos', en: 'Seen alike at both points' },
  way: { es: 'Pasa por', en: 'Passes' },
  delay: { es: 'Tiempo de viaje', en: 'Travel time' },
  smallest: { es: 'mínimo', en: 'least' },
  median: { es: 'mediana', en: 'median' },
  p95: { es: 'percentil 95', en: '95th percentile' },
  largest: { es: 'máximo', en: 'most' },
  uncertain: { es: 'con un error de hasta', en: 'off by at most' },
  hops: { es: 'Routers en el camino (por TTL)', en: 'Routers on the way (by TTL)' },
  where: { es: 'Dónde se tomaron', en: 'Where they were taken' },
  why: { es: 'Por qué son la misma', en: 'Why they are one' },
  nothing: {
    es: 'Las dos capturas no tienen ninguna conexión TCP en común.',
    en: 'The two captures have no TCP connection in common.',
  },
  onlyIn: { es: 'Solo en', en: 'Only in' },
  none: { es: 'ninguna pérdida entre los dos puntos', en: 'nothing lost between the two points' },
} as const;

const PLACES: Readonly<Record<PathConnection['nearerClient'], Text>> = {
  a: {
    es: 'A, más cerca del cliente; B, más cerca del servidor',
    en: 'A nearer to the client, B nearer to the server',
  },
  b: {
    es: 'B, más cerca del cliente; A, más cerca del servidor',
    en: 'B nearer to the client, A nearer to the server',
  },
  same: { es: 'las dos en el mismo punto', en: 'both at the same point' },
  unknown: { es: 'no se sabe cuál está más cerca de quién', en: 'it is not known which is nearer to whom' },
};

/** In the order one wants to read them. */
const COUNTED: readonly SegmentFate[] = [
  ...(['lost', 'altered', 'injected', 'doubled', 'reordered', 'delayed'] as const),
  ...(['capture-missed', 'not-seen', 'recut', 'outside'] as const),
];

export const path: DiffSection = {
  id: 'diff-path',
  title: { es: 'Una conexión, dos puntos', en: 'One connection, two points' },
  question: {
    es: '¿Qué pasó con cada segmento entre un punto y el otro?',
    en: 'What happened to each segment between one point and the other?',
  },
  modes: ['path'],
  answer: (diff, page) => (diff.path === null ? null : answerText(diff.path, page.lang)),
  build: (diff, page) => {
    if (diff.path === null) return [];
    const { connections, notes } = diff.path;
    return [
      ...connections.slice(0, page.rowLimit).flatMap((connection) => connectionBlocks(connection, page)),
      ...onlyInOne(diff.path, page),
      ...notes.map((text): Block => ({ kind: 'caution', label: CAUTION[page.lang], text })),
    ];
  },
};

function answerText({ connections }: PathDiff, lang: Lang): string {
  if (connections.length === 0) return TEXT.nothing[lang];
  const total = (fate: SegmentFate): number =>
    connections.reduce(
      (sum, { directions: { client, server } }) => sum + (client.fates[fate] ?? 0) + (server.fates[fate] ?? 0),
      0,
    );
  const told = COUNTED.filter((fate) => fate !== 'recut' && fate !== 'outside' && total(fate) > 0);
  if (told.length === 0) return TEXT.none[lang];
  return told.map((fate) => `${FATES[fate][lang]}: ${formatCount(total(fate))}`).join('; ');
}

function connectionBlocks(connection: PathConnection, page: Page): readonly Block[] {
  const { lang } = page;
  const { a, b } = connection;
  const heading =
    lang === 'es'
      ? `Conexión ${a.stream} de A = conexión ${b.stream} de B · ${endpointText(a.client)} → ${endpointText(a.server)}`
      : `Connection ${a.stream} of A = connection ${b.stream} of B · ${endpointText(a.client)} → ${endpointText(a.server)}`;
  return [
    { kind: 'heading', level: 2, text: heading },
    {
      kind: 'facts',
      rows: [
        [TEXT.why[lang], connection.evidence.join('; ')],
        [TEXT.where[lang], `${PLACES[connection.nearerClient][lang]} (${connection.nearerClientEvidence.join('; ')})`],
      ],
    },
    directionsTable(connection, lang),
  ];
}

function directionsTable({ directions, nearerClient }: PathConnection, lang: Lang): Block {
  const senders: readonly Sender[] = ['client', 'server'];
  const row = (label: string, of: (direction: PathDirection) => Cell): Cell[] => [
    label,
    ...senders.map((sender) => of(directions[sender])),
  ];
  const pair = ({ a, b }: { readonly a: number; readonly b: number }): Cell => {
    return { text: `${formatCount(a)} / ${formatCount(b)}`, tone: a === b ? 'plain' : 'strong' };
  };
  const delays = (
    [
      ['smallest', 'minNs'],
      ['median', 'medianNs'],
      ['p95', 'p95Ns'],
      ['largest', 'maxNs'],
    ] as const
  ).map(([word, key]) =>
    row(`${TEXT.delay[lang]}: ${TEXT[word][lang]}`, ({ delay }) =>
      delay === null ? ABSENT : formatBriefDuration(delay[key], lang),
    ),
  );
  const uncertain = row(`${TEXT.delay[lang]}: ${TEXT.uncertain[lang]}`, ({ delay }) =>
    delay === null ? ABSENT : { text: `±${formatBriefDuration(delay.uncertaintyNs, lang)}`, tone: 'muted' },
  );
  const hasDelays = directions.client.delay !== null || directions.server.delay !== null;
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: '' },
      ...senders.map((sender) => ({ head: directionName(sender, lang), align: 'right' as const })),
    ],
    rows: [
      row(TEXT.way[lang], ({ senderSide }) => wayText(senderSide, nearerClient)),
      row(TEXT.segments[lang], ({ segments }) => pair(segments)),
      row(TEXT.bytes[lang], ({ payloadBytes }) => pair(payloadBytes)),
      row(TEXT.matched[lang], ({ matched }) => formatCount(matched)),
      ...fateRows(directions, row, lang),
      ...(hasDelays ? [...delays, uncertain] : []),
      row(TEXT.hops[lang], ({ hops }) => (hops === null ? ABSENT : formatCount(hops))),
    ],
    more: null,
  };
}

function fateRows(
  directions: BySender<PathDirection>,
  row: (label: string, of: (direction: PathDirection) => Cell) => Cell[],
  lang: Lang,
): Cell[][] {
  return COUNTED.filter(
    (fate) => fate === 'lost' || (directions.client.fates[fate] ?? directions.server.fates[fate] ?? 0) > 0,
  ).map((fate) =>
    row(FATES[fate][lang], ({ fates }) => {
      const count = fates[fate] ?? 0;
      const tone: Tone = count === 0 ? 'good' : FATE_TONES[fate];
      return { text: formatCount(count), tone };
    }),
  );
}

function wayText(senderSide: PathDirection['senderSide'], nearerClient: PathConnection['nearerClient']): string {
  if (nearerClient === 'same') return 'A = B';
  if (senderSide === null) return 'A ? B';
  return senderSide === 'a' ? 'A → B' : 'B → A';
}

function onlyInOne(diff: PathDiff, { lang, rowLimit }: Page): readonly Block[] {
  const line = (name: string, streams: readonly PathStream[], count: number): Block[] => {
    if (count === 0) return [];
    const shown = streams
      .slice(0, Math.min(rowLimit, 10))
      .map(({ stream, client, server }) => `${stream} (${endpointText(client)} → ${endpointText(server)})`);
    const connections =
      lang === 'es' ? plural(count, 'conexión', 'conexiones') : plural(count, 'connection', 'connections');
    const text = `${TEXT.onlyIn[lang]} ${name}: ${connections}: ${shown.join(', ')}${count > shown.length ? ' …' : ''}`;
    return [{ kind: 'note', label: NOTE[lang], text }];
  };
  return [...line('A', diff.onlyA, diff.onlyACount), ...line('B', diff.onlyB, diff.onlyBCount)];
}

// What left the publishers and what reached the subscribers: the answer in a sentence, the clients, the topics, the file.

import type { Lang } from '../../core/text.ts';
import type {
  DeliveryClient,
  DeliveryDiff,
  DeliveryOutcome,
  FileDelivery,
  OutcomeCounts,
} from '../../diff/delivery/delivery-diff.ts';
import type { Block, Cell, Page } from '../document.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, NOTE, TOPIC } from '../format/words.ts';
import { MARKS, OUTCOME_PLURALS, OUTCOMES } from './delivery-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  client: { es: 'Cliente', en: 'Client' },
  published: { es: 'Publicó', en: 'Published' },
  received: { es: 'Recibió', en: 'Received' },
  filters: { es: 'Suscrito a', en: 'Subscribed to' },
  inA: { es: 'En A', en: 'In A' },
  inB: { es: 'En B', en: 'In B' },
  stream: { es: 'conexión', en: 'connection' },
  clients: { es: 'Quién publica y quién recibe', en: 'Who publishes and who receives' },
  messages: { es: 'Publicados', en: 'Published' },
  became: { es: 'Qué fue de ellos', en: 'What became of them' },
  topics: { es: 'Tópico por tópico', en: 'Topic by topic' },
  files: { es: 'El archivo, de un lado y del otro', en: 'The file, on either side' },
  pieces: { es: 'Fragmentos publicados / entregados', en: 'Fragments published / delivered' },
  bytes: { es: 'Bytes publicados / entregados', en: 'Bytes published / delivered' },
  result: { es: 'Resultado', en: 'Result' },
  identical: { es: 'llegó todo lo publicado', en: 'all that was published arrived' },
  broken: { es: 'NO llegó igual', en: 'did NOT arrive the same' },
  unsure: { es: 'las capturas no alcanzan para decirlo', en: 'the captures do not hold enough to tell' },
  noOne: {
    es: 'Nadie publica nada que la otra captura pueda recibir.',
    en: 'Nobody publishes anything that the other capture could receive.',
  },
  notSame: {
    es: 'No se comparan mensaje por mensaje: no son de una misma ejecución.',
    en: 'Not compared message by message: they are not of one run.',
  },
  rawFile: {
    es: 'Los fragmentos no llevan número: se supone que el archivo es lo publicado, en orden.',
    en: 'The fragments carry no number: the file is taken to be what was published, in order.',
  },
} as const;

/** In the order in which one wants to hear of them. */
const TOLD: readonly DeliveryOutcome[] = [
  'delivered',
  'missing',
  'altered',
  'doubled',
  'unexpected',
  'not-captured',
  'undetermined',
  'not-due',
];

export const delivery: DiffSection = {
  id: 'diff-delivery',
  title: { es: 'Lo publicado y lo entregado', en: 'What was published and what was delivered' },
  question: {
    es: '¿Llegó al suscriptor todo lo que salió del publicador: una vez, en orden y sin cambios?',
    en: 'Did everything that left the publisher reach the subscriber: once, in order and unchanged?',
  },
  modes: ['delivery'],
  answer: (diff, page) => (diff.delivery === null ? null : answerText(diff.delivery, page.lang)),
  build: (diff, page) => {
    const found = diff.delivery;
    if (found === null) return [];
    const reasons: Block[] =
      diff.modeForced || found.sameRun !== 'yes' ? [{ kind: 'list', items: found.sameRunReasons }] : [];
    return [
      ...reasons,
      ...clientsTable(found, page),
      ...topicsTable(found, page),
      ...filesBlocks(found, page),
      ...found.notes.map((text): Block => ({ kind: 'caution', label: CAUTION[page.lang], text })),
    ];
  },
};

function answerText(found: DeliveryDiff, lang: Lang): string {
  if (found.sameRun === 'no') return TEXT.notSame[lang];
  if (found.messagesCount === 0) return TEXT.noOne[lang];
  const { outcomes, marks } = found;
  const total = found.messagesCount - outcomes.doubled - outcomes.unexpected;
  const told = toldOutcomes(outcomes, lang);
  const extra = (['reordered', 'qos-lowered', 'qos-wrong'] as const).flatMap((mark) => {
    const count = marks[mark] ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${MARKS[mark][lang]}`];
  });
  if (outcomes.delivered === found.messagesCount && extra.length === 0) {
    return lang === 'es'
      ? `Sí: ${total === 1 ? 'el mensaje publicado llegó' : `los ${formatCount(total)} mensajes publicados llegaron`}, una sola vez, en orden y sin cambios.`
      : `Yes: ${total === 1 ? 'the message that was published' : `all ${formatCount(total)} messages that were published`} arrived, once, in order and unchanged.`;
  }
  const head = lang === 'es' ? plural(total, 'mensaje', 'mensajes') : plural(total, 'message', 'messages');
  return `${head}: ${[...told, ...extra].join('; ')}.`;
}

function toldOutcomes(outcomes: OutcomeCounts, lang: Lang): string[] {
  return TOLD.flatMap((outcome) => {
    const count = outcomes[outcome];
    if (count === 0) return [];
    const words = count === 1 ? OUTCOMES[outcome][lang].toLowerCase() : OUTCOME_PLURALS[outcome][lang];
    return [`${formatCount(count)} ${words}`];
  });
}

function clientsTable({ clients, clientsCount }: DeliveryDiff, { lang, rowLimit }: Page): Block[] {
  if (clients.length === 0) return [];
  const shown = clients.slice(0, rowLimit);
  return [
    {
      kind: 'table',
      caption: TEXT.clients[lang],
      columns: [
        { head: TEXT.client[lang] },
        { head: TEXT.published[lang], align: 'right' },
        { head: TEXT.received[lang], align: 'right' },
        { head: TEXT.filters[lang] },
        { head: TEXT.inA[lang] },
        { head: TEXT.inB[lang] },
      ],
      rows: shown.map((client): Cell[] => [
        wireText(client.name, 60),
        formatCount(client.published),
        formatCount(client.delivered),
        filtersText(client),
        streamsText(client.a, lang),
        streamsText(client.b, lang),
      ]),
      more: moreRows(shown.length, clientsCount, null, lang),
    },
  ];
}

const FILTERS_SHOWN = 5;

function filtersText({ filters }: DeliveryClient): string {
  if (filters.length === 0) return ABSENT;
  const shown = filters
    .slice(0, FILTERS_SHOWN)
    .map(({ filter, requestedQos, grantedQos }) => `${wireText(filter, 60)} (QoS ${grantedQos ?? requestedQos})`);
  return filters.length > FILTERS_SHOWN ? `${shown.join(', ')} …` : shown.join(', ');
}

const STREAMS_SHOWN = 5;

function streamsText(streams: readonly number[], lang: Lang): string {
  if (streams.length === 0) return ABSENT;
  const shown = streams.slice(0, STREAMS_SHOWN).join(', ');
  return `${TEXT.stream[lang]} ${shown}${streams.length > STREAMS_SHOWN ? ' …' : ''}`;
}

/** Only where there are several: of one topic the answer has said it all. */
function topicsTable({ topics, topicsCount }: DeliveryDiff, { lang, rowLimit }: Page): Block[] {
  if (topicsCount < 2) return [];
  const shown = topics.slice(0, rowLimit);
  return [
    {
      kind: 'table',
      caption: TEXT.topics[lang],
      columns: [{ head: TOPIC[lang] }, { head: TEXT.messages[lang], align: 'right' }, { head: TEXT.became[lang] }],
      rows: shown.map(({ topic, published, outcomes }): Cell[] => [
        topic === null ? ABSENT : wireText(topic, 80),
        formatCount(published),
        toldOutcomes(outcomes, lang).join('; '),
      ]),
      more: moreRows(shown.length, topicsCount, null, lang),
    },
  ];
}

function filesBlocks({ files, filesCount }: DeliveryDiff, { lang, rowLimit }: Page): Block[] {
  if (files.length === 0) return [];
  const shown = files.slice(0, rowLimit);
  const table: Block = {
    kind: 'table',
    caption: TEXT.files[lang],
    columns: [
      { head: TOPIC[lang] },
      { head: TEXT.pieces[lang], align: 'right' },
      { head: TEXT.bytes[lang], align: 'right' },
      { head: TEXT.result[lang] },
    ],
    rows: shown.map((file): Cell[] => [
      file.topic === null ? ABSENT : wireText(file.topic, 60),
      `${formatCount(file.publishedFragments)} / ${formatCount(file.deliveredFragments)}`,
      `${formatCount(file.publishedBytes)} / ${formatCount(file.deliveredBytes)}`,
      resultCell(file, lang),
    ]),
    more: moreRows(shown.length, filesCount, null, lang),
  };
  const items = shown.flatMap((file) => fileRemarks(file, lang));
  const list: Block[] = items.length === 0 ? [] : [{ kind: 'list', items }];
  const raw: Block[] = shown.some((file) => file.format === 'raw')
    ? [{ kind: 'note', label: NOTE[lang], text: TEXT.rawFile[lang] }]
    : [];
  return [table, ...list, ...raw];
}

function resultCell({ identical, neverPublished }: FileDelivery, lang: Lang): Cell {
  if (identical === null) return { text: TEXT.unsure[lang], tone: 'muted' };
  // What was never published is missing all the same.
  const tone = neverPublished.length === 0 ? 'good' : 'strong';
  return identical ? { text: TEXT.identical[lang], tone } : { text: TEXT.broken[lang], tone: 'alert' };
}

const PIECES_SHOWN = 10;

function fileRemarks(file: FileDelivery, lang: Lang): string[] {
  const es = lang === 'es';
  const topic = file.topic === null ? '' : `${wireText(file.topic, 60)}: `;
  const remarks: string[] = [];
  if (file.missingCount > 0) {
    const shown = file.missing.slice(0, PIECES_SHOWN).map(({ index, offset, bytes, side, frame }) => {
      const name = index === null ? '' : es ? `el fragmento ${index}, ` : `fragment ${index}, `;
      const place =
        offset === null
          ? plural(bytes, 'byte', 'bytes')
          : es
            ? `bytes ${formatCount(offset)} a ${formatCount(offset + bytes - 1)} del archivo`
            : `bytes ${formatCount(offset)} to ${formatCount(offset + bytes - 1)} of the file`;
      return `${name}${place} (${es ? 'trama' : 'frame'} ${frame} ${es ? 'de' : 'of'} ${side.toUpperCase()})`;
    });
    const more = file.missingCount > shown.length ? ` … (${formatCount(file.missingCount)})` : '';
    remarks.push(`${topic}${es ? 'falta' : 'missing'}: ${shown.join('; ')}${more}`);
  }
  if (file.neverPublished.length > 0) {
    const shown = file.neverPublished.slice(0, PIECES_SHOWN).join(', ');
    const more = file.neverPublished.length > PIECES_SHOWN ? ' …' : '';
    const one = file.neverPublished.length === 1;
    remarks.push(
      es
        ? `${topic}${one ? 'el fragmento' : 'los fragmentos'} ${shown}${more} nunca se ${one ? 'publicó: falta' : 'publicaron: faltan'} en los dos lados, y no se ${one ? 'perdió' : 'perdieron'} en el camino`
        : `${topic}${one ? 'fragment' : 'fragments'} ${shown}${more} ${one ? 'was' : 'were'} never published: missing on both sides, and not lost on the way`,
    );
  }
  return remarks;
}

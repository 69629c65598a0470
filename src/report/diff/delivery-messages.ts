// Every message, side by side: its frame and time in A, its frame and time in B, how long it took, and what became of it.

import type { Lang } from '../../core/text.ts';
import type { DeliveryRow, MessageSightings, MessageView } from '../../diff/delivery/delivery-diff.ts';
import type { Cell, Page } from '../document.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { previewText, wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatBriefClock, formatClock } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { NOTE, TOPIC } from '../format/words.ts';
import { MARKS, OUTCOME_TONES, OUTCOMES, REASONS } from './delivery-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  frameA: { es: 'A: trama', en: 'A: frame' },
  timeA: { es: 'A: hora', en: 'A: time' },
  frameB: { es: 'B: trama', en: 'B: frame' },
  timeB: { es: 'B: hora', en: 'B: time' },
  delay: { es: 'Demora', en: 'Delay' },
  number: { es: 'Fragm.', en: 'Fragm.' },
  content: { es: 'Contenido', en: 'Content' },
  became: { es: 'Qué pasó', en: 'What happened' },
  noText: { es: 'no es texto', en: 'no text' },
  byTime: { es: 'por la hora: hay otros iguales', en: 'by its time: others are equal' },
  arrows: {
    es: '↑ va al broker (publicado), ↓ viene del broker (entregado). La hora es la del último byte; la demora, de un último byte al otro con los relojes tal como están.',
    en: '↑ goes to the broker (published), ↓ comes from the broker (delivered). The time is that of the last byte; the delay, from one last byte to the other by the clocks as they are.',
  },
} as const;

export const deliveryMessages: DiffSection = {
  id: 'diff-delivery-messages',
  title: { es: 'Mensaje por mensaje', en: 'Message by message' },
  question: null,
  modes: ['delivery'],
  build: (diff, page) => {
    const found = diff.delivery;
    if (found === null || found.messages.length === 0) return [];
    const { lang } = page;
    const rows = chosenRows(found.messages, page.rowLimit);
    const oneTopic = new Set(found.messages.map((row) => row.topic)).size === 1;
    const numbered = rows.some((row) => row.index !== null);
    return [
      {
        kind: 'table',
        caption: oneTopic ? `${TOPIC[lang]}: ${topicText(rows[0]?.topic ?? null)}` : null,
        columns: [
          { head: TEXT.frameA[lang], align: 'right' },
          { head: TEXT.timeA[lang], dropOrder: 2 },
          { head: TEXT.frameB[lang], align: 'right' },
          { head: TEXT.timeB[lang], dropOrder: 2 },
          { head: TEXT.delay[lang], align: 'right' },
          ...(numbered ? [{ head: TEXT.number[lang], align: 'right' as const }] : []),
          ...(oneTopic ? [] : [{ head: TOPIC[lang], dropOrder: 3 }]),
          { head: TEXT.content[lang], overflow: 'cut', dropOrder: 1, most: 32 },
          { head: TEXT.became[lang] },
        ],
        rows: rows.map((row): Cell[] => [
          framesText(row.a),
          timeCell(row.a, page),
          framesText(row.b),
          timeCell(row.b, page),
          delayCell(row, lang),
          ...(numbered ? [row.index === null ? ABSENT : formatCount(row.index)] : []),
          ...(oneTopic ? [] : [topicText(row.topic)]),
          contentCell(row, lang),
          becameCell(row, lang),
        ]),
        dense: true,
        more: moreRows(rows.length, found.messagesCount, null, lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.arrows[lang] },
    ];
  },
};

function contentCell({ text, payloadLength }: DeliveryRow, lang: Lang): Cell {
  if (text === null) return { text: TEXT.noText[lang], tone: 'muted' };
  const isCut = new TextEncoder().encode(text).length < payloadLength;
  return `${previewText(text)}${isCut ? '…' : ''}`;
}

/** Where not all fit, those with something to tell come first into the choice; the order stays that of publishing. */
function chosenRows(rows: readonly DeliveryRow[], limit: number): readonly DeliveryRow[] {
  if (rows.length <= limit) return rows;
  const chosen = new Set<DeliveryRow>();
  for (const row of rows) if (chosen.size < limit && isNotable(row)) chosen.add(row);
  for (const row of rows) if (chosen.size < limit) chosen.add(row);
  return rows.filter((row) => chosen.has(row));
}

function isNotable({ outcome, marks }: DeliveryRow): boolean {
  return (
    (outcome !== 'delivered' && outcome !== 'not-due') || marks.includes('reordered') || marks.includes('qos-wrong')
  );
}

function topicText(topic: string | null): string {
  return topic === null ? ABSENT : wireText(topic, 60);
}

function framesText({ published, delivered }: MessageSightings): string {
  const parts = [...arrowed(published, '↑'), ...arrowed(delivered, '↓')];
  return parts.length === 0 ? ABSENT : parts.join(' ');
}

function arrowed(view: MessageView | null, arrow: string): string[] {
  return view === null ? [] : [`${arrow}${view.frame}`];
}

function timeCell({ published, delivered }: MessageSightings, { lang, timeZone }: Page): Cell {
  const time = (published ?? delivered)?.time;
  if (time === undefined) return ABSENT;
  return { text: formatClock(time, timeZone, lang), brief: formatBriefClock(time, timeZone, lang), tone: 'plain' };
}

function delayCell({ delayNs }: DeliveryRow, lang: Lang): Cell {
  if (delayNs === null) return ABSENT;
  return { text: formatDuration(delayNs, lang), brief: formatBriefDuration(delayNs, lang), tone: 'plain' };
}

function becameCell(row: DeliveryRow, lang: Lang): Cell {
  const { outcome, reason, marks, evidence } = row;
  const details = marks.map((mark) =>
    mark === 'qos-lowered' || mark === 'qos-wrong' ? qosText(row) : MARKS[mark][lang],
  );
  if (reason !== null) details.push(REASONS[reason][lang]);
  if (evidence === 'time') details.push(TEXT.byTime[lang]);
  const text = details.length === 0 ? OUTCOMES[outcome][lang] : `${OUTCOMES[outcome][lang]}: ${details.join('; ')}`;
  const isWorse = marks.includes('reordered') || marks.includes('qos-wrong');
  const isAllowed = outcome === 'doubled' && (marks.includes('resent') || marks.includes('overlapping'));
  return { text, tone: isWorse ? 'alert' : isAllowed ? 'strong' : OUTCOME_TONES[outcome] };
}

/** "QoS 2 → 1". */
function qosText({ a, b }: DeliveryRow): string {
  const from = (a.published ?? b.published)?.qos ?? '?';
  const to = (b.delivered ?? a.delivered)?.qos ?? '?';
  return `QoS ${from} → ${to}`;
}

// Segment by segment, A on the left and B on the right: what is not simply "arrived"; with --profile full, everything.

import type { Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { PathConnection, PathRow } from '../../diff/path/path-diff.ts';
import type { Block, Cell, Column, Page } from '../document.ts';
import { formatBriefDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';
import { formatBriefClock, formatClock } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { directionName, senderName } from '../format/words.ts';
import { fateCell } from './fate-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  direction: { es: 'Sentido', en: 'Direction' },
  frame: { es: 'Trama', en: 'Frame' },
  time: { es: 'Hora', en: 'Time' },
  seq: { es: 'Seq', en: 'Seq' },
  bytes: { es: 'Bytes', en: 'Bytes' },
  flags: { es: 'Bits', en: 'Flags' },
  fate: { es: 'Qué pasó', en: 'What happened' },
  delay: { es: 'Viaje', en: 'Travel' },
  connection: { es: 'Conexión', en: 'Connection' },
  more: { es: 'más (--format json los da todos)', en: 'more (--format json gives them all)' },
} as const;

export const pathSegments: DiffSection = {
  id: 'diff-path-segments',
  title: { es: 'Segmento a segmento', en: 'Segment by segment' },
  question: null,
  modes: ['path'],
  build: (diff, page) => diff.path?.connections.flatMap((connection) => connectionBlocks(connection, page)) ?? [],
};

function connectionBlocks(connection: PathConnection, page: Page): readonly Block[] {
  const { lang, rowLimit } = page;
  const isTold = (row: PathRow): boolean =>
    page.profile === 'full' || (row.fate !== 'arrived' && row.fate !== 'outside');
  const told = connection.rows.filter(isTold);
  if (told.length === 0) return [];
  const shown = told.slice(0, rowLimit);
  const unlisted = page.profile === 'full' ? connection.rowsCount - connection.rows.length : 0;
  const left = told.length - shown.length + unlisted;
  return [
    {
      kind: 'table',
      caption: `${TEXT.connection[lang]} A ${connection.a.stream} = B ${connection.b.stream}`,
      columns: columnsFor(page),
      rows: shown.map((row) => cellsOf(row, page)),
      dense: true,
      more: left > 0 ? `… ${formatCount(left)} ${TEXT.more[lang]}` : null,
    },
  ];
}

function columnsFor({ lang }: Page): readonly Column[] {
  return [
    { head: TEXT.direction[lang] },
    { head: `A: ${TEXT.frame[lang]}`, align: 'right' },
    { head: `A: ${TEXT.time[lang]}`, dropOrder: 2 },
    { head: `B: ${TEXT.frame[lang]}`, align: 'right' },
    { head: `B: ${TEXT.time[lang]}`, dropOrder: 1 },
    { head: TEXT.delay[lang], align: 'right', dropOrder: 5 },
    { head: TEXT.seq[lang], align: 'right', dropOrder: 4 },
    { head: TEXT.bytes[lang], align: 'right' },
    { head: TEXT.flags[lang], dropOrder: 3 },
    { head: TEXT.fate[lang] },
  ];
}

function cellsOf(row: PathRow, { lang, timeZone }: Page): readonly Cell[] {
  const clock = (time: string | null): Cell => {
    if (time === null) return ABSENT;
    const brief = formatBriefClock(time, timeZone, lang);
    return { text: formatClock(time, timeZone, lang), brief, tone: 'plain' };
  };
  const frame = (number: number | null): Cell =>
    number === null ? { text: ABSENT, tone: 'alert' } : { text: String(number), tone: 'strong' };
  return [
    wayCell(row.direction, lang),
    frame(row.aFrame),
    clock(row.aTime),
    frame(row.bFrame),
    clock(row.bTime),
    row.delayNs === null ? ABSENT : formatBriefDuration(row.delayNs, lang),
    String(row.relativeSeq),
    formatCount(row.length),
    { text: row.flags, brief: briefFlags(row.flags), tone: 'plain' },
    fateCell(row.fate, lang),
  ];
}

/** Never broken: a line for each segment. */
function wayCell(sender: Sender, lang: Lang): Cell {
  return { text: directionName(sender, lang), brief: `${senderName(sender, lang)}\u00a0→`, tone: 'plain' };
}

/** "PSH·ACK" where there is little room. */
function briefFlags(flags: string): string {
  return flags.replaceAll(', ', '·');
}

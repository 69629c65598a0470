// What was noticed so far; the findings themselves come with the report.

import type { Severity } from '../../core/severity.ts';
import type { Lang, Text } from '../../core/text.ts';
import { wireText } from '../../report/format/escape.ts';
import { formatCount } from '../../report/format/numbers.ts';
import { severityStyle } from '../../report/renderers/ansi.ts';
import type { NoticeRow } from '../model/notice-list.ts';
import type { LivePicture } from '../model/picture.ts';
import { type Line, span } from './line.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Avisos hasta ahora', en: 'Noticed so far' };
const NONE: Text = { es: 'Nada llama la atención.', en: 'Nothing stands out.' };
const FRAME: Text = { es: 'trama', en: 'frame' };
const FRAMES: Text = { es: 'tramas', en: 'frames' };
const CONNECTIONS: Text = { es: 'conexiones', en: 'connections' };
const MORE_THAN: Text = { es: 'más de', en: 'more than' };
const MARKS: Readonly<Record<Severity, string>> = { error: '✗', warn: '!', note: 'i' };

const COLUMNS: readonly RowColumn[] = [
  WHOLE, // mark
  { drop: 2, align: 'right', least: null }, // stream
  { drop: 0, align: 'left', least: 16 }, // title
  { drop: 1, align: 'left', least: null }, // count and frames
];

export function noticesPanel(picture: LivePicture, lang: Lang, width: number, want: number): Panel {
  const { notices, noticesCount } = picture;
  const count = noticesCount === 0 ? [] : [span(` ${formatCount(noticesCount)}`, 'dim')];
  return {
    title: [span(TITLE[lang], 'bold'), ...count],
    least: 1,
    want: Math.max(1, Math.min(want, noticesCount)),
    rank: noticesCount === 0 ? 7 : 3.5,
    isElastic: false,
    body: (rows) =>
      notices.length === 0
        ? [[span(NONE[lang], 'dim')]]
        : layRows(
            COLUMNS,
            notices.slice(0, rows).map((row) => cellsOf(row, picture.selected !== null, lang)),
            width,
          ),
  };
}

function cellsOf(
  { kind, stream, connections, moreConnections, count, firstFrame, lastFrame, detail }: NoticeRow,
  single: boolean,
  lang: Lang,
): Line[] {
  const style = severityStyle(kind.severity);
  const most = moreConnections ? `${MORE_THAN[lang]} ` : '';
  const several = connections === 1 ? '' : ` (${most}${formatCount(connections)} ${CONNECTIONS[lang]})`;
  const times = count === 1 ? '' : `×${formatCount(count)}, `;
  const frames =
    firstFrame === lastFrame ? `${FRAME[lang]} ${firstFrame}` : `${FRAMES[lang]} ${firstFrame}…${lastFrame}`;
  return [
    [span(MARKS[kind.severity], style)],
    single || stream === null ? [] : [span(`[${stream}]`, 'dim')],
    [span(kind.title[lang], style), span(several), ...(detail === null ? [] : [span(`: ${wireText(detail, 80)}`)])],
    [span(`${times}${frames}`, 'dim')],
  ];
}

// Exchanges that wait for their next step, the oldest first.

import type { Lang, Text } from '../../core/text.ts';
import { formatCount } from '../../report/format/numbers.ts';
import { ANSWER_OVERDUE_SECONDS } from '../model/notice-kinds.ts';
import type { LivePicture, OpenExchangePicture } from '../model/picture.ts';
import { briefAge } from './figures.ts';
import { type Line, span } from './line.ts';
import { topicText } from './message-text.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Intercambios abiertos', en: 'Open exchanges' };
const NONE: Text = { es: 'Ninguno: todo está confirmado.', en: 'None: everything is confirmed.' };
const AWAITS: Text = { es: 'falta', en: 'awaits' };
/** Of the connection. */
const IN_VAIN: Text = { es: 'cerrada sin', en: 'closed without' };

const SLOW_NS = 1_000_000_000;

const COLUMNS: readonly RowColumn[] = [
  { drop: 0, align: 'right', least: null }, // age
  { drop: 2, align: 'right', least: null }, // stream
  { drop: 5, align: 'right', least: null }, // frame
  WHOLE, // direction
  WHOLE, // request
  { drop: 4, align: 'left', least: null }, // identifier
  { drop: 0, align: 'left', least: 12 }, // awaits
  { drop: 3, align: 'left', least: 6 }, // topic
];

export function openPanel(picture: LivePicture, lang: Lang, width: number, want: number): Panel {
  const { open, openCount } = picture;
  const count = openCount === 0 ? [] : [span(` ${formatCount(openCount)}`, 'dim')];
  return {
    title: [span(TITLE[lang], 'bold'), ...count],
    least: 1,
    want, // whatever there is: a panel that grows and shrinks at every tick would make the others jump
    rank: 4,
    isElastic: false,
    body: (rows) =>
      open.length === 0
        ? [[span(NONE[lang], 'dim')]]
        : layRows(
            COLUMNS,
            open.slice(0, rows).map((each) => cellsOf(each, picture.selected !== null, lang)),
            width,
          ),
  };
}

function cellsOf(exchange: OpenExchangePicture, single: boolean, lang: Lang): Line[] {
  const { ageNs, stream, frame, originator, request, packetIdentifier, qos, kind, topic, awaits, inVain } = exchange;
  const style = inVain || ageNs > ANSWER_OVERDUE_SECONDS * 1e9 ? 'red' : ageNs > SLOW_NS ? 'yellow' : null;
  const quality = kind === 'publish' ? ` QoS${qos}` : '';
  return [
    [span(inVain ? '✗' : briefAge(ageNs, lang), style)],
    single ? [] : [span(`[${stream}]`, 'dim')],
    [span(`#${frame}`, 'dim')],
    [span(originator === 0 ? '→' : '←', originator === 0 ? 'green' : 'yellow')],
    [span(request, 'bold'), span(quality, 'dim')],
    packetIdentifier < 0 ? [] : [span(`id ${packetIdentifier}`, 'dim')],
    awaits === '' ? [] : [span(`${(inVain ? IN_VAIN : AWAITS)[lang]} ${awaits}`, inVain ? 'red' : null)],
    topic === null ? [] : [span(topicText(topic))],
  ];
}

// The last messages, the newest at the bottom.

import type { Lang, Text } from '../../core/text.ts';
import { wireText } from '../../report/format/escape.ts';
import { formatCount } from '../../report/format/numbers.ts';
import type { KeptMessage } from '../model/message-ring.ts';
import type { LivePicture } from '../model/picture.ts';
import { briefRate } from './figures.ts';
import { type Line, span } from './line.ts';
import { messageText } from './message-text.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Mensajes', en: 'Messages' };
const FILTER: Text = { es: 'filtro', en: 'filter' };
const NONE: Text = { es: 'Aún no hay mensajes MQTT.', en: 'No MQTT messages yet.' };
const NONE_FILTERED: Text = {
  es: 'Ninguno de los últimos mensajes pasa el filtro.',
  en: 'None of the latest messages passes the filter.',
};

const COLUMNS: readonly RowColumn[] = [
  { drop: 1, align: 'right', least: null }, // frame
  { drop: 3, align: 'right', least: null }, // seconds
  { drop: 2, align: 'right', least: null }, // stream
  WHOLE, // direction
  { drop: 0, align: 'left', least: 16 }, // text
];
const MS_PER_NS = 1e-6;

export function messagesPanel(picture: LivePicture, filter: string | null, lang: Lang, width: number): Panel {
  const { messages, selected, rate, mqttMessages } = picture;
  const count =
    selected?.session === undefined || selected.session === null ? mqttMessages : sumOf(selected.session.messages);
  const perSecond = (selected?.rate ?? rate).messages;
  const title: Line = [
    span(TITLE[lang], 'bold'),
    ...(filter === null ? [] : [span(` ${FILTER[lang]} ${wireText(filter, 60)}`, 'yellow')]),
    span(` ${formatCount(count)}, ${briefRate(perSecond, lang)}`, 'dim'),
  ];
  return {
    title,
    least: 3,
    want: 6,
    rank: 1,
    isElastic: true,
    body(rows) {
      if (messages.length === 0) return [[span((filter === null ? NONE : NONE_FILTERED)[lang], 'dim')]];
      const shown = messages.slice(-rows);
      const single = selected !== null || new Set(shown.map(({ stream }) => stream)).size === 1;
      return layRows(
        COLUMNS,
        shown.map((message) => cellsOf(message, single, width, lang)),
        width,
      );
    },
  };
}

function cellsOf(message: KeptMessage, single: boolean, width: number, lang: Lang): Line[] {
  const { frame, timeNs, stream, direction } = message;
  const isNarrow = width < 60;
  const seconds = (Math.round(timeNs * MS_PER_NS) / 1000).toFixed(3);
  return [
    [span(`#${frame}`, 'dim')],
    isNarrow ? [] : [span(lang === 'es' ? seconds.replace('.', ',') : seconds, 'dim')],
    single ? [] : [span(stream < 0 ? 'udp' : `[${stream}]`, 'dim')],
    [span(stream < 0 ? '·' : direction === 0 ? '→' : '←', direction === 0 ? 'green' : 'yellow')],
    messageText(message, lang),
  ];
}

function sumOf(counts: readonly [number, number]): number {
  return counts[0] + counts[1];
}

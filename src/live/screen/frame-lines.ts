// The first and last lines of the screen: what is captured and how much of it, and which keys there are.

import type { Lang, Text } from '../../core/text.ts';
import { escapeControls, wireText } from '../../report/format/escape.ts';
import { formatCount, plural } from '../../report/format/numbers.ts';
import type { CaptureStatus } from '../live-view.ts';
import type { LivePicture } from '../model/picture.ts';
import { briefRate, briefSize, elapsedClock } from './figures.ts';
import { fitLine, flowItems, type Line, lineWidth, type Span, span } from './line.ts';
import type { ViewState } from './view-state.ts';

const PAUSED: Text = { es: 'PAUSA', en: 'PAUSED' };
const FROZEN: Text = { es: 'imagen congelada; la captura continúa', en: 'picture frozen; the capture goes on' };
const ENDING: Text = { es: 'Terminando: viene el informe…', en: 'Ending: the report is coming…' };
const WAITING: Text = { es: 'abriendo la captura…', en: 'opening the capture…' };
const NO_DROPS: Text = { es: '0 perdidas', en: '0 dropped' };
const UNKNOWN_DROPS: Text = { es: 'pérdidas: no se sabe', en: 'drops: unknown' };
const ARRIVAL: Text = { es: 'tiempos de llegada', en: 'times of arrival' };
const PROMPT: Text = { es: 'Filtro de tópico', en: 'Topic filter' };
const WRONG: Text = {
  es: 'no es un filtro MQTT: + ocupa un nivel entero, # solo al final',
  en: 'no MQTT filter: + takes a whole level, # only at the end',
};
const PROMPT_KEYS: Text = {
  es: 'Intro acepta · Esc deja · vacío: todos',
  en: 'Enter accepts · Esc leaves · empty: all',
};

type KeyHelp = readonly [key: string, text: Text];

const KEYS: readonly KeyHelp[] = [
  ['q', { es: 'salir', en: 'quit' }],
  ['p', { es: 'pausa', en: 'pause' }],
  ['n', { es: 'conexión', en: 'connection' }],
  ['/', { es: 'filtro', en: 'filter' }],
  ['?', { es: 'ayuda', en: 'help' }],
];

/** One line, or two where there are rows for it. */
export function headLines(
  status: CaptureStatus | null,
  picture: LivePicture,
  view: ViewState,
  lang: Lang,
  width: number,
  rows: number,
): Line[] {
  if (status === null) return [[span(WAITING[lang], 'dim')]];
  const clock = elapsedClock(status.elapsedMs);
  const where: Span[] = view.paused
    ? [span('‖ ', 'yellow'), span(PAUSED[lang], 'yellow')]
    : [span('● ', 'green'), span(escapeControls(status.interfaceName), 'title')];
  if (rows === 1) {
    const counts = countItems(status, picture, lang).slice(0, 2);
    return [flowItems([[...where, span(` ${clock}`)], ...counts], width)[0] ?? []];
  }
  if (view.paused) where.push(span(` ${FROZEN[lang]}`));
  else {
    if (status.filter !== null && status.filter !== '') where.push(span(` · ${wireText(status.filter, 80)}`));
    where.push(span(` · ${status.engine}`, 'dim'));
    if (status.clock === 'arrival') where.push(span(` · ${ARRIVAL[lang]}`, 'yellow'));
  }
  const first = [...fitLine(where, Math.max(0, width - clock.length - 1)), span(` ${clock}`)];
  return [first, flowItems(countItems(status, picture, lang), width)[0] ?? []];
}

function countItems(status: CaptureStatus, picture: LivePicture, lang: Lang): Line[] {
  const { frames, bytes, dropped, savedTo } = status;
  const items: Line[] = [
    [span(lang === 'es' ? plural(frames, 'trama', 'tramas') : plural(frames, 'frame', 'frames'), 'bold')],
    [dropsSpan(dropped, lang)],
    [span(`${briefSize(bytes, lang)} (${briefSize(picture.rate.bytes, lang)}/s)`)],
    [
      span(
        `${lang === 'es' ? plural(picture.mqttMessages, 'mensaje MQTT', 'mensajes MQTT') : plural(picture.mqttMessages, 'MQTT message', 'MQTT messages')} (${briefRate(picture.rate.messages, lang)})`,
      ),
    ],
  ];
  if (savedTo !== null) items.push([span(`→ ${escapeControls(savedTo)}`, 'dim')]);
  return items;
}

function dropsSpan(dropped: number | null, lang: Lang): Span {
  if (dropped === null) return span(UNKNOWN_DROPS[lang], 'yellow');
  if (dropped === 0) return span(NO_DROPS[lang], 'green');
  return span(`${formatCount(dropped)} ${lang === 'es' ? 'perdidas' : 'dropped'}`, 'red');
}

/** The keys, or the filter that is being typed. */
export function footLine(view: ViewState, lang: Lang, width: number): Line {
  if (view.ending) return [span(ENDING[lang], 'yellow')];
  if (view.draft !== null) {
    const typed: Line = [span(`${PROMPT[lang]}: `, 'bold'), span(escapeControls(view.draft)), span('▏', 'yellow')];
    const hint = view.draftIsWrong ? span(` ${WRONG[lang]}`, 'red') : span(`  ${PROMPT_KEYS[lang]}`, 'dim');
    return lineWidth(typed) + lineWidth([hint]) <= width || view.draftIsWrong ? [...typed, hint] : typed;
  }
  const items = KEYS.map(([key, text]): Line => [span(key, 'bold'), span(` ${text[lang]}`, 'dim')]);
  const line: Span[] = [];
  for (const item of items) {
    if (lineWidth(line) + 2 + lineWidth(item) > width) break;
    if (line.length > 0) line.push(span('  '));
    line.push(...item);
  }
  return line;
}

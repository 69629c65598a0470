// Files that pass in numbered fragments: how many came, which are missing.

import type { Lang, Text } from '../../core/text.ts';
import { formatCount } from '../../report/format/numbers.ts';
import type { FragmentProgress } from '../model/live-fragments.ts';
import type { LivePicture } from '../model/picture.ts';
import { briefSize, numberRuns } from './figures.ts';
import { type Line, type Span, span } from './line.ts';
import { topicText } from './message-text.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Fragmentos', en: 'Fragments' };
const RECEIVED: Text = { es: 'recibidos', en: 'received' };
const MISSING: Text = { es: 'faltan', en: 'missing' };
const NONE_MISSING: Text = { es: 'no falta ninguno', en: 'none missing' };
const REPEATED: Text = { es: 'repetidos', en: 'repeated' };
const RUN: Text = { es: 'serie', en: 'run' };
const FAILED: Text = { es: 'el emisor avisó de un fallo', en: 'the sender reported a failure' };
const FINISHED: Text = { es: 'terminado', en: 'finished' };
const OF: Text = { es: 'de', en: 'of' };

/** Runs of missing numbers named. */
const MISSING_RUNS = 6;
const BAR_COLUMNS = 10;

const COLUMNS: readonly RowColumn[] = [
  { drop: 2, align: 'right', least: null }, // stream
  WHOLE, // direction
  { drop: 0, align: 'left', least: 8 }, // topic
  { drop: 0, align: 'left', least: 16 }, // progress
];

export function fragmentsPanel(picture: LivePicture, lang: Lang, width: number, want: number): Panel {
  const { fragments } = picture;
  return {
    title: [span(TITLE[lang], 'bold')],
    least: 1,
    want: Math.min(want, fragments.length),
    rank: 5,
    isElastic: false,
    body: (rows) =>
      layRows(
        COLUMNS,
        fragments.slice(0, rows).map((each) => cellsOf(each, picture.selected !== null, lang)),
        width,
      ),
  };
}

function cellsOf(progress: FragmentProgress, single: boolean, lang: Lang): Line[] {
  const { stream, direction, topic } = progress;
  return [
    single ? [] : [span(`[${stream}]`, 'dim')],
    [span(direction === 0 ? '→' : '←', direction === 0 ? 'green' : 'yellow')],
    [span(topicText(topic), 'bold')],
    progressText(progress, lang),
  ];
}

function progressText(progress: FragmentProgress, lang: Lang): Line {
  const { received, from, to, missing, duplicated, bytes, announced, runs, end } = progress;
  const line: Span[] = [span(`${formatCount(received)} ${RECEIVED[lang]} (${from}…${to}), `)];
  line.push(
    missing.length === 0
      ? span(NONE_MISSING[lang], 'green')
      : span(`${MISSING[lang]} ${numberRuns(missing, MISSING_RUNS)}`, 'red'),
  );
  if (duplicated > 0) line.push(span(`, ${formatCount(duplicated)} ${REPEATED[lang]}`, 'yellow'));
  if (announced !== null && announced > 0) {
    const share = Math.min(1, bytes / announced);
    const full = Math.floor(share * BAR_COLUMNS);
    line.push(span(' '), span('█'.repeat(full), 'green'), span('░'.repeat(BAR_COLUMNS - full), 'dim'));
    line.push(span(` ${briefSize(bytes, lang)} ${OF[lang]} ${briefSize(announced, lang)}`));
  } else {
    line.push(span(`, ${briefSize(bytes, lang)}`));
  }
  if (runs > 1) line.push(span(`, ${RUN[lang]} ${formatCount(runs)}`, 'dim'));
  if (end === 'failure') line.push(span(`, ${FAILED[lang]}`, 'red'));
  else if (end === 'success') line.push(span(`, ${FINISHED[lang]}`, 'green'));
  return line;
}

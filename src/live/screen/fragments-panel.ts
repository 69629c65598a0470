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

/** Runs of missing numbers named, if there is room. */
const MISSING_RUNS = 60;
const INDENT = '    ';
const BAR_COLUMNS = 10;

const COLUMNS: readonly RowColumn[] = [
  { drop: 2, align: 'right', least: null }, // stream
  WHOLE, // direction
  { drop: 0, align: 'left', least: 8 }, // topic
  { drop: 0, align: 'left', least: 16 }, // progress
];

export function fragmentsPanel(picture: LivePicture, lang: Lang, width: number, want: number): Panel {
  const { fragments } = picture;
  const withHoles = fragments.filter(({ missingCount }) => missingCount > 0).length;
  return {
    title: [span(TITLE[lang], 'bold')],
    least: 1,
    want: Math.min(want, fragments.length + withHoles),
    rank: 5,
    isElastic: false,
    body(rows) {
      const shown = fragments.slice(0, rows);
      const lines = layRows(
        COLUMNS,
        shown.map((each) => cellsOf(each, picture.selected !== null, lang)),
        width,
      );
      let spare = rows - shown.length;
      return lines.flatMap((line, at) => {
        const progress = shown[at];
        if (progress === undefined || progress.missingCount === 0 || spare <= 0) return [line];
        spare--;
        return [line, [span(`${INDENT}${missingText(progress, width - INDENT.length, lang)}`, 'red')]];
      });
    },
  };
}

/** "missing 5, 22, 39…41, …": as many as fit. */
function missingText({ missing }: FragmentProgress, width: number, lang: Lang): string {
  for (let runs = MISSING_RUNS; ; runs--) {
    const text = `${MISSING[lang]} ${numberRuns(missing, runs)}`;
    if (runs <= 1 || text.length <= width) return text;
  }
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

function missingCountText(count: number, lang: Lang): string {
  if (lang === 'en') return `${formatCount(count)} ${MISSING.en}`;
  return `${count === 1 ? 'falta' : MISSING.es} ${formatCount(count)}`;
}

function progressText(progress: FragmentProgress, lang: Lang): Line {
  const { received, from, to, missingCount, duplicated, bytes, announced, runs, end } = progress;
  const line: Span[] = [span(`${formatCount(received)} ${RECEIVED[lang]} (${from}…${to}), `)];
  line.push(missingCount === 0 ? span(NONE_MISSING[lang], 'green') : span(missingCountText(missingCount, lang), 'red'));
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

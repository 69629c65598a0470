// Two runs: how many quantities are the same, differ, or cannot be told, and which connections were compared.

import type { Lang } from '../../core/text.ts';
import { RUNS_VERDICTS, type RunsConnection, type RunsDiff, type RunsVerdict } from '../../diff/runs/runs-diff.ts';
import type { Block, Cell, Page } from '../document.ts';
import { moreRows } from '../format/frames.ts';
import { localiseDecimal, NO_BREAK_SPACE, plural } from '../format/numbers.ts';
import { joinWords, NOTE, sentence } from '../format/words.ts';
import { connectionName } from './runs-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  why: { es: 'Por qué se comparan', en: 'Why they are compared' },
  unpaired: { es: 'Sin pareja en la otra ejecución', en: 'Without a counterpart in the other run' },
  nothing: {
    es: 'No hay conexiones que comparar entre las dos capturas.',
    en: 'There are no connections to compare in the two captures.',
  },
} as const;

/** "1 igual", "3 iguales". */
const COUNTED: Readonly<Record<RunsVerdict, Readonly<Record<Lang, readonly [one: string, many: string]>>>> = {
  same: { es: ['igual', 'iguales'], en: ['the same', 'the same'] },
  'within-noise': { es: ['dentro del ruido', 'dentro del ruido'], en: ['within noise', 'within noise'] },
  different: { es: ['distinta', 'distintas'], en: ['different', 'different'] },
  unknown: {
    es: ['que no se puede decidir', 'que no se pueden decidir'],
    en: ['that cannot be told', 'that cannot be told'],
  },
  'by-nature': {
    es: ['distinta por naturaleza', 'distintas por naturaleza'],
    en: ['different by nature', 'different by nature'],
  },
};

export const runs: DiffSection = {
  id: 'runs',
  modes: ['runs'],
  title: { es: 'Dos ejecuciones, lado a lado', en: 'Two runs, side by side' },
  question: {
    es: '¿Qué cambió de una ejecución a la otra, y qué es solo ruido?',
    en: 'What changed from one run to the other, and what is only noise?',
  },
  answer: (diff, page) => (diff.runs === null ? null : answerOf(diff.runs, page.lang)),
  build: (diff, page) => (diff.runs === null ? [] : overview(diff.runs, page)),
};

function answerOf({ verdicts }: RunsDiff, lang: Lang): string {
  const total = RUNS_VERDICTS.reduce((sum, verdict) => sum + verdicts[verdict], 0);
  const told = RUNS_VERDICTS.filter((verdict) => verdicts[verdict] > 0).map((verdict) =>
    plural(verdicts[verdict], ...COUNTED[verdict][lang]),
  );
  const quantities = lang === 'es' ? plural(total, 'magnitud', 'magnitudes') : plural(total, 'quantity', 'quantities');
  return told.length === 0 ? TEXT.nothing[lang] : `${quantities}: ${joinWords(told, lang)}`;
}

function overview(diff: RunsDiff, page: Page): Block[] {
  const { lang } = page;
  const blocks: Block[] = [];
  if (diff.pairs.length > 0) blocks.push(pairTable(diff, page));
  const lonely = unpairedItems(diff, page);
  if (lonely.length > 0) {
    blocks.push({ kind: 'heading', level: 3, text: TEXT.unpaired[lang] }, { kind: 'list', items: lonely });
  }
  blocks.push({ kind: 'note', label: NOTE[lang], text: methodText(diff, lang) });
  for (const text of diff.notes) blocks.push({ kind: 'note', label: NOTE[lang], text });
  return blocks;
}

function pairTable(diff: RunsDiff, page: Page): Block {
  const { lang } = page;
  const shown = diff.pairs.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: null,
    columns: [{ head: 'A' }, { head: 'B' }, { head: TEXT.why[lang], most: 50, dropOrder: 1 }],
    rows: shown.map(({ a, b, evidence }): Cell[] => [
      sentence(connectionName(a, lang)),
      sentence(connectionName(b, lang)),
      evidence.join('; '),
    ]),
    more: moreRows(shown.length, diff.pairsCount, null, lang),
  };
}

function unpairedItems(diff: RunsDiff, page: Page): string[] {
  const { lang } = page;
  const items = (run: 'A' | 'B', list: readonly RunsConnection[], total: number): string[] => {
    const shown = list.slice(0, page.rowLimit).map((connection) => `${run}: ${connectionName(connection, lang)}`);
    const more = moreRows(shown.length, total, null, lang);
    return more === null ? shown : [...shown, `${run}: ${more}`];
  };
  return [...items('A', diff.onlyA, diff.onlyACount), ...items('B', diff.onlyB, diff.onlyBCount)];
}

function methodText({ tests, significance }: RunsDiff, lang: Lang): string {
  const percent = `${localiseDecimal(String(significance * 100), lang)}${NO_BREAK_SPACE}%`;
  const many = lang === 'es' ? plural(tests, 'prueba', 'pruebas') : plural(tests, 'test', 'tests');
  const corrected =
    tests === 0
      ? ''
      : lang === 'es'
        ? ` ${many} con la corrección de Holm: dos ejecuciones iguales darían alguna diferencia falsa en el ${percent} de los casos como mucho.`
        : ` ${many} with Holm’s correction: two equal runs would show any false difference in ${percent} of all cases at most.`;
  return lang === 'es'
    ? `Los valores que se eligen se comparan por igualdad; las cantidades, con una prueba exacta de dos tasas de Poisson; las mediciones repetidas, con la prueba U de Mann–Whitney.${corrected} Un cambio menor que una décima parte no se llama diferencia.`
    : `Values that are chosen are compared for equality; counts by an exact test of two Poisson rates; repeated measurements by the Mann–Whitney U test.${corrected} A change of less than a tenth is called no difference.`;
}

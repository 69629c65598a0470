// Two runs: every quantity of A beside the same of B, theme by theme, with the change, the verdict, and why.

import type { Lang } from '../../core/text.ts';
import {
  RUNS_THEMES,
  type RunsPair,
  type RunsRow,
  type RunsTheme,
  type RunsVerdict,
} from '../../diff/runs/runs-diff.ts';
import type { Block, Cell, Column, Page } from '../document.ts';
import { moreRows } from '../format/frames.ts';
import { changeCell, connectionName, quantityName, THEMES, valueCell, verdictCell } from './runs-words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  quantity: { es: 'Magnitud', en: 'Quantity' },
  change: { es: 'Cambio (B − A)', en: 'Change (B − A)' },
  verdict: { es: 'Veredicto', en: 'Verdict' },
  why: { es: 'Por qué', en: 'Why' },
  pairs: { es: 'Otros pares de conexiones', en: 'Other pairs of connections' },
  captures: { es: 'Las capturas en conjunto', en: 'The captures as a whole' },
} as const;

/** What a page of each length tells beside the differences. */
const TOLD: Readonly<Record<Page['profile'], readonly RunsVerdict[]>> = {
  short: ['different'],
  lab: ['different', 'within-noise', 'unknown', 'same', 'by-nature'],
  full: ['different', 'within-noise', 'unknown', 'same', 'by-nature'],
};

/** Pairs told in detail; the differences of all of them stand above. */
const PAIRS: Readonly<Record<Page['profile'], number>> = { short: 3, lab: 10, full: 100 };

export const runsQuantities: DiffSection = {
  id: 'runs-quantities',
  modes: ['runs'],
  title: { es: 'Magnitud por magnitud', en: 'Quantity by quantity' },
  question: null,
  build: (diff, page) => {
    if (diff.runs === null) return [];
    const { pairs, rows } = diff.runs;
    const shown = pairs.slice(0, Math.min(page.rowLimit, PAIRS[page.profile]));
    const blocks = shown.flatMap((pair) => pairBlocks(pair, pairs.length > 1, page));
    const more = moreRows(shown.length, diff.runs.pairsCount, null, page.lang);
    if (more !== null) blocks.push({ kind: 'paragraph', text: `${TEXT.pairs[page.lang]}: ${more}` });
    const whole = themeBlocks(rows, page);
    if (whole.length > 0) blocks.push({ kind: 'heading', level: 2, text: TEXT.captures[page.lang] }, ...whole);
    return blocks;
  },
};

function pairBlocks({ a, b, rows }: RunsPair, isOneOfMany: boolean, page: Page): Block[] {
  const blocks = themeBlocks(rows, page);
  if (!isOneOfMany || blocks.length === 0) return blocks;
  const text = `A: ${connectionName(a, page.lang)} · B: ${connectionName(b, page.lang)}`;
  return [{ kind: 'heading', level: 2, text }, ...blocks];
}

function themeBlocks(rows: readonly RunsRow[], page: Page): Block[] {
  const told = rows.filter(({ verdict }) => TOLD[page.profile].includes(verdict));
  return RUNS_THEMES.flatMap((theme) => {
    const own = told.filter((row) => row.theme === theme);
    return own.length === 0 ? [] : themeBlock(theme, own, page);
  });
}

function themeBlock(theme: RunsTheme, rows: readonly RunsRow[], page: Page): Block[] {
  const { lang } = page;
  const shown = rows.slice(0, page.rowLimit);
  const hasChanges = shown.some(({ change }) => change !== null);
  const change: Column = { head: TEXT.change[lang], align: 'right', dropOrder: 1 };
  const table: Block = {
    kind: 'table',
    caption: THEMES[theme][lang],
    columns: [
      { head: TEXT.quantity[lang], most: 60 },
      { head: 'A', align: 'right', most: 40 },
      { head: 'B', align: 'right', most: 40 },
      ...(hasChanges ? [change] : []),
      { head: TEXT.verdict[lang] },
    ],
    rows: shown.map((row): Cell[] => [
      quantityName(row, lang),
      valueCell(row, row.a, lang),
      valueCell(row, row.b, lang),
      ...(hasChanges ? [changeCell(row, lang)] : []),
      verdictCell(row.verdict, lang),
    ]),
    dense: true,
    more: moreRows(shown.length, rows.length, null, lang),
  };
  const reasons = reasonItems(shown, lang);
  return reasons.length === 0 ? [table] : [table, { kind: 'list', items: reasons }];
}

/** Where it goes without saying; why something differs stands with the differences. */
const TOLD_ELSEWHERE: readonly RunsVerdict[] = ['same', 'by-nature', 'different'];

/** Why, once for all quantities that share the reason. */
function reasonItems(rows: readonly RunsRow[], lang: Lang): string[] {
  const byReason = new Map<string, string[]>();
  for (const row of rows) {
    if (TOLD_ELSEWHERE.includes(row.verdict)) continue;
    const known = byReason.get(row.reason);
    if (known === undefined) byReason.set(row.reason, [quantityName(row, lang)]);
    else known.push(quantityName(row, lang));
  }
  return [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}.`);
}

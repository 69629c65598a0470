// Question 13: what went wrong, and why: the most severe first, each with frames and reason.

import type { Analysis, Finding } from '../../analyze/analysis.ts';
import type { Severity } from '../../core/severity.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, CaptureSection, FindingBlock, Page } from '../document.ts';
import { escapeControls } from '../format/escape.ts';
import { moreRows, namedFrames } from '../format/frames.ts';
import { plural } from '../format/numbers.ts';
import { joinWords } from '../format/words.ts';

const LABELS: Readonly<Record<Severity, Text>> = {
  error: { es: 'ERROR', en: 'ERROR' },
  warn: { es: 'AVISO', en: 'WARNING' },
  note: { es: 'NOTA', en: 'NOTE' },
};

const COUNTS: Readonly<Record<Severity, Readonly<Record<Lang, readonly [string, string]>>>> = {
  error: { es: ['error', 'errores'], en: ['error', 'errors'] },
  warn: { es: ['aviso', 'avisos'], en: ['warning', 'warnings'] },
  note: { es: ['nota', 'notas'], en: ['note', 'notes'] },
};

const BRIEF_FRAMES = 6;
const FRAMES = 30;

const TEXT = {
  none: { es: 'Nada que señalar: no se encontró ningún problema.', en: 'Nothing to report: no problem was found.' },
  noneHere: { es: 'ninguno sobre esta conexión', en: 'none about this connection' },
  wholeCapture: { es: 'toda la captura', en: 'whole capture' },
  absence: { es: 'sin tramas: se trata de algo que falta', en: 'no frames: it is about something missing' },
  connection: { es: 'conexión', en: 'connection' },
  clause: { es: 'Norma', en: 'Clause' },
  rule: { es: 'regla', en: 'rule' },
} as const;

export const findings: CaptureSection = {
  id: 'findings',
  scope: 'capture',
  number: '13',
  title: { es: 'Hallazgos: qué salió mal y por qué', en: 'Findings: what went wrong, and why' },
  question: {
    es: '¿Qué salió mal, y por qué?',
    en: 'What went wrong, and why?',
  },
  answer: (analysis, page) => findingCounts(analysis, page.lang),
  answerFor: (connection, page, analysis) => {
    const own = analysis.findings.filter((finding) => finding.stream === connection.stream);
    return own.length === 0 ? TEXT.noneHere[page.lang] : countText(own, page.lang);
  },
  build: (analysis, page) => {
    if (analysis.findings.length === 0) return [];
    const shown = analysis.findings.slice(0, page.rowLimit);
    const more = moreRows(shown.length, analysis.findingsCount, 'findings', page.lang);
    const blocks: Block[] = shown.map((finding) => detailed(finding, page));
    if (more !== null) blocks.push({ kind: 'paragraph', text: more });
    return blocks;
  },
};

/** "1 error, 2 avisos y 1 nota"; a plain sentence where there are none. */
export function findingCounts(analysis: Analysis, lang: Lang): string {
  return analysis.findingsCount === 0 ? TEXT.none[lang] : countText(analysis.findings, lang);
}

function countText(list: readonly Finding[], lang: Lang): string {
  const parts = (['error', 'warn', 'note'] as const).flatMap((severity) => {
    const count = list.filter((finding) => finding.severity === severity).length;
    const [one, many] = COUNTS[severity][lang];
    return count === 0 ? [] : [plural(count, one, many)];
  });
  return joinWords(parts, lang);
}

/** One line of a finding, for the summary. */
export function briefFinding(finding: Finding, page: Page): FindingBlock {
  return {
    kind: 'finding',
    severity: finding.severity,
    label: LABELS[finding.severity][page.lang],
    title: escapeControls(finding.title),
    text: null,
    where: whereText(finding, BRIEF_FRAMES, page.lang),
    source: null,
  };
}

function detailed(finding: Finding, page: Page): FindingBlock {
  const { lang } = page;
  const clause = finding.clause === null ? '' : `${TEXT.clause[lang]}: ${finding.clause} · `;
  return {
    kind: 'finding',
    severity: finding.severity,
    label: LABELS[finding.severity][lang],
    title: escapeControls(finding.title),
    text: escapeControls(finding.text),
    where: whereText(finding, FRAMES, lang),
    source: `${clause}${TEXT.rule[lang]} ${finding.rule}`,
  };
}

function whereText(finding: Finding, limit: number, lang: Lang): string {
  const where = finding.stream === null ? TEXT.wholeCapture[lang] : `${TEXT.connection[lang]} ${finding.stream}`;
  const frames =
    finding.frames.length === 0 ? TEXT.absence[lang] : namedFrames(finding.frames, limit, finding.framesCount, lang);
  return `${where} · ${frames}`;
}

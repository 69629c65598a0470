// A CaptureDiff becomes a document: the sections of its mode, in reading order.

import type { CaptureDiff } from '../../diff/capture-diff.ts';
import { sealBlock } from '../build-document.ts';
import type { Block, DocumentSection, Page, ReportContext, ReportDocument } from '../document.ts';
import { escapeControls } from '../format/escape.ts';
import { PROFILES } from '../profiles.ts';
import { captureName } from './capture-names.ts';
import { DIFF_SECTIONS } from './index.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  title: { es: 'Comparación de', en: 'Comparison of' },
  and: { es: 'y', en: 'and' },
} as const;

/** The report on two captures; `listLimit`: rows of a table, null: the profile's own. */
export function buildDiffDocument(
  diff: CaptureDiff,
  context: ReportContext,
  listLimit: number | null = null,
): ReportDocument {
  const { lang, profile, timeZone } = context;
  const page: Page = { lang, profile, timeZone, rowLimit: Math.max(1, listLimit ?? PROFILES[profile].rowLimit) };
  const sections = DIFF_SECTIONS.filter((section) => section.modes.includes(diff.mode)).flatMap((section) =>
    builtSection(section, diff, page),
  );
  const [a, b] = [captureName(diff.a, lang), captureName(diff.b, lang)];
  return {
    lang,
    title: escapeControls(`${TEXT.title[lang]} ${a} (A) ${TEXT.and[lang]} ${b} (B)`),
    sections: sections.map((section) => ({ ...section, blocks: section.blocks.map(sealBlock) })),
  };
}

function builtSection(section: DiffSection, diff: CaptureDiff, page: Page): DocumentSection[] {
  const blocks = section.build(diff, page);
  const answer = section.answer?.(diff, page) ?? null;
  if (blocks.length === 0 && answer === null) return [];
  const head: Block[] = [{ kind: 'heading', level: 1, text: section.title[page.lang] }];
  if (section.question !== null) head.push({ kind: 'question', text: section.question[page.lang] });
  if (answer !== null) head.push({ kind: 'answer', text: answer });
  return [{ id: section.id, stream: null, blocks: [...head, ...blocks] }];
}

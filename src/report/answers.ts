// All the lab's answers of one connection on one page, a line each; every section below gives the details.

import type { Analysis, ConnectionReport } from '../analyze/analysis.ts';
import type { Block, Cell, Page, Section } from './document.ts';

const TEXT = {
  title: { es: 'Respuestas de un vistazo', en: 'Answers at a glance' },
  question: { es: 'Pregunta', en: 'Question' },
  answer: { es: 'Respuesta', en: 'Answer' },
} as const;

/** The page of answers of one connection, from the sections that give one; none: null. */
export function answersAtAGlance(
  sections: readonly Section[],
  connection: ConnectionReport,
  page: Page,
  analysis: Analysis,
): Block[] {
  const { lang } = page;
  const rows = sections.flatMap((section): Cell[][] => {
    if (section.number === null) return [];
    const answer = answerOf(section, connection, page, analysis);
    return answer === null ? [] : [[section.number, section.title[lang], { text: answer, tone: 'strong' }]];
  });
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: TEXT.title[lang] },
    {
      kind: 'table',
      caption: null,
      columns: [{ head: '' }, { head: TEXT.question[lang], most: 26 }, { head: TEXT.answer[lang] }],
      rows,
      more: null,
    },
  ];
}

function answerOf(section: Section, connection: ConnectionReport, page: Page, analysis: Analysis): string | null {
  if (section.scope === 'capture') {
    return (section.answerFor?.(connection, page, analysis) ?? section.answer?.(analysis, page)) || null;
  }
  if (connection.mqtt === null && !section.anyProtocol) return null;
  return section.answer?.(connection, page, analysis) ?? null;
}

// Every difference, the most severe first; those of one kind together, with the frames of both captures that prove them.

import type { Severity } from '../../core/severity.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { CaptureDiff, Difference } from '../../diff/capture-diff.ts';
import type { Block, Page } from '../document.ts';
import { formatFrames } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import type { DiffSection } from './section.ts';

const LABELS: Readonly<Record<Severity, Text>> = {
  error: { es: 'ERROR', en: 'ERROR' },
  warn: { es: 'AVISO', en: 'WARNING' },
  note: { es: 'NOTA', en: 'NOTE' },
};

/** So many of one kind are told one by one. */
const ONE_BY_ONE = 3;
const FRAMES = 30;

const TEXT = {
  more: { es: 'más (--format json las da todas)', en: 'more (--format json gives them all)' },
  first: { es: 'La primera', en: 'The first one' },
  frames: { es: 'tramas', en: 'frames' },
  frame: { es: 'trama', en: 'frame' },
  connection: { es: 'conexión', en: 'connection' },
  nowhere: { es: 'sin tramas: se trata de algo que falta', en: 'no frames: it is about something missing' },
} as const;

export const differences: DiffSection = {
  id: 'diff-differences',
  title: { es: 'Diferencias, una a una', en: 'Differences, one by one' },
  question: null,
  modes: ['path', 'delivery', 'runs'],
  build: (diff, page) => {
    const blocks = groupsOf(diff).flatMap((group) => groupBlocks(group, page));
    const shown = blocks.slice(0, page.rowLimit);
    const left = diff.differencesCount - diff.differences.length + (blocks.length - shown.length);
    if (left > 0) shown.push({ kind: 'paragraph', text: `… ${formatCount(left)} ${TEXT.more[page.lang]}` });
    return shown;
  },
};

/** Of two runs one kind tells of many quantities: there only those of one title belong together. */
export function groupsOf({ mode, differences: list }: CaptureDiff): readonly (readonly Difference[])[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of list) {
    const subject = mode === 'runs' ? `${difference.kind} ${difference.title}` : difference.kind;
    const known = groups.get(subject);
    if (known === undefined) groups.set(subject, [difference]);
    else known.push(difference);
  }
  return [...groups.values()];
}

function groupBlocks(group: readonly Difference[], { lang }: Page): Block[] {
  if (group.length <= ONE_BY_ONE) return group.map((difference) => block(difference, [difference], lang));
  const [first] = group;
  return first === undefined ? [] : [block(first, group, lang)];
}

function block(difference: Difference, group: readonly Difference[], lang: Lang): Block {
  const count = group.length;
  return {
    kind: 'finding',
    severity: difference.severity,
    label: LABELS[difference.severity][lang],
    title: count === 1 ? difference.title : `${difference.title} ×${formatCount(count)}`,
    text: count === 1 ? difference.text : `${TEXT.first[lang]}: ${difference.text}`,
    where: whereText(group, lang),
    source: difference.kind,
  };
}

function whereText(group: readonly Difference[], lang: Lang): string {
  const parts = (['a', 'b'] as const).flatMap((side): string[] => {
    const frames = [...new Set(group.flatMap((difference) => difference[side].frames))].sort((p, q) => p - q);
    const streams = [...new Set(group.flatMap(({ [side]: { stream } }) => (stream === null ? [] : [stream])))];
    if (frames.length === 0) return [];
    const connection = streams.length === 1 ? `${TEXT.connection[lang]} ${streams.join('')}, ` : '';
    const word = frames.length === 1 ? TEXT.frame[lang] : TEXT.frames[lang];
    return [`${side.toUpperCase()}: ${connection}${word} ${formatFrames(frames, FRAMES, frames.length, lang)}`];
  });
  return parts.length === 0 ? TEXT.nowhere[lang] : parts.join(' · ');
}

// What the two captures of a comparison are called in its report.

import type { Lang } from '../../core/text.ts';
import type { DiffCapture } from '../../diff/capture-diff.ts';
import { wireText } from '../format/escape.ts';

/** The file's own name; standard input in words. */
export function captureName({ label }: DiffCapture, lang: Lang): string {
  if (label === '-') return lang === 'es' ? 'la entrada estándar' : 'standard input';
  return wireText(label.split(/[\\/]/).pop() ?? label);
}

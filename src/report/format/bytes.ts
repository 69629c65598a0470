// Sizes in bytes.

import type { Lang } from '../../core/text.ts';
import { decimalMark, formatCount, NO_BREAK_SPACE } from './numbers.ts';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** "673 bytes". */
export function formatBytes(bytes: number): string {
  return `${formatCount(bytes)}${NO_BREAK_SPACE}${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** "300 000 bytes (293.0 KiB)": the exact number first; the unit only where it helps. */
export function formatSize(bytes: number, lang: Lang): string {
  if (bytes < 10_240) return formatBytes(bytes);
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatBytes(bytes)} (${value.toFixed(1).replace('.', decimalMark(lang))}${NO_BREAK_SPACE}${UNITS[unit] ?? ''})`;
}

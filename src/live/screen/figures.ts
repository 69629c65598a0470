// Numbers where room is short: sizes, rates, ages, and a row of bars.

import type { Lang } from '../../core/text.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import { decimalMark, formatCount, NO_BREAK_SPACE } from '../../report/format/numbers.ts';

const UNITS: readonly string[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const BARS: readonly string[] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** "673 B", "12.4 KiB". */
export function briefSize(bytes: number, lang: Lang): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const text =
    unit === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1).replace('.', decimalMark(lang));
  return `${text}${NO_BREAK_SPACE}${UNITS[unit] ?? ''}`;
}

/** "0.3/s", "1 250/s". */
export function briefRate(perSecond: number, lang: Lang): string {
  if (perSecond < 0.05) return '0/s';
  const text =
    perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1).replace('.', decimalMark(lang));
  return `${text}/s`;
}

/** How long something has been going on: "0.3 s", "12 s", "3 min 5 s". */
export function briefAge(ns: number, lang: Lang): string {
  const seconds = ns / NS_PER_SECOND;
  if (seconds < 9.95) return `${seconds.toFixed(1).replace('.', decimalMark(lang))}${NO_BREAK_SPACE}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${NO_BREAK_SPACE}s`;
  if (whole < 3600)
    return `${Math.floor(whole / 60)}${NO_BREAK_SPACE}min${NO_BREAK_SPACE}${whole % 60}${NO_BREAK_SPACE}s`;
  return `${Math.floor(whole / 3600)}${NO_BREAK_SPACE}h${NO_BREAK_SPACE}${Math.floor((whole % 3600) / 60)}${NO_BREAK_SPACE}min`;
}

/** "00:01:23". */
export function elapsedClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The last `columns` values as bars, from nothing to the largest of them. */
export function sparkline(values: readonly number[], columns: number): string {
  const shown = values.slice(-Math.max(1, columns));
  const largest = shown.reduce((most, value) => Math.max(most, value), 0);
  return shown
    .map(
      (value) => BARS[largest <= 0 ? 0 : Math.min(BARS.length - 1, Math.floor((value / largest) * BARS.length))] ?? '',
    )
    .join('');
}

/** "2…5, 9": runs of numbers, at most `limit` of them. */
export function numberRuns(numbers: readonly number[], limit: number): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const shown = runs.slice(0, limit).map(([from, to]) => (from === to ? String(from) : `${from}…${to}`));
  return runs.length > limit ? `${shown.join(', ')}, …` : shown.join(', ');
}

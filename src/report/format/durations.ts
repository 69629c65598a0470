// Durations: integer ns in, every digit kept. Text arithmetic only, never a division that rounds.

import type { Lang } from '../../core/text.ts';
import { formatSeconds, NS_PER_SECOND } from '../../core/time.ts';
import { decimalMark, formatCount, localiseDecimal, NO_BREAK_SPACE } from './numbers.ts';

const NS_PER_MINUTE = 60 * NS_PER_SECOND;

/** In the unit one reads easily, no digit lost: 3893947 → "3.893947 ms"; 125000000000 → "2 min 5 s". */
export function formatDuration(durationNs: number, lang: Lang): string {
  const whole = Math.abs(Math.round(durationNs));
  const sign = durationNs < 0 ? '-' : '';
  if (whole < 1_000) return `${sign}${whole}${NO_BREAK_SPACE}ns`;
  if (whole < 1_000_000) return `${sign + shifted(whole, 3, lang)}${NO_BREAK_SPACE}µs`;
  if (whole < NS_PER_SECOND) return `${sign + shifted(whole, 6, lang)}${NO_BREAK_SPACE}ms`;
  if (whole < NS_PER_MINUTE) return `${sign + shifted(whole, 9, lang)}${NO_BREAK_SPACE}s`;
  const minutes = Math.floor(whole / NS_PER_MINUTE);
  const rest = withoutNoise(whole - minutes * NS_PER_MINUTE, whole);
  const tail = rest === 0 ? '' : `${NO_BREAK_SPACE}${shifted(rest, 9, lang)}${NO_BREAK_SPACE}s`;
  if (minutes < 60) return `${sign}${minutes}${NO_BREAK_SPACE}min${tail}`;
  const hours = Math.floor(minutes / 60);
  return `${sign}${formatCount(hours)}${NO_BREAK_SPACE}h${NO_BREAK_SPACE}${minutes - hours * 60}${NO_BREAK_SPACE}min${tail}`;
}

/** To four digits, where room is short: 20312650 → "20.31 ms", 186000000 → "186.0 ms". */
export function formatBriefDuration(durationNs: number, lang: Lang): string {
  const digits = String(Math.abs(Math.round(durationNs))).length;
  const grain = 10 ** Math.max(0, digits - 4);
  const rounded = Math.round(durationNs / grain) * grain;
  const text = formatDuration(rounded, lang);
  if (Math.abs(rounded) >= NS_PER_MINUTE || Math.abs(rounded) < 1_000) return text;
  const [figures = '', unit = ''] = text.split(NO_BREAK_SPACE);
  const [whole = '', fraction = ''] = figures.split(decimalMark(lang));
  const decimals = Math.max(0, 4 - whole.replace('-', '').length);
  const padded = decimals === 0 ? whole : `${whole}${decimalMark(lang)}${fraction.padEnd(decimals, '0')}`;
  return `${padded}${NO_BREAK_SPACE}${unit}`;
}

/** Where the lab asks for exactness: "3.893947 ms = 0.003893947 s (3 893 947 ns)". */
export function formatExactDuration(durationNs: number, lang: Lang): string {
  const readable = formatDuration(durationNs, lang);
  if (!Number.isSafeInteger(durationNs)) return readable;
  const seconds = `${localiseDecimal(formatSeconds(durationNs), lang)}${NO_BREAK_SPACE}s`;
  const nanoseconds = `${formatCount(durationNs)}${NO_BREAK_SPACE}ns`;
  if (readable === nanoseconds) return `${nanoseconds} = ${seconds}`;
  const isInSeconds = Math.abs(durationNs) >= NS_PER_SECOND && Math.abs(durationNs) < NS_PER_MINUTE;
  return isInSeconds ? `${seconds} (${nanoseconds})` : `${readable} = ${seconds} (${nanoseconds})`;
}

/** Beyond 104 days a double holds no single nanoseconds: what is not known is not shown. */
function withoutNoise(rest: number, whole: number): number {
  return Number.isSafeInteger(whole) ? rest : Math.round(rest / 1_000_000) * 1_000_000;
}

/** `whole` · 10^−digits as text, without the zeros at its end: (3893947, 6) → "3.893947". */
function shifted(whole: number, digits: number, lang: Lang): string {
  const text = String(whole).padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  const integer = formatCount(Number(text.slice(0, -digits)));
  return fraction === '' ? integer : integer + decimalMark(lang) + fraction;
}

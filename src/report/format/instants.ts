// Instants: epoch text as it stands, and as a date in a time zone. The digits below the second come from the text, never through a double.

import type { Lang } from '../../core/text.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import { decimalMark, NO_BREAK_SPACE } from './numbers.ts';

const LARGEST_DATE_MS = 8.64e15; // ECMA-262 §21.4.1.1
const YEAR_10000_SEC = 253_402_300_800;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Is it a time zone that can be shown? */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** "1727972104.779687350" → "2024-10-03 13:15:04.779687350 -03:00"; an instant beyond the calendar stays as it is. */
export function formatDate(instant: string, timeZone: string, lang: Lang): string {
  const date = dateParts(instant, timeZone);
  if (date === null) return instant;
  return `${date.day} ${date.time}${decimalMark(lang)}${date.fraction}${NO_BREAK_SPACE}${date.offset}`;
}

/** Only the clock: "13:15:04.779687350". */
export function formatClock(instant: string, timeZone: string, lang: Lang): string {
  const date = dateParts(instant, timeZone);
  return date === null ? instant : `${date.time}${decimalMark(lang)}${date.fraction}`;
}

/** The clock down to the millisecond, where room is short: "13:15:04.779" (cut, not rounded). */
export function formatBriefClock(instant: string, timeZone: string, lang: Lang): string {
  const date = dateParts(instant, timeZone);
  return date === null ? instant : `${date.time}${decimalMark(lang)}${date.fraction.slice(0, 3)}`;
}

/** Integer ns between two instants given as text; exact while they lie less than 104 days apart, null where one cannot be read. */
export function nanosecondsBetweenTexts(from: string, to: string): number | null {
  const a = splitInstant(from);
  const b = splitInstant(to);
  return a === null || b === null ? null : (b.sec - a.sec) * NS_PER_SECOND + (b.nsec - a.nsec);
}

interface DateParts {
  readonly day: string;
  readonly time: string;
  readonly fraction: string;
  readonly offset: string;
}

function dateParts(instant: string, timeZone: string): DateParts | null {
  const split = splitInstant(instant);
  if (split === null || Math.abs(split.sec) * 1000 >= LARGEST_DATE_MS) return null;
  const fraction = String(split.nsec).padStart(9, '0');
  if (timeZone === 'UTC' && split.sec >= 0 && split.sec < YEAR_10000_SEC) {
    const text = new Date(split.sec * 1000).toISOString(); // without Intl, whose first use takes 10 ms
    return { day: text.slice(0, 10), time: text.slice(11, 19), fraction, offset: '+00:00' };
  }
  const found: Record<string, string> = {};
  for (const part of formatFor(timeZone).formatToParts(split.sec * 1000)) found[part.type] = part.value;
  const year = (found['year'] ?? '').padStart(4, '0');
  const era = found['era'] === 'BC' ? ' BC' : '';
  return {
    day: `${year}-${found['month'] ?? ''}-${found['day'] ?? ''}${era}`,
    time: `${found['hour'] ?? ''}:${found['minute'] ?? ''}:${found['second'] ?? ''}`,
    fraction,
    offset: (found['timeZoneName'] ?? '').replace(/^GMT$|^UTC$/, '+00:00').replace(/^GMT/, ''),
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, made);
  return made;
}

/** Whole seconds rounded down and 0 … 999 999 999 ns counted forward from them. */
function splitInstant(instant: string): { sec: number; nsec: number } | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(instant);
  if (match === null) return null;
  const whole = Number(match[2]);
  const nsec = Number((match[3] ?? '').padEnd(9, '0'));
  if (match[1] === '') return { sec: whole, nsec };
  return nsec === 0 ? { sec: -whole, nsec: 0 } : { sec: -whole - 1, nsec: NS_PER_SECOND - nsec };
}

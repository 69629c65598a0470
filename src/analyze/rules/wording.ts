// Words and numbers inside the sentences of findings: decimal mark by language, groups of three apart by a no-break space.

import type { Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import { NS_PER_SECOND } from '../../core/time.ts';

const NO_BREAK_SPACE = '\u00a0';

/** "12 345". */
export function count(value: number): string {
  const digits = String(value);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(?:\d{3})+$)/g, NO_BREAK_SPACE);
}

/** "1 trama", "3 tramas". */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)}${NO_BREAK_SPACE}${value === 1 ? one : many}`;
}

/** Three digits and a unit: the exact nanoseconds stand in the report's tables. "3.89 ms", "1,01 s". */
export function duration(durationNs: number, lang: Lang): string {
  if (durationNs < 1_000) return `${durationNs}${NO_BREAK_SPACE}ns`;
  if (durationNs < 1_000_000) return quantity(durationNs / 1_000, 'µs', lang);
  if (durationNs < NS_PER_SECOND) return quantity(durationNs / 1_000_000, 'ms', lang);
  return quantity(durationNs / NS_PER_SECOND, 's', lang);
}

function quantity(value: number, unit: string, lang: Lang): string {
  const decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  const [whole = '0', fraction] = value.toFixed(decimals).split('.');
  const mark = lang === 'es' ? ',' : '.';
  return `${count(Number(whole))}${fraction === undefined ? '' : mark + fraction}${NO_BREAK_SPACE}${unit}`;
}

/** "el cliente", "the server". */
export function party(sender: Sender | string, lang: Lang): string {
  if (lang === 'es') return sender === 'client' ? 'el cliente' : 'el servidor';
  return sender === 'client' ? 'the client' : 'the server';
}

/** At the start of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

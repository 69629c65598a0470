// Colours of a terminal — ECMA-48 §8.3.117 (SGR). Only here do they have numbers.

import type { Severity } from '../../core/severity.ts';
import type { Tone } from '../document.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'title';

const CODES: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  red: '1;31',
  green: '32',
  yellow: '33',
  cyan: '36',
  title: '1;36',
};

const TONES: Readonly<Record<Tone, Style | null>> = {
  plain: null,
  alert: 'red',
  good: 'green',
  muted: 'dim',
  strong: 'bold',
};

const SEVERITIES: Readonly<Record<Severity, Style>> = { error: 'red', warn: 'yellow', note: 'cyan' };

/** Puts a style around texts, or nothing. */
export type Paint = (text: string, style: Style | null) => string;

export function paintFor(color: boolean): Paint {
  return color
    ? (text, style) => (style === null || text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`)
    : (text) => text;
}

export function toneStyle(tone: Tone): Style | null {
  return TONES[tone];
}

export function severityStyle(severity: Severity): Style {
  return SEVERITIES[severity];
}

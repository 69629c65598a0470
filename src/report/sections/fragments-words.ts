// Words about fragments that several tables share.

import type { FragmentHole, FragmentSequence, TopicFragments } from '../../analyze/analysis.ts';
import type { Lang, Text } from '../../core/text.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatCount } from '../format/numbers.ts';

export const FORMATS: Readonly<Record<string, Text>> = {
  raw: { es: 'sin número: solo bytes del archivo', en: 'unnumbered: only bytes of the file' },
  indexed: { es: 'con índice: «7|bytes»', en: 'indexed: “7|bytes”' },
  'length-checked': {
    es: 'con longitud anunciada: el primer fragmento son 4 bytes (big-endian) con la longitud del archivo',
    en: 'with announced length: the first fragment is 4 bytes (big-endian), the length of the file',
  },
  restart: {
    es: 'con reinicio: «-1|FFFFFFFF» al fallar, «0|00000000» al terminar bien',
    en: 'with restart: “-1|FFFFFFFF” on failure, “0|00000000” on success',
  },
  json: { es: 'JSON con un número de secuencia', en: 'JSON with a sequence number' },
  'integer-prefix': { es: 'con un entero binario delante', en: 'with a binary integer in front' },
  'text-prefix': { es: 'con un número como texto delante', en: 'with a number as text in front' },
};

export function isNumbered({ rows }: TopicFragments): boolean {
  return rows.some((row) => row.index !== null);
}

/** The last run: an earlier one that failed was sent again. */
export function lastSequence({ sequences }: TopicFragments): FragmentSequence | null {
  return sequences[sequences.length - 1] ?? null;
}

/** "6", "2 a 4". */
export function holeIndices({ fromIndex, toIndex }: FragmentHole, lang: Lang): string {
  if (toIndex === null) return lang === 'es' ? `desde el ${fromIndex}` : `from ${fromIndex} on`;
  if (toIndex === fromIndex) return String(fromIndex);
  return lang === 'es' ? `${fromIndex} a ${toIndex}` : `${fromIndex} to ${toIndex}`;
}

/** "byte 366", "entre el byte 372 y el 420". Bytes are counted from 0. */
export function holeOffset({ offsetMinimum, offsetMaximum }: FragmentHole, lang: Lang): string {
  const from = formatCount(offsetMinimum);
  if (offsetMaximum === offsetMinimum) return `byte ${from}`;
  if (offsetMaximum === null) return lang === 'es' ? `del byte ${from} en adelante` : `at byte ${from} or later`;
  const to = formatCount(offsetMaximum);
  return lang === 'es' ? `entre el byte ${from} y el ${to}` : `between byte ${from} and ${to}`;
}

/** What can be known of its size. */
export function holeSize(hole: FragmentHole, lang: Lang): string {
  const { position, bytes, bytesMinimum, bytesMaximum, likelyMinimum, likelyMaximum } = hole;
  if (position === 'end' && bytes !== null) return formatBytes(bytes);
  if (bytes !== null) {
    return lang === 'es'
      ? `${formatBytes(bytes)} (si no falta además el final)`
      : `${formatBytes(bytes)} (if the end is not missing too)`;
  }
  const limits = limitsText(bytesMinimum, bytesMaximum, lang);
  if (likelyMinimum === null || likelyMaximum === null) return limits;
  const likely =
    likelyMinimum === likelyMaximum ? formatBytes(likelyMinimum) : betweenText(likelyMinimum, likelyMaximum, lang);
  return lang === 'es' ? `${limits}; si era como los demás, ${likely}` : `${limits}; if like the others, ${likely}`;
}

function limitsText(minimum: number, maximum: number | null, lang: Lang): string {
  if (maximum === null) return lang === 'es' ? 'no se puede saber' : 'cannot be told';
  return betweenText(minimum, maximum, lang);
}

function betweenText(from: number, to: number, lang: Lang): string {
  return lang === 'es'
    ? `entre ${formatCount(from)} y ${formatBytes(to)}`
    : `between ${formatCount(from)} and ${formatBytes(to)}`;
}

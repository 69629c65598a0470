// What makes two connections one, and how to say it.

import type { Lang, TextOf } from '../../core/text.ts';

export type PairEvidenceKind =
  | 'initial-numbers'
  | 'one-initial-number'
  | 'sequence-and-bytes'
  | 'timestamps'
  | 'bytes-and-times';

export interface PairEvidence {
  readonly kind: PairEvidenceKind;
  /** 2 … 5: of two counterparts the stronger one counts. */
  readonly strength: number;
  /** Segments with the same bytes at the same place. */
  readonly agreeing: number;
  readonly bytes: number;
  /** Sequence numbers are rewritten on the way. */
  readonly isShifted: boolean;
}

const KINDS: Readonly<Record<PairEvidenceKind, TextOf<PairEvidence>>> = {
  'initial-numbers': {
    es: () => 'los dos números de secuencia iniciales (64 bits elegidos al azar) son iguales en las dos capturas',
    en: () => 'both initial sequence numbers (64 bits chosen at random) are the same in the two captures',
  },
  'one-initial-number': {
    es: () => 'el número de secuencia inicial que ambas capturas vieron es el mismo, y nada lo contradice',
    en: () => 'the initial sequence number that both captures saw is the same, and nothing contradicts it',
  },
  'sequence-and-bytes': {
    es: () => 'los mismos bytes están en los mismos números de secuencia',
    en: () => 'the same bytes are at the same sequence numbers',
  },
  timestamps: {
    es: () => 'las marcas de tiempo de TCP (RFC 7323) son las mismas, segmento a segmento',
    en: () => 'the TCP timestamps (RFC 7323) are the same, segment by segment',
  },
  'bytes-and-times': {
    es: () =>
      'los mismos bytes a las mismas distancias en los dos sentidos, y las horas solo admiten un mismo viaje (nada llega antes de salir)',
    en: () =>
      'the same bytes at the same distances both ways, and the times allow only one journey (nothing arrives before it left)',
  },
};

const AGREEING: TextOf<PairEvidence> = {
  es: ({ agreeing, bytes }) => `${agreeing} segmentos con datos coinciden byte a byte (${bytes} bytes)`,
  en: ({ agreeing, bytes }) => `${agreeing} segments with data agree byte by byte (${bytes} bytes)`,
};

const SHIFTED: TextOf<PairEvidence> = {
  es: () => 'los números de secuencia se reescriben en el camino: se comparan las posiciones relativas',
  en: () => 'the sequence numbers are rewritten on the way: relative positions are compared',
};

/** One sentence per piece of evidence. */
export function pairSentences(evidence: PairEvidence, lang: Lang): readonly string[] {
  const sentences = [KINDS[evidence.kind][lang](evidence)];
  if (evidence.agreeing > 0) sentences.push(AGREEING[lang](evidence));
  if (evidence.isShifted) sentences.push(SHIFTED[lang](evidence));
  return sentences;
}

// How two captures are to be compared, and why: one connection at two points, two sides of a broker, or two runs.

import type { Lang, Text, TextOf } from '../core/text.ts';
import type { DiffMode } from './capture-diff.ts';
import { deliveryEvidence } from './delivery/same-run.ts';
import type { DiffContext } from './diff-context.ts';
import type { DiffInput } from './diff-input.ts';
import { connectionsInCommon } from './path/compare-path.ts';
import { evidenceOf, type StreamPair } from './path/stream-pairs.ts';

export interface ModeDecision {
  readonly mode: DiffMode;
  /** Connections that both captures saw. */
  readonly pairs: readonly StreamPair[];
  /** One sentence per piece of evidence. */
  readonly evidence: readonly string[];
}

/** Pairs told one by one. */
const MOST_TOLD = 5;

const TOLD: TextOf<DiffMode> = {
  es: (mode) => `Se pidió con --as ${mode}.`,
  en: (mode) => `Asked for with --as ${mode}.`,
};

const COMMON: TextOf<{ readonly count: number; readonly a: number; readonly b: number }> = {
  es: ({ count, a, b }) =>
    count === 1
      ? `Las dos capturas muestran una misma conexión TCP (A tiene ${a}, B tiene ${b}): es un mismo tráfico visto en dos puntos.`
      : `Las dos capturas muestran ${count} conexiones TCP que son las mismas (A tiene ${a}, B tiene ${b}): es un mismo tráfico visto en dos puntos.`,
  en: ({ count, a, b }) =>
    count === 1
      ? `Both captures show one and the same TCP connection (A has ${a}, B has ${b}): the same traffic seen at two points.`
      : `Both captures show ${count} TCP connections that are the same (A has ${a}, B has ${b}): the same traffic seen at two points.`,
};

const NOT_COMMON: TextOf<{ readonly a: number; readonly b: number }> = {
  es: ({ a, b }) =>
    `Ninguna conexión TCP es la misma (A tiene ${a}, B tiene ${b}): no coinciden los números de secuencia iniciales, ni hay los mismos bytes a las mismas distancias y horas.`,
  en: ({ a, b }) =>
    `No TCP connection is the same (A has ${a}, B has ${b}): neither the initial sequence numbers agree, nor are there the same bytes at the same distances and times.`,
};

const NO_TCP: TextOf<string> = {
  es: (name) => `La captura ${name} no tiene ninguna conexión TCP.`,
  en: (name) => `Capture ${name} has no TCP connection.`,
};

const CONCLUSIONS: Readonly<Record<'delivery' | 'runs', Text>> = {
  delivery: {
    es: 'Por eso se comparan como los dos lados de un broker: lo que se publicó en una con lo que se entregó en la otra.',
    en: 'So they are compared as the two sides of a broker: what was published in one with what was delivered in the other.',
  },
  runs: {
    es: 'Por eso se comparan como dos ejecuciones distintas del mismo experimento.',
    en: 'So they are compared as two different runs of the same experiment.',
  },
};

export function decideMode(a: DiffInput, b: DiffInput, forced: DiffMode | null, context: DiffContext): ModeDecision {
  const { lang } = context;
  const pairs = forced === null || forced === 'path' ? connectionsInCommon(a, b) : [];
  if (forced !== null) return { mode: forced, pairs, evidence: [TOLD[lang](forced)] };
  const counts = { count: pairs.length, a: a.segments.streams.size, b: b.segments.streams.size };
  if (pairs.length > 0) return { mode: 'path', pairs, evidence: [COMMON[lang](counts), ...pairEvidence(pairs, lang)] };
  const delivery = deliveryEvidence(a, b, context);
  const mode = delivery.sameRun === 'yes' ? 'delivery' : 'runs';
  const empty = [counts.a === 0 ? NO_TCP[lang]('A') : [], counts.b === 0 ? NO_TCP[lang]('B') : []].flat();
  const apart = empty.length > 0 ? empty : [NOT_COMMON[lang](counts)];
  return { mode, pairs, evidence: [...apart, ...delivery.reasons, CONCLUSIONS[mode][lang]] };
}

function pairEvidence(pairs: readonly StreamPair[], lang: Lang): readonly string[] {
  return [...pairs]
    .sort((p, q) => p.a.stream - q.a.stream)
    .slice(0, MOST_TOLD)
    .map((pair) => {
      const reasons = evidenceOf(pair, lang).join('; ');
      return lang === 'es'
        ? `Conexión ${pair.a.stream} de A = conexión ${pair.b.stream} de B: ${reasons}.`
        : `Connection ${pair.a.stream} of A = connection ${pair.b.stream} of B: ${reasons}.`;
    });
}

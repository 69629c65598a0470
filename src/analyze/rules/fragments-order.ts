// Fragments of a file that come more than once, with other bytes, out of order, and runs of them that start again.

import type { Sender } from '../../core/direction.ts';
import type { TopicFragments } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { eachReport, type FragmentFacts, rowsOfSequence } from './fragments-view.ts';
import { hasHoles, listed, type MqttConnectionReport } from './mqtt-view.ts';
import { counted } from './wording.ts';

/** Frames named by one finding. */
const FRAMES = 50;

interface OrderFacts extends FragmentFacts {
  readonly numbers: string;
  readonly fragments: number;
}

export const fragmentsDuplicated: Rule = defineRule<OrderFacts>({
  id: 'mqtt.fragments-duplicated',
  severity: 'warn',
  clause: null,
  title: { es: 'Fragmentos repetidos', en: 'Repeated fragments' },
  check: (analysis) => eachReport(analysis, (...args) => listedNumbers(...args, 'duplicated')),
  explain: {
    es: ({ fragments, numbers }) =>
      `${counted(fragments, 'fragmento llega', 'fragmentos llegan')} más de una vez: ${numbers}. Con QoS 1 es posible (al menos una vez); con QoS 2 no debería ocurrir salvo que la aplicación lo publique dos veces. Quien junta el archivo debe descartar la repetición.`,
    en: ({ fragments, numbers }) =>
      `${counted(fragments, 'fragment comes', 'fragments come')} more than once: ${numbers}. With QoS 1 that is possible (at least once); with QoS 2 it should not happen unless the application publishes twice. Whoever puts the file together must drop the repetition.`,
  },
});

export const fragmentsReordered: Rule = defineRule<OrderFacts>({
  id: 'mqtt.fragments-reordered',
  severity: 'warn',
  clause: 'MQTT-4.6.0-5, MQTT-4.6.0-6',
  title: { es: 'Fragmentos fuera de orden', en: 'Fragments out of order' },
  check: (analysis) => eachReport(analysis, (...args) => listedNumbers(...args, 'reordered')),
  explain: {
    es: ({ fragments, numbers }) =>
      `${counted(fragments, 'fragmento llega', 'fragmentos llegan')} después de otro con número mayor: ${numbers}. TCP entrega en orden y MQTT conserva el de cada tópico y QoS, así que el desorden viene de la aplicación, de varios tópicos o de mezclar QoS. Quien junta el archivo debe ordenar por número.`,
    en: ({ fragments, numbers }) =>
      `${counted(fragments, 'fragment comes', 'fragments come')} after one with a higher number: ${numbers}. TCP delivers in order, and MQTT keeps the order of each topic and QoS, so this comes from the application, from several topics or from mixed QoS. Whoever puts the file together must sort by number.`,
  },
});

function listedNumbers(
  fragments: TopicFragments,
  sender: Sender,
  report: MqttConnectionReport,
  which: 'duplicated' | 'reordered' | 'altered',
): Evidence<OrderFacts>[] {
  return fragments.sequences.flatMap((sequence, at) => {
    const numbers = sequence[which];
    if (numbers.length === 0) return [];
    const frames = rowsOfSequence(fragments, at)
      .filter((row) => row.index !== null && numbers.includes(row.index))
      .map((row) => row.frame);
    return [
      {
        stream: report.connection.stream,
        frames: frames.slice(0, FRAMES),
        framesCount: frames.length,
        facts: {
          sender,
          captureHoles: hasHoles(report, sender),
          numbers: listed(numbers),
          fragments: new Set(numbers).size,
        },
      },
    ];
  });
}

interface RestartFacts extends FragmentFacts {
  readonly sequences: number;
  readonly failed: number;
  readonly lastOutcome: string;
  /** "2 (los demás en 0)": runs that do not begin where the lowest does. */
  readonly lateStarts: string;
}

export const fragmentSequenceRestarted: Rule = defineRule<RestartFacts>({
  id: 'mqtt.fragment-sequence-restarted',
  severity: 'note',
  clause: null,
  title: { es: 'La serie de fragmentos vuelve a empezar', en: 'The run of fragments starts again' },
  check: (analysis) => eachReport(analysis, restartsOf),
  explain: {
    es: ({ sequences, failed, lastOutcome, lateStarts }) =>
      `Hay ${counted(sequences, 'serie', 'series')} de fragmentos. ` +
      `${failed > 0 ? `${counted(failed, 'termina', 'terminan')} con el paquete de fin de error (−1): el publicador detecta que faltó algo y envía el archivo otra vez. ` : 'La numeración vuelve a empezar sin paquete de fin: el archivo se publica otra vez. '}` +
      `${lateStarts === '' ? '' : `Alguna empieza en ${lateStarts} y no en el primer número: también le faltan los de antes. `}` +
      `La última serie: ${outcomeText(lastOutcome, 'es')}. Quien recibe debe quedarse solo con una serie completa.`,
    en: ({ sequences, failed, lastOutcome, lateStarts }) =>
      `There are ${counted(sequences, 'run', 'runs')} of fragments. ` +
      `${failed > 0 ? `${counted(failed, 'ends', 'end')} with the end packet for failure (−1): the publisher notices that something was missing and sends the file again. ` : 'The numbers start again without an end packet: the file is published once more. '}` +
      `${lateStarts === '' ? '' : `Some run begins at ${lateStarts} and not at the first number: the ones before are missing too. `}` +
      `The last run: ${outcomeText(lastOutcome, 'en')}. The receiver must keep only one complete run.`,
  },
});

function outcomeText(outcome: string, lang: 'es' | 'en'): string {
  const texts: Readonly<Record<string, readonly [string, string]>> = {
    complete: ['completa', 'complete'],
    failed: ['fallida', 'failed'],
    incomplete: ['incompleta', 'incomplete'],
    unknown: [
      'sin huecos, pero nada dice si llegó hasta el final',
      'without holes, but nothing tells whether it reached the end',
    ],
  };
  return texts[outcome]?.[lang === 'es' ? 0 : 1] ?? outcome;
}

function restartsOf(fragments: TopicFragments, sender: Sender, report: MqttConnectionReport): Evidence<RestartFacts>[] {
  const { sequences, sequencesCount, rows } = fragments;
  const last = sequences.at(-1);
  if (sequencesCount < 2 || last === undefined) return [];
  const failed = sequences.filter((sequence) => sequence.outcome === 'failed').length;
  const lowest = Math.min(...sequences.map((sequence) => sequence.from));
  const late = sequences.filter((sequence) => sequence.from > lowest).map((sequence) => sequence.from);
  const ends = rows.filter((row) => row.special?.startsWith('end packet') === true).map((row) => row.frame);
  const starts = sequences.slice(1).flatMap((_, at) => rowsOfSequence(fragments, at + 1)[0]?.frame ?? []);
  return [
    {
      stream: report.connection.stream,
      frames: ends.length > 0 ? ends : starts,
      facts: {
        sender,
        captureHoles: hasHoles(report, sender),
        sequences: sequencesCount,
        failed,
        lastOutcome: last.outcome,
        lateStarts: listed([...new Set(late)]),
      },
      ...(failed > 0 ? { severity: last.outcome === 'complete' ? ('warn' as const) : ('error' as const) } : {}),
    },
  ];
}

export const fragmentsAltered: Rule = defineRule<OrderFacts>({
  id: 'mqtt.fragments-altered',
  severity: 'error',
  clause: null,
  title: { es: 'El mismo número de fragmento con otros bytes', en: 'The same fragment number with other bytes' },
  check: (analysis) => eachReport(analysis, (...args) => listedNumbers(...args, 'altered')),
  explain: {
    es: ({ fragments, numbers }) =>
      `${counted(fragments, 'número llega', 'números llegan')} otra vez, dentro de la misma serie, con un contenido distinto: ${numbers}. No es una repetición de MQTT ni de TCP, que son idénticas byte a byte: lo cambió la aplicación, u otro publicador usa el mismo tópico. Sin el archivo original (--expect) no se puede saber cuál vale.`,
    en: ({ fragments, numbers }) =>
      `${counted(fragments, 'number comes', 'numbers come')} again within the same run with other content: ${numbers}. That is no repetition by MQTT or TCP, which are equal byte by byte: the application changed it, or another publisher uses the same topic. Without the original file (--expect) it cannot be told which one counts.`,
  },
});

// Fragments of a file: missing, total that does not match, repeated, out of order, runs that start again.
// Judged only where the payloads themselves are numbered or announce a length, and never "lost" from one side alone (SEMANTICS 1.7).

import type { Sender } from '../../core/direction.ts';
import type { FragmentReport, FragmentRow } from '../analysis.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasHoles, listed, type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';
import { count, counted } from './wording.ts';

/** Fewer fragments than this prove no numbering. */
const CONVINCING = 3;
const FRAMES = 50;

interface FragmentFacts {
  readonly [key: string]: number | string | boolean;
  readonly sender: string;
  readonly captureHoles: boolean;
}

interface MissingFacts extends FragmentFacts {
  readonly missing: string;
  readonly missingCount: number;
  readonly from: number;
  readonly to: number;
  readonly duplicates: number;
}

export const fragmentsMissing: Rule = defineRule<MissingFacts>({
  id: 'mqtt.fragments-missing',
  severity: 'error',
  clause: null,
  title: { es: 'Faltan fragmentos en la numeración', en: 'Fragment numbers are missing' },
  check: (analysis) => eachReport(analysis, missingOf),
  explain: {
    es: ({ missing, missingCount, from, to, sender, captureHoles }) =>
      `De los fragmentos ${from} a ${to} ${missingCount === 1 ? 'falta el' : `faltan ${count(missingCount)}:`} ${missing}. ` +
      `${captureHoles ? 'La captura tiene huecos en esa dirección: puede que se enviara y no se capturara.' : sender === 'client' ? 'El cliente no publicó ese mensaje: lo que envía ya viene incompleto, no lo perdió la red.' : 'El broker no se lo entregó a este cliente; si llegó a publicarse se ve en la captura del publicador.'} ` +
      'Un último fragmento que falte no dejaría hueco en los números.',
    en: ({ missing, missingCount, from, to, sender, captureHoles }) =>
      `Of fragments ${from} to ${to}, ${missingCount === 1 ? 'one is missing:' : `${count(missingCount)} are missing:`} ${missing}. ` +
      `${captureHoles ? 'The capture has holes in that direction: it may have been sent and not captured.' : sender === 'client' ? 'The client did not publish that message: what it sends is already incomplete, the network did not lose it.' : "The broker did not deliver it to this client; whether it was published shows in the publisher's capture."} ` +
      'A missing last fragment would leave no hole in the numbers.',
  },
});

function missingOf(fragments: FragmentReport, sender: Sender, report: MqttConnectionReport): Evidence<MissingFacts>[] {
  return fragments.sequences.flatMap((sequence, at): Evidence<MissingFacts>[] => {
    if (sequence.missing.length === 0) return [];
    const rows = rowsOfSequence(fragments, at);
    return [
      {
        stream: report.connection.stream,
        frames: neighbours(rows, sequence.missing),
        facts: {
          sender,
          captureHoles: hasHoles(report, sender),
          missing: listed(sequence.missing),
          missingCount: sequence.missing.length,
          from: sequence.from,
          to: sequence.to,
          duplicates: sequence.duplicated.length,
        },
        ...(hasHoles(report, sender) ? { severity: 'warn' as const } : {}),
      },
    ];
  });
}

interface TotalFacts extends FragmentFacts {
  readonly announced: number;
  readonly received: number;
}

export const fragmentTotalMismatch: Rule = defineRule<TotalFacts>({
  id: 'mqtt.fragment-total-mismatch',
  severity: 'error',
  clause: null,
  title: { es: 'La longitud anunciada no coincide con la recibida', en: 'Announced and received length differ' },
  check: (analysis) => eachReport(analysis, totalOf),
  explain: {
    es: ({ announced, received, captureHoles }) =>
      `El primer fragmento anuncia ${counted(announced, 'byte', 'bytes')} y los demás suman ${count(received)}: ${difference(announced, received, 'es')}. ` +
      `${captureHoles ? 'La captura tiene huecos en esa dirección, así que puede faltar aquí y no en la transferencia.' : 'Así se ve también un fragmento final que falte, que la numeración no delata.'}`,
    en: ({ announced, received, captureHoles }) =>
      `The first fragment announces ${counted(announced, 'byte', 'bytes')}, and the others add up to ${count(received)}: ${difference(announced, received, 'en')}. ` +
      `${captureHoles ? 'The capture has holes in that direction, so they may be missing here and not in the transfer.' : 'A missing last fragment, which the numbers do not show, shows like this too.'}`,
  },
});

function difference(announced: number, received: number, lang: 'es' | 'en'): string {
  const bytes = count(Math.abs(announced - received));
  if (lang === 'es') return received < announced ? `faltan ${bytes}` : `sobran ${bytes}`;
  return received < announced ? `${bytes} are missing` : `${bytes} too many`;
}

function totalOf(fragments: FragmentReport, sender: Sender, report: MqttConnectionReport): Evidence<TotalFacts>[] {
  const { announcedBytes, totalBytes, rows } = fragments;
  if (announcedBytes === null || announcedBytes === totalBytes) return [];
  const control = rows.filter((row) => row.special?.startsWith('control size') === true);
  const last = rows.at(-1);
  return [
    {
      stream: report.connection.stream,
      frames: [...control.map((row) => row.frame), ...(last === undefined ? [] : [last.frame])],
      facts: { sender, captureHoles: hasHoles(report, sender), announced: announcedBytes, received: totalBytes },
      ...(hasHoles(report, sender) ? { severity: 'warn' as const } : {}),
    },
  ];
}

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
  fragments: FragmentReport,
  sender: Sender,
  report: MqttConnectionReport,
  which: 'duplicated' | 'reordered',
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

function restartsOf(fragments: FragmentReport, sender: Sender, report: MqttConnectionReport): Evidence<RestartFacts>[] {
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

/** Every direction with fragments enough to judge by. */
function eachReport<F extends FragmentFacts>(
  analysis: AnalysisFacts,
  look: (fragments: FragmentReport, sender: Sender, report: MqttConnectionReport) => Evidence<F>[],
): Evidence<F>[] {
  return mqttConnections(analysis).flatMap((report) =>
    (['client', 'server'] as const).flatMap((sender) => {
      const fragments = report.mqtt.fragments?.[sender] ?? null;
      return fragments === null || fragments.count < CONVINCING ? [] : look(fragments, sender, report);
    }),
  );
}

/**
 * The numbered rows of the n-th run. A run begins behind an end packet, or where a number is not above the ones before and yet neither repeats
 * one of the run nor fills a hole in it.
 */
function rowsOfSequence({ rows, sequences }: FragmentReport, wanted: number): FragmentRow[] {
  const found: FragmentRow[] = [];
  let at = 0;
  let highest = -1;
  for (const row of rows) {
    if (row.index === null) continue;
    if (row.special?.startsWith('end packet') === true) {
      at++;
      highest = -1;
      continue;
    }
    const isOfThisRun = row.duplicateOf !== null || sequences[at]?.reordered.includes(row.index) === true;
    if (row.index <= highest && !isOfThisRun) {
      at++;
      highest = -1;
    }
    highest = Math.max(highest, row.index);
    if (at === wanted) found.push(row);
  }
  return found;
}

/** Frames of the fragments on both sides of each missing number. */
function neighbours(rows: readonly FragmentRow[], missing: readonly number[]): number[] {
  const frames = new Set<number>();
  for (const number of missing.slice(0, FRAMES)) {
    const before = rows.filter((row) => row.index !== null && row.index < number).at(-1);
    const after = rows.find((row) => row.index !== null && row.index > number);
    if (before !== undefined) frames.add(before.frame);
    if (after !== undefined) frames.add(after.frame);
  }
  return [...frames].sort((a, b) => a - b);
}

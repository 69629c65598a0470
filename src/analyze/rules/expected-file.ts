// What became of the file that should have arrived (--expect): nothing of it was seen, bytes are missing or altered, or it came out of order.
// Judged by the attempt that brought most of it: one that failed and was sent again is no loss.

import { bestAttempt } from '../expectation/best-attempt.ts';
import type { AttemptReport, Difference, TransferReport } from '../expectation/expectation-report.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { count, counted } from './wording.ts';

/** Byte ranges named in a sentence. */
const RANGES = 4;

interface FileFacts {
  readonly [key: string]: number | string | boolean;
  readonly sender: string;
  readonly topic: string;
  readonly fileBytes: number;
}

const notFound: Rule = defineRule<{ readonly path: string; readonly bytes: number; readonly topics: number }>({
  id: 'file.not-found',
  severity: 'error',
  clause: null,
  title: { es: 'El archivo esperado no aparece', en: 'The expected file is not there' },
  check: ({ expectation }) => {
    if (expectation === null || expectation.transfersCount > 0) return [];
    const { file, otherTopics } = expectation;
    return [{ stream: null, frames: [], facts: { path: file.path, bytes: file.bytes, topics: otherTopics } }];
  },
  explain: {
    es: ({ path, bytes, topics }) =>
      `Ningún mensaje de la captura lleva una parte reconocible de ${path} (${counted(bytes, 'byte', 'bytes')}); se ${topics === 1 ? 'miró' : 'miraron'} ${counted(topics, 'tópico', 'tópicos')}. O no es ese archivo, o se envió cifrado, comprimido o transformado, o no llegó a publicarse.`,
    en: ({ path, bytes, topics }) =>
      `No message of the capture carries a recognisable part of ${path} (${counted(bytes, 'byte', 'bytes')}); ${counted(topics, 'topic was', 'topics were')} looked at. Either it is not that file, or it was sent encrypted, compressed or transformed, or it was never published.`,
  },
});

interface MissingFacts extends FileFacts {
  readonly arrived: number;
  readonly missing: number;
  readonly ranges: string;
  readonly attempts: number;
}

const bytesMissing: Rule = defineRule<MissingFacts>({
  id: 'file.bytes-missing',
  severity: 'error',
  clause: null,
  title: { es: 'Faltan bytes del archivo', en: 'Bytes of the file are missing' },
  check: (analysis) =>
    eachTransfer(analysis, (transfer, attempt, facts): Evidence<MissingFacts>[] => {
      if (attempt.missingBytes === 0) return [];
      const missing = attempt.differences.filter(({ kind }) => kind === 'missing');
      return [
        {
          stream: attempt.stream,
          frames: framesOf(missing.flatMap(({ afterFrame, beforeFrame }) => [afterFrame, beforeFrame])),
          facts: {
            ...facts,
            arrived: attempt.arrivedBytes,
            missing: attempt.missingBytes,
            ranges: rangesText(missing),
            attempts: transfer.attemptsCount,
          },
        },
      ];
    }),
  explain: {
    es: ({ sender, topic, fileBytes, arrived, missing, ranges, attempts }) =>
      `De los ${counted(fileBytes, 'byte', 'bytes')} del archivo, ${sender === 'client' ? 'el cliente publicó' : 'a este cliente le llegaron'} ${count(arrived)} en el tópico ${topic}${attempts > 1 ? ` (en el mejor de ${count(attempts)} intentos)` : ''}; ${missing === 1 ? 'falta' : 'faltan'} ${count(missing)}: ${ranges} (bytes contados desde 0, ambos inclusive). Las tramas son las de los fragmentos de antes y de después.`,
    en: ({ sender, topic, fileBytes, arrived, missing, ranges, attempts }) =>
      `Of the ${counted(fileBytes, 'byte', 'bytes')} of the file, ${sender === 'client' ? 'the client published' : 'this client received'} ${count(arrived)} on topic ${topic}${attempts > 1 ? ` (in the best of ${count(attempts)} attempts)` : ''}; ${count(missing)} ${missing === 1 ? 'is' : 'are'} missing: ${ranges} (bytes counted from 0, both ends included). The frames are those of the fragments before and behind.`,
  },
});

interface AlteredFacts extends FileFacts {
  readonly fragments: number;
  readonly ranges: string;
  readonly firstDifference: number;
  readonly differing: number;
}

const bytesAltered: Rule = defineRule<AlteredFacts>({
  id: 'file.bytes-altered',
  severity: 'error',
  clause: null,
  title: { es: 'Bytes distintos de los del archivo', en: 'Bytes that are not those of the file' },
  check: (analysis) =>
    eachTransfer(analysis, (_transfer, attempt, facts): Evidence<AlteredFacts>[] => {
      const altered = attempt.differences.filter(({ kind }) => kind === 'altered');
      const [first] = altered;
      if (first === undefined) return [];
      return [
        {
          stream: attempt.stream,
          frames: framesOf(altered.map(({ frame }) => frame)),
          framesCount: attempt.alteredFragments,
          facts: {
            ...facts,
            fragments: attempt.alteredFragments,
            ranges: rangesText(altered),
            firstDifference: first.firstDifference ?? -1,
            differing: altered.reduce((sum, { differingBytes }) => sum + (differingBytes ?? 0), 0),
          },
        },
      ];
    }),
  explain: {
    es: ({ fragments, ranges, firstDifference, differing }) =>
      `${counted(fragments, 'fragmento no trae', 'fragmentos no traen')} los bytes del archivo en su lugar: ${ranges}${firstDifference < 0 ? ' (con otra longitud)' : `; la primera diferencia está en el byte ${count(firstDifference)}${differing > 0 ? ` y difieren ${count(differing)} en total` : ''}`}. TCP protege cada segmento con una suma de comprobación: un cambio así suele venir de la aplicación (codificación del texto, saltos de línea) y no de la red.`,
    en: ({ fragments, ranges, firstDifference, differing }) =>
      `${counted(fragments, 'fragment does', 'fragments do')} not bring the bytes of the file in its place: ${ranges}${firstDifference < 0 ? ' (with another length)' : `; the first difference is at byte ${count(firstDifference)}${differing > 0 ? `, and ${count(differing)} differ in all` : ''}`}. TCP protects every segment by a checksum: such a change usually comes from the application (text encoding, line ends), not from the network.`,
  },
});

interface ArrangementFacts extends FileFacts {
  readonly repeated: number;
  readonly moved: number;
  readonly foreign: number;
  readonly outcome: string;
}

const rearranged: Rule = defineRule<ArrangementFacts>({
  id: 'file.rearranged',
  severity: 'warn',
  clause: null,
  title: {
    es: 'El archivo no sale igual juntando los fragmentos según llegan',
    en: 'Joining the fragments as they come does not give the file',
  },
  check: (analysis) =>
    eachTransfer(analysis, (_transfer, attempt, facts): Evidence<ArrangementFacts>[] => {
      const { repeatedFragments: repeated, movedFragments: moved, foreignFragments: foreign, outcome } = attempt;
      if (repeated + moved + foreign === 0) return [];
      const kinds: readonly string[] = ['repeated', 'moved', 'foreign'];
      const found = attempt.differences.filter(({ kind }) => kinds.includes(kind));
      return [
        {
          stream: attempt.stream,
          frames: framesOf(found.map(({ frame }) => frame)),
          framesCount: repeated + moved + foreign,
          facts: { ...facts, repeated, moved, foreign, outcome },
        },
      ];
    }),
  explain: {
    es: ({ repeated, moved, foreign, outcome }) =>
      `Respecto del archivo hay ${listOf([repeated > 0 ? counted(repeated, 'fragmento repetido', 'fragmentos repetidos') : '', moved > 0 ? counted(moved, 'fragmento fuera de orden', 'fragmentos fuera de orden') : '', foreign > 0 ? counted(foreign, 'fragmento que no es de él', 'fragmentos que no son de él') : ''], 'y')}. ${outcome === 'recoverable' ? 'Todos sus bytes llegaron: quien ordene y descarte lo sobrante obtiene el archivo; quien solo los junte, no.' : 'Además no llegó entero.'}`,
    en: ({ repeated, moved, foreign, outcome }) =>
      `Compared with the file there ${repeated + moved + foreign === 1 ? 'is' : 'are'} ${listOf([repeated > 0 ? counted(repeated, 'repeated fragment', 'repeated fragments') : '', moved > 0 ? counted(moved, 'fragment out of order', 'fragments out of order') : '', foreign > 0 ? counted(foreign, 'fragment that is none of it', 'fragments that are none of it') : ''], 'and')}. ${outcome === 'recoverable' ? 'All its bytes arrived: whoever sorts and drops what is too much gets the file; whoever just joins them does not.' : 'Besides, it did not arrive whole.'}`,
  },
});

const notFullyCompared: Rule = defineRule<{
  readonly path: string;
  readonly bytes: number;
  readonly comparedBytes: number;
  readonly messages: number;
}>({
  id: 'file.not-fully-compared',
  severity: 'note',
  clause: null,
  title: { es: 'El archivo no se comparó entero', en: 'The file was not compared as a whole' },
  check: ({ expectation }) => {
    if (expectation === null) return [];
    const { path, bytes, comparedBytes } = expectation.file;
    if (comparedBytes === bytes && expectation.notCompared === 0) return [];
    return [{ stream: null, frames: [], facts: { path, bytes, comparedBytes, messages: expectation.notCompared } }];
  },
  explain: {
    es: ({ path, bytes, comparedBytes, messages }) =>
      `Se compararon los primeros ${count(comparedBytes)} de los ${counted(bytes, 'byte', 'bytes')} de ${path}, y ${counted(messages, 'mensaje quedó', 'mensajes quedaron')} sin comparar por los límites de memoria: lo que se dice del archivo vale solo para lo comparado.`,
    en: ({ path, bytes, comparedBytes, messages }) =>
      `The first ${count(comparedBytes)} of the ${counted(bytes, 'byte', 'bytes')} of ${path} were compared, and ${counted(messages, 'message was', 'messages were')} left out because of the memory limits: what is said of the file holds only for what was compared.`,
  },
});

/** Every finding about an expected file. */
export const expectedFileRules: readonly Rule[] = [bytesAltered, bytesMissing, notFound, notFullyCompared, rearranged];

/** Every transfer, by the attempt that brought most; nothing where one brought everything as it should be. */
function eachTransfer<F extends FileFacts>(
  { expectation }: AnalysisFacts,
  look: (transfer: TransferReport, attempt: AttemptReport, facts: FileFacts) => Evidence<F>[],
): Evidence<F>[] {
  if (expectation === null) return [];
  return expectation.transfers.flatMap((transfer) => {
    const best = bestAttempt(transfer);
    const facts = { sender: transfer.direction, topic: transfer.topic, fileBytes: expectation.file.bytes };
    return best === null || best.outcome === 'identical' ? [] : look(transfer, best, facts);
  });
}

/** "0–64, 366–423". */
function rangesText(differences: readonly Difference[]): string {
  const shown = differences.slice(0, RANGES).map(({ offset, bytes }) => {
    const from = offset ?? 0;
    return bytes <= 1 ? count(from) : `${count(from)}–${count(from + bytes - 1)}`;
  });
  return differences.length > RANGES ? `${shown.join(', ')}, …` : shown.join(', ');
}

function framesOf(frames: readonly (number | null)[]): number[] {
  const known = new Set<number>();
  for (const frame of frames) if (frame !== null) known.add(frame);
  return [...known].sort((a, b) => a - b);
}

function listOf(parts: readonly string[], and: string): string {
  const said = parts.filter((part) => part !== '');
  const last = said.pop() ?? '';
  return said.length === 0 ? last : `${said.join(', ')} ${and} ${last}`;
}

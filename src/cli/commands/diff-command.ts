// `diff`: how it is called. The work is in diff.ts, loaded when it is run.

import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import {
  COLOR,
  DECODE_AS,
  HELP,
  LANG,
  LIST_LIMIT,
  NO_PROGRESS,
  OUTPUT,
  PROFILE,
  TIME_ZONE,
  VERSION,
} from '../options.ts';

/** Tests hold both equal to what src/diff and src/report/diff know: those are not loaded for this. */
export const DIFF_FORMATS = ['terminal', 'markdown', 'json'] as const;
export const DIFF_MODES = ['path', 'delivery', 'runs'] as const;

export const DIFF_FORMAT: OptionSpec = {
  name: 'format',
  short: null,
  value: DIFF_FORMATS.join('|'),
  choices: DIFF_FORMATS,
  repeatable: false,
  group: 'result',
  describe: {
    es: 'forma del informe (por omisión, terminal)',
    en: 'form of the report (default: terminal)',
  },
};

export const AS: OptionSpec = {
  name: 'as',
  short: null,
  value: DIFF_MODES.join('|'),
  choices: DIFF_MODES,
  repeatable: false,
  group: 'reading',
  describe: {
    es: 'cómo compararlas, en vez de decidirlo por su contenido: path (una conexión en dos puntos), delivery (lo publicado con lo entregado) o runs (dos ejecuciones)',
    en: 'how to compare them, instead of deciding by what they hold: path (one connection at two points), delivery (published against delivered) or runs (two executions)',
  },
};

const KIND = { es: 'CLASE', en: 'KIND' } as const;

export const ONLY: OptionSpec = {
  name: 'only',
  short: null,
  value: KIND,
  choices: null,
  repeatable: true,
  group: 'result',
  describe: {
    es: 'solo cuentan las diferencias de esa clase (path.segment-lost) o área (path); repetible',
    en: 'only differences of that kind (path.segment-lost) or area (path) count; repeatable',
  },
};

export const IGNORE: OptionSpec = {
  name: 'ignore',
  short: null,
  value: KIND,
  choices: null,
  repeatable: true,
  group: 'result',
  describe: {
    es: 'no cuentan las diferencias de esa clase o área; repetible',
    en: 'differences of that kind or area do not count; repeatable',
  },
};

export const diffCommand: Command = {
  name: 'diff',
  operands: { es: '<A> <B>', en: '<A> <B>' },
  summary: {
    es: 'compara dos capturas: un tráfico en dos puntos, los dos lados de un broker, o dos ejecuciones (termina con 0 si son iguales, 1 si no, 2 si no se pudo)',
    en: 'compares two captures: one traffic at two points, the two sides of a broker, or two runs (ends with 0 if they are the same, 1 if not, 2 on trouble)',
  },
  about: {
    es: 'Captura: un archivo pcapng o pcap, también comprimido con gzip o zstd; «-» lee la entrada estándar (solo una de las dos).',
    en: 'Capture: a pcapng or pcap file, also compressed with gzip or zstd; "-" reads standard input (only one of the two).',
  },
  exitCodes: {
    es: `Código de salida:
    0  iguales
    1  distintas
    2  no se pudo: argumentos erróneos; captura ilegible, dañada o cortada
       (aun así se compara todo lo anterior al daño)
    6  no se puede escribir la salida
   70  fallo de este programa`,
    en: `Exit code:
    0  the same
    1  different
    2  trouble: wrong arguments; a capture unreadable, damaged or cut short
       (everything before the damage is compared all the same)
    6  output not writable
   70  a bug of this program`,
  },
  options: [
    DECODE_AS,
    AS,
    DIFF_FORMAT,
    OUTPUT,
    ONLY,
    IGNORE,
    LANG,
    PROFILE,
    TIME_ZONE,
    LIST_LIMIT,
    COLOR,
    NO_PROGRESS,
    HELP,
    VERSION,
  ],
  examples: [
    [
      { es: 'publicador.pcapng broker.pcapng', en: 'publisher.pcapng broker.pcapng' },
      { es: 'qué se perdió entre los dos puntos', en: 'what was lost between the two points' },
    ],
    [
      { es: 'ayer.pcapng hoy.pcapng --as runs', en: 'yesterday.pcapng today.pcapng --as runs' },
      { es: 'dos ejecuciones, medida a medida', en: 'two runs, measure by measure' },
    ],
  ],
  load: () => import('./diff.ts'),
};

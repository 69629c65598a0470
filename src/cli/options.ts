// Options of the commands, each declared once: how they are written, what they take, what they do.

import { SEVERITIES } from '../core/severity.ts';
import { LANGS } from '../core/text.ts';
import { COLOR_CHOICES } from './color.ts';
import type { OptionSpec } from './option-spec.ts';

const PLAIN = { short: null, choices: null, repeatable: false } as const;

export const STREAM: OptionSpec = {
  ...PLAIN,
  name: 'stream',
  value: 'N',
  group: 'reading',
  describe: {
    es: 'solo la conexión N, numerada como tcp.stream de Wireshark',
    en: "only connection N, numbered as Wireshark's tcp.stream",
  },
};

export const DECODE_AS: OptionSpec = {
  ...PLAIN,
  name: 'd',
  value: { es: 'tcp.port==P,mqtt', en: 'tcp.port==P,mqtt' },
  repeatable: true,
  group: 'reading',
  describe: {
    es: 'leer el puerto P como ese protocolo, igual que en tshark (repetible)',
    en: 'read port P as that protocol, as in tshark (repeatable)',
  },
};

/** A test holds them equal to what analyze/collectors/fragment-format.ts knows: that file is not loaded for --help. */
const FRAGMENT_NAMES = 'raw, indexed, length-checked, restart, json, integer-prefix, text-prefix';

export const FRAGMENTS: OptionSpec = {
  ...PLAIN,
  name: 'fragments',
  value: { es: 'auto|none|FORMATO', en: 'auto|none|FORMAT' },
  group: 'reading',
  describe: {
    es: `formato de los fragmentos en los mensajes: auto lo reconoce, none no los busca; o uno de ${FRAGMENT_NAMES}`,
    en: `format of the fragments in the messages: auto recognises it, none does not look for any; or one of ${FRAGMENT_NAMES}`,
  },
};

export const EXPECT: OptionSpec = {
  ...PLAIN,
  name: 'expect',
  value: { es: 'ARCHIVO', en: 'FILE' },
  group: 'reading',
  describe: {
    es: 'el archivo que debía llegar: dice qué bytes de él llegaron, faltan, cambiaron, se repiten o están fuera de orden',
    en: 'the file that should have arrived: says which of its bytes arrived, are missing, altered, repeated or out of order',
  },
};

export const EXTRACT: OptionSpec = {
  ...PLAIN,
  name: 'extract',
  value: { es: 'CARPETA', en: 'DIR' },
  group: 'result',
  describe: {
    es: 'guardar en esa carpeta el contenido de cada PUBLISH, por tópico, y los archivos reconstruidos, con listas (index.ndjson, files.ndjson)',
    en: 'save in that folder the payload of every PUBLISH, by topic, and the rebuilt files, with lists of them (index.ndjson, files.ndjson)',
  },
};

export const OUTPUT: OptionSpec = {
  ...PLAIN,
  name: 'output',
  short: 'o',
  value: { es: 'ARCHIVO', en: 'FILE' },
  group: 'result',
  describe: {
    es: 'escribir en un archivo en vez de la salida estándar',
    en: 'write to a file instead of standard output',
  },
};

export const LANG: OptionSpec = {
  ...PLAIN,
  name: 'lang',
  value: 'es|en',
  choices: LANGS,
  group: 'result',
  describe: { es: 'idioma; por omisión, el del sistema', en: 'language; by default that of the locale' },
};

export const PROFILES = ['lab', 'full', 'short'] as const;

export const PROFILE: OptionSpec = {
  ...PLAIN,
  name: 'profile',
  value: PROFILES.join('|'),
  choices: PROFILES,
  group: 'result',
  describe: {
    es: 'cuánto contar: lab (las preguntas de la práctica, por omisión), full (todo) o short (lo esencial)',
    en: 'how much to tell: lab (the questions of the lab, the default), full (everything) or short (the essentials)',
  },
};

export const TIME_ZONE: OptionSpec = {
  ...PLAIN,
  name: 'time-zone',
  value: { es: 'ZONA', en: 'ZONE' },
  group: 'result',
  describe: {
    es: 'zona horaria de las fechas (America/Caracas, UTC…); por omisión, la del sistema',
    en: "time zone of the dates (Europe/Madrid, UTC…); by default the system's",
  },
};

export const FAIL_ON: OptionSpec = {
  ...PLAIN,
  name: 'fail-on',
  value: SEVERITIES.join('|'),
  choices: SEVERITIES,
  group: 'result',
  describe: {
    es: 'terminar con código 1 si hay hallazgos de esa gravedad o mayor',
    en: 'end with exit code 1 when there are findings of that severity or above',
  },
};

export const LIST_LIMIT: OptionSpec = {
  ...PLAIN,
  name: 'list-limit',
  value: 'N',
  group: 'result',
  describe: {
    es: 'máximo de elementos por lista (1000); el total se indica siempre',
    en: 'most entries in a list (1000); the full count is always given',
  },
};

export const COLOR: OptionSpec = {
  ...PLAIN,
  name: 'color',
  value: COLOR_CHOICES.join('|'),
  choices: COLOR_CHOICES,
  group: 'screen',
  describe: {
    es: 'colores; auto: solo en una terminal (y según NO_COLOR y FORCE_COLOR)',
    en: 'colours; auto: only on a terminal (and as NO_COLOR and FORCE_COLOR say)',
  },
};

export const NO_PROGRESS: OptionSpec = {
  ...PLAIN,
  name: 'no-progress',
  value: null,
  group: 'screen',
  describe: { es: 'no mostrar el avance de la lectura', en: 'do not show how far the reading has come' },
};

export const HELP: OptionSpec = {
  ...PLAIN,
  name: 'help',
  short: 'h',
  value: null,
  group: 'screen',
  describe: { es: 'mostrar esta ayuda', en: 'show this help' },
};

export const VERSION: OptionSpec = {
  ...PLAIN,
  name: 'version',
  value: null,
  group: 'screen',
  describe: { es: 'mostrar la versión', en: 'show the version' },
};

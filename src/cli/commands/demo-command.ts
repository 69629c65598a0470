// `demo`: how it is called. The work is in demo.ts, loaded when it is run.

import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import {
  COLOR,
  FAIL_ON,
  HELP,
  LANG,
  LIST_LIMIT,
  NO_PROGRESS,
  OUTPUT,
  PROFILE,
  STREAM,
  TIME_ZONE,
  VERSION,
} from '../options.ts';
import { REPORT_FORMAT } from './analyze-command.ts';
import { ENGINE, SAVE } from './live-options.ts';
import { DROP, LOSS, MODE, PACE, QOS, SEED, SIZE } from './transfer-options.ts';

export const DEMO_MODE: OptionSpec = {
  ...MODE,
  describe: {
    es: 'formato de los fragmentos (por omisión, indexed: «7|bytes»)',
    en: 'format of the fragments (default: indexed, "7|bytes")',
  },
};

export const DEMO_PACE: OptionSpec = {
  ...PACE,
  describe: { es: 'pausa entre fragmentos (0.1)', en: 'pause between fragments (0.1)' },
};

export const NO_CAPTURE: OptionSpec = {
  name: 'no-capture',
  short: null,
  value: null,
  choices: null,
  repeatable: false,
  group: 'reading',
  describe: {
    es: 'no capturar: la transferencia se hace igual, y se analiza una captura ya grabada',
    en: 'do not capture: the transfer is made all the same, and a recorded capture is analysed',
  },
};

export const demoCommand: Command = {
  name: 'demo',
  operands: { es: '[archivo]', en: '[file]' },
  summary: {
    es: 'hace la práctica entera en este equipo (broker, suscriptor y publicador), la captura y la explica',
    en: 'does the whole lab on this machine (broker, subscriber and publisher), captures it, and explains it',
  },
  about: {
    es: `Archivo: el que se envía; sin él, un texto corto. Todo ocurre en la interfaz de bucle local. Si no se puede capturar ahí, la transferencia se
hace igual y el informe es de una captura grabada, y así se dice.`,
    en: `File: the one that is sent; without it, a short text. Everything happens on the loopback interface. Where capturing is not possible, the
transfer is made all the same and the report is of a recorded capture, and says so.`,
  },
  options: [
    ...[DEMO_MODE, QOS, SIZE, DEMO_PACE, DROP, LOSS, SEED, SAVE, ENGINE, NO_CAPTURE],
    ...[
      STREAM,
      REPORT_FORMAT,
      OUTPUT,
      LANG,
      PROFILE,
      TIME_ZONE,
      LIST_LIMIT,
      FAIL_ON,
      COLOR,
      NO_PROGRESS,
      HELP,
      VERSION,
    ],
  ],
  examples: [
    [
      { es: '', en: '' },
      { es: 'el experimento y su informe', en: 'the experiment and its report' },
    ],
    [
      { es: '--drop 6 -w demo.pcapng', en: '--drop 6 -w demo.pcapng' },
      { es: 'sin el fragmento 6, y guardando la captura', en: 'without fragment 6, and keeping the capture' },
    ],
  ],
  load: () => import('./demo.ts'),
};

// `analyze`: how it is called. The work is in analyze.ts, loaded when it is run.

import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import {
  COLOR,
  DECODE_AS,
  EXPECT,
  EXTRACT,
  FAIL_ON,
  FRAGMENTS,
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

export const REPORT_FORMATS = ['terminal', 'markdown', 'json'] as const;

export const REPORT_FORMAT: OptionSpec = {
  name: 'format',
  short: null,
  value: REPORT_FORMATS.join('|'),
  choices: REPORT_FORMATS,
  repeatable: false,
  group: 'result',
  describe: {
    es: 'forma del informe (por omisión, terminal)',
    en: 'form of the report (default: terminal)',
  },
};

export const analyzeCommand: Command = {
  name: 'analyze',
  operands: { es: '<captura…>', en: '<capture…>' },
  summary: {
    es: 'explica la conversación MQTT de una captura (o de varias que son una sola, por rotación)',
    en: 'explains the MQTT conversation of a capture (or of several that are one, by rotation)',
  },
  options: [
    STREAM,
    DECODE_AS,
    FRAGMENTS,
    EXPECT,
    REPORT_FORMAT,
    OUTPUT,
    EXTRACT,
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
  examples: [
    [
      { es: 'captura.pcapng', en: 'capture.pcapng' },
      { es: 'el informe, en la terminal', en: 'the report on the terminal' },
    ],
    [
      { es: 'captura.pcapng --format markdown -o informe.md', en: 'capture.pcapng --format markdown -o report.md' },
      { es: 'para pegar en un informe', en: 'to paste into a report' },
    ],
    [
      { es: 'captura.pcapng --format json', en: 'capture.pcapng --format json' },
      { es: 'los mismos datos para un programa', en: 'the same data for a program' },
    ],
  ],
  load: () => import('./analyze.ts'),
};

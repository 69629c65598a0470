// `export`: how it is called. The work is in export.ts, loaded when it is run.

import { TABLE_NAMES } from '../../export/tables/index.ts';
import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import { DECODE_AS, FRAGMENTS, HELP, LANG, NO_PROGRESS, OUTPUT, STREAM, VERSION } from '../options.ts';

/** A test holds them equal to the registry of writers, which is not loaded for this. */
export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;

export const TABLE: OptionSpec = {
  name: 'table',
  short: null,
  value: { es: 'TABLA', en: 'TABLE' },
  choices: TABLE_NAMES,
  repeatable: false,
  group: 'result',
  describe: {
    es: `qué tabla: ${TABLE_NAMES.join(', ')} (por omisión, messages)`,
    en: `which table: ${TABLE_NAMES.join(', ')} (default: messages)`,
  },
};

export const EXPORT_FORMAT: OptionSpec = {
  name: 'format',
  short: null,
  value: EXPORT_FORMATS.join('|'),
  choices: EXPORT_FORMATS,
  repeatable: false,
  group: 'result',
  describe: {
    es: 'ndjson: un objeto JSON por línea (por omisión); csv: RFC 4180 con cabecera, las listas como texto JSON',
    en: 'ndjson: one JSON object a line (default); csv: RFC 4180 with a header, lists as JSON text',
  },
};

export const exportCommand: Command = {
  name: 'export',
  operands: { es: '<captura…>', en: '<capture…>' },
  summary: {
    es: 'escribe una tabla de la captura para otros programas, completa y a medida que la lee',
    en: 'writes a table of the capture for other programs, complete and while it is read',
  },
  options: [STREAM, DECODE_AS, FRAGMENTS, TABLE, EXPORT_FORMAT, OUTPUT, LANG, NO_PROGRESS, HELP, VERSION],
  examples: [
    [
      { es: 'captura.pcapng --table messages', en: 'capture.pcapng --table messages' },
      { es: 'un registro por paquete MQTT', en: 'one record per MQTT packet' },
    ],
    [
      {
        es: 'captura.pcapng --table frames --format csv -o tramas.csv',
        en: 'capture.pcapng --table frames --format csv -o frames.csv',
      },
      { es: 'los campos de tshark, trama a trama', en: "tshark's fields, frame by frame" },
    ],
  ],
  load: () => import('./export.ts'),
};

// `devices`: how it is called. The work is in devices.ts, loaded when it is run.

import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import { HELP, LANG, OUTPUT, VERSION } from '../options.ts';

export const DEVICE_FORMATS = ['terminal', 'json'] as const;

export const DEVICE_FORMAT: OptionSpec = {
  name: 'format',
  short: null,
  value: DEVICE_FORMATS.join('|'),
  choices: DEVICE_FORMATS,
  repeatable: false,
  group: 'result',
  describe: { es: 'tabla (por omisión) o JSON', en: 'table (default) or JSON' },
};

export const devicesCommand: Command = {
  name: 'devices',
  operands: { es: '', en: '' },
  summary: {
    es: 'enumera las interfaces en las que se puede capturar y, donde no, por qué no',
    en: 'lists the interfaces one may capture on and, where not, why not',
  },
  about: null,
  options: [DEVICE_FORMAT, OUTPUT, LANG, HELP, VERSION],
  examples: [],
  load: () => import('./devices.ts'),
};

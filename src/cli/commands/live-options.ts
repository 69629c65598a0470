// Options that only a live capture has; the letters are dumpcap's and tcpdump's.

import { ENGINE_NAMES, type EngineName } from '../../capture/live/engine.ts';
import type { OptionSpec } from '../option-spec.ts';

const CAPTURE = { short: null, choices: null, repeatable: false, group: 'capture' } as const;

export const ENGINE_CHOICES: readonly ('auto' | EngineName)[] = ['auto', ...ENGINE_NAMES];

export const ENGINE: OptionSpec = {
  ...CAPTURE,
  name: 'engine',
  value: ENGINE_CHOICES.join('|'),
  choices: ENGINE_CHOICES,
  describe: {
    es: 'con qué capturar; auto (por omisión): lo mejor que pueda abrir la interfaz con los permisos que haya',
    en: 'what to capture with; auto (default): the best that can open the interface with the rights at hand',
  },
};

export const CAPTURE_FILTER: OptionSpec = {
  ...CAPTURE,
  name: 'f',
  value: { es: 'FILTRO', en: 'FILTER' },
  describe: {
    es: 'filtro de captura BPF, p. ej. "tcp port 1883" (por omisión, todo)',
    en: 'BPF capture filter, e.g. "tcp port 1883" (default: everything)',
  },
};

export const SAVE: OptionSpec = {
  ...CAPTURE,
  name: 'w',
  value: { es: 'ARCHIVO', en: 'FILE' },
  describe: {
    es: 'guardar además la captura en ese archivo pcapng',
    en: 'keep the capture, too, in that pcapng file',
  },
};

export const STOP_WHEN: OptionSpec = {
  ...CAPTURE,
  name: 'a',
  value: { es: 'duration:S|packets:N|filesize:kB|files:N', en: 'duration:S|packets:N|filesize:kB|files:N' },
  repeatable: true,
  describe: {
    es: 'terminar a los S segundos, a las N tramas, con kB kilobytes guardados o con N archivos llenos (repetible)',
    en: 'end after S seconds, N frames, kB kilobytes saved, or N files filled (repeatable)',
  },
};

export const FRAME_LIMIT: OptionSpec = {
  ...CAPTURE,
  name: 'c',
  value: 'N',
  describe: { es: 'terminar a las N tramas', en: 'end after N frames' },
};

export const RING: OptionSpec = {
  ...CAPTURE,
  name: 'b',
  value: { es: 'duration:S|packets:N|filesize:kB|files:N', en: 'duration:S|packets:N|filesize:kB|files:N' },
  repeatable: true,
  describe: {
    es: 'con -w: pasar a otro archivo a los S segundos, N tramas o kB kilobytes, y conservar los últimos N archivos (repetible); el análisis continúa a través de ellos',
    en: 'with -w: go on in another file after S seconds, N frames or kB kilobytes, and keep the last N files (repeatable); the analysis goes on across them',
  },
};

export const SNAP_LENGTH: OptionSpec = {
  ...CAPTURE,
  name: 's',
  value: 'BYTES',
  describe: { es: 'capturar solo los primeros BYTES de cada trama', en: 'capture only the first BYTES of each frame' },
};

export const NO_PROMISCUOUS: OptionSpec = {
  ...CAPTURE,
  name: 'p',
  value: null,
  describe: { es: 'no usar el modo promiscuo', en: 'do not use promiscuous mode' },
};

export const BUFFER: OptionSpec = {
  ...CAPTURE,
  name: 'B',
  value: 'MiB',
  describe: {
    es: 'tamaño del búfer del núcleo (por omisión, 32 MiB)',
    en: 'size of the buffer in the kernel (default: 32 MiB)',
  },
};

export const EVENT_CHOICES = ['text', 'ndjson', 'none'] as const;

export const EVENTS: OptionSpec = {
  name: 'events',
  short: null,
  value: EVENT_CHOICES.join('|'),
  choices: EVENT_CHOICES,
  repeatable: false,
  group: 'screen',
  describe: {
    es: 'una línea por suceso en vez de la pantalla (sin terminal, text): texto, o un objeto JSON; none: nada mientras se captura',
    en: 'one line per event instead of the screen (without a terminal: text): text, or a JSON object; none: nothing while capturing',
  },
};

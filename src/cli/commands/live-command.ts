// `live`: how it is called. The work is in live.ts, loaded when it is run.

import type { Command } from '../command.ts';
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
import { REPORT_FORMAT } from './analyze-command.ts';
import {
  BUFFER,
  CAPTURE_FILTER,
  ENGINE,
  EVENTS,
  FRAME_LIMIT,
  NO_PROMISCUOUS,
  RING,
  SAVE,
  SNAP_LENGTH,
  STOP_WHEN,
} from './live-options.ts';

export const liveCommand: Command = {
  name: 'live',
  operands: { es: '<interfaz>', en: '<interface>' },
  summary: {
    es: 'captura y analiza a la vez; al terminar (Ctrl-C), el informe',
    en: 'captures and analyses at once; at the end (Ctrl-C), the report',
  },
  about: {
    es: 'Interfaz: su nombre o su número en la lista de «mqttscope devices»; «any» son todas, «lo» la del propio equipo.',
    en: 'Interface: its name, or its number in the list of "mqttscope devices"; "any" is all of them, "lo" that of this very machine.',
  },
  exitCodes: {
    es: `Código de salida:
   0  hecho: la captura terminó como se pidió
   1  hay hallazgos de la gravedad de --fail-on o mayor
   2  argumentos erróneos, también un filtro de captura no válido
   3  todas las tramas son de un tipo de enlace que no se sabe leer
   4  el motor dejó de capturar por sí mismo: se analizó todo lo anterior
   5  no se puede capturar: interfaz, permiso o motor
   6  no se puede escribir el informe o la captura (disco lleno): se analizó todo lo anterior
  70  fallo de este programa`,
    en: `Exit code:
   0  done: the capture ended as asked
   1  there are findings of the severity of --fail-on or above
   2  wrong arguments, a wrong capture filter among them
   3  every frame is of a link type that cannot be read
   4  the engine stopped capturing by itself: everything before was analysed
   5  capturing is not possible: interface, permission or engine
   6  report or capture not writable (disk full): everything before was analysed
  70  a bug of this program`,
  },
  options: [
    CAPTURE_FILTER,
    SAVE,
    STOP_WHEN,
    FRAME_LIMIT,
    RING,
    SNAP_LENGTH,
    NO_PROMISCUOUS,
    BUFFER,
    ENGINE,
    STREAM,
    DECODE_AS,
    FRAGMENTS,
    REPORT_FORMAT,
    OUTPUT,
    EXTRACT,
    EXPECT,
    LANG,
    PROFILE,
    TIME_ZONE,
    LIST_LIMIT,
    FAIL_ON,
    EVENTS,
    COLOR,
    NO_PROGRESS,
    HELP,
    VERSION,
  ],
  examples: [
    [
      { es: 'lo -f "tcp port 1883"', en: 'lo -f "tcp port 1883"' },
      {
        es: 'lo que hablan los clientes y el broker de este equipo',
        en: 'what clients and broker of this machine say',
      },
    ],
    [
      { es: 'eth0 -w captura.pcapng -a duration:60', en: 'eth0 -w capture.pcapng -a duration:60' },
      { es: 'un minuto, y se guarda la captura', en: 'one minute, and the capture is kept' },
    ],
    [
      {
        es: 'any --events ndjson -o informe.md --format markdown',
        en: 'any --events ndjson -o report.md --format markdown',
      },
      {
        es: 'los sucesos para un programa, el informe en un archivo',
        en: 'events for a program, the report in a file',
      },
    ],
  ],
  load: () => import('./live.ts'),
};

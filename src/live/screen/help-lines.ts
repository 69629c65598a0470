// The page that explains the screen and its keys.

import type { Lang, Text } from '../../core/text.ts';
import { wrapText } from '../../report/renderers/wrap.ts';
import { type Line, span } from './line.ts';

const ROWS: readonly (readonly [keys: string, text: Text])[] = [
  [
    'q',
    {
      es: 'termina la captura y muestra el informe (también Ctrl-C)',
      en: 'ends the capture and shows the report (also Ctrl-C)',
    },
  ],
  [
    'p',
    {
      es: 'congela la imagen y la suelta (también espacio); la captura continúa',
      en: 'freezes the picture and lets it go (also space); the capture goes on',
    },
  ],
  ['n ↓ →', { es: 'conexión siguiente (también Tab)', en: 'next connection (also Tab)' }],
  ['↑ ←', { es: 'conexión anterior', en: 'previous connection' }],
  [
    '0…9',
    {
      es: 'la conexión con ese número (tcp.stream de Wireshark)',
      en: "the connection with that number (Wireshark's tcp.stream)",
    },
  ],
  ['a', { es: 'todas las conexiones', en: 'all connections' }],
  [
    '/',
    {
      es: 'filtro de tópico: sensores/+/t, casa/#; solo los PUBLISH y los intercambios que coinciden',
      en: 'topic filter: sensors/+/t, home/#; only PUBLISH packets and exchanges that match',
    },
  ],
  ['Esc', { es: 'quita el filtro', en: 'takes the filter off' }],
  ['Ctrl-L', { es: 'dibuja todo de nuevo', en: 'draws everything again' }],
  ['Ctrl-Z', { es: 'suspende el programa (fg lo reanuda)', en: 'suspends the program (fg resumes it)' }],
  ['→ ←', { es: 'lo envía el cliente, lo envía el servidor', en: 'sent by the client, sent by the server' }],
  [
    '▁▃█',
    {
      es: 'tiempo de los datos a su ACK, los últimos a la derecha; en el extremo que recibe los datos es solo lo que tarda en confirmar',
      en: 'time from data to their ACK, the latest on the right; at the end that receives the data it is only its delay',
    },
  ],
  [
    '✗ ! i',
    {
      es: 'error, advertencia, nota; los hallazgos, con su explicación, van en el informe final',
      en: 'error, warning, note; the findings with their explanation are in the final report',
    },
  ],
];

const KEY_COLUMNS = 8;
const CLOSE: Text = { es: 'Cualquier tecla cierra esta ayuda.', en: 'Any key closes this help.' };
const CLOSE_CUT: Text = {
  es: 'En más filas hay más. Una tecla cierra.',
  en: 'More rows show more. Any key closes.',
};

export function helpLines(lang: Lang, width: number, rows: number): Line[] {
  const lines: Line[] = [];
  for (const [keys, text] of ROWS) {
    const wrapped = wrapText(text[lang], Math.max(10, width - KEY_COLUMNS));
    wrapped.forEach((part, at) => {
      lines.push([span((at === 0 ? keys : '').padEnd(KEY_COLUMNS), 'bold'), span(part)]);
    });
  }
  const room = Math.max(0, rows - 1);
  return [...lines.slice(0, room), [span((lines.length > room ? CLOSE_CUT : CLOSE)[lang], 'dim')]];
}

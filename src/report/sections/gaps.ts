// Holes in the ordered bytes of a connection, and whose fault they are.

import type { GapReport } from '../../analyze/analysis.ts';
import type { Text } from '../../core/text.ts';
import type { Cell, ConnectionSection } from '../document.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { DIRECTION, directionCell, NOTE } from '../format/words.ts';

const CAUSES: Readonly<Record<GapReport['cause'], Text>> = {
  'capture-loss': {
    es: 'solo falta en la captura: el receptor lo confirmó',
    en: 'missing only in the capture: the receiver acknowledged it',
  },
  'network-loss': { es: 'perdido en la red: nunca se confirmó', en: 'lost on the network: never acknowledged' },
  unknown: { es: 'no se puede saber', en: 'cannot be told' },
};

const TEXT = {
  relative: { es: 'Desde el byte (seq relativo)', en: 'From byte (relative seq)' },
  bytes: { es: 'Bytes que faltan', en: 'Missing bytes' },
  between: { es: 'Entre las tramas', en: 'Between frames' },
  cause: { es: 'Causa', en: 'Cause' },
  note: {
    es: 'Dentro de un hueco no se puede leer MQTT; la lectura sigue en el primer segmento posterior que empieza con un paquete entero.',
    en: 'MQTT cannot be read inside a hole; reading goes on at the first later segment that begins with a whole packet.',
  },
} as const;

export const gaps: ConnectionSection = {
  id: 'gaps',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: { es: 'Huecos en los datos', en: 'Holes in the data' },
  question: null,
  build: (connection, page) => {
    const { lang } = page;
    if (connection.gaps.length === 0) return [];
    const shown = connection.gaps.slice(0, page.rowLimit);
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: DIRECTION[lang] },
          { head: TEXT.relative[lang], align: 'right' },
          { head: TEXT.bytes[lang], align: 'right' },
          { head: TEXT.between[lang] },
          { head: TEXT.cause[lang] },
        ],
        rows: shown.map((gap): Cell[] => [
          directionCell(gap.direction, lang),
          String(gap.relativeSeq),
          formatCount(gap.bytes),
          `${gap.afterFrame === 0 ? ABSENT : gap.afterFrame} … ${gap.beforeFrame === 0 ? ABSENT : gap.beforeFrame}`,
          { text: CAUSES[gap.cause][lang], tone: gap.cause === 'network-loss' ? 'alert' : 'plain' },
        ]),
        more: moreRows(shown.length, connection.gapsCount, null, lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
  },
};

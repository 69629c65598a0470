// Enhanced authentication: the AUTH packets between CONNECT and CONNACK, and those of a later re-authentication — MQTT 5.0 §4.12.

import type { Lang, Text } from '../../core/text.ts';
import type { ExchangeRecord, ExchangeState } from '../../session/mqtt-session.ts';
import type { Cell, ConnectionSection } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';

const STATES: Readonly<Record<ExchangeState, Text>> = {
  complete: { es: 'aceptada', en: 'accepted' },
  refused: { es: 'rechazada', en: 'refused' },
  unconfirmed: { es: 'sin terminar', en: 'not finished' },
  continued: { es: 'continúa en otra conexión', en: 'goes on over another connection' },
  partial: { es: 'incompleta en la captura', en: 'incomplete in the capture' },
};

const TEXT = {
  what: { es: 'Qué', en: 'What' },
  first: { es: 'al conectar', en: 'when connecting' },
  again: { es: 'de nuevo, con la sesión abierta', en: 'again, with the session open' },
  steps: { es: 'Pasos (trama)', en: 'Steps (frame)' },
  total: { es: 'Total', en: 'Total' },
  state: { es: 'Resultado', en: 'Outcome' },
} as const;

export const authentication: ConnectionSection = {
  id: 'authentication',
  scope: 'connection',
  number: null,
  anyProtocol: false,
  title: { es: 'Autenticación por pasos (AUTH)', en: 'Step by step authentication (AUTH)' },
  question: null,
  build: (connection, page) => {
    const { lang } = page;
    const rounds = (connection.mqtt?.exchanges ?? []).filter(({ kind }) => kind === 'auth');
    if (rounds.length === 0) return [];
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.what[lang] },
          { head: TEXT.steps[lang] },
          { head: TEXT.total[lang], align: 'right' },
          { head: TEXT.state[lang] },
        ],
        rows: rounds.slice(0, page.rowLimit).map((round) => rowOf(round, lang)),
        more: null,
      },
    ];
  },
};

function rowOf(round: ExchangeRecord, lang: Lang): Cell[] {
  const isFirst = round.steps.some(({ type }) => type === 'CONNECT' || type === 'CONNACK');
  return [
    (isFirst ? TEXT.first : TEXT.again)[lang],
    round.steps.map(({ type, frame }) => `${type} ${frame}`).join(' → '),
    round.totalNs === null ? ABSENT : formatDuration(round.totalNs, lang),
    { text: STATES[round.state][lang], tone: round.state === 'complete' ? 'good' : 'alert' },
  ];
}

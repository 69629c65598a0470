// The table of TCP connections: who talks to whom, in which protocol, how much.

import type { Analysis, ConnectionOverview } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { CaptureSection, Cell } from '../document.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount, NO_BREAK_SPACE } from '../format/numbers.ts';
import { endpointText, NOTE } from '../format/words.ts';

const TEXT = {
  empty: { es: '(vacío)', en: '(empty)' },
  stream: { es: 'N.º', en: 'No.' },
  client: { es: 'Cliente', en: 'Client' },
  server: { es: 'Servidor', en: 'Server' },
  protocol: { es: 'Protocolo', en: 'Protocol' },
  clientId: { es: 'Client ID', en: 'Client id' },
  frames: { es: 'Tramas', en: 'Frames' },
  from: { es: 'De', en: 'From' },
  to: { es: 'A', en: 'To' },
  bytes: { es: 'Bytes → / ←', en: 'Bytes → / ←' },
  note: {
    es: 'El número es tcp.stream en Wireshark. Los bytes son datos TCP: → del cliente al servidor, ← del servidor al cliente. --stream N muestra una sola conexión.',
    en: 'The number is tcp.stream in Wireshark. Bytes are TCP payload: → from client to server, ← from server to client. --stream N shows a single connection.',
  },
} as const;

export const conversations: CaptureSection = {
  id: 'conversations',
  scope: 'capture',
  number: null,
  title: { es: 'Conexiones TCP', en: 'TCP connections' },
  question: null,
  build: (analysis, page) => {
    const { lang } = page;
    if (analysis.connectionsCount < 2 && page.profile !== 'full') return [];
    const all = overview(analysis);
    if (all.length === 0) return [];
    const shown = all.slice(0, page.rowLimit);
    const withId = shown.some((entry) => entry.clientId !== null && entry.clientId !== '');
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.stream[lang], align: 'right' },
          { head: TEXT.client[lang] },
          { head: TEXT.server[lang] },
          { head: TEXT.protocol[lang] },
          ...(withId ? [{ head: TEXT.clientId[lang], dropOrder: 5 }] : []),
          { head: TEXT.from[lang], align: 'right', dropOrder: 2 },
          { head: TEXT.to[lang], align: 'right', dropOrder: 1 },
          { head: TEXT.frames[lang], align: 'right', dropOrder: 3 },
          { head: TEXT.bytes[lang], align: 'right', dropOrder: 4 },
        ],
        rows: shown.map((entry): Cell[] => [
          String(entry.stream),
          endpointText(entry.client),
          endpointText(entry.server),
          entry.protocol ?? ABSENT,
          ...(withId ? [idText(entry.clientId, lang)] : []),
          String(entry.firstFrame),
          String(entry.lastFrame),
          formatCount(entry.frames),
          `${formatCount(entry.bytes.client)}${NO_BREAK_SPACE}/${NO_BREAK_SPACE}${formatCount(entry.bytes.server)}`,
        ]),
        more: moreRows(shown.length, analysis.connectionsCount, 'connections', lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
  },
};

function idText(clientId: string | null, lang: Lang): string {
  if (clientId === null) return ABSENT;
  return clientId === '' ? TEXT.empty[lang] : wireText(clientId, 30);
}

interface Entry extends ConnectionOverview {
  readonly clientId: string | null;
}

/** Those in detail and the rest, in order of stream number. */
function overview(analysis: Analysis): Entry[] {
  const detailed = analysis.connections.map(
    (connection): Entry => ({ ...connection, clientId: connection.mqtt?.clientId ?? null }),
  );
  const rest = analysis.connectionsOverview.map((connection): Entry => ({ ...connection, clientId: null }));
  return [...detailed, ...rest].sort((a, b) => a.stream - b.stream);
}

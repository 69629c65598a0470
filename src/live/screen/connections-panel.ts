// The list of connections: one line each, the selected one marked.

import { formatEndpoint } from '../../core/address.ts';
import type { Lang, Text } from '../../core/text.ts';
import { escapeControls } from '../../report/format/escape.ts';
import { formatCount, plural } from '../../report/format/numbers.ts';
import { wrapText } from '../../report/renderers/wrap.ts';
import type { CaptureStatus } from '../live-view.ts';
import type { ConnectionPicture, LivePicture } from '../model/picture.ts';
import { connectionName, connectionState, protocolName } from './connection-words.ts';
import { briefRate, briefSize } from './figures.ts';
import { type Line, span } from './line.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Conexiones', en: 'Connections' };
const NONE: Text = { es: 'Aún no se ha visto ninguna conexión TCP.', en: 'No TCP connection has been seen yet.' };

/** So long without a frame, and it is time to say what may be the cause. */
const QUIET_MS = 5000;

const COLUMNS: readonly RowColumn[] = [
  WHOLE, // mark
  { drop: 0, align: 'right', least: null }, // stream
  { drop: 0, align: 'left', least: 16 }, // name
  { drop: 0, align: 'left', least: null }, // state
  { drop: 3, align: 'right', least: null }, // messages per second
  { drop: 5, align: 'right', least: null }, // bytes per second
  { drop: 2, align: 'right', least: null }, // open exchanges
  { drop: 1, align: 'right', least: null }, // retransmissions
  { drop: 6, align: 'left', least: null }, // protocol
  { drop: 7, align: 'left', least: 20 }, // endpoints
];

export function connectionsPanel(
  picture: LivePicture,
  status: CaptureStatus | null,
  lang: Lang,
  width: number,
  want: number,
): Panel {
  const { connections, connectionsSeen, selected } = picture;
  const count = connections.length === 0 ? [] : [span(` ${formatCount(connectionsSeen)}`, 'dim')];
  const none = connections.length > 0 ? [] : wrapText(noneText(status, lang), width);
  return {
    title: [span(TITLE[lang], 'bold'), ...count],
    least: 1,
    want: Math.max(1, none.length, Math.min(want, connections.length)),
    rank: 2,
    isElastic: false,
    body(rows) {
      if (connections.length === 0) return none.slice(0, rows).map((text) => [span(text, 'dim')]);
      const { list, left } = windowAround(connections, selected?.stream ?? null, rows, connectionsSeen);
      const cells = list.map((connection) => cellsOf(connection, connection.stream === selected?.stream, lang));
      const lines = layRows(COLUMNS, cells, width);
      return left === 0 ? lines : [...lines, [span(moreText(left, lang), 'dim')]];
    },
  };
}

/** Where no frame comes at all, the wrong interface or a filter is the likely cause. */
function noneText(status: CaptureStatus | null, lang: Lang): string {
  if (status === null || status.frames > 0 || status.elapsedMs < QUIET_MS) return NONE[lang];
  const { filter } = status;
  const name = escapeControls(status.interfaceName);
  if (lang === 'es') {
    const through = filter === null || filter === '' ? '' : ' y el filtro lo deja pasar';
    return `Aún no ha llegado ninguna trama. ¿Pasa el tráfico por ${name}${through}? Las interfaces: mqttscope devices`;
  }
  const through = filter === null || filter === '' ? '' : ', and does the filter let it through';
  return `No frame has come yet. Does the traffic pass ${name}${through}? The interfaces: mqttscope devices`;
}

/** As many as fit with the selected one among them; `left`: those that are not shown. */
function windowAround(
  connections: readonly ConnectionPicture[],
  stream: number | null,
  rows: number,
  seen: number,
): { readonly list: readonly ConnectionPicture[]; readonly left: number } {
  if (connections.length <= rows && seen === connections.length) return { list: connections, left: 0 };
  const room = rows > 1 ? Math.min(connections.length, rows - 1) : 1; // one line says how many more there are
  const at = connections.findIndex((connection) => connection.stream === stream);
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), connections.length - room));
  return { list: connections.slice(from, from + room), left: rows > 1 ? seen - room : 0 };
}

function moreText(left: number, lang: Lang): string {
  return lang === 'es' ? `  … y ${formatCount(left)} más` : `  … and ${formatCount(left)} more`;
}

/** Exchanges that wait, or that nobody will answer any more. */
function openText(count: number, over: boolean, lang: Lang): string {
  if (over) return lang === 'es' ? `${formatCount(count)} sin acabar` : `${formatCount(count)} unfinished`;
  return lang === 'es' ? plural(count, 'abierto', 'abiertos') : plural(count, 'open', 'open');
}

function isOver({ phase }: ConnectionPicture): boolean {
  return phase === 'closed' || phase === 'reset' || phase === 'refused';
}

function cellsOf(connection: ConnectionPicture, isSelected: boolean, lang: Lang): Line[] {
  const { stream, client, server, rate, openExchanges, retransmissions, session } = connection;
  const name = connectionName(connection);
  return [
    [span(isSelected ? '▸' : ' ', 'bold')],
    [span(String(stream), isSelected ? 'bold' : 'dim')],
    [span(name, isSelected ? 'bold' : null)],
    [connectionState(connection, lang)],
    session === null ? [] : [span(briefRate(rate.messages, lang))],
    [span(`${briefSize(rate.bytes, lang)}/s`)],
    openExchanges === 0 ? [] : [span(openText(openExchanges, isOver(connection), lang), 'yellow')],
    retransmissions === 0 ? [] : [span(`retx ${formatCount(retransmissions)}`, 'yellow')],
    [span(protocolName(connection), 'dim')],
    [span(`${formatEndpoint(client.address, client.port)} → ${formatEndpoint(server.address, server.port)}`, 'dim')],
  ];
}

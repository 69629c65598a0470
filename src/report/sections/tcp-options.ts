// Question 4 b: options of the SYN and of the SYN-ACK, side by side — RFC 9293 §3.2, RFC 7323, RFC 2018.

import type { ConnectionReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { TcpOption } from '../../dissect/transport/tcp-options.ts';
import type { Cell, ConnectionSection } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { ABSENT } from '../format/frames.ts';
import { CLIENT, NOT_IN_CAPTURE, SERVER, USUAL_MISTAKE } from '../format/words.ts';

const NOP = 1;

const TEXT = {
  option: { es: 'Opción', en: 'Option' },
  kind: { es: 'Código', en: 'Kind' },
  purpose: { es: 'Para qué', en: 'What for' },
  none: { es: 'sin opciones', en: 'no options' },
  offered: { es: 'sí', en: 'yes' },
  malformed: { es: 'mal formada', en: 'malformed' },
  truncated: { es: 'cortada por la captura', en: 'cut by the capture' },
  unknown: {
    es: 'Ningún SYN está en la captura: las opciones solo viajan en el SYN y en el SYN-ACK, así que no se pueden saber.',
    en: 'No SYN is in the capture: these options travel only in the SYN and the SYN-ACK, so they cannot be known.',
  },
  mistake: {
    es: 'El MSS no se negocia: cada lado anuncia el mayor segmento que acepta recibir (sin cabeceras). La escala de ventana y SACK valen solo si los dos SYN las llevan. NOP es relleno para alinear.',
    en: 'The MSS is not negotiated: each side announces the largest segment it accepts (without headers). Window scale and SACK hold only if both SYNs carry them. NOP is padding for alignment.',
  },
} as const;

const PURPOSES: ReadonlyMap<number, Text> = new Map<number, Text>([
  [0, { es: 'fin de la lista', en: 'end of the list' }],
  [1, { es: 'relleno', en: 'padding' }],
  [2, { es: 'mayor segmento que acepta recibir', en: 'largest segment it accepts' }],
  [3, { es: 'multiplicador de su ventana', en: 'multiplier of its window' }],
  [4, { es: 'confirmaciones selectivas', en: 'selective acknowledgements' }],
  [5, { es: 'bloques ya recibidos', en: 'blocks already received' }],
  [8, { es: 'medir el RTT, descartar repetidos viejos', en: 'measure RTT, drop old duplicates' }],
  [19, { es: 'firma MD5', en: 'MD5 signature' }],
  [28, { es: 'espera máxima sin confirmación', en: 'longest wait without acknowledgement' }],
  [29, { es: 'autenticación', en: 'authentication' }],
  [30, { es: 'varios caminos a la vez', en: 'several paths at once' }],
  [34, { es: 'datos ya en el SYN', en: 'data already in the SYN' }],
]);

export const tcpOptions: ConnectionSection = {
  id: 'tcp-options',
  scope: 'connection',
  number: '4 b',
  anyProtocol: true,
  title: { es: 'Opciones TCP del SYN y del SYN-ACK', en: 'TCP options of the SYN and the SYN-ACK' },
  question: {
    es: '¿Qué opciones TCP llevan el SYN y el SYN-ACK, y con qué valores?',
    en: 'Which TCP options do the SYN and the SYN-ACK carry, and with which values?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const of = (sender: Sender): string => {
      if (!synSeen(connection, sender)) return NOT_IN_CAPTURE[lang];
      const options = connection.options[sender].filter((option) => option.kind > NOP);
      return options.length === 0 ? TEXT.none[lang] : options.map((option) => brief(option, lang)).join(', ');
    };
    const client = of('client');
    const server = of('server');
    if (!synSeen(connection, 'client') && !synSeen(connection, 'server')) return NOT_IN_CAPTURE[lang];
    if (client === server) return lang === 'es' ? `${client} (los dos lados)` : `${client} (both sides)`;
    return `SYN: ${client}; SYN-ACK: ${server}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const seen = { client: synSeen(connection, 'client'), server: synSeen(connection, 'server') };
    if (!seen.client && !seen.server) return [{ kind: 'paragraph', text: TEXT.unknown[lang] }];
    const kinds = [
      ...new Set([...connection.options.client, ...connection.options.server].map((option) => option.kind)),
    ];
    const cell = (sender: Sender, kind: number): Cell => {
      if (!seen[sender]) return { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
      const found = connection.options[sender].filter((option) => option.kind === kind);
      if (found.length === 0) return { text: ABSENT, tone: 'muted' };
      if (kind === NOP) return found.length === 1 ? TEXT.offered[lang] : `×${found.length}`;
      return { text: found.map((option) => value(option, lang)).join('; '), tone: 'strong' };
    };
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.option[lang] },
          { head: TEXT.kind[lang], align: 'right' },
          { head: `SYN (${CLIENT[lang]})` },
          { head: `SYN-ACK (${SERVER[lang]})` },
          { head: TEXT.purpose[lang], dropOrder: 1 },
        ],
        rows: kinds.map((kind) => [
          nameOf(connection, kind),
          String(kind),
          cell('client', kind),
          cell('server', kind),
          { text: PURPOSES.get(kind)?.[lang] ?? '', tone: 'muted' },
        ]),
        more: kinds.length === 0 ? TEXT.none[lang] : null,
      },
      { kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] },
    ];
  },
};

/** Was the SYN of this side captured? Its initial window is then known. */
export function synSeen(connection: ConnectionReport, sender: Sender): boolean {
  return connection.windows[sender].initial !== null || connection.handshake?.initialSequenceNumber[sender] != null;
}

function nameOf(connection: ConnectionReport, kind: number): string {
  const all = [...connection.options.client, ...connection.options.server];
  return all.find((option) => option.kind === kind)?.name ?? String(kind);
}

/** "MSS 1460", "SACK permitted", "WScale 7 (×128)". */
function brief(option: TcpOption, lang: Lang): string {
  if (option.value !== undefined) return `${option.name} ${option.value}`;
  if (option.shift !== undefined) return `${option.name} ${option.shift} (×${option.multiplier ?? 1})`;
  return option.malformed === true ? `${option.name} (${TEXT.malformed[lang]})` : option.name;
}

function value(option: TcpOption, lang: Lang): string {
  const parts: string[] = [];
  if (option.value !== undefined) parts.push(formatBytes(option.value));
  if (option.shift !== undefined) parts.push(`${option.shift} (×${option.multiplier ?? 1})`);
  if (option.tsval !== undefined) parts.push(`TSval ${option.tsval}, TSecr ${option.tsecr ?? 0}`);
  for (const block of option.blocks ?? []) parts.push(`${block.left}–${block.right}`);
  if (option.seconds !== undefined) parts.push(`${option.seconds} s`);
  if (option.subtypeName !== undefined) parts.push(option.subtypeName);
  if (option.cookie !== undefined)
    parts.push(
      option.cookie === '' ? (lang === 'es' ? 'pide cookie' : 'asks for a cookie') : `cookie ${option.cookie}`,
    );
  if (option.experimentId !== undefined) parts.push(`ExID 0x${option.experimentId.toString(16)}`);
  if (option.data !== undefined && option.data !== '') parts.push(`0x${option.data}`);
  if (option.malformed === true) parts.push(TEXT.malformed[lang]);
  if (option.truncated === true) parts.push(TEXT.truncated[lang]);
  return parts.length === 0 ? TEXT.offered[lang] : parts.join(', ');
}

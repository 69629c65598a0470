// Words and cells of the comparison of two runs: values by unit, changes, verdicts with their colour.

import type { Lang, Text } from '../../core/text.ts';
import type {
  RunsConnection,
  RunsParty,
  RunsRole,
  RunsRow,
  RunsTheme,
  RunsUnit,
  RunsValue,
  RunsVerdict,
} from '../../diff/runs/runs-diff.ts';
import type { Cell, Tone } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { escapeControls, wireText } from '../format/escape.ts';
import { ABSENT } from '../format/frames.ts';
import { decimalMark, formatCount, localiseDecimal, NO_BREAK_SPACE } from '../format/numbers.ts';
import { CLIENT, endpointText, SERVER, yesOrNo } from '../format/words.ts';

export const THEMES: Readonly<Record<RunsTheme, Text>> = {
  experiment: { es: 'El experimento', en: 'The experiment' },
  'tcp-setup': { es: 'Apertura de TCP: opciones y ventanas', en: 'Opening of TCP: options and windows' },
  timing: { es: 'Tiempos de ida y vuelta', en: 'Round trip times' },
  windows: { es: 'Ventanas y datos en vuelo', en: 'Windows and data in flight' },
  loss: { es: 'Pérdidas y repeticiones', en: 'Loss and repetition' },
  messages: { es: 'Segmentos y paquetes MQTT', en: 'Segments and MQTT packets' },
  exchanges: { es: 'Intercambios y sus pasos', en: 'Exchanges and their steps' },
  pace: { es: 'Ritmo', en: 'Pace' },
  subscriptions: { es: 'Suscripciones', en: 'Subscriptions' },
  fragments: { es: 'Fragmentos del archivo', en: 'Fragments of the file' },
  ending: { es: 'El final', en: 'The end' },
  findings: { es: 'Hallazgos', en: 'Findings' },
  anomalies: { es: 'Anomalías', en: 'Anomalies' },
  nature: { es: 'Distinto por naturaleza en cada ejecución', en: 'Different by nature in every run' },
};

export const VERDICTS: Readonly<
  Record<RunsVerdict, { readonly text: Text; readonly brief: Text; readonly tone: Tone }>
> = {
  same: { text: { es: 'igual', en: 'same' }, brief: { es: 'igual', en: 'same' }, tone: 'good' },
  'within-noise': {
    text: { es: 'dentro del ruido', en: 'within noise' },
    brief: { es: 'ruido', en: 'noise' },
    tone: 'plain',
  },
  different: { text: { es: 'DISTINTO', en: 'DIFFERENT' }, brief: { es: 'DISTINTO', en: 'DIFFERS' }, tone: 'alert' },
  unknown: { text: { es: 'no se puede saber', en: 'cannot be told' }, brief: { es: '?', en: '?' }, tone: 'muted' },
  'by-nature': { text: { es: 'por naturaleza', en: 'by nature' }, brief: { es: '—', en: '—' }, tone: 'muted' },
};

const PARTIES: Readonly<Record<RunsParty, Text>> = {
  client: CLIENT,
  server: SERVER,
  publishing: { es: 'quien publica', en: 'publishing side' },
  receiving: { es: 'quien recibe', en: 'receiving side' },
};

const ROLES: Readonly<Record<RunsRole, Text>> = {
  publisher: { es: 'publica', en: 'publishes' },
  subscriber: { es: 'se suscribe', en: 'subscribes' },
  both: { es: 'publica y se suscribe', en: 'publishes and subscribes' },
  neither: { es: 'ni publica ni se suscribe', en: 'neither publishes nor subscribes' },
};

/** A value longer than this is cut: a list of topics, a name. */
const VALUE_LIMIT = 60;

/** "MSS · client". */
export function quantityName({ label, party }: RunsRow, lang: Lang): string {
  const name = wireText(label, 140);
  return party === null ? name : `${name} · ${PARTIES[party][lang]}`;
}

export function verdictCell(verdict: RunsVerdict, lang: Lang): Cell {
  const { text, brief, tone } = VERDICTS[verdict];
  return { text: text[lang], brief: brief[lang], tone };
}

export function valueCell(row: RunsRow, value: RunsValue, lang: Lang): Cell {
  const tone: Tone = row.verdict === 'different' ? 'strong' : value.value === null ? 'muted' : 'plain';
  const { value: plain } = value;
  if (value.text !== null) return { text: wireText(value.text, VALUE_LIMIT), tone };
  if (plain === null) return { text: ABSENT, tone };
  if (typeof plain === 'boolean') return { text: yesOrNo(plain, lang), tone };
  if (typeof plain === 'string') return { text: plain === '' ? ABSENT : wireText(plain, VALUE_LIMIT), tone };
  return {
    text: numberText(plain, row.unit, lang) + samplesText(value),
    brief: briefNumber(plain, row.unit, lang),
    tone,
  };
}

/** Of a distribution: how many values, beside their median. */
function samplesText({ samples }: RunsValue): string {
  return samples === null ? '' : ` (n${NO_BREAK_SPACE}=${NO_BREAK_SPACE}${formatCount(samples)})`;
}

function numberText(value: number, unit: RunsUnit, lang: Lang): string {
  switch (unit) {
    case 'ns':
      return formatDuration(value, lang);
    case 'bytes':
      return Number.isInteger(value) ? formatBytes(value) : `${decimal(value, lang)}${NO_BREAK_SPACE}bytes`;
    case 'bytes-per-second':
      return `${decimal(value, lang)}${NO_BREAK_SPACE}bytes/s`;
    case 'seconds':
      return `${decimal(value, lang)}${NO_BREAK_SPACE}s`;
    case 'count':
      return decimal(value, lang);
    case 'none': // ports, sequence numbers: names, not amounts
      return String(value);
  }
}

function briefNumber(value: number, unit: RunsUnit, lang: Lang): string {
  if (unit === 'ns') return formatBriefDuration(value, lang);
  if (unit === 'bytes') return `${decimal(value, lang)}${NO_BREAK_SPACE}B`;
  if (unit === 'bytes-per-second') return `${decimal(value, lang)}${NO_BREAK_SPACE}B/s`;
  return numberText(value, unit, lang);
}

/** "+222.3 ms (×57.9)", "−4 bytes (−7 %)"; empty where nothing can be subtracted. */
export function changeCell({ change, ratio, unit, verdict }: RunsRow, lang: Lang): Cell {
  if (change === null) return { text: '', tone: 'plain' };
  if (change === 0) return { text: '=', tone: 'muted' };
  const amount = `${change > 0 ? '+' : '−'}${briefNumber(Math.abs(change), unit, lang)}`;
  const share = ratio === null ? '' : ` (${ratioText(ratio, lang)})`;
  return { text: amount + share, brief: amount, tone: verdict === 'different' ? 'strong' : 'plain' };
}

/** A share up to a factor of two, a factor beyond. */
function ratioText(ratio: number, lang: Lang): string {
  if (ratio >= 2) return `×${threeDigits(ratio, lang)}`;
  const percent = (ratio - 1) * 100;
  const size = Math.abs(percent);
  const digits = size < 10 ? size.toFixed(1) : size.toFixed(0);
  return `${percent < 0 ? '−' : '+'}${localiseDecimal(digits, lang)}${NO_BREAK_SPACE}%`;
}

function threeDigits(value: number, lang: Lang): string {
  return localiseDecimal(value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1), lang);
}

function decimal(value: number, lang: Lang): string {
  if (Number.isInteger(value)) return formatCount(value);
  return value
    .toFixed(2)
    .replace(/\.?0+$/, '')
    .replace('.', decimalMark(lang));
}

/** "connection 0 (publisher-1, publishes) → 10.0.0.1:1883". */
export function connectionName(connection: RunsConnection, lang: Lang): string {
  const { stream, clientId, role, server } = connection;
  const words = [
    ...(clientId === null || clientId === '' ? [] : [wireText(clientId, 40)]),
    ...(role === null ? [] : [ROLES[role][lang]]),
  ];
  const about = words.length === 0 ? '' : ` (${words.join(', ')})`;
  return escapeControls(`${lang === 'es' ? 'conexión' : 'connection'} ${stream}${about} → ${endpointText(server)}`);
}

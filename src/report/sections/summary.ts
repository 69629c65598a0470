// The first thing one reads: who talked to whom, how it ended, and what went wrong, one line each.

import type { Analysis, ConnectionReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, CaptureSection, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, endpointText } from '../format/words.ts';
import { briefFinding, findingCounts } from './findings.ts';
import { versionText } from './mqtt-session.ts';
import { resolvedName } from './name-resolution.ts';
import { endingText } from './teardown.ts';

const FINDINGS_SHOWN = 8;
const CONNECTIONS_SHOWN = 8;

const TEXT = {
  empty: { es: 'La captura no tiene ninguna trama.', en: 'The capture holds no frame.' },
  noTcp: { es: 'Ninguna conexión TCP en la captura.', en: 'No TCP connection in the capture.' },
  noMqtt: { es: 'Ninguna conexión MQTT en la captura.', en: 'No MQTT connection in the capture.' },
  findings: { es: 'Hallazgos', en: 'Findings' },
  truncated: {
    es: 'El archivo está cortado o dañado: se analizó todo lo anterior al daño.',
    en: 'The file is cut short or damaged: everything before the damage was analysed.',
  },
} as const;

export const summary: CaptureSection = {
  id: 'summary',
  scope: 'capture',
  number: null,
  title: { es: 'Resumen', en: 'Summary' },
  question: null,
  build: (analysis, page) => {
    const { lang } = page;
    const blocks: Block[] = [{ kind: 'paragraph', text: captureLine(analysis, page) }];
    if (analysis.capture.truncated) blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.truncated[lang] });
    blocks.push(...connectionBlocks(analysis, lang));
    blocks.push({ kind: 'answer', text: `${TEXT.findings[lang]}: ${findingCounts(analysis, lang)}` });
    for (const finding of analysis.findings.slice(0, FINDINGS_SHOWN)) blocks.push(briefFinding(finding, page));
    const left = analysis.findingsCount - Math.min(analysis.findings.length, FINDINGS_SHOWN);
    if (left > 0) {
      blocks.push({
        kind: 'paragraph',
        text:
          lang === 'es' ? `… y ${formatCount(left)} más, al final.` : `… and ${formatCount(left)} more, at the end.`,
      });
    }
    return blocks;
  },
};

function captureLine(analysis: Analysis, page: Page): string {
  const { lang } = page;
  const { capture } = analysis;
  if (capture.frames === 0) return TEXT.empty[lang];
  const frames = lang === 'es' ? plural(capture.frames, 'trama', 'tramas') : plural(capture.frames, 'frame', 'frames');
  const connections =
    lang === 'es'
      ? plural(analysis.connectionsCount, 'conexión TCP', 'conexiones TCP')
      : plural(analysis.connectionsCount, 'TCP connection', 'TCP connections');
  if (capture.firstTime === null || capture.durationNs === null) return `${frames}, ${connections}.`;
  const duration = formatDuration(capture.durationNs, lang);
  const date = formatDate(capture.firstTime, page.timeZone, lang);
  return lang === 'es'
    ? `${frames} en ${duration}, ${connections}. Empieza el ${date} (${page.timeZone}).`
    : `${frames} in ${duration}, ${connections}. Begins at ${date} (${page.timeZone}).`;
}

/** MQTT connections a line each; where none speaks MQTT, the others. */
function connectionBlocks(analysis: Analysis, lang: Lang): Block[] {
  const mqtt = analysis.connections.filter((connection) => connection.mqtt !== null);
  const told = mqtt.length > 0 ? mqtt : analysis.connections;
  const total = mqtt.length > 0 ? analysis.totals.mqttConnections : analysis.connectionsCount;
  const shown = told.slice(0, CONNECTIONS_SHOWN);
  const items = shown.map((connection) => connectionLine(analysis, connection, lang));
  const left = Math.max(total, told.length) - shown.length;
  if (left > 0) items.push(lang === 'es' ? `… y ${formatCount(left)} más` : `… and ${formatCount(left)} more`);
  const blocks: Block[] = [];
  if (mqtt.length === 0 && analysis.capture.frames > 0) {
    blocks.push({ kind: 'paragraph', text: (told.length === 0 ? TEXT.noTcp : TEXT.noMqtt)[lang] });
  }
  if (items.length > 0) blocks.push({ kind: 'list', items });
  return blocks;
}

function connectionLine(analysis: Analysis, connection: ConnectionReport, lang: Lang): string {
  const { mqtt } = connection;
  const name = resolvedName(analysis, connection);
  const server =
    name === null ? endpointText(connection.server) : `${wireText(name.name, 60)} (${endpointText(connection.server)})`;
  if (mqtt === null) return otherLine(connection, server, lang);
  const id = mqtt.clientId === null || mqtt.clientId === '' ? '' : ` “${wireText(mqtt.clientId, 40)}”`;
  const facts = {
    client: `${endpointText(connection.client)}${id}`,
    server,
    version: versionText(mqtt, lang),
    duration: formatDuration(connection.durationNs, lang),
    out: mqtt.messagesBySender.client['PUBLISH'] ?? 0,
    in: mqtt.messagesBySender.server['PUBLISH'] ?? 0,
    end: endingText(connection, lang),
  };
  return lang === 'es'
    ? `Conexión ${connection.stream}: el cliente ${facts.client} habló ${facts.version} con el broker ${facts.server} durante ${facts.duration}; publicó ${formatCount(facts.out)} y recibió ${formatCount(facts.in)} PUBLISH. Final: ${facts.end}.`
    : `Connection ${connection.stream}: the client ${facts.client} spoke ${facts.version} with the broker ${facts.server} for ${facts.duration}; it sent ${formatCount(facts.out)} and received ${formatCount(facts.in)} PUBLISH. End: ${facts.end}.`;
}

function otherLine(connection: ConnectionReport, server: string, lang: Lang): string {
  const client = endpointText(connection.client);
  const duration = formatDuration(connection.durationNs, lang);
  const end = endingText(connection, lang);
  const protocol = connection.protocol ?? (lang === 'es' ? 'protocolo no reconocido' : 'protocol not recognised');
  return lang === 'es'
    ? `Conexión ${connection.stream}: ${client} → ${server}, ${protocol}, ${duration}. Final: ${end}.`
    : `Connection ${connection.stream}: ${client} → ${server}, ${protocol}, ${duration}. End: ${end}.`;
}

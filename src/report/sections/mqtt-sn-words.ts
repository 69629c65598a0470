// Words that the tables about MQTT-SN share.

import type { MqttSnReport } from '../../analyze/mqtt-sn-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import { snReturnCodeText } from '../../dissect/application/mqtt-sn/return-codes.ts';
import type { SnParty } from '../../session/mqtt-sn-session.ts';
import type { Cell } from '../document.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT } from '../format/frames.ts';
import { endpointText } from '../format/words.ts';

const PARTIES: Readonly<Record<SnParty, Text>> = {
  client: { es: 'cliente', en: 'client' },
  gateway: { es: 'gateway', en: 'gateway' },
};

export function partyName(party: SnParty, lang: Lang): string {
  return PARTIES[party][lang];
}

/** "sensor-1 · 10.0.0.1:50001 → 10.0.0.2:10000". */
export function clientTitle(report: MqttSnReport): string {
  const node = report.wirelessNodeId === null ? '' : ` · ${report.wirelessNodeId}`;
  const name = report.clientId === null ? '' : `${wireText(report.clientId, 40)} · `;
  return `${name}${endpointText(report.client)} → ${endpointText(report.gateway)}${node}`;
}

/** "aceptado", in the tone it deserves. */
export function codeCell(code: number | null, lang: Lang): Cell {
  if (code === null) return ABSENT;
  return { text: snReturnCodeText(code)[lang], tone: code === 0 ? 'good' : 'alert' };
}

/** A name, else its id. */
export function topicText(topic: string | null, topicId: number | null): string {
  if (topic !== null) return wireText(topic, 60);
  return topicId === null ? ABSENT : `#${topicId}`;
}

// Gateways that made themselves known, and who looked for one — MQTT-SN 1.2 §6.1.

import type { MqttSnDiscovery } from '../../analyze/mqtt-sn-report.ts';
import { formatEndpoint } from '../../core/address.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT, formatFrames, moreRows } from '../format/frames.ts';

const FRAMES_SHOWN = 6;

const TEXT = {
  gateways: { es: 'Gateways', en: 'Gateways' },
  gateway: { es: 'Gateway', en: 'Gateway' },
  address: { es: 'Dirección', en: 'Address' },
  every: { es: 'Se anuncia cada', en: 'Advertises every' },
  advertise: { es: 'ADVERTISE (tramas)', en: 'ADVERTISE (frames)' },
  info: { es: 'GWINFO (tramas)', en: 'GWINFO (frames)' },
  searches: { es: 'Búsquedas de gateway', en: 'Searches for a gateway' },
  from: { es: 'Quién busca', en: 'Who searches' },
  search: { es: 'SEARCHGW (trama)', en: 'SEARCHGW (frame)' },
  radius: { es: 'Radio', en: 'Radius' },
  everybody: { es: 'toda la red', en: 'whole network' },
  took: { es: 'Tardó', en: 'Took' },
  nobody: { es: 'sin respuesta', en: 'no answer' },
} as const;

export function gatewaysTable(discovery: MqttSnDiscovery, page: Page): Block[] {
  const { lang } = page;
  const shown = discovery.gateways.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.gateways[lang],
      columns: [
        { head: TEXT.gateway[lang], align: 'right' },
        { head: TEXT.address[lang] },
        { head: TEXT.every[lang], align: 'right' },
        { head: TEXT.advertise[lang] },
        { head: TEXT.info[lang] },
      ],
      rows: shown.map((gateway): Cell[] => [
        String(gateway.gatewayId),
        gateway.address !== null && gateway.port !== null
          ? formatEndpoint(gateway.address, gateway.port)
          : (gateway.addressHex ?? ABSENT),
        gateway.advertiseInterval === null ? ABSENT : `${gateway.advertiseInterval} s`,
        formatFrames(gateway.advertiseFrames, FRAMES_SHOWN, gateway.advertisements, lang),
        formatFrames(gateway.infoFrames, FRAMES_SHOWN, gateway.infos, lang),
      ]),
      more: moreRows(shown.length, discovery.gatewaysCount, null, lang),
    },
  ];
}

export function searchesTable(discovery: MqttSnDiscovery, page: Page): Block[] {
  const { lang } = page;
  const shown = discovery.searches.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.searches[lang],
      columns: [
        { head: TEXT.search[lang], align: 'right' },
        { head: TEXT.from[lang] },
        { head: TEXT.radius[lang], align: 'right' },
        { head: TEXT.info[lang] },
        { head: TEXT.took[lang], align: 'right' },
      ],
      rows: shown.map((search): Cell[] => [
        String(search.frame),
        formatEndpoint(search.address, search.port),
        search.radius === null ? ABSENT : search.radius === 0 ? TEXT.everybody[lang] : String(search.radius),
        search.answerFrames.length === 0
          ? { text: TEXT.nobody[lang], tone: 'alert' }
          : formatFrames(search.answerFrames, FRAMES_SHOWN, search.answerFrames.length, lang),
        search.answerNs === null ? ABSENT : formatDuration(search.answerNs, lang),
      ]),
      more: moreRows(shown.length, discovery.searchesCount, null, lang),
    },
  ];
}

// A name that could not be resolved, or not in time — RFC 1035 §4.1.1, §7.2.

import type { Severity } from '../../core/severity.ts';
import type { NameResolution } from '../analysis.ts';
import { type AnalysisFacts, defineRule, type Rule } from '../rule.ts';
import { hasMqtt } from './subject-connections.ts';
import { duration } from './wording.ts';

/** Answers of a resolver on the local network take far less; people begin to notice beyond this. */
const SLOW_NS = 500_000_000;

export const dnsFailed: Rule = defineRule<{ name: string; types: string; responseCode: string }>({
  id: 'dns.name-not-resolved',
  severity: 'error',
  clause: 'RFC 1035 §4.1.1',
  title: { es: 'Un nombre no se pudo resolver', en: 'A name could not be resolved' },
  check: (analysis) =>
    byName(
      analysis,
      ({ responseCode }) => responseCode !== null && responseCode !== 'NOERROR',
      ({ responseCode }) => responseCode ?? '',
    ).map(({ rows, first }) => ({
      stream: null,
      frames: framesOf(rows),
      facts: { name: first.name, types: typesOf(rows), responseCode: first.responseCode ?? '' },
      severity: severityOf(analysis, 'error'),
    })),
  explain: {
    es: ({ name, types, responseCode }) =>
      `La consulta DNS de ${name} (${types}) terminó con ${responseCode}${meaning(responseCode, 'es')}.`,
    en: ({ name, types, responseCode }) =>
      `The DNS query for ${name} (${types}) ended with ${responseCode}${meaning(responseCode, 'en')}.`,
  },
});

export const dnsUnanswered: Rule = defineRule<{ name: string; types: string }>({
  id: 'dns.query-unanswered',
  severity: 'warn',
  clause: 'RFC 1035 §7.2',
  title: { es: 'Consulta DNS sin respuesta', en: 'DNS query without an answer' },
  check: (analysis) =>
    byName(
      analysis,
      ({ queryFrame, responseFrame }) => queryFrame !== null && responseFrame === null,
      () => '',
    ).map(({ rows, first }) => ({
      stream: null,
      frames: framesOf(rows),
      facts: { name: first.name, types: typesOf(rows) },
      severity: severityOf(analysis, 'warn'),
    })),
  explain: {
    es: ({ name, types }) =>
      `Nadie respondió a la consulta de ${name} (${types}) dentro de la captura: sin dirección no puede abrirse la conexión con ese equipo.`,
    en: ({ name, types }) =>
      `Nobody answered the query for ${name} (${types}) within the capture: without an address no connection to that host can be opened.`,
  },
});

export const dnsSlow: Rule = defineRule<{ name: string; type: string; durationNs: number }>({
  id: 'dns.slow-answer',
  severity: 'note',
  clause: null,
  title: { es: 'Respuesta DNS lenta', en: 'Slow DNS answer' },
  check: ({ nameResolution }) =>
    nameResolution
      .filter(({ type, durationNs }) => isAddressType(type) && durationNs !== null && durationNs >= SLOW_NS)
      .map(({ name, type, durationNs, queryFrame, responseFrame }) => ({
        stream: null,
        frames: [queryFrame, responseFrame].filter((frame) => frame !== null),
        facts: { name, type, durationNs: durationNs ?? 0 },
      })),
  explain: {
    es: ({ name, type, durationNs }) =>
      `La respuesta a ${name} (${type}) tardó ${duration(durationNs, 'es')}; el cliente no puede conectarse antes.`,
    en: ({ name, type, durationNs }) =>
      `The answer for ${name} (${type}) took ${duration(durationNs, 'en')}; the client cannot connect before.`,
  },
});

const MEANINGS: ReadonlyMap<string, { readonly es: string; readonly en: string }> = new Map([
  ['NXDOMAIN', { es: ': ese nombre no existe', en: ': that name does not exist' }],
  ['SERVFAIL', { es: ': el servidor DNS no pudo averiguarlo', en: ': the DNS server could not find out' }],
  ['REFUSED', { es: ': el servidor DNS no quiso contestar', en: ': the DNS server would not answer' }],
  ['FORMERR', { es: ': el servidor DNS no entendió la consulta', en: ': the DNS server did not understand the query' }],
]);

function meaning(responseCode: string, lang: 'es' | 'en'): string {
  return MEANINGS.get(responseCode)?.[lang] ?? '';
}

/** The addresses of a name stand between a client and its connection; reverse lookups and the like do not. */
function isAddressType(type: string): boolean {
  return type === 'A' || type === 'AAAA';
}

/** Lookups of addresses that `isWrong`, one group for each name (and `kind`) that no other lookup could resolve. */
function byName(
  { nameResolution }: AnalysisFacts,
  isWrong: (row: NameResolution) => boolean,
  kind: (row: NameResolution) => string,
): { rows: NameResolution[]; first: NameResolution }[] {
  const nameOf = (row: NameResolution): string => row.name.toLowerCase();
  const resolved = new Set(nameResolution.filter(({ answers }) => answers.length > 0).map(nameOf));
  const groups = new Map<string, { rows: NameResolution[]; first: NameResolution }>();
  for (const row of nameResolution) {
    if (!isAddressType(row.type) || !isWrong(row) || resolved.has(nameOf(row))) continue;
    const key = `${nameOf(row)} ${kind(row)}`;
    const group = groups.get(key) ?? { rows: [], first: row };
    groups.set(key, group);
    group.rows.push(row);
  }
  return [...groups.values()];
}

function framesOf(rows: readonly NameResolution[]): number[] {
  return rows.flatMap(({ queryFrame, responseFrame }) => [queryFrame, responseFrame].filter((frame) => frame !== null));
}

function typesOf(rows: readonly NameResolution[]): string {
  return [...new Set(rows.map(({ type }) => type))].join(', ');
}

/** Where MQTT found its broker, a name that did not resolve was wanted by something else. */
function severityOf(analysis: AnalysisFacts, severity: Severity): Severity {
  return hasMqtt(analysis) ? 'note' : severity;
}

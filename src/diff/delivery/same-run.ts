// Do two captures show the two sides of one run? What was published in one and received in the other, when, and over which broker.

import type { Lang } from '../../core/text.ts';
import type { DiffContext } from '../diff-context.ts';
import type { DiffInput } from '../diff-input.ts';
import { type Assessment, assess, placeOf } from './assessment.ts';
import { isAcross } from './deliveries.ts';
import type { CaptureSide } from './delivery-clock.ts';
import type { SameRun } from './delivery-diff.ts';
import { type Client, isSeenIn, type Message } from './model.ts';
import {
  APART,
  COMMON_CONNECTIONS,
  foundText,
  NOT_READABLE,
  NOTHING_ARRIVED,
  PLAIN,
  SAME_BROKER,
  TOGETHER,
} from './run-reasons.ts';

/** Share of the messages that must be found on the other side. */
const LEAST_SHARE = 0.5;

/** How strongly two captures look like the publishing and the receiving side of one run. */
export interface DeliveryEvidence {
  readonly sameRun: SameRun;
  /** 0: not at all; 1: everything that was published is found again, at the same time. */
  readonly strength: number;
  /** Messages published in one capture that a client of the other was to get, and those that such clients got. */
  readonly published: number;
  readonly delivered: number;
  /** Published and found again with the same bytes. */
  readonly found: number;
  /** One sentence per piece of evidence, in the language of the context. */
  readonly reasons: readonly string[];
}

export function deliveryEvidence(a: DiffInput, b: DiffInput, { lang }: DiffContext): DeliveryEvidence {
  return evidenceOf(assess(a, b), lang);
}

interface Facts {
  /** Messages due across the captures, received across, found again. */
  readonly published: number;
  readonly delivered: number;
  readonly found: number;
  /** Published anywhere, received anywhere. */
  readonly anyPublished: number;
  readonly anyDelivered: number;
  readonly commonConnections: number;
  readonly apartNs: number | null;
  readonly commonBroker: string | null;
}

export function evidenceOf(assessment: Assessment, lang: Lang): DeliveryEvidence {
  const facts = factsOf(assessment);
  const { published, delivered, found } = facts;
  const share = published === 0 || delivered === 0 ? 0 : found / Math.min(published, delivered);
  const sameRun = verdictOf(facts, share);
  const strength =
    sameRun === 'no' ? 0 : sameRun === 'unknown' ? 0.3 * share : delivered === 0 ? 0.5 : 0.5 + 0.5 * Math.min(1, share);
  return { sameRun, strength, published, delivered, found, reasons: reasonsOf(facts, assessment, lang) };
}

function verdictOf(facts: Facts, share: number): SameRun {
  const { published, delivered, found, anyPublished, anyDelivered, commonConnections, apartNs, commonBroker } = facts;
  if (commonConnections > 0) return 'yes';
  const together = apartNs === null || apartNs <= 0;
  if (published === 0 || delivered === 0) {
    // Nothing arrived, though somebody waited for it at that time and place: everything was lost.
    if (published > 0 && together && commonBroker !== null) return 'yes';
    return anyPublished > 0 && anyDelivered > 0 ? 'no' : 'unknown';
  }
  if (found === 0) return 'no';
  if (share >= LEAST_SHARE) return together ? 'yes' : 'unknown';
  return together ? 'unknown' : 'no';
}

function factsOf(assessment: Assessment): Facts {
  const { model, deliveries } = assessment;
  const published = new Set<Message>();
  const delivered = new Set<Message>();
  const found = new Set<Message>();
  for (const verdict of deliveries.verdicts) {
    if (!isAcross(verdict)) continue;
    const { outcome } = verdict;
    if (verdict.published !== null && outcome !== 'not-due') published.add(verdict.published);
    if (verdict.delivered !== null) delivered.add(verdict.delivered);
    if (verdict.published !== null && outcome === 'delivered') found.add(verdict.published);
  }
  const legs = model.clients.flatMap((client) => client.legs);
  return {
    published: published.size,
    delivered: delivered.size,
    found: found.size,
    anyPublished: model.clients.reduce((sum, client) => sum + client.published.length, 0),
    anyDelivered: model.clients.reduce((sum, client) => sum + client.delivered.length, 0),
    commonConnections: legs.filter((leg) => leg.sessions[0] !== null && leg.sessions[1] !== null).length,
    apartNs: assessment.apartNs,
    commonBroker: commonBrokerOf(model.clients),
  };
}

function commonBrokerOf(clients: readonly Client[]): string | null {
  const servers = [new Set<string>(), new Set<string>()] as const;
  for (const client of clients) {
    for (const leg of client.legs) {
      for (const place of [0, 1] as const) {
        const session = leg.sessions[place];
        if (session !== null) servers[place].add(session.server);
      }
    }
  }
  for (const server of servers[0]) if (servers[1].has(server)) return server;
  return null;
}

function reasonsOf(facts: Facts, assessment: Assessment, lang: Lang): string[] {
  const reasons: string[] = [];
  const { published, delivered, commonConnections, apartNs, commonBroker } = facts;
  if (commonConnections > 0) reasons.push(COMMON_CONNECTIONS[lang](commonConnections));
  if (published > 0 && delivered > 0) reasons.push(foundText(facts, lang));
  else if (commonConnections === 0) reasons.push(emptyReason(facts, assessment, lang));
  if (apartNs !== null) reasons.push(timeReason(apartNs, assessment, lang));
  if (commonConnections > 0) return reasons;
  if (commonBroker !== null) reasons.push(SAME_BROKER[lang](commonBroker));
  else if (hasSessions(assessment, 'a') && hasSessions(assessment, 'b')) reasons.push(PLAIN.otherBroker[lang]);
  return reasons;
}

function emptyReason({ published, anyPublished, anyDelivered }: Facts, assessment: Assessment, lang: Lang): string {
  for (const side of ['a', 'b'] as const) {
    if (!hasSessions(assessment, side)) return NOT_READABLE[lang](side.toUpperCase());
  }
  if (anyPublished === 0) return PLAIN.nobodyPublishes[lang];
  if (published > 0) return NOTHING_ARRIVED[lang](published);
  return (anyDelivered > 0 ? PLAIN.otherTopics : PLAIN.nobodySubscribed)[lang];
}

function timeReason(apartNs: number, assessment: Assessment, lang: Lang): string {
  if (apartNs <= 0) return TOGETHER[lang](-apartNs);
  const { windows } = assessment;
  const [a, b] = [windows[placeOf(assessment, 'a')], windows[placeOf(assessment, 'b')]];
  const isAFirst = (a?.fromNs ?? 0) <= (b?.fromNs ?? 0);
  return APART[lang]({ early: isAFirst ? 'A' : 'B', late: isAFirst ? 'B' : 'A', ns: apartNs });
}

function hasSessions(assessment: Assessment, side: CaptureSide): boolean {
  return assessment.inputs[placeOf(assessment, side)].messages.sessions.length > 0;
}

/** Is everything that one capture shows of MQTT also in the other? */
export function isSameTraffic(assessment: Assessment): boolean {
  return assessment.model.clients.every((client) => isSeenIn(client, 0) && isSeenIn(client, 1));
}

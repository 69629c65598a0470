// Acknowledgements held back by the receiver: 40 ms (Linux) or 200 ms (Windows, BSD) — RFC 9293 §3.8.6.3, RFC 5681 §4.2.

import { SENDERS, type Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { ConnectionReport, RttKind } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { capitalised, duration, party } from './wording.ts';

/** Timers in use, with the slack that a timer and a capture have. */
const TIMERS: readonly { readonly ns: number; readonly slackNs: number }[] = [
  { ns: 40_000_000, slackNs: 5_000_000 },
  { ns: 200_000_000, slackNs: 15_000_000 },
];
const ENOUGH_SAMPLES = 4;

interface DelayedAckFacts {
  readonly [key: string]: number | string;
  readonly receiver: string;
  readonly timerNs: number;
  readonly minNs: number;
  readonly medianNs: number;
  readonly kind: RttKind;
}

export const delayedAck: Rule = defineRule<DelayedAckFacts>({
  id: 'tcp.delayed-ack',
  severity: 'note',
  clause: 'RFC 9293 §3.8.6.3',
  title: { es: 'Confirmaciones retrasadas (ACK diferido)', en: 'Delayed acknowledgements' },
  check: (analysis) =>
    subjectConnections(analysis).flatMap((connection) => SENDERS.flatMap((sender) => evidenceOf(connection, sender))),
  explain: { es: (facts) => explain(facts, 'es'), en: (facts) => explain(facts, 'en') },
});

function explain({ receiver, timerNs, minNs, medianNs, kind }: DelayedAckFacts, lang: Lang): string {
  const who = capitalised(party(receiver, lang));
  const [timer, minimum, median] = [timerNs, minNs, medianNs].map((ns) => duration(ns, lang));
  if (lang === 'es') {
    const advice =
      kind === 'ack-delay'
        ? 'aquí solo mide lo que tarda ese sistema en confirmar, no la red'
        : 'como RTT de la red vale el mínimo';
    return `${who} no confirma siempre enseguida: parte de sus ACK esperan unos ${timer} por si pueden viajar junto con datos. Por eso el tiempo hasta el ACK va de ${minimum} (mínimo) a una mediana de ${median} o más: ${advice}.`;
  }
  const advice =
    kind === 'ack-delay'
      ? 'here it only measures how fast that system acknowledges, not the network'
      : 'as the round trip of the network, take the minimum';
  return `${who} does not always acknowledge at once: some of its ACKs wait about ${timer} in case they can travel with data. So the time to the ACK goes from ${minimum} (minimum) to a median of ${median} or more: ${advice}.`;
}

/** Only where it misleads: the usual sample, or one of the two that the report shows, was held back. */
function evidenceOf(connection: ConnectionReport, sender: Sender): Evidence<DelayedAckFacts>[] {
  const { stream, rtt, firstData, firstPublish } = connection;
  const report = rtt[sender];
  if (report === null || report.samples < ENOUGH_SAMPLES) return [];
  const shown = [firstData, firstPublish].flatMap((sent) =>
    sent !== null && sent.direction === sender && sent.ackFrame !== null && sent.rttNs !== null
      ? [{ frames: [sent.frame, sent.ackFrame], rttNs: sent.rttNs }]
      : [],
  );
  for (const timer of TIMERS) {
    const isHeldBack = (valueNs: number): boolean => Math.abs(valueNs - report.minNs - timer.ns) <= timer.slackNs;
    const heldBack = shown.filter(({ rttNs }) => isHeldBack(rttNs));
    if (heldBack.length === 0 && !isHeldBack(report.medianNs)) continue;
    const facts = {
      receiver: sender === 'client' ? 'server' : 'client',
      timerNs: timer.ns,
      minNs: report.minNs,
      medianNs: report.medianNs,
      kind: report.kind,
    };
    return [{ stream, frames: [...new Set(heldBack.flatMap(({ frames }) => frames))], facts }];
  }
  return [];
}

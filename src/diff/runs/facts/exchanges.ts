// QoS 1 and 2, CONNECT, SUBSCRIBE …: how their exchanges ended, and how long every step took — MQTT 3.1.1 and 5.0 §4.3.

import type { CapturePoint, MqttReport } from '../../../analyze/analysis.ts';
import { SENDERS, type Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import type { ExchangeRecord, ExchangeState } from '../../../session/mqtt-session.ts';
import { count, distribution, type Fact, measure } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';
import { SCHEDULING_NS } from './timing.ts';

const PER_EXCHANGE: Text = { es: 'por intercambio', en: 'per exchange' };

/** What a delay contains, as seen from the capture point. */
const BY_THE_MACHINE_BESIDE: Text = {
  es: 'reacción de la máquina junto a la captura',
  en: 'reaction of the machine beside the capture',
};
const OVER_THE_NETWORK: Text = {
  es: 'respuesta del otro extremo, a través de la red',
  en: 'answer of the other end, through the network',
};
const NOT_AT_AN_END: Text = { es: 'no se capturó en un extremo', en: 'not captured at an end' };
const BESIDE_PUBLISHER: Text = { es: 'medido junto a quien comienza', en: 'measured beside the side that begins' };
const BESIDE_RECEIVER: Text = { es: 'medido junto a quien responde', en: 'measured beside the side that answers' };

function stepMeaning(taker: Sender, point: CapturePoint): Text {
  if (point !== 'client' && point !== 'server') return NOT_AT_AN_END;
  return taker === point ? BY_THE_MACHINE_BESIDE : OVER_THE_NETWORK;
}

function totalMeaning(originator: Sender, point: CapturePoint): Text {
  if (point !== 'client' && point !== 'server') return NOT_AT_AN_END;
  return originator === point ? BESIDE_PUBLISHER : BESIDE_RECEIVER;
}

export function exchangeFacts({ connection }: RunConnection): Fact[] {
  const { mqtt, capturePoint } = connection;
  if (mqtt === null) return [];
  return [
    ...stateFacts(mqtt),
    ...timeFacts(mqtt, capturePoint),
    ...SENDERS.map((sender) => measure('messages-in-flight', mqtt.maximumInFlight[sender], { sender })),
  ];
}

const STATES: readonly (readonly [state: ExchangeState, words: Text])[] = [
  ['complete', { es: 'completos', en: 'complete' }],
  ['refused', { es: 'rechazados', en: 'refused' }],
  ['unconfirmed', { es: 'sin confirmar', en: 'unconfirmed' }],
  ['continued', { es: 'continuados en otra conexión', en: 'continued on another connection' }],
  ['partial', { es: 'con pasos que faltan en la captura', en: 'with steps missing in the capture' }],
];

function nameOf(kind: string, qos: number | null): string {
  return qos === null ? kind.toUpperCase() : `PUBLISH QoS ${qos}`;
}

function stateFacts(mqtt: MqttReport): Fact[] {
  const groups = new Map<string, MqttReport['exchangeStates'][number][]>();
  for (const each of mqtt.exchangeStates) {
    const key = `${nameOf(each.kind, each.qos)} ${each.originator}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, qos, originator } = first;
    const exchanges = mqtt.exchanges.filter(
      (each) => each.kind === kind && each.qos === qos && each.originator === originator,
    );
    return STATES.map(([state, words]) =>
      count('exchange-state', group.find((each) => each.state === state)?.count ?? 0, {
        sender: originator,
        detail: `${nameOf(kind, qos)}: ${state}`,
        detailText: { es: `${nameOf(kind, qos)}, ${words.es}`, en: `${nameOf(kind, qos)}, ${words.en}` },
        exposure: group.reduce((sum, each) => sum + each.count, 0),
        chance: PER_EXCHANGE,
        frames: exchanges
          .filter((each) => each.state === state)
          .flatMap(({ steps }) => steps.slice(0, 1).map(({ frame }) => frame)),
      }),
    );
  });
}

interface Series {
  readonly sender: Sender;
  readonly detail: string;
  readonly meaning: Text;
  readonly samples: number[];
  readonly frames: number[];
}

function timeFacts(mqtt: MqttReport, point: CapturePoint): Fact[] {
  const steps = new Map<string, Series>();
  const totals = new Map<string, Series>();
  for (const exchange of mqtt.exchanges) {
    if (exchange.kind === 'ping') continue; // told by pings
    noteSteps(steps, exchange, point);
    const { totalNs, originator } = exchange;
    const hasSteps = exchange.steps.length > 2;
    if (totalNs === null || !hasSteps) continue;
    const series = seriesOf(totals, originator, nameOf(exchange.kind, exchange.qos), totalMeaning(originator, point));
    series.samples.push(totalNs);
    series.frames.push(...exchange.steps.slice(0, 1).map(({ frame }) => frame));
  }
  const facts = (kind: string, all: ReadonlyMap<string, Series>): Fact[] =>
    [...all.values()].map(({ sender, detail, meaning, samples, frames }) =>
      distribution(kind, samples, {
        sender,
        detail,
        frames,
        meaning,
        leastShift: meaning === BY_THE_MACHINE_BESIDE ? SCHEDULING_NS : 0,
      }),
    );
  return [...facts('step-time', steps), ...facts('exchange-time', totals)];
}

/** A step that the machine beside the capture takes is its own reaction; any other one includes the network. */
function noteSteps(all: Map<string, Series>, exchange: ExchangeRecord, point: CapturePoint): void {
  const { steps, stepNs, originator } = exchange;
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1];
    const timeNs = stepNs[step.type];
    if (before === undefined || timeNs === undefined) continue;
    const answerer = originator === 'client' ? 'server' : 'client';
    const taker = isByOriginator(step.type) ? originator : answerer;
    const qos = exchange.qos === null ? '' : ` (QoS ${exchange.qos})`;
    const series = seriesOf(all, originator, `${before.type} → ${step.type}${qos}`, stepMeaning(taker, point));
    series.samples.push(timeNs);
    series.frames.push(step.frame);
  }
}

function isByOriginator(type: string): boolean {
  return type === 'PUBREL';
}

function seriesOf(all: Map<string, Series>, sender: Sender, detail: string, meaning: Text): Series {
  const key = `${sender} ${detail}`;
  const known = all.get(key);
  if (known !== undefined) return known;
  const made: Series = { sender, detail, meaning, samples: [], frames: [] };
  all.set(key, made);
  return made;
}

// The number of unconfirmed messages stands at a value: a limit that was stated (MQTT 5 Receive Maximum), or one that clients and brokers have by default.

import type { Sender } from '../../core/direction.ts';
import type { InFlightReport } from '../mqtt-session-report.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasEnded, hasHoles, type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';
import { capitalised, count, duration, party } from './wording.ts';

/** Defaults of widespread programs, by who publishes. A coincidence proves nothing: the finding says so. */
const KNOWN_DEFAULTS: Readonly<Record<Sender, ReadonlyMap<number, string>>> = {
  client: new Map([
    [10, 'Paho Java / C: maxInflight'],
    [20, 'Paho Python, libmosquitto: max_inflight_messages'],
  ]),
  server: new Map([
    [10, 'HiveMQ'],
    [20, 'mosquitto: max_inflight_messages'],
    [32, 'EMQX: max_inflight'],
  ]),
};
/** Rises to the maximum from which on answers are seen to make room for the next message. */
const REFILLS = 3;
/** Without a known or stated limit: many more of them, and not just one message at a time. */
const UNKNOWN_REFILLS = 10;
const UNKNOWN_LEAST = 5;
/** Fewer messages than this are easily all there were. */
const STUCK_LEAST = 20;

interface LimitFacts {
  readonly [key: string]: number | string | boolean | null;
  readonly publisher: string;
  readonly maximum: number;
  readonly published: number;
  readonly ended: number;
  readonly timesAtMaximum: number;
  readonly atMaximumNs: number;
  /** Stated by the receiver; null: not stated. */
  readonly receiveMaximum: number | null;
  /** Programs with this default; null: none known. */
  readonly knownDefault: string | null;
  /** 'stated', 'default', 'unknown'. */
  readonly limit: string;
  /** It stands at its maximum when everything ends, and nothing was ever confirmed. */
  readonly stuck: boolean;
}

export const inFlightLimit: Rule = defineRule<LimitFacts>({
  id: 'mqtt.in-flight-limit',
  severity: 'note',
  clause: 'MQTT 5.0 §4.9',
  title: {
    es: 'Un límite de mensajes en vuelo frena al que publica',
    en: 'A limit of messages in flight holds the publisher',
  },
  check: (analysis) =>
    mqttConnections(analysis).flatMap((report) =>
      (['client', 'server'] as const).flatMap((publisher) => limitOf(report, publisher) ?? []),
    ),
  explain: {
    es: (facts) =>
      `${capitalised(party(facts.publisher, 'es'))} no pasa nunca de ${count(facts.maximum)} mensajes QoS 1 o 2 sin confirmar a la vez (publica ${count(facts.published)}; terminan ${count(facts.ended)}; ${duration(facts.atMaximumNs, 'es')} en ese tope). ${causeEs(facts)}`,
    en: (facts) =>
      `${capitalised(party(facts.publisher, 'en'))} never has more than ${count(facts.maximum)} unconfirmed QoS 1 or 2 messages at once (publishes ${count(facts.published)}; ${count(facts.ended)} end; ${duration(facts.atMaximumNs, 'en')} at that level). ${causeEn(facts)}`,
  },
});

function causeEs({ limit, knownDefault, receiveMaximum, stuck, timesAtMaximum }: LimitFacts): string {
  const sign = stuck
    ? 'Ninguno llegó a confirmarse, así que detrás puede haber más mensajes en la cola de la aplicación que nunca salieron.'
    : `Cada vez que una respuesta libera un sitio sale otro mensaje (${count(timesAtMaximum)} veces).`;
  if (limit === 'stated')
    return `${sign} Es justo el Receive Maximum que anunció el otro extremo (${receiveMaximum ?? ''}).`;
  if (limit === 'default')
    return `${sign} Coincide con un valor por defecto conocido (${knownDefault ?? ''}): es una hipótesis, la captura no dice qué programa es ni cómo está configurado.`;
  return `${sign} Ningún límite anunciado ni valor por defecto conocido lo explica: será propio de la aplicación o de su configuración.`;
}

function causeEn({ limit, knownDefault, receiveMaximum, stuck, timesAtMaximum }: LimitFacts): string {
  const sign = stuck
    ? 'None of them was ever confirmed, so more messages may wait behind them in the application and have never left.'
    : `Whenever an answer makes room, another message leaves (${count(timesAtMaximum)} times).`;
  if (limit === 'stated')
    return `${sign} It is exactly the Receive Maximum the other side announced (${receiveMaximum ?? ''}).`;
  if (limit === 'default')
    return `${sign} It coincides with a well-known default (${knownDefault ?? ''}): a hypothesis, for the capture does not say which program this is or how it is configured.`;
  return `${sign} No announced limit and no well-known default explains it: it will be the application's own, or a matter of configuration.`;
}

function limitOf(report: MqttConnectionReport, publisher: Sender): Evidence<LimitFacts> | null {
  const inFlight = report.mqtt.inFlight[publisher];
  if (inFlight === null || inFlight.maximum < 2 || hasHoles(report, 'client') || hasHoles(report, 'server'))
    return null;
  const over = hasEnded(report) || report.mqtt.disconnect !== null;
  const stuck = inFlight.endsAtMaximum && inFlight.ended === 0 && over;
  const limit = kindOf(inFlight, publisher, stuck);
  if (limit === null) return null;
  const { maximum, published, ended, timesAtMaximum, atMaximumNs, receiveMaximum, longestStay } = inFlight;
  return {
    stream: report.connection.stream,
    frames: [...new Set([inFlight.maximumFrame, longestStay.fromFrame, longestStay.toFrame])].sort((a, b) => a - b),
    facts: {
      publisher,
      maximum,
      published,
      ended,
      timesAtMaximum,
      atMaximumNs,
      receiveMaximum,
      knownDefault: KNOWN_DEFAULTS[publisher].get(maximum) ?? null,
      limit,
      stuck,
    },
  };
}

function kindOf(inFlight: InFlightReport, publisher: Sender, stuck: boolean): 'stated' | 'default' | 'unknown' | null {
  const { maximum, timesAtMaximum, receiveMaximum } = inFlight;
  const refilled = timesAtMaximum >= REFILLS;
  if (receiveMaximum === maximum) return refilled || stuck ? 'stated' : null;
  if (KNOWN_DEFAULTS[publisher].has(maximum) && (refilled || (stuck && maximum >= STUCK_LEAST))) return 'default';
  return timesAtMaximum >= UNKNOWN_REFILLS && maximum >= UNKNOWN_LEAST ? 'unknown' : null;
}

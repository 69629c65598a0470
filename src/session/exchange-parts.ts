// What the packets of an exchange say besides their place in it: topic and size, filters, codes — MQTT 3.1.1 §3.9.3, MQTT 5.0 §2.4.

import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import { MQTT_PUBREL, MQTT_SUBACK, MQTT_UNSUBACK } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import type { Exchange } from './exchange.ts';
import type { MqttSessionState } from './session-state.ts';
import { FAILURE } from './subscription-codes.ts';
import { SUBACK_COUNT, UNSUBACK_COUNT } from './violations.ts';

/** The first step: SEMANTICS 1.6 times it by its last byte. */
export function fillRequest(exchange: Exchange, view: MqttView, origin: Origin, topic: string | null): void {
  exchange.enter(0, origin.lastFrame, origin.lastTimeNs);
  if (exchange.kind === 'publish') {
    exchange.qos = view.qos;
    exchange.topic = topic;
    exchange.payloadLength = view.payloadLength;
  } else {
    const message = view.toMessage();
    if (message.type === 'SUBSCRIBE' || message.type === 'UNSUBSCRIBE') exchange.filters = message.filters.length;
  }
}

/** One code per filter [MQTT-3.8.4-5], 5.0 [MQTT-3.8.4-6], [MQTT-3.11.3-1]; UNSUBACK of 3.x has none. */
export function checkCodes(session: MqttSessionState, exchange: Exchange, view: MqttView, log: AnomalyLog): void {
  if (exchange.frame0 === 0 || (exchange.kind === 'unsubscribe' && view.version !== 5)) return;
  const codes = reasonCodes(view)?.length ?? 0;
  if (codes === exchange.filters || session.holes !== 0) return;
  log.add(exchange.kind === 'subscribe' ? SUBACK_COUNT : UNSUBACK_COUNT, view.at, exchange.filters, codes);
}

/** Does this answer say that the request failed as a whole? A PUBREL is no answer: it goes on, whatever its code. */
export function isRefusal(view: MqttView): boolean {
  if (view.packetType === MQTT_SUBACK || view.packetType === MQTT_UNSUBACK) {
    const codes = reasonCodes(view) ?? [];
    return codes.length > 0 && codes.every((code) => code >= FAILURE);
  }
  return view.packetType !== MQTT_PUBREL && view.reasonCode >= FAILURE;
}

function reasonCodes(view: MqttView): readonly number[] | null {
  const message = view.toMessage();
  return message.type === 'SUBACK' || message.type === 'UNSUBACK' ? message.reasonCodes : null;
}

// PUBREC comes, PUBREL never leaves: the signature of a client whose network loop does not run — MQTT 3.1.1 and 5.0 §4.3.3.

import { defineRule, type Evidence, type Rule } from '../rule.ts';
import {
  countStates,
  hasEnded,
  hasHoles,
  type MqttConnectionReport,
  perConnection,
  publishExchanges,
  stepFrame,
} from './mqtt-view.ts';
import { counted } from './wording.ts';

/** paho's max_inflight_messages: what a client without a loop gets out before its queue stops. */
const PAHO_IN_FLIGHT_LIMIT = 20;

interface NeverReleasedFacts {
  readonly [key: string]: number | string | boolean;
  readonly messages: number;
  readonly firstPublishFrame: number;
  readonly lastPublishFrame: number;
  readonly firstPubrecFrame: number;
  readonly lastPubrecFrame: number;
  readonly publishedBeforeConnack: boolean;
  readonly reachedInFlightLimit: boolean;
  /** 'disconnect', 'closed', 'open'. */
  readonly end: string;
}

export const qos2NeverReleased: Rule = defineRule<NeverReleasedFacts>({
  id: 'mqtt.qos2-never-released',
  severity: 'error',
  clause: 'MQTT-4.3.3-1; 5.0: MQTT-4.3.3-4',
  title: {
    es: 'QoS 2 sin terminar: el cliente nunca envía PUBREL (su bucle de red no corre)',
    en: 'QoS 2 never finished: the client never sends PUBREL (its network loop does not run)',
  },
  check: (analysis) => perConnection(analysis, evidenceOf),
  explain: {
    es: (facts) =>
      `El cliente publicó ${counted(facts.messages, 'mensaje', 'mensajes')} con QoS 2 (tramas ${facts.firstPublishFrame} a ${facts.lastPublishFrame}) y el servidor contestó a cada uno con PUBREC ` +
      `(tramas ${facts.firstPubrecFrame} a ${facts.lastPubrecFrame}), pero el cliente no envió ni un solo PUBREL, así que ${ending(facts.end, 'es')} ` +
      `${facts.publishedBeforeConnack ? 'Además publicó antes de recibir CONNACK. ' : ''}` +
      'Es la firma de un cliente que no atiende lo que recibe: con paho, llamar a publish() sin bucle de red. ' +
      'Remedio: client.loop_start() después de connect(), esperar cada publish().wait_for_publish() y solo entonces loop_stop() y disconnect(). ' +
      `${facts.reachedInFlightLimit ? `Hay exactamente ${PAHO_IN_FLIGHT_LIMIT} mensajes en vuelo: es el límite de paho (max_inflight_messages); las llamadas siguientes a publish() devuelven éxito, se quedan en la cola y se pierden en disconnect(). ` : `Con más de ${PAHO_IN_FLIGHT_LIMIT} mensajes, paho además deja de enviar (max_inflight_messages). `}` +
      'Que el suscriptor reciba algo depende del broker: mosquitto entrega un QoS 2 solo al llegar PUBREL (no entregaría nada); otros entregan ya con PUBLISH.',
    en: (facts) =>
      `The client published ${counted(facts.messages, 'message', 'messages')} with QoS 2 (frames ${facts.firstPublishFrame} to ${facts.lastPublishFrame}), and the server answered each with PUBREC ` +
      `(frames ${facts.firstPubrecFrame} to ${facts.lastPubrecFrame}), but the client did not send a single PUBREL, so ${ending(facts.end, 'en')} ` +
      `${facts.publishedBeforeConnack ? 'It also published before it had received CONNACK. ' : ''}` +
      'This is the signature of a client that does not process what it receives: with paho, publish() without a network loop. ' +
      'Cure: client.loop_start() after connect(), wait for each publish().wait_for_publish(), and only then loop_stop() and disconnect(). ' +
      `${facts.reachedInFlightLimit ? `Exactly ${PAHO_IN_FLIGHT_LIMIT} messages are in flight: that is paho's limit (max_inflight_messages); later publish() calls return success, stay queued and are dropped at disconnect(). ` : `Beyond ${PAHO_IN_FLIGHT_LIMIT} messages paho would also stop sending (max_inflight_messages). `}` +
      'Whether the subscriber gets anything depends on the broker: mosquitto delivers a QoS 2 message only at PUBREL (it would deliver nothing); others deliver at PUBLISH.',
  },
});

function evidenceOf(report: MqttConnectionReport): Evidence<NeverReleasedFacts> | null {
  const { connection, mqtt } = report;
  const all = publishExchanges(mqtt, 'client').filter((exchange) => exchange.qos === 2);
  // One message whose PUBREL simply had not left when the capture stopped proves nothing.
  if (all.some((exchange) => stepFrame(exchange, 'PUBREL') !== null)) return null;
  const waiting = all.filter((exchange) => stepFrame(exchange, 'PUBREC') !== null && exchange.state === 'unconfirmed');
  const published = waiting.flatMap((exchange) => stepFrame(exchange, 'PUBLISH') ?? []);
  const answered = waiting.flatMap((exchange) => stepFrame(exchange, 'PUBREC') ?? []);
  const [firstPublishFrame] = published;
  const [firstPubrecFrame] = answered;
  if (firstPublishFrame === undefined || firstPubrecFrame === undefined || hasHoles(report, 'client')) return null;
  if (waiting.length < 2 && !hasEnded(report) && mqtt.disconnect === null) return null;
  // The full count stands where every listed one of that state is like these: the list may be capped.
  const open = publishExchanges(mqtt, 'client').filter((exchange) => exchange.state === 'unconfirmed');
  const messages =
    open.length === waiting.length ? countStates(mqtt, 'publish', 'client', 'unconfirmed') : waiting.length;
  return {
    stream: connection.stream,
    frames: answered,
    framesCount: messages,
    facts: {
      messages,
      firstPublishFrame,
      lastPublishFrame: published.at(-1) ?? firstPublishFrame,
      firstPubrecFrame,
      lastPubrecFrame: answered.at(-1) ?? firstPubrecFrame,
      publishedBeforeConnack: mqtt.connackFrame !== null && firstPublishFrame < mqtt.connackFrame,
      reachedInFlightLimit: mqtt.maximumInFlight.client === PAHO_IN_FLIGHT_LIMIT,
      end: mqtt.disconnect !== null ? 'disconnect' : hasEnded(report) ? 'closed' : 'open',
    },
  };
}

function ending(end: string, lang: 'es' | 'en'): string {
  if (lang === 'es') {
    if (end === 'disconnect') return 'todos esos intercambios siguen abiertos cuando se despide con DISCONNECT.';
    return end === 'closed'
      ? 'todos siguen abiertos cuando se cierra la conexión.'
      : 'todos siguen abiertos al final de la captura.';
  }
  if (end === 'disconnect') return 'all these exchanges are still open when it leaves with DISCONNECT.';
  return end === 'closed'
    ? 'all are still open when the connection is closed.'
    : 'all are still open at the end of the capture.';
}

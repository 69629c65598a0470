// Exchanges that did not run to their end, have holes in the middle, were refused or repeated — MQTT 3.1.1 and 5.0 §4.3, §4.4.

import type { Sender } from '../../core/direction.ts';
import type { ExchangeRecord } from '../../session/mqtt-session.ts';
import type { AnalysisFacts, Evidence, Rule } from '../rule.ts';
import { defineRule } from '../rule.ts';
import {
  countStates,
  hasEnded,
  hasHoles,
  listed,
  type MqttConnectionReport,
  mqttConnections,
  otherSide,
  publishExchanges,
  sawConnect,
  stepFrame,
  stepFrames,
} from './mqtt-view.ts';
import { qos2NeverReleased } from './qos2-never-released.ts';
import { capitalised, counted, party } from './wording.ts';

interface OpenFacts {
  readonly [key: string]: number | string | boolean;
  readonly messages: number;
  readonly originator: string;
  /** What each of them still lacks: 'PUBREC, PUBREL, PUBCOMP'. */
  readonly missing: string;
  readonly packetIdentifiers: string;
  /** 'disconnect', 'closed', 'open'. */
  readonly end: string;
  readonly captureHoles: boolean;
  /** The receiver said DISCONNECT before it had answered. */
  readonly receiverLeft: boolean;
}

export const exchangeUnconfirmed: Rule = defineRule<OpenFacts>({
  id: 'mqtt.exchange-unconfirmed',
  severity: 'warn',
  clause: 'MQTT-4.3.2-1, MQTT-4.3.3-1; 5.0: MQTT-4.3.2-3, MQTT-4.3.3-3',
  title: { es: 'Mensajes QoS 1 o 2 sin confirmar hasta el final', en: 'QoS 1 or 2 messages not confirmed to the end' },
  check: (analysis) => eachSender(analysis, unconfirmedOf),
  explain: {
    es: (facts) =>
      `${counted(facts.messages, 'mensaje', 'mensajes')} que publicó ${party(facts.originator, 'es')} (identificadores ${facts.packetIdentifiers}) ` +
      `${facts.messages === 1 ? 'queda' : 'quedan'} sin ${facts.missing} ${endText(facts.end, 'es')}. ` +
      `${sufficiency(facts, 'es')}` +
      `${facts.captureHoles ? ' Ojo: la captura tiene huecos y el paso puede estar en uno de ellos.' : ''}`,
    en: (facts) =>
      `${counted(facts.messages, 'message', 'messages')} published by ${party(facts.originator, 'en')} (identifiers ${facts.packetIdentifiers}) ` +
      `${facts.messages === 1 ? 'lacks' : 'lack'} ${facts.missing} ${endText(facts.end, 'en')}. ` +
      `${sufficiency(facts, 'en')}` +
      `${facts.captureHoles ? ' Mind: the capture has holes, and the step may lie in one of them.' : ''}`,
  },
});

export const exchangeStepMissing: Rule = defineRule<OpenFacts>({
  id: 'mqtt.exchange-step-missing',
  severity: 'warn',
  clause: 'MQTT-4.3.2-1, MQTT-4.3.3-1, MQTT-4.3.3-2; 5.0: §4.3.2, §4.3.3',
  title: {
    es: 'Intercambios a los que les falta un paso intermedio',
    en: 'Exchanges without one of their earlier steps',
  },
  check: (analysis) => eachSender(analysis, partialOf),
  explain: {
    es: (facts) =>
      `En ${counted(facts.messages, 'intercambio', 'intercambios')} de lo que publicó ${party(facts.originator, 'es')} (identificadores ${facts.packetIdentifiers}) se ven pasos posteriores, pero no ${facts.missing}. ` +
      `${facts.captureHoles ? 'La captura tiene huecos en esa dirección: el paso se envió casi con seguridad, pero no se capturó.' : 'Sin huecos en la captura, el paso no se envió, o la captura empezó después.'}`,
    en: (facts) =>
      `In ${counted(facts.messages, 'exchange', 'exchanges')} of what ${party(facts.originator, 'en')} published (identifiers ${facts.packetIdentifiers}) later steps are there, but not ${facts.missing}. ` +
      `${facts.captureHoles ? 'The capture has holes in that direction: the step was almost certainly sent but not captured.' : 'Without holes in the capture, the step was not sent, or the capture began after it.'}`,
  },
});

export const publishRefused: Rule = defineRule<OpenFacts>({
  id: 'mqtt.publish-refused',
  severity: 'error',
  clause: 'MQTT 5.0 §3.4.2.1, §3.5.2.1',
  title: { es: 'Publicaciones rechazadas', en: 'Publications refused' },
  check: (analysis) => eachSender(analysis, refusedOf),
  explain: {
    es: (facts) =>
      `${capitalised(party(otherSide(senderOf(facts.originator)), 'es'))} rechazó ${counted(facts.messages, 'mensaje', 'mensajes')} (identificadores ${facts.packetIdentifiers}) con un código de motivo de 0x80 o más: no se acepta y el intercambio termina ahí.`,
    en: (facts) =>
      `${capitalised(party(otherSide(senderOf(facts.originator)), 'en'))} refused ${counted(facts.messages, 'message', 'messages')} (identifiers ${facts.packetIdentifiers}) with a reason code of 0x80 or above: it is not accepted, and the exchange ends there.`,
  },
});

export const publishResent: Rule = defineRule<OpenFacts>({
  id: 'mqtt.publish-resent',
  severity: 'note',
  clause: 'MQTT-3.3.1-1; 5.0: MQTT-4.4.0-1',
  title: { es: 'Publicaciones repetidas por MQTT (DUP)', en: 'Publications resent by MQTT (DUP)' },
  check: (analysis) => eachSender(analysis, resentOf),
  explain: {
    es: (facts) =>
      `${capitalised(party(facts.originator, 'es'))} repitió ${counted(facts.messages, 'mensaje', 'mensajes')} (identificadores ${facts.packetIdentifiers}) con DUP: son envíos nuevos de MQTT, no retransmisiones de TCP. DUP dice «puede que ya lo tengas», no «ya lo recibiste».`,
    en: (facts) =>
      `${capitalised(party(facts.originator, 'en'))} resent ${counted(facts.messages, 'message', 'messages')} (identifiers ${facts.packetIdentifiers}) with DUP: these are new transmissions by MQTT, not TCP retransmissions. DUP says "you may have it already", not "you received it".`,
  },
});

const SENDERS: readonly Sender[] = ['client', 'server'];

function senderOf(text: string): Sender {
  return text === 'server' ? 'server' : 'client';
}

function eachSender(
  analysis: AnalysisFacts,
  look: (report: MqttConnectionReport, sender: Sender, analysis: AnalysisFacts) => Evidence<OpenFacts>[],
): Evidence<OpenFacts>[] {
  return mqttConnections(analysis).flatMap((report) => SENDERS.flatMap((sender) => look(report, sender, analysis)));
}

/** Grouped by what is missing, so that a harmless last PUBCOMP does not hide in a list of real trouble. */
function unconfirmedOf(report: MqttConnectionReport, sender: Sender, analysis: AnalysisFacts): Evidence<OpenFacts>[] {
  const open = publishExchanges(report.mqtt, sender).filter((exchange) => exchange.state === 'unconfirmed');
  const isSaidAlready = sender === 'client' && neverReleasedStreams(analysis).has(report.connection.stream);
  const told = isSaidAlready ? open.filter((exchange) => stepFrame(exchange, 'PUBREC') === null) : open;
  return byMissing(told).map(([missing, exchanges]) => ({
    ...evidence(report, sender, exchanges, missing, open.length),
    ...(isHarmless(report, sender, missing) ? { severity: 'note' as const } : {}),
  }));
}

/** Only the last step lacks, the receiver had what it wanted and left, or the capture may simply not show the rest. */
function isHarmless(report: MqttConnectionReport, sender: Sender, missing: string): boolean {
  const ended = hasEnded(report) || report.mqtt.disconnect !== null;
  const holes = hasHoles(report, 'client') || hasHoles(report, 'server');
  return missing === 'PUBCOMP' || !ended || holes || receiverLeft(report, sender);
}

function receiverLeft({ mqtt }: MqttConnectionReport, sender: Sender): boolean {
  return mqtt.disconnect !== null && mqtt.disconnect.direction !== sender;
}

function partialOf(report: MqttConnectionReport, sender: Sender): Evidence<OpenFacts>[] {
  const partial = publishExchanges(report.mqtt, sender).filter((exchange) => exchange.state === 'partial');
  return byMissing(partial).map(([missing, exchanges]) => ({
    ...evidence(report, sender, exchanges, missing, partial.length),
    // In a capture that starts in the middle, or that has holes, this says more about the capture than about the session.
    ...(!sawConnect(report) || hasHoles(report, 'client') || hasHoles(report, 'server')
      ? { severity: 'note' as const }
      : {}),
  }));
}

function refusedOf(report: MqttConnectionReport, sender: Sender): Evidence<OpenFacts>[] {
  const refused = publishExchanges(report.mqtt, sender).filter((exchange) => exchange.state === 'refused');
  return refused.length === 0 ? [] : [evidence(report, sender, refused, '', refused.length)];
}

function resentOf(report: MqttConnectionReport, sender: Sender): Evidence<OpenFacts>[] {
  const resent = publishExchanges(report.mqtt, sender).filter((exchange) => exchange.resends.length > 0);
  if (resent.length === 0) return [];
  const frames = resent.flatMap((exchange) => [...stepFrames([exchange]).slice(0, 1), ...exchange.resends]);
  return [{ ...evidence(report, sender, resent, '', resent.length), frames: frames.sort((a, b) => a - b) }];
}

function evidence(
  report: MqttConnectionReport,
  sender: Sender,
  exchanges: readonly ExchangeRecord[],
  missing: string,
  listedInState: number,
): Evidence<OpenFacts> {
  const { connection, mqtt } = report;
  const [first] = exchanges;
  // The full count is known per state; it is this group's if the group is all there is in that state.
  const inState = first === undefined ? 0 : countStates(mqtt, 'publish', sender, first.state);
  return {
    stream: connection.stream,
    frames: stepFrames(exchanges),
    facts: {
      messages: exchanges.length === listedInState ? Math.max(inState, exchanges.length) : exchanges.length,
      originator: sender,
      missing,
      packetIdentifiers: listed(exchanges.flatMap((exchange) => exchange.packetIdentifier ?? [])),
      end: mqtt.disconnect !== null ? 'disconnect' : hasEnded(report) ? 'closed' : 'open',
      captureHoles: hasHoles(report, 'client') || hasHoles(report, 'server'),
      receiverLeft: receiverLeft(report, sender),
    },
  };
}

function byMissing(exchanges: readonly ExchangeRecord[]): [string, ExchangeRecord[]][] {
  const groups = new Map<string, ExchangeRecord[]>();
  for (const exchange of exchanges) {
    const key = exchange.missing.join(', ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [exchange]);
    else group.push(exchange);
  }
  return [...groups];
}

function neverReleasedStreams(analysis: AnalysisFacts): Set<number | null> {
  return new Set(qos2NeverReleased.findings(analysis, 'en').map((finding) => finding.stream));
}

/** What the open end means for the message. */
function sufficiency({ missing, receiverLeft: left }: OpenFacts, lang: 'es' | 'en'): string {
  const es = lang === 'es';
  if (missing === 'PUBCOMP') {
    return es
      ? 'El receptor ya tenía el mensaje (contestó PUBREC): solo falta el último paso, típico de un cliente que se despide nada más recibir lo que esperaba.'
      : 'The receiver already had the message (it answered PUBREC): only the last step is missing, typical of a client that leaves as soon as it has what it waited for.';
  }
  if (left) {
    return es
      ? 'El receptor se despidió sin contestar: el mensaje llegó a su conexión, pero quien lo envió no puede saberlo y lo repetirá si la sesión se conserva.'
      : 'The receiver left without answering: the message reached its connection, but the sender cannot know that and will send it again if the session is kept.';
  }
  return es
    ? 'La entrega no está confirmada; si el mensaje llegó o no, no se puede saber desde este lado.'
    : 'Delivery is not confirmed; whether the message arrived cannot be told from this side.';
}

function endText(end: string, lang: 'es' | 'en'): string {
  if (lang === 'es') {
    if (end === 'disconnect') return 'al llegar DISCONNECT';
    return end === 'closed' ? 'al cerrarse la conexión' : 'al terminar la captura';
  }
  if (end === 'disconnect') return 'when DISCONNECT comes';
  return end === 'closed' ? 'when the connection closes' : 'when the capture ends';
}

// The model at this moment as plain values.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import { MQTT_CONNACK, MQTT_DISCONNECT } from '../../dissect/application/mqtt/packet-types.ts';
import { reasonName } from '../../dissect/application/mqtt/reason-codes.ts';
import type { Exchange } from '../../session/exchange.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { FollowedConnection } from './followed-connection.ts';
import { type LiveConnection, RTT_KEPT } from './live-connection.ts';
import type { FragmentProgress } from './live-fragments.ts';
import type { LiveModel } from './live-model.ts';
import { copyMessage, type KeptMessage } from './message-ring.ts';
import type {
  ConnectionPicture,
  LivePicture,
  OpenExchangePicture,
  RttPicture,
  SessionPhase,
  SessionPicture,
} from './picture.ts';
import type { TopicFilter } from './topic-filter.ts';

/** Rows of the lists of a picture; a terminal shows fewer. */
const ROWS = 100;
/** Directions of connections whose fragments are looked at. */
const FRAGMENT_SOURCES = 40;
/** Connections whose round trips are shown side by side. */
const TRIPS_SHOWN = 20;
const NO_RTT: RttPicture = { samples: [], count: 0 };

/** Of one connection, or (null, or a connection without a place) of all. */
export function takePicture(model: LiveModel, stream: number | null): LivePicture {
  const live = model.connections.sorted();
  return compose(
    model,
    stream,
    live,
    picturesOf(live, model, (each, at) => (stream === null ? at < TRIPS_SHOWN : each === stream)),
  );
}

/** Pictures of all connections and of each, taken at the same moment. */
export function takePictures(model: LiveModel): ReadonlyMap<number | null, LivePicture> {
  const live = model.connections.sorted();
  const connections = picturesOf(live, model, () => true);
  const pictures = new Map<number | null, LivePicture>([[null, compose(model, null, live, connections)]]);
  for (const { stream } of live) pictures.set(stream, compose(model, stream, live, connections));
  return pictures;
}

/** `withRtt`: of which connections round trips are shown, by stream and place in the list. */
function picturesOf(
  live: readonly LiveConnection[],
  model: LiveModel,
  withRtt: (stream: number, at: number) => boolean,
): ConnectionPicture[] {
  return live.map((connection, at) => pictureOf(connection, model.clock.nowNs, withRtt(connection.stream, at)));
}

function compose(
  model: LiveModel,
  stream: number | null,
  live: readonly LiveConnection[],
  connections: readonly ConnectionPicture[],
): LivePicture {
  const chosen = stream === null ? null : model.connections.get(stream);
  const subjects = chosen === null ? live : [chosen];
  const open = openExchanges(subjects, model);
  const notices = (chosen ?? model).notices.rows(ROWS);
  return {
    selected: connections.find((each) => each.stream === chosen?.stream) ?? null,
    connections,
    connectionsSeen: model.connections.seen,
    mqttMessages: model.mqttMessages,
    rate: model.rates.rate,
    messages: messagesOf(subjects, chosen === null, model),
    open: open.slice(0, ROWS),
    openCount: open.length,
    fragments: fragmentsOf(subjects, model.filter),
    notices: notices.rows,
    noticesCount: notices.count,
  };
}

/** What a filter leaves of a picture that was taken without it. */
export function filterPicture(picture: LivePicture, filter: TopicFilter | null): LivePicture {
  if (filter === null) return picture;
  const open = picture.open.filter(({ topic }) => filter.matches(topic));
  return {
    ...picture,
    messages: picture.messages.filter((message) => filter.passes(message)),
    open,
    openCount: open.length,
    fragments: picture.fragments.filter(({ topic }) => filter.matches(topic)),
  };
}

function pictureOf(connection: LiveConnection, nowNs: number, withRtt: boolean): ConnectionPicture {
  const { followed, flow } = connection;
  const { session } = followed;
  return {
    stream: flow.stream,
    client: flow.client,
    server: flow.server,
    phase: followed.phase,
    fromMiddle: followed.fromMiddle,
    protocol: flow.protocol,
    carriers: flow.carriers,
    initialRttNs: flow.initialRttNs,
    bytes: [flow.sides[0].bytes, flow.sides[1].bytes],
    frames: flow.frames,
    retransmissions: connection.retransmissions,
    openExchanges: followed.openExchanges,
    rate: connection.rates.rate,
    rtt: withRtt ? [rttOf(connection, CLIENT_TO_SERVER), rttOf(connection, SERVER_TO_CLIENT)] : [NO_RTT, NO_RTT],
    session: session === null ? null : sessionOf(session, followed, nowNs - connection.offsetNs),
  };
}

function rttOf(connection: LiveConnection, sender: Direction): RttPicture {
  const ring = connection.rtt(sender);
  return ring === null ? NO_RTT : { samples: ring.last(RTT_KEPT), count: ring.count };
}

function sessionOf(session: MqttSessionState, followed: FollowedConnection, nowNs: number): SessionPicture {
  const { connect, connack, exchanges, silence } = session;
  const asked = connect?.message.clientId ?? null;
  return {
    phase: phaseOf(session, followed),
    clientId: connack?.assignedClientId ?? (asked === '' ? null : asked),
    version: session.version,
    reason: reasonOf(session),
    keepAlive: session.keepAlive,
    cleanSession: connect?.message.cleanSession ?? null,
    silentNs: silence.lastTimeNs < 0 ? null : Math.max(0, nowNs - silence.lastTimeNs),
    messages: [session.clientMessages, session.serverMessages],
    inFlight: [exchanges.inFlight(CLIENT_TO_SERVER), exchanges.inFlight(SERVER_TO_CLIENT)],
    maximumInFlight: [exchanges.maximumInFlight(CLIENT_TO_SERVER), exchanges.maximumInFlight(SERVER_TO_CLIENT)],
  };
}

function phaseOf(session: MqttSessionState, followed: FollowedConnection): SessionPhase {
  const { connect, connack } = session;
  if (connack !== null && connack.message.reasonCode !== 0) return 'refused';
  if (session.disconnectedBy !== 0) return 'disconnected';
  if (followed.hasEnded) return 'lost';
  if (connack !== null) return 'connected';
  return connect === null || session.serverMessages > 0 ? 'running' : 'connecting';
}

function reasonOf({ connack, disconnect, version }: MqttSessionState): string | null {
  if (connack !== null && connack.message.reasonCode > 0) {
    return reasonName(MQTT_CONNACK, version, connack.message.reasonCode);
  }
  const code = disconnect?.reasonCode ?? null;
  return code === null || code <= 0 ? null : reasonName(MQTT_DISCONNECT, version, code);
}

/** The newest of all rings, in the order of their frames. */
function messagesOf(subjects: readonly LiveConnection[], withDatagrams: boolean, model: LiveModel): KeptMessage[] {
  const { filter } = model;
  const rings = subjects
    .map(({ messages, filtered }) => (filter === null ? messages : filtered))
    .filter((ring) => ring !== null);
  if (withDatagrams && filter === null) rings.push(model.datagrams);
  const taken = new Uint32Array(rings.length);
  const list: KeptMessage[] = [];
  while (list.length < ROWS) {
    let next: KeptMessage | null = null;
    let from = 0;
    for (let at = 0; at < rings.length; at++) {
      const message = rings[at]?.newest(taken[at] ?? 0) ?? null;
      if (message === null || (next !== null && message.frame <= next.frame)) continue;
      next = message;
      from = at;
    }
    if (next === null) break;
    list.push(copyMessage(next));
    taken[from] = (taken[from] ?? 0) + 1;
  }
  return list.reverse();
}

function openExchanges(subjects: readonly LiveConnection[], model: LiveModel): OpenExchangePicture[] {
  const list: OpenExchangePicture[] = [];
  for (const connection of subjects) {
    const { session } = connection.followed;
    if (session === null || connection.followed.openExchanges === 0) continue;
    for (const exchange of session.exchanges.open()) {
      if (exchange.finished || exchange.firstFrame === 0) continue;
      if (model.filter !== null && !model.filter.matches(exchange.topic)) continue;
      list.push(openExchange(connection, exchange, model.clock.nowNs - connection.offsetNs));
    }
  }
  // What may still be answered comes first, the oldest at the top.
  return list.sort((a, b) => Number(a.inVain) - Number(b.inVain) || a.frame - b.frame);
}

function openExchange(connection: LiveConnection, exchange: Exchange, nowNs: number): OpenExchangePicture {
  const { steps, firstFrame } = exchange;
  let last = 0;
  let first = -1;
  for (let step = 0; step < steps.length; step++) {
    if (exchange.frame(step) === 0) continue;
    if (first < 0 || exchange.frame(step) === firstFrame) first = step;
    last = step;
  }
  return {
    stream: connection.stream,
    originator: exchange.originator,
    kind: exchange.kind,
    qos: exchange.qos,
    packetIdentifier: exchange.packetIdentifier,
    topic: exchange.topic,
    request: steps[0] ?? '',
    awaits: steps[last + 1] ?? '',
    frame: firstFrame,
    ageNs: Math.max(0, nowNs - exchange.timeNs(Math.max(0, first))),
    inVain: connection.followed.hasEnded,
  };
}

/** Those that moved last. */
function fragmentsOf(subjects: readonly LiveConnection[], filter: TopicFilter | null): FragmentProgress[] {
  const sources = subjects.flatMap((connection) =>
    [CLIENT_TO_SERVER, SERVER_TO_CLIENT].flatMap((direction) => {
      const fragments = connection.fragments(direction);
      return fragments === null ? [] : [{ stream: connection.stream, direction, fragments }];
    }),
  );
  sources.sort((a, b) => b.fragments.lastFrame - a.fragments.lastFrame);
  return sources
    .slice(0, FRAGMENT_SOURCES)
    .flatMap(({ stream, direction, fragments }) => fragments.progress(stream, direction))
    .filter(({ topic }) => filter === null || filter.matches(topic))
    .sort((a, b) => b.lastFrame - a.lastFrame);
}

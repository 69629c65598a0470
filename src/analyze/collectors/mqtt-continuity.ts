// The report on where a connection stands among those of its client, from what the session floor has linked.

import { SENDERS } from '../../core/direction.ts';
import type { InFlightMeter } from '../../session/in-flight-meter.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type {
  ContinuityReport,
  InFlightReport,
  RedirectReport,
  SessionStart,
  WillOutcome,
} from '../mqtt-session-report.ts';

const SESSION_TAKEN_OVER = 0x8e;
const USE_ANOTHER_SERVER = 0x9c;
const SERVER_MOVED = 0x9d;
/** MQTT 5 §3.14.2.1: the client leaves and asks for its will all the same. */
const DISCONNECT_WITH_WILL = 0x04;
const WILL_DELAY_INTERVAL = 0x18;
/** tcp.completeness: FIN or RST was seen (SEMANTICS 1.4). */
const HAS_ENDED = 16 | 32;

/** null: the client is not known, or has no identifier. */
export function continuityOf(session: MqttSessionState): ContinuityReport | null {
  const { link, disconnect } = session;
  if (link === null) return null;
  const accepted = session.connack !== null && session.connack.message.reasonCode === 0;
  const { next } = link;
  return {
    start: startOf(session),
    ordinal: link.ordinal,
    previous:
      link.previousStream < 0
        ? null
        : {
            stream: link.previousStream,
            connectFrame: link.previousConnectFrame === 0 ? null : link.previousConnectFrame,
          },
    next: next === null ? null : { stream: next.stream, connectFrame: next.connect?.frame ?? null },
    sincePreviousNs: link.previousStream < 0 ? null : link.sincePreviousNs,
    sincePreviousConnectNs: link.previousStream < 0 ? null : link.sincePreviousConnectNs,
    tookOver:
      link.takesOver && accepted && link.holder !== null
        ? { stream: link.holder.stream, disconnectFrame: takenOverFrame(link.holder) }
        : null,
    takenOverBy: takerOf(session),
    sessionExpiry: { ...session.sessionExpiry, atDisconnect: disconnect?.sessionExpiry ?? null },
    continued: {
      publishQos1: link.resentQos1,
      publishQos2: link.resentQos2,
      pubrel: link.resentPubrel,
      frames: [...link.resentFrames],
    },
  };
}

function startOf({ connack, link }: MqttSessionState): SessionStart {
  if (connack === null) return 'unanswered';
  if (connack.message.reasonCode !== 0) return 'refused';
  if (connack.message.sessionPresent) return 'resumed';
  return link === null || link.holder === null ? 'first' : 'fresh';
}

function takenOverFrame({ disconnect }: MqttSessionState): number | null {
  if (disconnect === null || SENDERS[disconnect.direction] !== 'server') return null;
  return disconnect.reasonCode === SESSION_TAKEN_OVER ? disconnect.frame : null;
}

/** Refused connections in between took nothing over. */
function takerOf(session: MqttSessionState): number | null {
  let next = session.link?.next ?? null;
  while (next !== null && next.connack !== null && next.connack.message.reasonCode !== 0)
    next = next.link?.next ?? null;
  if (next === null || next.connack === null || next.link === null) return null;
  return next.link.takesOver && next.link.holder === session ? next.stream : null;
}

/** `next` is found later, among all connections. */
export function redirectOf({ connack, disconnect }: MqttSessionState): RedirectReport | null {
  if (connack !== null && isRedirect(connack.message.reasonCode)) {
    const { frame, message, serverReference } = connack;
    return { frame, packet: 'CONNACK', reasonCode: message.reasonCode, serverReference, next: null };
  }
  if (disconnect !== null && SENDERS[disconnect.direction] === 'server' && isRedirect(disconnect.reasonCode)) {
    const { frame, reasonCode, serverReference } = disconnect;
    return { frame, packet: 'DISCONNECT', reasonCode: reasonCode ?? 0, serverReference, next: null };
  }
  return null;
}

function isRedirect(code: number | null): boolean {
  return code === USE_ANOTHER_SERVER || code === SERVER_MOVED;
}

/** What becomes of the will; the frame that ended the connection and the messages that look like it are found later. */
export function willOutcomeOf(session: MqttSessionState): WillOutcome {
  const { connect, connack, disconnect, flow } = session;
  const none = { frame: null, delaySeconds: null, publishes: [] };
  if (connect === null) return { state: 'unknown', ...none };
  const { will } = connect.message;
  if (will === null) return { state: 'none', ...none };
  const delay = will.properties.find(({ id }) => id === WILL_DELAY_INTERVAL);
  const delaySeconds = delay !== undefined && 'value' in delay && typeof delay.value === 'number' ? delay.value : null;
  const outcome = { ...none, delaySeconds };
  if (connack !== null && connack.message.reasonCode !== 0)
    return { ...outcome, state: 'refused', frame: connack.frame };
  if (disconnect !== null && SENDERS[disconnect.direction] === 'client') {
    const state = disconnect.reasonCode === DISCONNECT_WITH_WILL ? 'triggered' : 'removed';
    return { ...outcome, state, frame: disconnect.frame };
  }
  if (disconnect !== null) return { ...outcome, state: 'triggered', frame: disconnect.frame };
  const hasEnded = session.end === 'reset' || session.end === 'fin' || (flow.completeness & HAS_ENDED) !== 0;
  return { ...outcome, state: hasEnded ? 'triggered' : 'pending' };
}

/** null: nothing with QoS > 0 was published. */
export function inFlightOf(
  session: MqttSessionState,
  meter: InFlightMeter | null,
  receiveMaximum: number | null,
): InFlightReport | null {
  if (meter === null) return null;
  const { flow } = session;
  const { goingOn } = meter;
  const stay = goingOn === null ? 0 : Math.max(0, flow.lastTimeNs - goingOn.sinceNs);
  const endsLongest = goingOn !== null && stay >= meter.longestNs;
  return {
    maximum: meter.maximum,
    maximumFrame: meter.maximumFrame,
    maximumTime: flow.time.instant(meter.maximumTimeNs),
    timesAtMaximum: meter.timesAtMaximum,
    atMaximumNs: meter.atMaximumNs + stay,
    longestStay: {
      fromFrame: endsLongest ? goingOn.fromFrame : meter.longestFromFrame,
      toFrame: endsLongest ? flow.lastFrame : meter.longestToFrame,
      durationNs: endsLongest ? stay : meter.longestNs,
    },
    endsAtMaximum: goingOn !== null,
    published: meter.published,
    ended: meter.ended,
    receiveMaximum,
  };
}

// Exchanges left open on one connection and continued on the next — MQTT 3.1.1 and 5.0 §4.4: PUBLISH again with DUP, or PUBREL again.

import type { Direction } from '../core/direction.ts';
import type { Origin } from '../flow/listener.ts';
import { DEPTH_LIMIT } from './client-chains.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeEvents } from './exchange-events.ts';
import type { MqttSessionState } from './session-state.ts';

/** Is this what an earlier connection of the client left open? Then both records name each other. `step` 0: a PUBLISH with DUP, 2: a PUBREL. */
export function continueEarlier(
  events: ExchangeEvents,
  session: MqttSessionState,
  exchange: Exchange,
  step: number,
  origin: Origin,
): void {
  const carried = carriedExchange(session, exchange.originator, exchange, step);
  if (carried === null) return;
  const { from, session: before } = carried;
  from.continuedIn = { stream: session.stream, frame: origin.lastFrame };
  exchange.continuedFrom = { stream: before.stream, frame: from.lastFrame };
  exchange.topic ??= from.topic;
  if (exchange.payloadLength < 0) exchange.payloadLength = from.payloadLength;
  // A PUBLISH starts the exchange over; a PUBREL goes on where it stood.
  for (let seen = 0; seen < step; seen++) if (from.has(seen)) exchange.inherited |= 1 << seen;
  session.link?.noteResent(exchange, step, origin.lastFrame);
  events.exchangeContinued(session, exchange, before, from);
}

/** The open exchange of an earlier connection that this packet goes on with; null: none. */
function carriedExchange(
  session: MqttSessionState,
  originator: Direction,
  exchange: Exchange,
  step: number,
): { readonly from: Exchange; readonly session: MqttSessionState } | null {
  let earlier = session.link?.holder ?? null;
  for (let depth = 0; earlier !== null && depth < DEPTH_LIMIT; depth++) {
    const left = leftIn(earlier, originator, exchange.packetIdentifier);
    if (left !== null) return continues(left, exchange, step) ? { from: left, session: earlier } : null;
    // What a connection that began afresh did not take over is gone.
    if (earlier.connect?.message.cleanSession !== false) return null;
    earlier = earlier.link?.holder ?? null;
  }
  return null;
}

function leftIn(session: MqttSessionState, originator: Direction, id: number): Exchange | null {
  const { link } = session;
  if (link !== null && link.leftovers !== null) {
    return link.leftovers.find((each) => each.packetIdentifier === id && each.originator === originator) ?? null;
  }
  return session.exchanges.find('publish', originator, id);
}

function continues(left: Exchange, exchange: Exchange, step: number): boolean {
  if (left.qos !== exchange.qos || left.continuedIn !== null) return false;
  if (step === 2) return left.frame0 !== 0 || left.frame1 !== 0;
  if (left.topic !== null && exchange.topic !== null && left.topic !== exchange.topic) return false;
  return left.payloadLength < 0 || exchange.payloadLength < 0 || left.payloadLength === exchange.payloadLength;
}

// What the end of a connection says about it, as the report judges it.

import { CLIENT_TO_SERVER, opposite } from '../../core/direction.ts';
import type { Exchange } from '../../session/exchange.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { FollowedConnection } from './followed-connection.ts';
import { NOTICES, type NoticeKind } from './notice-kinds.ts';

export interface EndNotice {
  readonly kind: NoticeKind;
  /** In words of the protocol; null: nothing more to say. */
  readonly detail: string | null;
}

export function endNotices(connection: FollowedConnection): EndNotice[] {
  const notices: EndNotice[] = [];
  const reset = resetNotice(connection);
  if (reset !== null) notices.push({ kind: reset, detail: null });
  const { session } = connection;
  if (session === null) return notices;
  if (endsWithoutDisconnect(session)) notices.push({ kind: NOTICES.sessionWithoutDisconnect, detail: null });
  if (session.isFollowed && connection.openExchanges === 0) return notices; // where nobody hears, nobody counts
  const open = session.exchanges.open().filter(isUnconfirmed);
  const unreleased = connection.hasReleased || hasClientHole(session) ? [] : open.filter(awaitsRelease);
  if (unreleased.length > 0) notices.push({ kind: NOTICES.qos2NeverReleased, detail: named(unreleased) });
  const others = unreleased.length === 0 ? open : open.filter((exchange) => !awaitsRelease(exchange));
  if (others.length > 0) {
    const isHarmless = others.every((exchange) => mayBeLeftOpen(exchange, session));
    notices.push({
      kind: isHarmless ? NOTICES.exchangeLeftOpen : NOTICES.exchangeUnconfirmed,
      detail: named(others),
    });
  }
  return notices;
}

function resetNotice({ phase, session, endedBy }: FollowedConnection): NoticeKind | null {
  if (phase === 'refused') return NOTICES.connectionRefused;
  if (phase !== 'reset') return null;
  const saidGoodbye = endedBy !== null && session?.hasDisconnected(endedBy) === true;
  return saidGoodbye ? NOTICES.connectionResetAfterDisconnect : NOTICES.connectionReset;
}

/** A session that had begun, nothing of the client hidden in a hole, and nobody said goodbye. */
function endsWithoutDisconnect(session: MqttSessionState): boolean {
  const { disconnectedBy, connect, connack } = session;
  if (disconnectedBy !== 0 || hasClientHole(session)) return false;
  if (connack !== null && connack.message.reasonCode !== 0) return false;
  return connect === null || connack !== null;
}

function hasClientHole({ holes }: MqttSessionState): boolean {
  return (holes & (1 << CLIENT_TO_SERVER)) !== 0;
}

/** The topic of the only one, or how many there are. */
function named(exchanges: readonly Exchange[]): string | null {
  return exchanges.length === 1 ? (exchanges[0]?.topic ?? null) : `${exchanges.length} PUBLISH`;
}

/** A QoS 2 message of the client that was answered by PUBREC, and no PUBREL came. */
function awaitsRelease({ originator, qos, frame1, frame2 }: Exchange): boolean {
  return originator === CLIENT_TO_SERVER && qos === 2 && frame1 !== 0 && frame2 === 0;
}

function isUnconfirmed(exchange: Exchange): boolean {
  return exchange.kind === 'publish' && exchange.frame0 !== 0 && !exchange.finished;
}

/** Only the last PUBCOMP lacks, the receiver left, or the capture may simply not show the rest. */
function mayBeLeftOpen({ frame2, originator }: Exchange, session: MqttSessionState): boolean {
  return frame2 !== 0 || session.holes !== 0 || session.hasDisconnected(opposite(originator));
}

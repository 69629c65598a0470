// What is remembered of a TCP connection while it is followed — RFC 9293 §3.5, §3.6.

import type { Direction } from '../../core/direction.ts';
import type { Flow } from '../../flow/flow.ts';
import type { MqttSessionState } from '../../session/session-state.ts';

/** opening: SYN, no answer yet. closing: one side has sent FIN. refused: SYN answered by RST. */
export type ConnectionPhase = 'opening' | 'open' | 'closing' | 'closed' | 'reset' | 'refused';

/** One connection while it is followed. */
export class FollowedConnection {
  readonly flow: Flow;
  session: MqttSessionState | null = null;
  phase: ConnectionPhase = 'open';
  /** The SYN is not in the capture. */
  fromMiddle = false;
  /** Bit 1 << direction: has sent FIN. */
  fins = 0;
  /** Who ended it; null: nobody yet. */
  endedBy: Direction | null = null;
  /** The client has sent a PUBREL. */
  hasReleased = false;
  /** Exchanges without their last step; counted only where the session is heard (SessionListener.follows). */
  openExchanges = 0;
  /** Up to here exchanges were called overdue: frame of their first step. */
  overdueUpTo = 0;
  /** Frame behind which the silence that goes on was called too long. */
  silentAfter = 0;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  get hasEnded(): boolean {
    return this.phase === 'closed' || this.phase === 'reset' || this.phase === 'refused';
  }
}

// What later floors may hear of MQTT sessions. Implement only the hooks you need; `view`, `origin` and `anomalies` are REUSED.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import type { Exchange } from './exchange.ts';
import type { MqttSessionState } from './session-state.ts';

export interface SessionListener {
  /**
   * Asked once, behind onSession: does this listener care for the messages and exchanges of this session? Absent: it does. Where nobody does, only
   * onSession, onViolation and onSessionEnd are called, and what only reports need is not kept.
   */
  follows?(session: MqttSessionState): boolean;
  /** A connection carries MQTT: its session begins (for us). */
  onSession?(session: MqttSessionState): void;
  /** The head of a message is here; `topic` of a PUBLISH is resolved (null: an alias nothing explains, or no PUBLISH). */
  onSessionMessageStart?(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void;
  /**
   * A whole message, after the session has taken it in. `anomalies` holds what is wrong with its bytes and, behind that, with its place in the
   * session. `number`: 1, 2, 3 … per direction.
   */
  onSessionMessage?(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    number: number,
    anomalies: AnomalyLog,
  ): void;
  /** First step of an exchange in the capture. The object may be kept: it is filled in as the exchange goes on and never reused. */
  onExchangeStart?(session: MqttSessionState, exchange: Exchange): void;
  /** No further step is expected, or the session has ended. */
  onExchange?(session: MqttSessionState, exchange: Exchange): void;
  /**
   * A message broke a rule that could only be judged later: nothing of what it relies on was hidden in a hole of the capture.
   * `ordinal`: its number among all messages of the session.
   */
  onViolation?(session: MqttSessionState, kind: AnomalyKind, frame: number, ordinal: number): void;
  /** A packet goes on with an exchange that an earlier connection of the client, `before`, left open; told once, by its first packet here. */
  onExchangeContinued?(
    session: MqttSessionState,
    exchange: Exchange,
    before: MqttSessionState,
    earlier: Exchange,
  ): void;
  /** After the last onExchange of the session. */
  onSessionEnd?(session: MqttSessionState): void;
}

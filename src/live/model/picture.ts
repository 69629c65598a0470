// One moment of a live capture as plain values: what a screen draws. Made at a tick, kept while the picture is frozen.

import type { Direction } from '../../core/direction.ts';
import type { Endpoint } from '../../flow/flow.ts';
import type { ExchangeKind } from '../../session/mqtt-session.ts';
import type { ConnectionPhase } from './followed-connection.ts';
import type { FragmentProgress } from './live-fragments.ts';
import type { KeptMessage } from './message-ring.ts';
import type { NoticeRow } from './notice-list.ts';
import type { Rate } from './rate-window.ts';

/** connecting: CONNECT without answer. running: the CONNECT is not in the capture. lost: the connection ended without DISCONNECT. */
export type SessionPhase = 'connecting' | 'connected' | 'running' | 'refused' | 'disconnected' | 'lost';

export interface SessionPicture {
  readonly phase: SessionPhase;
  /** null: not known. */
  readonly clientId: string | null;
  /** Protocol level; 0: not known. */
  readonly version: number;
  /** Name of the code that refused the connection or ended the session; null: none. */
  readonly reason: string | null;
  /** Seconds; null: not known, 0: off. */
  readonly keepAlive: number | null;
  readonly cleanSession: boolean | null;
  /** Since the client's last packet. */
  readonly silentNs: number | null;
  /** Messages of each side. */
  readonly messages: readonly [number, number];
  /** QoS > 0 messages without their last step, now and at most, by publisher. */
  readonly inFlight: readonly [number, number];
  readonly maximumInFlight: readonly [number, number];
}

export interface RttPicture {
  /** Newest last. */
  readonly samples: readonly number[];
  readonly count: number;
}

export interface ConnectionPicture {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly phase: ConnectionPhase;
  readonly fromMiddle: boolean;
  /** 'mqtt', 'http' …; null: not recognised. */
  readonly protocol: string | null;
  readonly carriers: readonly string[];
  readonly initialRttNs: number | null;
  /** Payload bytes of each side. */
  readonly bytes: readonly [number, number];
  readonly frames: number;
  readonly retransmissions: number;
  readonly openExchanges: number;
  readonly rate: Rate;
  /** Data → ACK, by the sender of the data. */
  readonly rtt: readonly [RttPicture, RttPicture];
  readonly session: SessionPicture | null;
}

export interface OpenExchangePicture {
  readonly stream: number;
  readonly originator: Direction;
  readonly kind: ExchangeKind;
  readonly qos: number;
  /** −1: none. */
  readonly packetIdentifier: number;
  readonly topic: string | null;
  /** What began it ('PUBLISH', sent by the originator) and the step that has not come; frame of the first step that was seen. */
  readonly request: string;
  readonly awaits: string;
  readonly frame: number;
  readonly ageNs: number;
  /** The connection has ended: no answer will come. */
  readonly inVain: boolean;
}

export interface LivePicture {
  /** The connection all lists below are about; null: all. */
  readonly selected: ConnectionPicture | null;
  /** Those with a place, in order; and all that were seen. */
  readonly connections: readonly ConnectionPicture[];
  readonly connectionsSeen: number;
  readonly mqttMessages: number;
  readonly rate: Rate;
  /** Newest last. */
  readonly messages: readonly KeptMessage[];
  /** Those that may still be answered, the oldest first; then those that will not. */
  readonly open: readonly OpenExchangePicture[];
  readonly openCount: number;
  readonly fragments: readonly FragmentProgress[];
  readonly notices: readonly NoticeRow[];
  readonly noticesCount: number;
}

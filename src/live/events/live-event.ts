// What a live capture tells without a terminal, one object per event. Field names are public: scripts read them as NDJSON.
// Every event has `event`, `frame` (Wireshark's number; null: of no frame), `time` (epoch seconds as text; null likewise) and `stream` (tcp.stream;
// null: of no TCP connection). Durations are integer ns in keys ending in `Ns`. Absent is null.

import type { Sender } from '../../core/direction.ts';
import type { Severity } from '../../core/severity.ts';
import type { Endpoint, Orientation } from '../../flow/flow.ts';
import type { Gap } from '../../flow/listener.ts';
import type { ExchangeRecord } from '../../session/mqtt-session.ts';

interface EventBase {
  readonly frame: number | null;
  readonly time: string | null;
  readonly stream: number | null;
}

/** Always the first one. */
export interface CaptureStarted extends EventBase {
  readonly event: 'capture.started';
  readonly engine: string;
  readonly interface: string;
  readonly filter: string | null;
  readonly savedTo: string | null;
  readonly clock: 'capture' | 'arrival';
}

/** The count of dropped frames has risen. */
export interface CaptureDropped extends EventBase {
  readonly event: 'capture.dropped';
  /** In all, and since the event before. */
  readonly dropped: number;
  readonly more: number;
}

/** Always the last one. */
export interface CaptureStopped extends EventBase {
  readonly event: 'capture.stopped';
  readonly frames: number;
  readonly bytes: number;
  readonly dropped: number | null;
  readonly durationNs: number;
}

/** First frame of a TCP connection. */
export interface ConnectionOpened extends EventBase {
  readonly event: 'connection.opened';
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly orientation: Orientation;
  /** false: its SYN is not in the capture. */
  readonly fromStart: boolean;
}

/** The client's first ACK of the SYN-ACK. */
export interface ConnectionEstablished extends EventBase {
  readonly event: 'connection.established';
  readonly initialRttNs: number | null;
}

/** refused: SYN answered by RST. replaced: the same ports begin another connection. evicted: too many at once for the analysis. */
export interface ConnectionClosed extends EventBase {
  readonly event: 'connection.closed';
  readonly how: 'fin' | 'reset' | 'refused' | 'replaced' | 'evicted';
  readonly initiator: Sender | null;
  readonly frames: number;
  /** Payload bytes, retransmissions included. */
  readonly bytes: { readonly client: number; readonly server: number };
  readonly durationNs: number;
}

/** An MQTT control packet; `frame`: with its last byte. */
export interface MqttMessageEvent extends EventBase {
  readonly event: 'mqtt.message';
  readonly direction: Sender;
  readonly number: number;
  readonly type: string;
  readonly firstFrame: number;
  readonly length: number;
  readonly dup: boolean | null;
  readonly qos: number | null;
  readonly retain: boolean | null;
  readonly packetIdentifier: number | null;
  /** Alias resolved. */
  readonly topic: string | null;
  readonly payloadLength: number | null;
  /** First 64 characters, if it is text. */
  readonly payloadText: string | null;
  readonly reasonCode: number | null;
  /** One line in the words of the specification. */
  readonly summary: string;
}

/** An exchange (CONNECT, PUBLISH with QoS 1 or 2, SUBSCRIBE, UNSUBSCRIBE, PING, AUTH) has had its last step, or its session has ended. */
export interface MqttExchangeEvent extends EventBase, Omit<ExchangeRecord, 'stream'> {
  readonly event: 'mqtt.exchange';
  readonly stream: number;
}

/** A UDP datagram of DNS or MQTT-SN. */
export interface DatagramEvent extends EventBase {
  readonly event: 'datagram.message';
  readonly protocol: string;
  readonly type: string;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly summary: string;
}

/** Bytes of one direction that never came; `frame`: the first one behind the hole. */
export interface GapEvent extends EventBase, Omit<Gap, 'direction'> {
  readonly event: 'tcp.gap';
  readonly direction: Sender;
}

/** A segment that was sent again. */
export interface RetransmissionEvent extends EventBase {
  readonly event: 'tcp.retransmission';
  readonly direction: Sender;
  /** tshark's names: 'retransmission', 'fast_retransmission', 'spurious_retransmission'. */
  readonly analysis: readonly string[];
  readonly relativeSeq: number;
  readonly length: number;
  /** Since these bytes were sent the time before; null: not known. */
  readonly afterNs: number | null;
}

/**
 * Something worth a word: a finding in the making, or a broken rule. The findings themselves come with the report. `time`: when it was noticed, which
 * may be later than its frame.
 */
export interface NoticeEvent extends EventBase {
  readonly event: 'notice';
  /** Of the finding or anomaly it may become: 'tcp.zero-window'. */
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** From the wire, or in words of the protocol. */
  readonly detail: string | null;
  readonly clause: string | null;
}

export type LiveEvent =
  | CaptureStarted
  | CaptureDropped
  | CaptureStopped
  | ConnectionOpened
  | ConnectionEstablished
  | ConnectionClosed
  | MqttMessageEvent
  | MqttExchangeEvent
  | DatagramEvent
  | GapEvent
  | RetransmissionEvent
  | NoticeEvent;

// Notes, while a capture is read, every PUBLISH of every MQTT connection, and who was subscribed to what, for `diff` to compare with another capture.

import { HashBudget, PayloadReader } from '../../analyze/collectors/payload-reader.ts';
import { formatEndpoint } from '../../core/address.ts';
import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import { TimeBase } from '../../core/time.ts';
import {
  MQTT_CONNACK,
  MQTT_CONNECT,
  MQTT_DISCONNECT,
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBLISH,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
  MQTT_UNSUBSCRIBE,
} from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Gap, Listener, Origin } from '../../flow/listener.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { confirm, publisherOf, repeats } from './confirmation.ts';
import { noteHole, spendHole } from './hole-notes.ts';
import { HEAD_BYTES, type PayloadNote, PublishNote, SessionNote } from './notes.ts';
import { noteSuback, noteSubscribe, noteUnsubscribe } from './subscription-notes.ts';
import { wholePayload, willNote } from './will-note.ts';

/** Kept of one capture; further ones are counted, and the comparison says so. */
const MESSAGE_LIMIT = 300_000;
const SESSION_LIMIT = 50_000;

export interface MessageLogLimits {
  readonly messages?: number;
  readonly sessions?: number;
}

/** What only matters while a connection is open. */
class OpenSession {
  readonly note: SessionNote;
  readonly payloads: [PayloadReader | null, PayloadReader | null] = [null, null];
  /** Payload bytes that fell into holes, by direction, of the message that goes by. */
  readonly missing: [number, number] = [0, 0];
  /** The last PUBLISH with each packet identifier, by direction. */
  byIdentifier: [Map<number, PublishNote> | null, Map<number, PublishNote> | null] = [null, null];

  constructor(note: SessionNote) {
    this.note = note;
  }
}

/** Hears sessions (as an extra session listener) and payloads and holes (as an extra listener) of one capture. */
export class MessageLog implements SessionListener, Listener {
  readonly sessions: SessionNote[] = [];
  /** Messages and connections that are not kept. */
  messagesBeyond = 0;
  sessionsBeyond = 0;
  subscriptionsBeyond = 0;
  /** From here on messages are not kept; null: all are. */
  fullAtNs: number | null = null;
  /** Origin of all times; null: no MQTT so far. */
  base: TimeBase | null = null;
  readonly #open: (OpenSession | undefined)[] = [];
  readonly #payloads = new Map<string, PayloadNote>();
  /** What clients with a stored session left: a later connection may send it again. */
  readonly #stored = new Map<string, OpenSession['byIdentifier']>();
  readonly #hashing = new HashBudget(Number.MAX_SAFE_INTEGER);
  readonly #messageLimit: number;
  readonly #sessionLimit: number;
  #messages = 0;

  constructor(limits: MessageLogLimits = {}) {
    this.#messageLimit = limits.messages ?? MESSAGE_LIMIT;
    this.#sessionLimit = limits.sessions ?? SESSION_LIMIT;
  }

  onSession(session: MqttSessionState): void {
    if (this.sessions.length >= this.#sessionLimit) {
      this.sessionsBeyond++;
      return;
    }
    const { flow } = session;
    this.base ??= new TimeBase(flow.time.sec, flow.time.nsec);
    const { client, server } = flow;
    const note = new SessionNote(
      flow.stream,
      formatEndpoint(client.address, client.port),
      formatEndpoint(server.address, server.port),
      server.port,
      this.#ns(flow, 0),
    );
    this.sessions.push(note);
    const open = new OpenSession(note);
    while (this.#open.length <= flow.stream) this.#open.push(undefined);
    this.#open[flow.stream] = open;
  }

  onSessionMessageStart(session: MqttSessionState, direction: Direction, view: MqttView): void {
    if (view.packetType !== MQTT_PUBLISH) return;
    const open = this.#open[session.stream];
    if (open === undefined || this.#messages >= this.#messageLimit) return;
    open.payloads[direction] ??= new PayloadReader(this.#hashing, wholePayload);
    open.payloads[direction].begin(view.payloadLength);
    open.missing[direction] = 0;
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    const open = this.#open[flow.stream];
    if (open === undefined) return;
    open.missing[direction] += missing;
    open.payloads[direction]?.add(buf, at, end, missing);
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    const open = this.#open[session.stream];
    if (open === undefined) return;
    if (view.packetType === MQTT_PUBLISH) this.#publish(open, session.flow, direction, view, origin, topic);
    else if (view.packetType >= MQTT_PUBACK && view.packetType <= MQTT_PUBCOMP)
      confirm(open.byIdentifier[publisherOf(view, direction)], view);
    else this.#control(open, session, direction, view, origin);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#hole(flow, gap.direction, gap.bytes);
  }

  onUnparsed(flow: Flow, direction: Direction, bytes: number): void {
    this.#hole(flow, direction, bytes);
  }

  onSessionEnd(session: MqttSessionState): void {
    const open = this.#open[session.stream];
    if (open === undefined) return;
    this.#open[session.stream] = undefined;
    const { note } = open;
    const { flow } = session;
    note.initialSeq[0] = flow.sides[0].initialSeq;
    note.initialSeq[1] = flow.sides[1].initialSeq;
    note.fromStart = session.fromStart;
    note.version = session.version;
    note.endNs = this.#ns(flow, flow.lastTimeNs);
    note.ended = session.end !== null && session.end !== 'end-of-input' && session.end !== 'evicted';
    if (note.clientId !== null && note.clientId !== '') this.#stored.set(note.clientId, open.byIdentifier);
  }

  #ns(flow: Flow, timeNs: number): number {
    return (this.base?.since(flow.time.sec, flow.time.nsec) ?? 0) + timeNs;
  }

  #publish(
    open: OpenSession,
    flow: Flow,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    const timeNs = this.#ns(flow, origin.lastTimeNs);
    if (this.#messages >= this.#messageLimit) {
      this.messagesBeyond++;
      this.fullAtNs ??= timeNs;
      return;
    }
    this.#messages++;
    const payload = this.#payloadOf(open, direction, view.payloadLength);
    const list = open.note.publishes[direction];
    const before = view.qos > 0 ? (open.byIdentifier[direction]?.get(view.packetIdentifier) ?? null) : null;
    const original = before !== null && repeats(before, view, topic, payload) ? (before.resendOf ?? before) : null;
    const note = new PublishNote({
      session: open.note,
      direction,
      ordinal: list.length,
      topic,
      payload,
      qos: view.qos,
      dup: view.dup,
      retain: view.retain,
      packetIdentifier: view.packetIdentifier,
      firstFrame: origin.firstFrame,
      lastFrame: origin.lastFrame,
      timeNs,
      relativeSeq: origin.relativeSeq,
      resendOf: original,
      isWill: false,
    });
    if (original !== null) {
      original.resends ??= [];
      original.resends.push(note);
    }
    list.push(note);
    spendHole(open.note, direction, open.missing[direction]);
    open.missing[direction] = 0;
    if (view.qos > 0) {
      open.byIdentifier[direction] ??= new Map();
      open.byIdentifier[direction].set(view.packetIdentifier, note);
    }
  }

  #payloadOf(open: OpenSession, direction: Direction, length: number): PayloadNote {
    const reader = open.payloads[direction];
    if (reader === null) return { length, sha256: null, head: new Uint8Array(0) };
    reader.finish();
    const sha256 = reader.digests[0] ?? null;
    const known = sha256 === null ? undefined : this.#payloads.get(sha256);
    if (known !== undefined) return known;
    const head = reader.head.slice(0, Math.min(reader.headLength, HEAD_BYTES));
    const note: PayloadNote = { length, sha256, head };
    if (sha256 !== null) this.#payloads.set(sha256, note);
    return note;
  }

  #control(open: OpenSession, session: MqttSessionState, direction: Direction, view: MqttView, origin: Origin): void {
    const { note } = open;
    const timeNs = this.#ns(session.flow, origin.lastTimeNs);
    const fromClient = direction === CLIENT_TO_SERVER;
    switch (view.packetType) {
      case MQTT_CONNECT: {
        const message = view.toMessage();
        if (!fromClient || message.type !== 'CONNECT' || note.connectFrame !== null) return;
        note.connectFrame = origin.lastFrame;
        note.connectedNs = timeNs;
        note.cleanSession = message.cleanSession;
        note.clientId = message.clientId;
        this.#continue(open);
        note.will = willNote(note, message, origin, timeNs);
        return;
      }
      case MQTT_CONNACK: {
        const connack = session.connack;
        if (fromClient || connack === null || note.accepted !== null) return;
        note.accepted = connack.message.reasonCode === 0;
        note.connectedNs = timeNs;
        note.sessionPresent = connack.message.sessionPresent;
        note.clientId = connack.assignedClientId ?? note.clientId;
        return;
      }
      case MQTT_DISCONNECT:
        // MQTT 5 §3.14.2.1: 0x04 asks for the will all the same; MQTT 3.x knows only the normal one.
        if (fromClient && view.reasonCode !== 4) note.disconnected = true;
        return;
      case MQTT_SUBSCRIBE: {
        const message = view.toMessage();
        if (!fromClient || message.type !== 'SUBSCRIBE') return;
        this.subscriptionsBeyond += message.filters.length - noteSubscribe(note, message, origin.lastFrame, timeNs);
        return;
      }
      case MQTT_SUBACK: {
        const message = view.toMessage();
        if (!fromClient && message.type === 'SUBACK') noteSuback(note, message, timeNs);
        return;
      }
      case MQTT_UNSUBSCRIBE: {
        const message = view.toMessage();
        if (fromClient && message.type === 'UNSUBSCRIBE') noteUnsubscribe(note, message.filters, timeNs);
        return;
      }
    }
  }

  /** A stored session goes on: what it left open may come again (MQTT 3.1.1 and 5.0 §4.4). */
  #continue(open: OpenSession): void {
    const { clientId, cleanSession } = open.note;
    if (clientId === null || clientId === '' || cleanSession !== false) return;
    const left = this.#stored.get(clientId);
    if (left === undefined) return;
    for (const direction of [CLIENT_TO_SERVER, SERVER_TO_CLIENT] as const) {
      open.byIdentifier[direction] ??= left[direction] === null ? null : new Map(left[direction]);
    }
  }

  #hole(flow: Flow, direction: Direction, bytes: number): void {
    const open = this.#open[flow.stream];
    if (open !== undefined) noteHole(open.note, direction, bytes);
  }
}

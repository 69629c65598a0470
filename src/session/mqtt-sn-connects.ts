// CONNECT, the will that is asked for after it, and its answer, one after the other — MQTT-SN 1.2 §6.2–§6.4.

import type { TimeBase } from '../core/time.ts';
import type { SnMessage } from '../dissect/application/mqtt-sn/message.ts';
import { type SnBudget, SnList } from './mqtt-sn-limits.ts';
import { previewOf } from './mqtt-sn-preview.ts';
import type { SnConnectRecord, SnWillRecord } from './mqtt-sn-session.ts';

interface ConnectEntry {
  readonly connectFrame: number | null;
  readonly timeNs: number;
  readonly clientId: string | null;
  readonly cleanSession: boolean | null;
  readonly keepAlive: number | null;
  readonly endsSleep: boolean;
  connackFrame: number | null;
  returnCode: number | null;
  will: SnWillRecord | null;
}

export class SnConnects {
  readonly list: SnList<ConnectEntry>;
  #current: ConnectEntry | null = null;
  #accepted: ConnectEntry | null = null;
  #clientId: string | null = null;

  constructor(budget: SnBudget) {
    this.list = new SnList(budget);
  }

  /** Of the last CONNECT or PINGREQ that names it. */
  get clientId(): string | null {
    return this.#clientId;
  }

  /** Seconds, of the last CONNECT that was accepted. */
  get keepAlive(): number | null {
    return this.#accepted?.keepAlive ?? null;
  }

  /** The capture has the CONNECT with CleanSession that began what goes on now. */
  get isFromTheStart(): boolean {
    return this.#accepted?.cleanSession === true;
  }

  /**
   * `isRepeated`: a CONNECT that is sent again. 'new': an accepting CONNACK began a session that keeps nothing of the one before; 'continued':
   * it keeps its state; null: neither.
   */
  take(
    message: SnMessage,
    frame: number,
    timeNs: number,
    isRepeated: boolean,
    isSleeping: boolean,
  ): 'new' | 'continued' | null {
    switch (message.type) {
      case 'CONNECT':
        if (isRepeated && this.#current !== null) return null;
        this.#clientId = message.clientId;
        this.#begin({
          connectFrame: frame,
          timeNs,
          clientId: message.clientId,
          cleanSession: message.flags === null ? null : message.cleanSession,
          keepAlive: message.duration,
          endsSleep: isSleeping,
          connackFrame: null,
          returnCode: null,
          will: null,
        });
        return null;
      case 'PINGREQ':
        this.#clientId ??= message.clientId;
        return null;
      case 'WILLTOPIC':
      case 'WILLTOPICUPD':
        this.#setWillTopic(message.topic, message.qos ?? 0, message.retain);
        return null;
      case 'WILLMSG':
      case 'WILLMSGUPD':
        this.#setWillMessage(message.payloadLength, previewOf(message.payload));
        return null;
      case 'CONNACK':
        return this.#answer(message.returnCode, frame, timeNs);
      default:
        return null;
    }
  }

  records(time: TimeBase): SnConnectRecord[] {
    return this.list.items.map(({ timeNs, ...entry }) => ({ ...entry, time: time.instant(timeNs) }));
  }

  #begin(entry: ConnectEntry): void {
    this.#current = entry;
    this.list.push(entry);
  }

  #answer(returnCode: number | null, frame: number, timeNs: number): 'new' | 'continued' | null {
    if (this.#current === null) {
      this.#begin({
        connectFrame: null,
        timeNs,
        clientId: null,
        cleanSession: null,
        keepAlive: null,
        endsSleep: false,
        connackFrame: null,
        returnCode: null,
        will: null,
      });
    }
    const current = this.#current;
    if (current === null || current.connackFrame !== null) return null; // answered again
    current.connackFrame = frame;
    current.returnCode = returnCode;
    if (returnCode !== 0) return null;
    if (current.endsSleep) return 'continued'; // it only says that the client is awake for good (§6.14)
    this.#accepted = current;
    return current.cleanSession === true ? 'new' : 'continued';
  }

  #setWillTopic(topic: string | null, qos: number, retain: boolean): void {
    const current = this.#current;
    if (current === null) return;
    current.will =
      topic === null
        ? null
        : {
            topic,
            qos,
            retain,
            messageLength: current.will?.messageLength ?? null,
            messageText: current.will?.messageText ?? null,
          };
  }

  #setWillMessage(messageLength: number, messageText: string | null): void {
    const will = this.#current?.will ?? null;
    if (this.#current === null || will === null) return;
    this.#current.will = { ...will, messageLength, messageText };
  }
}

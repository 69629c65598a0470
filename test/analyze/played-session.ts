// MQTT conversations written packet by packet into a capture: each packet a segment of its own, a millisecond after the one before.

import { type CaptureWriter, Conversation, type ConversationFields, MS } from './capture.ts';

type Side = 'client' | 'server';

export class PlayedSession {
  readonly conversation: Conversation;

  /** `times`: from SYN to SYN-ACK and from there to ACK. */
  constructor(
    writer: CaptureWriter,
    fields: ConversationFields = {},
    times: readonly [number, number] = [10 * MS, 20_000],
  ) {
    this.conversation = new Conversation(writer, fields).open(...times);
  }

  client(...packets: readonly Uint8Array[]): this {
    return this.#send('client', MS, packets);
  }

  server(...packets: readonly Uint8Array[]): this {
    return this.#send('server', MS, packets);
  }

  later(ns: number, from: Side, packet: Uint8Array): this {
    return this.#send(from, ns, [packet]);
  }

  close(): this {
    this.conversation.close();
    return this;
  }

  #send(from: Side, afterNs: number, packets: readonly Uint8Array[]): this {
    for (const payload of packets) this.conversation.send(from, afterNs, { payload });
    return this;
  }
}

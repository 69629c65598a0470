// What the npm package mqtt-packet writes, cut into segments at every byte boundary: decoded equal, over TCP and over WebSocket.

import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../src/core/direction.ts';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import type { MessageView } from '../../src/dissect/application/protocol.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Listener } from '../../src/flow/listener.ts';
import { concat } from '../builders/bytes.ts';
import { Scenario } from '../builders/scenario.ts';
import { upgradeRequest, upgradeResponse, wsFrame } from '../builders/websocket.ts';

type Fields = Record<string, unknown>;

const MASK = [0x11, 0x22, 0x33, 0x44];
const id = fc.integer({ min: 1, max: 65_535 });
const topic = fc.constantFrom('a', 'casa/salón', 'plant/7/device/12/telemetry');
const qos = fc.constantFrom(0, 1, 2);
const properties = fc.record({
  messageExpiryInterval: fc.integer({ min: 0, max: 0xffff_ffff }),
  contentType: fc.constant('text/plain'),
  userProperties: fc.dictionary(fc.constantFrom('a', 'ñ'), fc.constantFrom('1', 'dos'), {
    minKeys: 1,
    noNullPrototype: true,
  }),
});

const message: fc.Arbitrary<Fields> = fc.oneof(
  fc.record({
    cmd: fc.constant('publish'),
    topic,
    qos,
    messageId: id,
    retain: fc.boolean(),
    dup: fc.constant(false),
    payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    properties,
  }),
  fc.record({ cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp'), messageId: id }),
  fc.record({
    cmd: fc.constant('subscribe'),
    messageId: id,
    subscriptions: fc.array(fc.record({ topic, qos }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    cmd: fc.constant('unsubscribe'),
    messageId: id,
    unsubscriptions: fc.array(topic, { minLength: 1, maxLength: 3 }),
  }),
  fc.constant({ cmd: 'pingreq' }),
);

const session = fc.record({
  version: fc.constantFrom<4 | 5>(4, 5),
  messages: fc.array(message, { minLength: 1, maxLength: 5 }),
});

function written({ version, messages }: { version: 4 | 5; messages: readonly Fields[] }): Uint8Array[] {
  const connect = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clientId: 'c',
    clean: true,
    keepalive: 60,
  };
  return [connect, ...messages, { cmd: 'disconnect' }].map((fields) => {
    const { properties: five, ...rest } = fields as Fields;
    const packet = version === 5 && five !== undefined ? { ...rest, properties: five } : rest;
    return Uint8Array.from(mqttPacket.generate(packet as never, { protocolVersion: version }));
  });
}

/** Messages with their payloads, in order; anomalies count as part of what was said. */
class Said implements Listener {
  readonly messages: string[] = [];
  #payload = '';

  onPayload(_flow: Flow, _direction: Direction, buf: Uint8Array, at: number, end: number): void {
    this.#payload += Buffer.from(buf.subarray(at, end)).toString('hex');
  }

  onMessage(_flow: Flow, _direction: Direction, view: MessageView): void {
    this.messages.push(`${JSON.stringify(view.toMessage())} ${this.#payload}`);
    this.#payload = '';
  }
}

function said(scenario: Scenario): readonly string[] {
  const listener = new Said();
  const engine = new FlowEngine(new Dissector(), [listener], { protocols: [mqtt] });
  for (const frame of scenario.frames()) engine.onFrame(frame);
  return listener.messages;
}

const tcp = (): Scenario => new Scenario().open();
const webSocket = (): Scenario =>
  new Scenario({ serverPort: 8083 }).open().send(0, upgradeRequest()).send(1, upgradeResponse());

/** The same stream in two segments, for every place to cut it, and in segments of one byte. */
function expectSameHoweverCut(open: () => Scenario, stream: Uint8Array, expected: readonly string[]): void {
  for (let cut = 1; cut < stream.length; cut++) {
    expect(said(open().send(0, stream.subarray(0, cut)).send(0, stream.subarray(cut))), `cut at ${cut}`).toEqual(
      expected,
    );
  }
  const bytewise = open();
  for (let at = 0; at < stream.length; at++) bytewise.send(0, stream.subarray(at, at + 1));
  expect(said(bytewise)).toEqual(expected);
}

describe('messages of mqtt-packet', () => {
  it('are decoded equal however TCP cuts them', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(session, (given) => {
        const packets = written(given);
        const oneByOne = tcp();
        for (const packet of packets) oneByOne.send(0, packet);
        const expected = said(oneByOne);
        expect(expected).toHaveLength(packets.length);
        expectSameHoweverCut(tcp, concat(...packets), expected);
      }),
      { seed: 311, numRuns: 25 },
    );
  });

  it('are decoded equal however WebSocket packs and TCP cuts them', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(session, fc.integer({ min: 1, max: 90 }), (given, frameBytes) => {
        const packets = written(given);
        const oneByOne = tcp();
        for (const packet of packets) oneByOne.send(0, packet);
        const expected = said(oneByOne);
        const inner = concat(...packets);
        const frames: Uint8Array[] = [];
        for (let at = 0; at < inner.length; at += frameBytes)
          frames.push(wsFrame(inner.subarray(at, at + frameBytes), { mask: MASK }));
        expectSameHoweverCut(webSocket, concat(...frames), expected);
      }),
      { seed: 6455, numRuns: 15 },
    );
  });
});

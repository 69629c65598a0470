// MQTT over WebSocket through the flow floor: same messages as without it, with the frames that carried them; holes; starts in the middle.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../src/core/direction.ts';
import type { CarrierEvent } from '../../src/dissect/application/carrier.ts';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import type { MessageView } from '../../src/dissect/application/protocol.ts';
import { WebSocketFrameView } from '../../src/dissect/application/websocket/frame-view.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Listener, Origin } from '../../src/flow/listener.ts';
import { ascii, concat } from '../builders/bytes.ts';
import { ack, connack, connect, disconnect, pingreq, pingresp, publish, suback, subscribe } from '../builders/mqtt.ts';
import { framesOf, Scenario, type Side } from '../builders/scenario.ts';
import { Deflater, upgradeRequest, upgradeResponse, wsFrame } from '../builders/websocket.ts';
import { listenTo } from './heard.ts';

const PORT = 8083;
const MASK = [0x37, 0xfa, 0x21, 0x3d];
const options = { protocols: [mqtt] };

function opened(port = PORT): Scenario {
  return new Scenario({ serverPort: port }).open();
}

function upgraded(extensions: string | null = null): Scenario {
  return opened().send(0, upgradeRequest({ extensions })).send(1, upgradeResponse({ extensions }));
}

const fromClient = (...parts: Uint8Array[]): Uint8Array => wsFrame(concat(...parts), { mask: MASK });
const fromServer = (...parts: Uint8Array[]): Uint8Array => wsFrame(concat(...parts));

/** What a message says, and the payload that streamed past. */
class Contents implements Listener {
  readonly messages: [string[], string[]] = [[], []];
  readonly payloads: [string, string] = ['', ''];

  onPayload(_flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number): void {
    this.payloads[direction] += Buffer.from(buf.subarray(at, end)).toString('hex');
  }

  onMessage(_flow: Flow, direction: Direction, view: MessageView): void {
    this.messages[direction].push(`${JSON.stringify(view.toMessage())} ${this.payloads[direction]}`);
    this.payloads[direction] = '';
  }
}

function contents(scenario: Scenario): Contents {
  const heard = new Contents();
  const engine = new FlowEngine(new Dissector(), [heard], options);
  for (const frame of scenario.frames()) engine.onFrame(frame);
  return heard;
}

describe('an upgraded connection', () => {
  const session = upgraded() // frames 1 … 5
    .send(0, fromClient(connect())) // 6
    .send(1, fromServer(connack())) // 7
    .send(0, fromClient(publish({ qos: 1, payload: 'x'.repeat(50) })), [20, 20]) // 8 9 10
    .send(1, fromServer(ack('PUBACK', 1), pingresp())) // 11
    .send(0, concat(fromClient(disconnect()), wsFrame(Uint8Array.of(3, 232), { opcode: 8, mask: MASK }))); // 12

  it('gives every message the frames that carried it', () => {
    const { heard, engine } = listenTo(session.frames(), options);
    expect(heard.shown).toEqual([
      'CONNECT 6-6',
      'CONNACK 7-7',
      'PUBLISH 8-10',
      'PUBACK 11-11',
      'PINGRESP 11-11',
      'DISCONNECT 12-12',
    ]);
    expect(heard.messages.every(({ resynchronised, anomalies }) => !resynchronised && anomalies.length === 0)).toBe(
      true,
    );
    expect(heard.unparsed).toEqual([]);
    expect(heard.packetAnomalies).toEqual([]);
    const [flow] = engine.flows;
    expect([flow?.protocol, flow?.protocolEvidence, flow?.carriers]).toEqual(['mqtt', 'upgrade', ['websocket']]);
  });

  it('counts relative sequence numbers in the TCP stream', () => {
    const { heard } = listenTo(session.frames(), options);
    const request = upgradeRequest().length;
    expect(heard.messages[0]?.relativeSeq).toBe(1 + request + 6);
    expect(heard.messages[1]?.relativeSeq).toBe(1 + upgradeResponse().length + 2);
  });

  it('tells what the carrier itself says, with its frames', () => {
    const said: string[] = [];
    const listener: Listener = {
      onCarrier: (_flow: Flow, direction: Direction, event: CarrierEvent, origin: Origin) => {
        const name = event instanceof WebSocketFrameView ? `${event.name} ${event.payloadLength}` : event.type;
        said.push(`${direction} ${name} ${origin.firstFrame}-${origin.lastFrame}`);
      },
    };
    const engine = new FlowEngine(new Dissector(), [listener], options);
    for (const frame of session.frames()) engine.onFrame(frame);
    expect(said).toEqual([
      '0 upgrade-request 4-4',
      '1 upgrade-response 5-5',
      `0 binary ${connect().length} 6-6`,
      '1 binary 4 7-7',
      '0 binary 59 8-10',
      '1 binary 6 11-11',
      '0 binary 2 12-12',
      '0 close 2 12-12',
    ]);
  });

  it('waits for segments that come late', () => {
    const late = upgraded()
      .send(0, fromClient(connect()))
      .send(1, fromServer(connack()))
      .send(0, fromClient(publish({ payload: 'a'.repeat(40) })), [10, 10]);
    const [first, second, ...rest] = late.segments.slice(7);
    if (first === undefined || second === undefined) throw new Error('too few segments');
    const frames = framesOf([...late.segments.slice(0, 7), second, first, ...rest], { serverPort: PORT });
    const { heard } = listenTo(frames, options);
    expect(heard.messages.at(-1)).toMatchObject({ type: 'PUBLISH', firstFrame: 9, lastFrame: 10, deliveredFrame: 10 });
  });

  it('does not make WebSocket of a refused upgrade', () => {
    const refused = opened()
      .send(0, upgradeRequest())
      .send(1, ascii('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    const { heard, engine } = listenTo(refused.frames(), options);
    expect(engine.flows[0]?.carriers).toEqual([]);
    expect(heard.packetAnomalies).toEqual(['websocket.upgrade-refused']);
  });

  it('raises anomalies at the frame they happen in', () => {
    const wrong = upgraded()
      .send(0, fromClient(connect()))
      .send(0, wsFrame(pingreq(), { opcode: 1 }));
    const { heard } = listenTo(wrong.frames(), options);
    expect(heard.packetAnomalies).toEqual(['websocket.client-unmasked', 'websocket.text-frame']);
    expect(heard.shown).toEqual(['CONNECT 6-6', 'PINGREQ 7-7']);
  });

  it('is MQTT, says the user: also inside of WebSocket', () => {
    const decodeAs = new Map([[PORT, 'mqtt']]);
    expect(listenTo(session.frames(), { ...options, decodeAs }).heard.shown.length).toBe(6);
    const bare = opened().send(0, concat(connect(), pingreq()), [1]).send(1, connack());
    const { heard, engine } = listenTo(bare.frames(), { ...options, decodeAs });
    expect(heard.shown).toEqual(['CONNECT 4-5', 'PINGREQ 5-5', 'CONNACK 6-6']);
    expect(engine.flows[0]?.protocolEvidence).toBe('decode-as');
  });

  it('carries no MQTT: frames are still counted', () => {
    let frames = 0;
    const chat = opened(80)
      .send(0, upgradeRequest({ subprotocols: 'chat' }))
      .send(1, upgradeResponse({ subprotocol: 'chat' }));
    for (let i = 0; i < 20; i++)
      chat.send(0, wsFrame(ascii('hello'), { opcode: 1, mask: MASK })).send(1, wsFrame(ascii('hi'), { opcode: 1 }));
    const listener: Listener = { onCarrier: (_flow, _direction, event) => void (event.type === 'frame' && frames++) };
    const engine = new FlowEngine(new Dissector(), [listener]);
    for (const frame of chat.frames()) engine.onFrame(frame);
    expect([engine.flows[0]?.protocol, engine.flows[0]?.carriers, frames]).toEqual([null, ['websocket'], 40]);
  });
});

describe('holes', () => {
  const build = (): Scenario =>
    upgraded() // 1 … 5
      .send(0, fromClient(connect())) // 6
      .send(1, fromServer(connack())) // 7
      .send(0, fromClient(publish({ topic: 't', payload: 'abcdefghij'.repeat(10) })), [30, 30]) // 8 9 10
      .acknowledge(1) // 11
      .send(0, fromClient(pingreq())) // 12
      .send(1, fromServer(pingresp())); // 13

  it('inside a payload of known length: the message is there, with what is missing', () => {
    const scenario = build();
    const frames = framesOf(
      scenario.segments.filter((_, index) => index !== 8),
      { serverPort: PORT },
    );
    const { heard } = listenTo(frames, options);
    expect(heard.messages.map(({ type }) => type)).toEqual(['CONNECT', 'CONNACK', 'PUBLISH', 'PINGREQ', 'PINGRESP']);
    const message = heard.messages[2];
    expect(message?.payload).toContain('<30>');
    expect(message?.anomalies).toEqual(['flow.payload-missing']);
    expect(heard.messages.every(({ resynchronised }) => !resynchronised)).toBe(true);
  });

  it('over a frame boundary: resynchronises where frames chain and carry MQTT, and says so', () => {
    const scenario = build();
    const frames = framesOf(
      scenario.segments.filter((_, index) => index !== 7 && index !== 8),
      { serverPort: PORT },
    );
    const { heard } = listenTo(frames, options);
    const found = heard.messages.map(({ type, resynchronised }) => [type, resynchronised]);
    expect(found).toContainEqual(['PINGREQ', true]);
    expect(found).toContainEqual(['PINGRESP', false]);
    expect(found.some(([type]) => type === 'PUBLISH')).toBe(false);
    expect(heard.unparsed.map(({ direction, bytes }) => [direction, bytes])).toEqual([
      [0, scenario.segments[9]?.payload.length],
    ]);
  });

  it('inside a compressed message: what builds on it is given up, what does not is read again', () => {
    const deflater = new Deflater(true);
    const packed = (bytes: Uint8Array, level = 6): Uint8Array =>
      wsFrame(deflater.message(bytes, level), { reserved: 4 });
    const text = 'the quick brown fox jumps over the lazy dog '.repeat(3);
    const scenario = upgraded('permessage-deflate') // 1 … 5
      .send(0, fromClient(connect())) // 6
      .send(1, packed(connack())) // 7
      .send(1, packed(publish({ topic: 'fox', payload: text })), [20]) // 8 9
      .acknowledge(0) // 10
      .send(1, packed(publish({ topic: 'fox', payload: text }))) // 11
      .wait(2_000_000_000) // nobody sends what was acknowledged: the hole is given up
      .send(1, packed(publish({ topic: 'cow', payload: 'moo' }), 0)) // 12: stored, refers to nothing
      .send(1, packed(pingresp())); // 13
    const frames = framesOf(
      scenario.segments.filter((_, index) => index !== 8),
      { serverPort: PORT },
    );
    const { heard } = listenTo(frames, options);
    expect(heard.packetAnomalies).toContain('websocket.history-missing');
    const fromBroker = heard.messages.filter(({ direction }) => direction === 1);
    expect(fromBroker.map(({ type, resynchronised }) => [type, resynchronised])).toEqual([
      ['CONNACK', false],
      ['PUBLISH', true],
      ['PINGRESP', false],
    ]);
    // What streamed past of the message that was given up belongs to its own onMessageStart.
    expect(fromBroker[1]?.payload.endsWith(Buffer.from('moo').toString('hex'))).toBe(true);
    expect(heard.starts).toEqual(['0 CONNECT', '1 CONNACK', '1 PUBLISH', '1 PUBLISH', '1 PINGRESP']);
  });

  it('the answer to the upgrade is lost: found by content', () => {
    const scenario = build();
    const frames = framesOf(
      scenario.segments.filter((_, index) => index !== 4),
      { serverPort: PORT },
    );
    const { heard } = listenTo(frames, options);
    expect(heard.messages.map(({ type }) => type)).toEqual(['CONNECT', 'CONNACK', 'PUBLISH', 'PINGREQ', 'PINGRESP']);
  });

  it('any segments lost: never throws, never invents a message', () => {
    const scenario = build();
    const whole = contents(scenario);
    const known = new Set(
      [...whole.messages[0], ...whole.messages[1]].map(
        (text) => JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)).type,
      ),
    );
    fc.assert(
      fc.property(fc.subarray([...scenario.segments.keys()]), (kept) => {
        const frames = framesOf(
          scenario.segments.filter((_, index) => kept.includes(index)),
          { serverPort: PORT },
        );
        const { heard } = listenTo(frames, options);
        for (const { type } of heard.messages) expect(known.has(type)).toBe(true);
        expect(heard.messages.length).toBeLessThanOrEqual(5);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});

describe('a capture that starts in the middle', () => {
  it.each([0, 1] as const)('recognises the frames of direction %i by what they carry', (first) => {
    const scenario = new Scenario({ serverPort: PORT });
    const turns: readonly (readonly [Side, Uint8Array])[] = [
      [0, fromClient(publish({ qos: 1, id: 7, topic: 'home/temperature', payload: '21.5' }))],
      [1, fromServer(ack('PUBACK', 7))],
    ];
    for (const [side, bytes] of first === 0 ? turns : [...turns].reverse()) scenario.send(side, bytes);
    const { heard, engine } = listenTo(scenario.frames(), options);
    expect(heard.messages.map(({ type }) => type).sort()).toEqual(['PUBACK', 'PUBLISH']);
    expect(heard.messages.every(({ resynchronised }) => resynchronised)).toBe(true);
    expect(engine.flows[0]?.protocolEvidence).toBe('content');
    expect(engine.flows[0]?.carriers).toEqual(['websocket']);
    expect(heard.packetAnomalies).toEqual([]);
  });

  it('inside a frame: waits for the next one', () => {
    const big = fromClient(publish({ topic: 't', payload: 'z'.repeat(300) }));
    const scenario = new Scenario({ serverPort: PORT })
      .send(0, big.slice(100))
      .send(0, fromClient(subscribe([['a/#', 1]])))
      .send(1, fromServer(suback([1])));
    const { heard } = listenTo(scenario.frames(), options);
    expect(heard.shown).toEqual(['SUBSCRIBE 2-2', 'SUBACK 3-3']);
    expect(heard.unparsed).toEqual([{ direction: 0, bytes: big.length - 100, frame: 1 }]);
  });
});

describe('laws', () => {
  const topic = fc.constantFrom('a', 'home/kitchen/temperature', 'tp1/grupo');
  const payload = fc.uint8Array({ maxLength: 300 });
  const id = fc.integer({ min: 1, max: 65_535 });
  const clientPacket = fc.oneof(
    fc
      .tuple(topic, payload, id)
      .map(([name, bytes, packetId]) => publish({ topic: name, payload: bytes, qos: 1, id: packetId })),
    fc.tuple(topic, payload).map(([name, bytes]) => publish({ topic: name, payload: bytes })),
    id.map((packetId) => subscribe([['a/#', 1]], { id: packetId })),
    fc.constant(pingreq()),
  );
  const serverPacket = fc.oneof(
    fc.tuple(topic, payload).map(([name, bytes]) => publish({ topic: name, payload: bytes })),
    id.map((packetId) => ack('PUBACK', packetId)),
    fc.constant(pingresp()),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 });
  const mask = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => [...bytes]);

  interface Packing {
    /** Lengths of the WebSocket messages that the bytes are put into, over and over. */
    readonly messages: readonly number[];
    /** Where a message is broken into frames; none: one frame. */
    readonly fragments: readonly number[];
    readonly hasControl: boolean;
    readonly compression: 'none' | 'takeover' | 'no-takeover';
    readonly isCompressed: readonly boolean[];
  }
  const packing: fc.Arbitrary<Packing> = fc.record({
    messages: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 5 }),
    fragments: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 }),
    hasControl: fc.boolean(),
    compression: fc.constantFrom('none', 'takeover', 'no-takeover'),
    isCompressed: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  });

  function pack(bytes: Uint8Array, how: Packing, key: readonly number[] | null): Uint8Array {
    const deflater = new Deflater(how.compression === 'takeover');
    const out: Uint8Array[] = [];
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const length = how.messages[i % how.messages.length] ?? 1;
      const end = Math.min(bytes.length, at + (i > 50 ? bytes.length : length));
      const compress = how.compression !== 'none' && how.isCompressed[i % how.isCompressed.length] === true;
      const plain = bytes.slice(at, end);
      const body = compress ? deflater.message(plain) : plain;
      out.push(...fragments(body, how, compress ? 4 : 0, key));
      at = end;
    }
    return concat(...out);
  }

  function fragments(body: Uint8Array, how: Packing, reserved: number, key: readonly number[] | null): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = 0;
    how.fragments.forEach((length, index) => {
      const end = Math.min(body.length, at + length);
      frames.push(
        wsFrame(body.slice(at, end), {
          fin: false,
          opcode: index === 0 ? 2 : 0,
          reserved: index === 0 ? reserved : 0,
          mask: key,
        }),
      );
      if (how.hasControl) frames.push(wsFrame(ascii('still there?'), { opcode: index % 2 === 0 ? 9 : 10, mask: key }));
      at = end;
    });
    const isFirst = frames.length === 0;
    frames.push(wsFrame(body.slice(at), { opcode: isFirst ? 2 : 0, reserved: isFirst ? reserved : 0, mask: key }));
    return frames;
  }

  it('packing, fragmentation, masking, compression and segmentation do not matter', () => {
    fc.assert(
      fc.property(
        fc.array(clientPacket, { maxLength: 8 }),
        fc.array(serverPacket, { maxLength: 8 }),
        packing,
        packing,
        mask,
        cuts,
        cuts,
        (up, down, packUp, packDown, key, cutUp, cutDown) => {
          const clientBytes = concat(connect(), ...up);
          const serverBytes = concat(connack(), ...down);
          const plain = new Scenario({ serverPort: 1883 }).open().send(0, clientBytes).send(1, serverBytes);
          const compression = packUp.compression;
          const how = { ...packDown, compression };
          const extensions =
            compression === 'none'
              ? null
              : compression === 'takeover'
                ? 'permessage-deflate'
                : 'permessage-deflate; client_no_context_takeover; server_no_context_takeover';
          const wrapped = upgraded(extensions)
            .send(0, pack(clientBytes, packUp, key), cutUp)
            .send(1, pack(serverBytes, how, null), cutDown);
          const { heard } = listenTo(wrapped.frames(), options);
          expect(heard.packetAnomalies).toEqual([]);
          expect(heard.unparsed).toEqual([]);
          const [expected, found] = [contents(plain), contents(wrapped)];
          expect(found.messages).toEqual(expected.messages);
        },
      ),
      { seed: 6, numRuns: 250 },
    );
  });

  it('any cut, also through the upgrade: the same messages', () => {
    const clientBytes = concat(
      upgradeRequest(),
      fromClient(connect()),
      fromClient(publish({ payload: 'hello' }), pingreq()),
    );
    const expected = contents(upgraded().send(0, clientBytes.slice(upgradeRequest().length)));
    for (let cut = 1; cut < clientBytes.length; cut++) {
      const found = contents(opened().send(0, clientBytes, [cut]).send(1, upgradeResponse()));
      expect(found.messages).toEqual(expected.messages);
    }
  });

  it('every truncation of the capture: a prefix of the messages', () => {
    const scenario = upgraded()
      .send(0, fromClient(connect()))
      .send(1, fromServer(connack()))
      .send(0, fromClient(publish({ payload: 'x'.repeat(200) })), [50, 50])
      .send(1, fromServer(pingresp()));
    const whole = contents(scenario).messages;
    for (let length = 0; length <= scenario.segments.length; length++) {
      const cut = new Scenario({ serverPort: PORT });
      cut.segments = scenario.segments.slice(0, length);
      const { messages } = contents(cut);
      for (const direction of [0, 1] as const)
        expect(messages[direction]).toEqual(whole[direction].slice(0, messages[direction].length));
    }
  });

  it('any bytes behind the upgrade: never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Side>(0, 1), fc.uint8Array({ minLength: 1, maxLength: 80 })), {
          maxLength: 12,
        }),
        (pieces) => {
          const scenario = upgraded('permessage-deflate');
          for (const [side, bytes] of pieces) scenario.send(side, bytes, [bytes.length >> 1]);
          listenTo(scenario.frames());
          const bare = new Scenario({ serverPort: PORT });
          for (const [side, bytes] of pieces) bare.send(side, concat([0x82], bytes));
          listenTo(bare.frames());
        },
      ),
      { seed: 11, numRuns: 400 },
    );
  });

  it('a message of many megabytes streams through', () => {
    const size = 24_000_000;
    const head = publish({ topic: 'big', payload: '' });
    const body = concat(Uint8Array.of(0x30), [0x85 | 0x80, 0xec, 0xb8, 0x0b], head.slice(2));
    // Remaining Length of 24 000 005: written by hand, the payload follows in segments.
    const header = wsFrame(new Uint8Array(0), { length: body.length + size, lengthWidth: 8 });
    const scenario = upgraded()
      .send(0, fromClient(connect()))
      .send(1, fromServer(connack()))
      .send(1, concat(header, body));
    let bytes = 0;
    let largest = 0;
    const messages: number[] = [];
    const engine = new FlowEngine(
      new Dissector(),
      [
        {
          onPayload: (_flow, _direction, _buf, at, end) => {
            bytes += end - at;
            largest = Math.max(largest, end - at);
          },
          onMessage: (_flow, _direction, view) => {
            if (view.type === 'PUBLISH') messages.push(view.payloadLength ?? 0);
          },
        },
      ],
      options,
    );
    const chunk = new Uint8Array(60_000).fill(0x61);
    for (let sent = 0; sent < size; sent += chunk.length) scenario.send(1, chunk);
    for (const frame of scenario.frames()) engine.onFrame(frame);
    expect(messages).toEqual([size]);
    expect(bytes).toBe(size);
    expect(largest).toBeLessThanOrEqual(60_000);
  });
});

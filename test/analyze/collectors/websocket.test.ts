// What the WebSocket collector notes: upgrade, refusals, frames by opcode, close.

import { describe, expect, it } from 'vitest';
import { WebSocketCollector } from '../../../src/analyze/collectors/websocket.ts';
import type { WebSocketReport } from '../../../src/analyze/websocket-report.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { FlowEngine } from '../../../src/flow/flow-engine.ts';
import { ascii, be16, concat } from '../../builders/bytes.ts';
import { connack, connect, publish } from '../../builders/mqtt.ts';
import { Scenario } from '../../builders/scenario.ts';
import { Deflater, upgradeRequest, upgradeResponse, wsFrame } from '../../builders/websocket.ts';

const MASK = [1, 2, 3, 4];

function collect(scenario: Scenario, listLimit = 10, connectionLimit = 10): WebSocketReport | null {
  const collector = new WebSocketCollector({ listLimit, connectionLimit });
  const engine = new FlowEngine(new Dissector(), [collector]);
  for (const frame of scenario.frames()) engine.onFrame(frame);
  return collector.report(0);
}

const open = (): Scenario => new Scenario({ serverPort: 8083 }).open();

describe('WebSocket collector', () => {
  it('notes the upgrade with frames and times', () => {
    const report = collect(
      open()
        .send(
          0,
          upgradeRequest({
            subprotocols: 'mqtt, mqttv3.1',
            extensions: 'permessage-deflate',
            lines: ['Origin: http://a'],
          }),
          [40],
        )
        .send(1, upgradeResponse({ extensions: 'permessage-deflate' })),
    );
    expect(report).toMatchObject({
      state: 'open',
      evidence: 'upgrade',
      request: {
        frame: 5,
        time: '1700000000.004000000',
        path: '/mqtt',
        host: 'broker.example:8083',
        origin: 'http://a',
        subprotocols: ['mqtt', 'mqttv3.1'],
        extensions: ['permessage-deflate'],
      },
      response: { frame: 6, status: 101, subprotocol: 'mqtt', extensions: ['permessage-deflate'], acceptMatches: true },
      upgradeNs: 1_000_000,
      frames: { client: {}, server: {} },
      refusalsCount: 0,
      capped: false,
    });
  });

  it('counts frames by opcode and direction', () => {
    const report = collect(
      open()
        .send(0, upgradeRequest({ extensions: 'permessage-deflate' }))
        .send(1, upgradeResponse({ extensions: 'permessage-deflate' }))
        .send(0, concat(wsFrame(connect(), { mask: MASK }), wsFrame(ascii('?'), { opcode: 9, mask: MASK })))
        .send(1, concat(wsFrame(connack().slice(0, 2), { fin: false }), wsFrame(connack().slice(2), { opcode: 0 })))
        .send(1, wsFrame(new Deflater(true).message(publish({ payload: 'a'.repeat(500) })), { reserved: 4 }))
        .send(1, wsFrame(concat(be16(1001), ascii('bye')), { opcode: 8 }))
        .send(0, wsFrame(Uint8Array.from(be16(4000)), { opcode: 8, mask: MASK })),
    );
    expect(report?.frames).toEqual({
      client: { binary: 1, ping: 1, close: 1 },
      server: { continuation: 1, binary: 2, close: 1 },
    });
    expect(report?.payloadBytes.client).toBe(connect().length);
    expect(report?.longestPayload.client).toBe(connect().length);
    expect(report?.fragmentedFrames).toEqual({ client: 0, server: 2 });
    expect(report?.compressedFrames).toEqual({ client: 0, server: 1 });
    expect(report?.closes).toMatchObject([
      { frame: 9, direction: 'server', code: 1001, codeText: 'going away', reason: 'bye' },
      { frame: 10, direction: 'client', code: 4000, codeText: null, reason: '' },
    ]);
  });

  it('tells a refusal, and a second attempt', () => {
    const refused = open().send(0, upgradeRequest()).send(1, ascii('HTTP/1.1 401 Unauthorized\r\n\r\n'));
    expect(collect(refused)).toMatchObject({ state: 'refused', response: { status: 401, reason: 'Unauthorized' } });
    const again = refused.send(0, upgradeRequest({ path: '/again' })).send(1, upgradeResponse());
    expect(collect(again)).toMatchObject({
      state: 'open',
      request: { path: '/again' },
      response: { status: 101 },
      refusals: [{ frame: 5, status: 401 }],
    });
  });

  it('tells that an answer is missing', () => {
    expect(collect(open().send(0, upgradeRequest()))).toMatchObject({ state: 'unanswered', response: null });
  });

  it('has nothing to say where there is no WebSocket', () => {
    expect(collect(open().send(0, connect()))).toBeNull();
    expect(collect(open().send(0, upgradeRequest()), 10, 0)).toBeNull();
  });

  it('caps its lists and says so', () => {
    const scenario = open().send(0, upgradeRequest()).send(1, upgradeResponse());
    for (let i = 0; i < 4; i++) scenario.send(1, wsFrame(Uint8Array.from(be16(1000)), { opcode: 8 }));
    const report = collect(scenario, 2);
    expect([report?.closes.length, report?.closesCount, report?.capped]).toEqual([2, 4, true]);
  });
});

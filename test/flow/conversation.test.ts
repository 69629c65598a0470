// Holes, overlaps, middles of streams and unknown protocols: what is reported, and that framing goes on.

import { describe, expect, it } from 'vitest';
import { APP_PROTOCOLS } from '../../src/dissect/application/registry.ts';
import { ascii, concat } from '../builders/bytes.ts';
import { ack, connack, connect, disconnect, pingreq, publish } from '../builders/mqtt.ts';
import { framesOf, Scenario, type ScenarioSegment } from '../builders/scenario.ts';
import { tcpOption } from '../builders/tcp.ts';
import { listenTo } from './heard.ts';

const ACK = 16;

/** CONNECT and CONNACK in frames 4 and 5, acknowledged in 6. */
function connected(): Scenario {
  return new Scenario().open().send(0, connect()).send(1, connack()).acknowledge(0);
}

function without(segments: readonly ScenarioSegment[], ...frames: readonly number[]): ScenarioSegment[] {
  return segments.filter((_, index) => !frames.includes(index + 1));
}

describe('a message', () => {
  it('in one segment is announced in that frame, hooks in order', () => {
    const { heard } = listenTo(new Scenario().open().send(0, connect()).close().frames());
    expect(heard.order.slice(0, 3)).toEqual(['open 0', 'segment 0', 'packet']);
    expect(heard.order.slice(7, 11)).toEqual(['segment 0', 'protocol mqtt by content', 'message CONNECT', 'packet']);
    expect(heard.closed).toEqual(['fin']);
  });

  it('several in one segment share the frame', () => {
    const bytes = concat(pingreq(), publish({ payload: 'x' }), pingreq());
    const { heard } = listenTo(connected().send(0, bytes).frames());
    expect(heard.shown.slice(2)).toEqual(['PINGREQ 7-7', 'PUBLISH 7-7', 'PINGREQ 7-7']);
  });

  it('over segments names its first and last frame, its payload is streamed', () => {
    const bytes = publish({ topic: 'tema', payload: 'abcdefghij' });
    const { heard } = listenTo(connected().send(0, bytes, [1, 3, 6, 4]).frames());
    expect(heard.shown.at(-1)).toBe('PUBLISH 7-11');
    expect(heard.messages.at(-1)?.payload).toBe(Buffer.from('abcdefghij').toString('hex'));
    expect(heard.starts.at(-1)).toBe('0 PUBLISH');
  });

  it('delivered late keeps the frame that carried its last byte', () => {
    const scenario = connected().send(0, publish({ payload: 'a'.repeat(100) }), [40, 40]);
    const [first, second, third] = scenario.segments.splice(6, 3) as [
      ScenarioSegment,
      ScenarioSegment,
      ScenarioSegment,
    ];
    const { heard } = listenTo(framesOf([...scenario.segments, first, third, second]));
    const { firstFrame, lastFrame, deliveredFrame } = heard.messages.at(-1) as (typeof heard.messages)[number];
    expect([firstFrame, lastFrame, deliveredFrame]).toEqual([7, 8, 9]);
  });
});

describe('a hole', () => {
  it('between messages that the other side acknowledges is capture loss, and framing resumes behind it', () => {
    const scenario = connected();
    for (let i = 0; i < 3; i++)
      scenario.send(0, publish({ qos: 1, id: i + 1, payload: 'x' })).send(1, ack('PUBACK', i + 1));
    const { heard } = listenTo(framesOf(without(scenario.acknowledge(0).segments, 9)));
    expect(heard.gaps).toEqual([
      { direction: 0, relativeSeq: 31, bytes: 10, afterFrame: 7, beforeFrame: 10, cause: 'capture-loss' },
    ]);
    // Frame 9 is now the PUBACK of what was lost.
    expect(heard.shown).toEqual([
      'CONNECT 4-4',
      'CONNACK 5-5',
      'PUBLISH 7-7',
      'PUBACK 8-8',
      'PUBACK 9-9',
      'PUBLISH 10-10',
      'PUBACK 11-11',
    ]);
    expect(heard.messages.map(({ resynchronised }) => resynchronised)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(heard.unparsed).toEqual([]);
  });

  it('inside a payload is subtracted, told to onPayload, and marks the message', () => {
    const bytes = concat(publish({ payload: 'abcdefghij'.repeat(10) }), pingreq());
    const scenario = connected().send(0, bytes, [40, 20]).acknowledge(1);
    const { heard } = listenTo(framesOf(without(scenario.segments, 8)));
    expect(heard.shown.slice(2)).toEqual(['PUBLISH 7-8', 'PINGREQ 8-8']);
    const { payload, anomalies } = heard.messages[2] as (typeof heard.messages)[number];
    expect(payload).toContain('<20>');
    expect(anomalies).toEqual(['flow.payload-missing']);
    expect(heard.messages[3]?.resynchronised).toBe(false);
  });

  it('that swallows the end of a payload still gives the message', () => {
    const scenario = connected()
      .send(0, publish({ payload: 'a'.repeat(50) }), [30])
      .send(0, pingreq())
      .send(0, publish({ payload: 'b' }))
      .acknowledge(1);
    const { heard } = listenTo(framesOf(without(scenario.segments, 8, 9)));
    expect(heard.shown.slice(2)).toEqual(['PUBLISH 7-7', 'PUBLISH 8-8']);
    expect(heard.messages[2]?.payload).toMatch(/<27>$/);
    expect(heard.messages[3]?.resynchronised).toBe(true);
  });

  it('inside a head discards what was there and says so', () => {
    const scenario = connected()
      .send(0, publish({ topic: 'a/long/topic', payload: 'x' }), [5, 5])
      .send(0, pingreq())
      .acknowledge(1);
    const { heard } = listenTo(framesOf(without(scenario.segments, 8)));
    expect(heard.shown.slice(2)).toEqual(['PINGREQ 9-9']);
    expect(heard.unparsed).toEqual([{ direction: 0, bytes: 12, frame: 7 }]); // 5 of the head, 7 behind the hole
  });

  it('that the receiver complains about and nobody fills is network loss', () => {
    const scenario = connected().send(0, pingreq());
    const acknowledged = scenario.next(0);
    scenario.send(0, publish({ payload: 'lost' })).send(0, pingreq());
    const sack = tcpOption.sack([scenario.next(0) - 2, scenario.next(0)]);
    scenario.segment(1, { ack: acknowledged, options: [1, 1, ...sack] });
    const { heard } = listenTo(framesOf(without(scenario.segments, 8)));
    expect(heard.gaps.map(({ cause, bytes }) => [cause, bytes])).toEqual([['network-loss', 11]]);
    expect(heard.shown.at(-1)).toBe('PINGREQ 8-8');
  });

  it('without any sign is unknown', () => {
    const scenario = connected()
      .send(0, publish({ payload: 'lost' }))
      .send(0, pingreq());
    const { heard } = listenTo(framesOf(without(scenario.segments, 7)));
    expect(heard.gaps.map(({ cause }) => cause)).toEqual(['unknown']);
  });

  it('at the end of the stream shows in the acknowledgement', () => {
    const scenario = connected()
      .send(0, publish({ payload: 'lost' }))
      .acknowledge(1);
    const { heard } = listenTo(framesOf(without(scenario.segments, 7)));
    expect(heard.gaps).toEqual([
      { direction: 0, relativeSeq: 21, bytes: 11, afterFrame: 4, beforeFrame: 0, cause: 'capture-loss' },
    ]);
  });

  it('filled after its acknowledgement is no hole: the capture wrote the frames out of order', () => {
    const scenario = connected()
      .send(0, publish({ qos: 1, payload: 'late' }), [8])
      .send(1, ack('PUBACK', 1))
      .send(0, disconnect());
    const late = scenario.segments.splice(6, 1);
    scenario.segments.splice(8, 0, ...late);
    const { heard } = listenTo(framesOf(scenario.segments));
    expect(heard.gaps).toEqual([]);
    expect(heard.messages.slice(2).map(({ type }) => type)).toEqual(['PUBLISH', 'PUBACK', 'DISCONNECT']);
  });

  it('beyond the limit is given up, and the frame says so', () => {
    const scenario = connected().send(0, publish({ payload: 'lost' }));
    for (let i = 0; i < 10; i++) scenario.send(0, publish({ payload: 'x'.repeat(100) }));
    const frames = framesOf(without(scenario.segments, 7));
    const { heard } = listenTo(frames, { protocols: APP_PROTOCOLS, limits: { reorderBytes: 500 } });
    expect(heard.packetAnomalies).toEqual(['flow.reorder-limit']);
    expect(heard.messages.length).toBe(2 + 10);
  });

  it('of the snap length is a gap, and framing goes on behind it', () => {
    const scenario = connected()
      .send(0, publish({ payload: 'x'.repeat(500) }))
      .send(0, pingreq());
    const { heard } = listenTo(scenario.frames(100));
    expect(heard.gaps).toEqual([
      { direction: 0, relativeSeq: 21 + 60, bytes: 448, afterFrame: 7, beforeFrame: 0, cause: 'capture-loss' },
    ]);
    expect(heard.shown.slice(2)).toEqual(['PUBLISH 7-7', 'PINGREQ 8-8']);
    expect(heard.messages[2]?.payload).toMatch(/<448>$/);
  });
});

describe('overlaps', () => {
  function conflicting(): ScenarioSegment[] {
    const scenario = connected();
    const seq = scenario.next(0);
    const one = publish({ payload: '1111' });
    const two = publish({ payload: '2222' });
    scenario.segment(0, { seq: seq + 2, payload: one.slice(2) });
    scenario.segment(0, { seq: seq + 2, payload: two.slice(2) });
    return scenario.segment(0, { seq, payload: one.slice(0, 2) }).segments;
  }

  it.each([
    ['first', '31313131'],
    ['last', '32323232'],
  ] as const)('with other bytes: the %s copy wins, and an anomaly tells', (overlapPolicy, payload) => {
    const { heard } = listenTo(framesOf(conflicting()), { overlapPolicy });
    expect(heard.messages.at(-1)?.payload).toBe(payload);
    expect(heard.packetAnomalies).toEqual(['flow.overlap-conflict']);
  });

  it('a retransmission with more data gives only the new part', () => {
    const scenario = connected();
    const seq = scenario.next(0);
    const bytes = concat(pingreq(), publish({ payload: 'neu' }));
    scenario.segment(0, { seq, payload: bytes.slice(0, 5) }).segment(0, { seq, payload: bytes });
    const { heard } = listenTo(scenario.frames());
    expect(heard.shown.slice(2)).toEqual(['PINGREQ 7-7', 'PUBLISH 7-8']);
  });

  it('a keep-alive byte is no data', () => {
    const scenario = connected();
    scenario.segment(0, { seq: scenario.next(0) - 1, payload: ascii('x') }).send(0, pingreq());
    const { heard } = listenTo(scenario.frames());
    expect(heard.shown.slice(2)).toEqual(['PINGREQ 8-8']);
    expect(heard.unparsed).toEqual([]);
  });
});

describe('the middle of a stream', () => {
  it('starts at the first message found, which says so', () => {
    const scenario = new Scenario();
    scenario
      .send(0, publish({ payload: 'y'.repeat(300) }).slice(100))
      .send(0, publish({ payload: 'x' }))
      .send(0, pingreq());
    const { heard, engine } = listenTo(scenario.frames());
    expect(heard.messages.map(({ type, resynchronised }) => [type, resynchronised])).toEqual([
      ['PUBLISH', true],
      ['PINGREQ', false],
    ]);
    expect(heard.unparsed).toEqual([{ direction: 0, bytes: 208, frame: 1 }]);
    expect(engine.flows[0]?.orientation).toBe('port');
  });
});

describe('other protocols', () => {
  it('on an unknown port nothing is claimed, holes are told', () => {
    const options = { serverPort: 8080 };
    const scenario = new Scenario(options)
      .open()
      .send(0, ascii('GET / HTTP/1.1\r\n\r\n'))
      .send(1, ascii('HTTP/1.1 200 OK\r\n\r\n'));
    scenario.send(0, ascii('lost')).send(0, ascii('more'));
    const { heard, engine } = listenTo(framesOf(without(scenario.segments, 6), options));
    expect(engine.flows[0]?.protocol).toBeNull();
    expect(heard.messages).toEqual([]);
    expect(heard.gaps.map(({ bytes }) => bytes)).toEqual([4]);
    expect(heard.unparsed).toEqual([]);
  });

  it('MQTT is recognised on any port, and decode-as decides at once', () => {
    const options = { serverPort: 9999 };
    const scenario = new Scenario(options).open().send(0, connect(), [1, 1]);
    expect(listenTo(scenario.frames()).heard.shown).toEqual(['CONNECT 4-6']);
    const stated = listenTo(scenario.frames(), { decodeAs: new Map([[9999, 'mqtt']]) });
    expect(stated.engine.flows[0]?.protocolEvidence).toBe('decode-as');
    expect(stated.heard.shown).toEqual(['CONNECT 4-6']);
  });
});

describe('the end of a connection', () => {
  it('is told once, with its cause', () => {
    const reset = connected().reset(0);
    expect(listenTo(reset.frames()).heard.closed).toEqual(['reset']);
    expect(listenTo(connected().frames()).heard.closed).toEqual(['end-of-input']);
    const again = connected();
    again.segment(0, { seq: 77_777, flags: 2 });
    const { heard, engine } = listenTo(again.frames());
    expect(heard.closed).toEqual(['replaced', 'end-of-input']);
    expect(engine.flows.map(({ stream }) => stream)).toEqual([0, 1]);
  });

  it('data that was in flight when the RST came is still read', () => {
    const scenario = connected().reset(0);
    scenario.segment(1, { flags: ACK, payload: publish({ payload: 'x' }) });
    expect(listenTo(scenario.frames()).heard.shown.at(-1)).toBe('PUBLISH 8-8');
  });

  it('too many connections: the idle ones leave, their numbers stay readable', () => {
    const frames = [1, 2, 3].flatMap((i) => {
      const options = { clientPort: 40_000 + i };
      return framesOf(new Scenario(options).open().send(0, connect()).segments, options);
    });
    frames.forEach((frame, index) => {
      frame.number = index + 1;
      frame.sec += index;
    });
    const { heard, engine } = listenTo(frames, { limits: { connections: 2 } });
    expect(heard.closed).toEqual(['evicted', 'end-of-input', 'end-of-input']);
    expect(heard.packetAnomalies).toEqual(['flow.connections-evicted']);
    expect(engine.flows.map(({ stream, frames: count }) => [stream, count])).toEqual([
      [1, 4],
      [2, 4],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import type { Lang } from '../../../src/core/text.ts';
import { eventLines } from '../../../src/live/events/event-lines.ts';
import type { LiveEvent } from '../../../src/live/events/live-event.ts';
import * as mqtt from '../../builders/mqtt.ts';
import { Scenario } from '../../builders/scenario.ts';
import { NO_SUMMARY, play, STATUS } from '../playback.ts';

/** All lines of a run: every write must be exactly one line. */
function linesOf(frames: readonly Frame[], format: 'text' | 'ndjson', lang: Lang = 'en'): string[] {
  const lines: string[] = [];
  const view = eventLines({
    lang,
    format,
    write(line) {
      expect(line).toMatch(/^[^\n]+\n$/);
      lines.push(line.slice(0, -1));
    },
  });
  view.start({ quit: () => {} });
  view.tick({ ...STATUS, frames: 0, bytes: 0, elapsedMs: 0 });
  const pipeline = play(frames, { extraListeners: view.listeners, extraSessionListeners: view.sessionListeners });
  view.tick({ ...STATUS, frames: frames.length, dropped: 3, elapsedMs: 1000 });
  view.tick({ ...STATUS, frames: frames.length, dropped: 3, elapsedMs: 1250 });
  pipeline.end(NO_SUMMARY);
  view.stop();
  view.stop();
  return lines;
}

function eventsOf(frames: readonly Frame[]): LiveEvent[] {
  return linesOf(frames, 'ndjson').map((line) => JSON.parse(line) as LiveEvent);
}

const session = (): Scenario =>
  new Scenario()
    .open()
    .send(0, mqtt.connect({ clientId: 'sensor-1' }))
    .send(1, mqtt.connack());

const whole = session()
  .send(0, mqtt.publish({ topic: 'casa/t', payload: '21.5 °C', qos: 1, id: 7 }))
  .send(1, mqtt.ack('PUBACK', 7))
  .send(0, mqtt.disconnect())
  .close();

describe('NDJSON', () => {
  const events = eventsOf(whole.frames());

  it('tells a session in order, the exchange behind the message that ends it', () => {
    expect(events.map(({ event }) => event)).toEqual([
      ...['capture.started', 'connection.opened', 'connection.established'],
      ...['mqtt.message', 'mqtt.message', 'mqtt.exchange'],
      ...['mqtt.message', 'mqtt.message', 'mqtt.exchange'],
      ...['mqtt.message', 'connection.closed', 'capture.dropped', 'capture.stopped'],
    ]);
  });

  it('has frame, time and stream in every event, null where there is none', () => {
    for (const { frame, time, stream } of events) {
      expect([typeof frame, typeof time, typeof stream].every((type) => type !== 'undefined')).toBe(true);
      expect(frame === null).toBe(time === null);
      if (time !== null) expect(time).toMatch(/^\d+\.\d{9}$/);
    }
    expect(events[1]).toMatchObject({ frame: 1, time: '1700000000.000000000', stream: 0, fromStart: true });
  });

  it('gives the fields of each kind by their names', () => {
    expect(events[0]).toEqual({
      ...{ event: 'capture.started', frame: null, time: null, stream: null },
      ...{ engine: 'libpcap', interface: 'lo', filter: 'tcp port 1883', savedTo: null, clock: 'capture' },
    });
    expect(events[2]).toMatchObject({ frame: 3, initialRttNs: 2_000_000 });
    expect(events[6]).toEqual({
      ...{ event: 'mqtt.message', frame: 6, time: '1700000000.005000000', stream: 0, direction: 'client' },
      ...{ number: 2, type: 'PUBLISH', firstFrame: 6, length: 20, dup: false, qos: 1, retain: false },
      ...{ packetIdentifier: 7, topic: 'casa/t', payloadLength: 8, payloadText: '21.5 °C', reasonCode: null },
      summary: 'PUBLISH QoS 1 id 7 casa/t, 8 bytes',
    });
    expect(events[8]).toMatchObject({
      ...{ kind: 'publish', state: 'complete', qos: 1, packetIdentifier: 7, topic: 'casa/t', missing: [] },
      ...{ totalNs: 1_000_000, stepNs: { PUBACK: 1_000_000 }, steps: [{ type: 'PUBLISH' }, { type: 'PUBACK' }] },
    });
    expect(events[10]).toMatchObject({ how: 'fin', initiator: 'client', frames: 10, durationNs: 9_000_000 });
    expect(events[11]).toMatchObject({ dropped: 3, more: 3 });
    expect(events[12]).toMatchObject({ frames: 11, dropped: 3, durationNs: 1_250_000_000 });
  });

  it('has no text for what is no text, and says what it was', () => {
    const binary = session().send(0, mqtt.publish({ payload: Uint8Array.of(0xff, 0, 1) }));
    const publish = eventsOf(binary.frames()).find(
      (event) => event.event === 'mqtt.message' && event.type === 'PUBLISH',
    );
    expect(publish).toMatchObject({ payloadLength: 3, payloadText: null, packetIdentifier: null, qos: 0 });
  });

  it('tells what is sent again, holes, broken rules and refusals', () => {
    const scenario = session();
    const seq = scenario.next(0);
    scenario.send(0, mqtt.publish({ payload: 'x' }));
    scenario.wait(300_000_000).segment(0, { seq, payload: mqtt.publish({ payload: 'x' }), flags: 24 });
    scenario.send(1, mqtt.connack());
    const told = eventsOf(scenario.frames());
    expect(told.find(({ event }) => event === 'tcp.retransmission')).toMatchObject({
      ...{ frame: 7, direction: 'client', length: 8, afterNs: 301_000_000 },
      analysis: expect.arrayContaining(['retransmission']),
    });
    expect(told.find(({ event }) => event === 'notice')).toMatchObject({ rule: 'mqtt.second-connack', frame: 8 });

    const holed = session();
    holed.segment(0, { seq: holed.next(0) + 100, payload: mqtt.pingreq(), flags: 24 });
    for (let i = 0; i < 40; i++) holed.segment(1, { ack: holed.next(0) + 102 });
    expect(eventsOf(holed.frames()).find(({ event }) => event === 'tcp.gap')).toMatchObject({
      ...{ direction: 'client', bytes: 100, afterFrame: 4, beforeFrame: 6 },
    });
  });

  it('says at the end what stayed open, and what the same ports did before', () => {
    const open = session().send(0, mqtt.publish({ qos: 2, id: 3 }));
    expect(eventsOf(open.frames()).find((event) => event.event === 'mqtt.exchange' && event.qos === 2)).toMatchObject({
      ...{ state: 'unconfirmed', missing: ['PUBREC', 'PUBREL', 'PUBCOMP'], frame: 6 },
    });
    const again = session();
    again.segment(0, { seq: 900_000, flags: 2, ack: 0 });
    expect(eventsOf(again.frames()).find(({ event }) => event === 'connection.closed')).toMatchObject({
      ...{ how: 'replaced', initiator: null, stream: 0 },
    });
  });
});

describe('a capture that goes on for long', () => {
  it('still follows the connection that opened first, however many came and went', () => {
    const many = 21_000;
    const first = session();
    const before = first.frames();
    const passing = Array.from({ length: many }, (_, at) =>
      new Scenario({ clientPort: 1024 + at }).segment(0, { flags: 2 }).reset(1).frames(),
    ).flat();
    const after = first.send(0, mqtt.disconnect()).close().frames().slice(before.length);
    const all = [...before, ...passing, ...after];
    all.forEach((frame, at) => {
      frame.number = at + 1;
      frame.sec = 1_700_000_000 + at;
    });
    const closed = eventsOf(all).filter(({ event }) => event === 'connection.closed');
    expect(closed).toHaveLength(many + 1);
    expect(closed.at(-1)).toMatchObject({ stream: 0, how: 'fin', initiator: 'client', frames: 8 });
  }, 30_000);
});

describe('text', () => {
  it('is one line per event, in both languages', () => {
    const lines = linesOf(whole.frames(), 'text', 'es');
    expect(lines[1]).toMatch(/^ +0,000000 {2}#1 +\[0\] {2}SYN, se abre 10\.0\.0\.1:50000 → 10\.0\.0\.2:1883$/);
    expect(lines[2]).toMatch(/#3 +\[0\] {2}conexión TCP establecida, RTT inicial 2,000 ms$/);
    expect(lines[6]).toMatch(/0,005000 {2}#6 +\[0\] {2}→ PUBLISH QoS 1 id 7 casa\/t, 8 bytes 21\.5 °C$/);
    expect(lines[8]).toMatch(/intercambio completo en 1,000 ms: PUBLISH → PUBACK id 7 casa\/t$/);
    expect(linesOf(whole.frames(), 'text', 'en').at(-1)).toMatch(/^ +end of the capture: 11 frames, 3 dropped$/);
  });

  it('escapes what a hostile sender writes', () => {
    const hostile = session().send(0, mqtt.publish({ topic: 'a\u001b[2J', payload: '\r\n\u202e\u0007' }));
    const text = linesOf(hostile.frames(), 'text').join('');
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('a\\u{1b}[2J');
  });

  it('names the topic behind an alias', () => {
    const aliased = new Scenario().open();
    aliased.send(0, mqtt.connect({ version: 5 })).send(1, mqtt.connack({ version: 5, properties: [[0x22, 10]] }));
    aliased.send(0, mqtt.publish({ version: 5, topic: 'casa/t', payload: 'x', properties: [[0x23, 1]] }));
    aliased.send(0, mqtt.publish({ version: 5, topic: '', payload: 'y', properties: [[0x23, 1]] }));
    const lines = linesOf(aliased.frames(), 'text').filter((line) => line.includes('PUBLISH'));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/casa\/t \(alias 1\), 1 byte [xy]$/);
  });
});

// Laws of reassembly for all sessions: how the bytes were cut, doubled, reordered or numbered changes nothing in the messages.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../builders/bytes.ts';
import { ack, connack, connect, disconnect, pingreq, pingresp, publish } from '../builders/mqtt.ts';
import { framesOf, Scenario, type ScenarioSegment, type Side } from '../builders/scenario.ts';
import { type Heard, listenTo } from './heard.ts';

interface Turn {
  readonly from: Side;
  readonly bytes: Uint8Array;
}

const RUNS = { numRuns: 150 };

const payload = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 1000, maxLength: 6000 }));
const publishTurn = fc
  .record({
    payload,
    qos: fc.integer({ min: 0, max: 2 }),
    id: fc.integer({ min: 1, max: 65_535 }),
    topic: fc.constantFrom('a', 'casa/salón', 'x/y/z'),
  })
  .map((options) => publish(options));
const serverTurn: fc.Arbitrary<Turn> = fc
  .oneof(
    publishTurn,
    fc.constant(pingresp()),
    fc.integer({ min: 1, max: 9 }).map((id) => ack('PUBACK', id)),
  )
  .map((bytes) => ({ from: 1, bytes }));
const clientTurn: fc.Arbitrary<Turn> = fc
  .oneof(
    publishTurn,
    fc.constant(pingreq()),
    fc.integer({ min: 1, max: 9 }).map((id) => ack('PUBREL', id)),
  )
  .map((bytes) => ({ from: 0, bytes }));
const session: fc.Arbitrary<Turn[]> = fc
  .array(fc.oneof(serverTurn, clientTurn), { minLength: 1, maxLength: 12 })
  .map((turns) => [
    { from: 0, bytes: connect() },
    { from: 1, bytes: connack() },
    ...turns,
    { from: 0, bytes: disconnect() },
  ]);

function whole(turns: readonly Turn[], initialSeq: readonly [number, number] = [1000, 5000]): Scenario {
  const scenario = new Scenario({ initialSeq }).open();
  for (const { from, bytes } of turns) scenario.send(from, bytes).acknowledge(from === 0 ? 1 : 0);
  return scenario;
}

/** The messages of each direction without the frames that carried them. */
function said(heard: Heard): unknown[] {
  return ([0, 1] as const).map((side) =>
    heard.messages
      .filter(({ direction }) => direction === side)
      .map(({ type, relativeSeq, payload, resynchronised, anomalies }) => ({
        type,
        relativeSeq,
        payload,
        resynchronised,
        anomalies,
      })),
  );
}

/** Bytes of each direction, joined over turns and cut anew. */
function recut(
  turns: readonly Turn[],
  cuts: readonly number[],
  initialSeq: readonly [number, number] = [1000, 5000],
): Scenario {
  const scenario = new Scenario({ initialSeq }).open();
  let cut = 0;
  for (let at = 0; at < turns.length; ) {
    const from = (turns[at] as Turn).from;
    const run: Uint8Array[] = [];
    for (; at < turns.length && (turns[at] as Turn).from === from; at++) run.push((turns[at] as Turn).bytes);
    const bytes = concat(...run);
    const lengths: number[] = [];
    for (let sum = 0; sum < bytes.length; ) {
      const length = cuts.length === 0 ? 1460 : (cuts[cut++ % cuts.length] as number);
      lengths.push(length);
      sum += length;
    }
    scenario.send(from, bytes, lengths).acknowledge(from === 0 ? 1 : 0);
  }
  return scenario;
}

const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 1460 })), {
  minLength: 1,
  maxLength: 20,
});

describe('the law of segmentation', () => {
  it('holds for any cut', () => {
    fc.assert(
      fc.property(session, cuts, (turns, lengths) => {
        const expected = listenTo(whole(turns).frames()).heard;
        expect(expected.messages.length).toBe(turns.length);
        const { heard } = listenTo(recut(turns, lengths).frames());
        expect(said(heard)).toEqual(said(expected));
        expect([heard.gaps, heard.unparsed]).toEqual([[], []]);
      }),
      RUNS,
    );
  });

  it('holds when segments are sent twice, also overlapping', () => {
    fc.assert(
      fc.property(session, cuts, fc.array(fc.nat(), { maxLength: 10 }), (turns, lengths, again) => {
        const expected = said(listenTo(whole(turns).frames()).heard);
        const { segments } = recut(turns, lengths);
        const doubled = [...segments];
        for (const choice of again) {
          const at = choice % doubled.length;
          const old = doubled[at] as ScenarioSegment;
          doubled.splice(Math.min(doubled.length, at + 1 + (choice % 5)), 0, old);
        }
        const { heard } = listenTo(framesOf(doubled));
        expect(said(heard)).toEqual(expected);
        expect([heard.gaps, heard.unparsed]).toEqual([[], []]);
      }),
      RUNS,
    );
  });

  it('holds when segments overtake each other', () => {
    fc.assert(
      fc.property(session, cuts, fc.array(fc.nat(), { maxLength: 12 }), (turns, lengths, swaps) => {
        const expected = said(listenTo(whole(turns).frames()).heard);
        const segments = [...recut(turns, lengths).segments];
        for (const choice of swaps) {
          const at = 3 + (choice % Math.max(1, segments.length - 4)); // not the handshake
          const [a, b] = [segments[at], segments[at + 1]];
          if (a !== undefined && b !== undefined) segments.splice(at, 2, b, a);
        }
        const { heard } = listenTo(framesOf(segments));
        expect(said(heard)).toEqual(expected);
        expect([heard.gaps, heard.unparsed]).toEqual([[], []]);
      }),
      RUNS,
    );
  });
});

describe('the law of the wrap', () => {
  it('gives the same relative numbers near 2^32', () => {
    const near = fc.integer({ min: 0, max: 8000 }).map((distance) => 0xffff_ffff - distance);
    fc.assert(
      fc.property(session, cuts, near, near, (turns, lengths, client, server) => {
        const expected = listenTo(recut(turns, lengths).frames());
        const wrapped = listenTo(recut(turns, lengths, [client, server]).frames());
        expect(wrapped.heard.messages).toEqual(expected.heard.messages);
        expect(wrapped.engine.flows[0]?.sides.map(({ bytes, frames }) => [bytes, frames])).toEqual(
          expected.engine.flows[0]?.sides.map(({ bytes, frames }) => [bytes, frames]),
        );
      }),
      RUNS,
    );
  });
});

describe('the law of truncation', () => {
  it('a snap length never throws and never invents a message', () => {
    fc.assert(
      fc.property(session, cuts, fc.integer({ min: 20, max: 400 }), (turns, lengths, captured) => {
        const scenario = recut(turns, lengths);
        const expected = new Set(listenTo(scenario.frames()).heard.messages.map(place));
        const { heard } = listenTo(scenario.frames(captured));
        for (const message of heard.messages) expect(expected.has(place(message))).toBe(true);
      }),
      RUNS,
    );
  });

  it('lost frames never throw, and what was found was said', () => {
    fc.assert(
      fc.property(session, cuts, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (turns, lengths, losses) => {
        const { segments } = recut(turns, lengths);
        const expected = new Set(listenTo(framesOf(segments)).heard.messages.map(place));
        const lost = new Set(losses.map((choice) => choice % segments.length));
        const { heard } = listenTo(framesOf(segments.filter((_, index) => !lost.has(index))));
        // Without the SYN the base may differ; bytes inside a payload may look like a message: only holes are judged here.
        if ([0, 1, 2].some((index) => lost.has(index))) return;
        for (const message of heard.messages)
          if (!message.resynchronised) expect(expected.has(place(message))).toBe(true);
      }),
      RUNS,
    );
  });

  it('any bytes in any order never throw', () => {
    const wild = fc.record({
      from: fc.constantFrom<Side>(0, 1),
      seq: fc.oneof(fc.integer({ min: 900, max: 1200 }), fc.integer({ min: 0, max: 0xffff_ffff })),
      ack: fc.oneof(fc.integer({ min: 900, max: 1200 }), fc.integer({ min: 0, max: 0xffff_ffff })),
      flags: fc.integer({ min: 0, max: 0x3f }),
      payload: fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.constant(publish({ payload: 'x'.repeat(90) }).slice(0, 60)),
      ),
      window: fc.constantFrom(0, 1, 500),
      options: fc.constant<number[]>([]),
      timeNs: fc.integer({ min: 0, max: 5_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(wild, { maxLength: 60 }),
        fc.constantFrom('first' as const, 'last' as const),
        (segments, overlapPolicy) => {
          expect(() =>
            listenTo(framesOf(segments), { overlapPolicy, limits: { reorderBytes: 200, holePatience: 3 } }),
          ).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});

function place({ direction, type, relativeSeq }: Heard['messages'][number]): string {
  return `${direction} ${type} ${relativeSeq}`;
}

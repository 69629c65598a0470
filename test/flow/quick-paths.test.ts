// The short ways through the flow floor (ordinary-segment.ts, in-step.ts) come to exactly what the long ones come to, whatever happens to the
// segments: lost, doubled, overtaken, cut, around the wrap. The long ways alone are tested against tshark and by the laws of reassembly.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Conversation } from '../../src/flow/conversation.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import { InStep } from '../../src/flow/in-step.ts';
import type { Listener } from '../../src/flow/listener.ts';
import { OrdinarySegments } from '../../src/flow/ordinary-segment.ts';
import type { SegmentView } from '../../src/flow/segment.ts';
import { concat } from '../builders/bytes.ts';
import { ack, connack, connect, disconnect, pingreq, pingresp, publish } from '../builders/mqtt.ts';
import { framesOf, Scenario, type ScenarioSegment, type Side } from '../builders/scenario.ts';
import { Heard } from './heard.ts';
import { NO_SUMMARY } from './no-summary.ts';

const message = fc.oneof(
  fc
    .record({
      payload: fc.uint8Array({ maxLength: 90 }),
      qos: fc.integer({ min: 0, max: 2 }),
      id: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ payload, qos, id }) => publish({ topic: 'casa/salón', payload, qos, id })),
  fc.constant(pingreq()),
  fc.constant(pingresp()),
  fc.integer({ min: 1, max: 9 }).map((id) => ack('PUBACK', id)),
);

const turn = fc.record({
  from: fc.constantFrom<Side>(0, 1),
  /** Often several messages in one segment. */
  bytes: fc.array(message, { minLength: 1, maxLength: 3 }).map((messages) => concat(...messages)),
  /** Segments of this size; 0: one. */
  cut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 60 })),
  isAcknowledged: fc.boolean(),
});

/** What becomes of segments: which (any number, modulo), and how. */
const fate = fc.record({ choice: fc.nat(), kind: fc.constantFrom('lose', 'double', 'swap', 'delay') });

const traffic = fc.record({
  turns: fc.array(turn, { minLength: 4, maxLength: 40 }),
  fates: fc.array(fate, { maxLength: 5 }),
  initialSeq: fc.oneof(
    fc.constant([1000, 5000] as const),
    fc.tuple(fc.integer({ min: 0xffff_f000, max: 0xffff_ffff }), fc.integer({ min: 0x3fff_f000, max: 0x4000_0000 })),
  ),
  ends: fc.constantFrom('fin', 'reset', 'open'),
});

function segmentsOf({ turns, fates, initialSeq, ends }: Traffic): ScenarioSegment[] {
  const scenario = new Scenario({ initialSeq: [...initialSeq] as [number, number] }).open();
  scenario.send(0, connect()).send(1, connack()).acknowledge(0);
  for (const { from, bytes, cut, isAcknowledged } of turns) {
    scenario.send(from, bytes, cut === 0 ? [] : Array.from({ length: Math.ceil(bytes.length / cut) }, () => cut));
    if (isAcknowledged) scenario.acknowledge(from === 0 ? 1 : 0);
  }
  if (ends === 'fin') scenario.send(0, concat(disconnect())).close();
  if (ends === 'reset') scenario.reset(0);
  const segments = [...scenario.segments];
  for (const { choice, kind } of fates) {
    const at = 3 + (choice % Math.max(1, segments.length - 3));
    const segment = segments[at];
    if (segment === undefined) continue;
    if (kind === 'lose') segments.splice(at, 1);
    else if (kind === 'double') segments.splice(at, 0, segment);
    else if (kind === 'swap') segments.splice(at, 2, ...segments.slice(at, at + 2).reverse());
    else segments.splice(Math.min(segments.length, at + 4), 0, ...segments.splice(at, 1));
  }
  return segments;
}

interface Traffic {
  readonly turns: readonly { from: Side; bytes: Uint8Array; cut: number; isAcknowledged: boolean }[];
  readonly fates: readonly { choice: number; kind: string }[];
  readonly initialSeq: readonly [number, number] | readonly number[];
  readonly ends: string;
}

/** Everything that listeners hear of the segments, in their order. */
function run(segments: readonly ScenarioSegment[]): unknown {
  const heard = new Heard();
  const views: object[] = [];
  const seen: Listener = { onPacket: (_packet, _flow, view: SegmentView | null) => void views.push({ ...view }) };
  const engine = new FlowEngine(new Dissector(), [heard, seen], { protocols: [mqtt] });
  for (const frame of framesOf(segments)) engine.onFrame(frame);
  engine.end(NO_SUMMARY);
  const flows = engine.flows.map((flow) => ({
    completeness: flow.completeness,
    lastTimeNs: flow.lastTimeNs,
    initialRttNs: flow.initialRttNs,
    sides: flow.sides.map((side) => ({
      ...{ frames: side.frames, bytes: side.bytes, dataSegments: side.dataSegments, resent: side.retransmittedBytes },
      ...{ minimum: side.minimumWindow, maximum: side.maximumWindow, rtt: side.rtt, ackRtt: side.ackRtt },
    })),
  }));
  const { messages, gaps, unparsed, starts, closed, packetAnomalies, order } = heard;
  return { messages, gaps, unparsed, starts, closed, packetAnomalies, order, views, flows };
}

describe('the short ways', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('are taken by most segments of a session', () => {
    const ordinary = vi.spyOn(OrdinarySegments.prototype, 'take');
    const inStep = vi.spyOn(InStep.prototype, 'take');
    const turns = Array.from({ length: 50 }, (_, i) => ({
      from: 0 as Side,
      bytes: publish({ topic: 't', qos: 1, id: i + 1 }),
      cut: 0,
      isAcknowledged: true,
    }));
    run(segmentsOf({ turns, fates: [], initialSeq: [1, 1], ends: 'fin' }));
    const taken = (spy: { mock: { results: { value?: unknown }[] } }): number =>
      spy.mock.results.filter(({ value }) => value === true).length;
    expect(taken(ordinary)).toBeGreaterThan(80);
    expect(taken(inStep)).toBeGreaterThan(90);
  });

  it('come to what the long ones come to', () => {
    fc.assert(
      fc.property(traffic, (one) => {
        const segments = segmentsOf(one);
        const short = run(segments);
        // A conversation made anew for every segment, from the record alone …
        vi.spyOn(InStep.prototype, 'take').mockReturnValue(false);
        expect(run(segments)).toEqual(short);
        // … one that is kept throughout …
        vi.spyOn(Conversation.prototype, 'isDispensable', 'get').mockReturnValue(false);
        expect(run(segments)).toEqual(short);
        // … and every rule asked about every segment.
        vi.spyOn(OrdinarySegments.prototype, 'take').mockReturnValue(false);
        expect(run(segments)).toEqual(short);
        vi.restoreAllMocks();
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

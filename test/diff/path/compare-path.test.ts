import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frame } from '../../../src/core/frame.ts';
import type { CaptureDiff, Difference } from '../../../src/diff/capture-diff.ts';
import { type DiffOptions, diffCaptures } from '../../../src/diff/diff-captures.ts';
import { SegmentLog } from '../../../src/diff/path/segment-log.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { FlowEngine } from '../../../src/flow/flow-engine.ts';
import { frameOf } from '../../builders/frame.ts';
import { tcpOption } from '../../builders/tcp.ts';
import { inputOf } from '../read-input.ts';
import { type Fate, MS, type Passage, type PointOptions, payload, play, recordAt, type Travelling } from './network.ts';

interface Points {
  readonly a?: PointOptions;
  readonly b?: PointOptions;
}

function diffOf(passages: readonly Passage[], { a = {}, b = {} }: Points = {}, options: DiffOptions = {}): CaptureDiff {
  return diffCaptures(inputOf(recordAt(0, passages, a)), inputOf(recordAt(1, passages, b)), options);
}

function mirrored(passages: readonly Passage[], { a = {}, b = {} }: Points = {}): CaptureDiff {
  return diffCaptures(inputOf(recordAt(1, passages, b)), inputOf(recordAt(0, passages, a)));
}

function kinds(diff: CaptureDiff): readonly string[] {
  return diff.differences.map(({ kind }) => kind);
}

/** Loses, doubles … the n-th data segment of the client (0-based, first transmissions only). */
function nth(n: number, fate: Fate): (segment: Travelling) => Fate {
  const seen = new Set<number>();
  return (segment) => {
    if (segment.from === 1 || segment.payload.length === 0 || seen.has(segment.seq)) return {};
    seen.add(segment.seq);
    return seen.size === n + 1 ? fate : {};
  };
}

function frameOfNth(passages: readonly Passage[], n: number): number {
  const data = passages.filter(({ segment }) => segment.from === 0 && segment.payload.length > 0);
  const wanted = data[n]?.segment.ordinal;
  const atA = recordOrder(passages, 0);
  return atA.indexOf(wanted ?? -1) + 1;
}

/** Ordinals in the order in which a point sees them. */
function recordOrder(passages: readonly Passage[], point: 0 | 1): readonly number[] {
  return passages
    .flatMap(({ segment, arrivals }) =>
      (segment.from === point ? [segment.sentNs] : arrivals).map((time) => ({ ordinal: segment.ordinal, time })),
    )
    .sort((p, q) => p.time - q.time || p.ordinal - q.ordinal)
    .map(({ ordinal }) => ordinal);
}

function only(diff: CaptureDiff): Difference {
  const [first, ...more] = diff.differences;
  if (first === undefined || more.length > 0) throw new Error(`differences: ${kinds(diff).join(', ')}`);
  return first;
}

describe('path', () => {
  it('finds nothing between two points of a flawless network', () => {
    const diff = diffOf(play());
    expect([diff.mode, diff.same, kinds(diff)]).toEqual(['path', true, []]);
    const [connection] = diff.path?.connections ?? [];
    expect(connection?.nearerClient).toBe('a');
    expect(connection?.directions.client.delay?.minNs).toBe(6 * MS);
    expect(connection?.directions.server.delay?.minNs).toBe(6 * MS);
  });

  it('finds a lost segment, and the copy that arrived', () => {
    const passages = play({ fate: nth(4, { isLost: true }) });
    const difference = only(diffOf(passages));
    expect(difference.kind).toBe('path.segment-lost');
    expect(difference.a.frames).toEqual([frameOfNth(passages, 4)]);
    expect(difference.b.frames).toHaveLength(1);
    expect(difference.facts['proof']).toBe('resent');
  });

  it('knows that a segment which was acknowledged without a second copy was only missed by the capture', () => {
    for (const [hasTimestamps, proof] of [
      [false, 'acknowledged'],
      [true, 'echoed'],
    ] as const) {
      const difference = only(diffOf(play({ hasTimestamps, fate: nth(4, { isMissedAtReceiver: true }) })));
      expect([difference.kind, difference.facts['proof']]).toEqual(['path.not-captured', proof]);
    }
  });

  it('knows that what arrives must have left', () => {
    const difference = only(diffOf(play({ fate: nth(2, { isMissedAtSender: true }) })));
    expect([difference.kind, difference.facts['proof']]).toEqual(['path.not-captured', 'network-invents-nothing']);
    expect(difference.a.frames).toEqual([]);
  });

  it('tells a doubled segment from a retransmission', () => {
    const difference = only(diffOf(play({ fate: nth(3, { isDoubled: true }) })));
    expect(difference.kind).toBe('path.segment-doubled');
    expect([difference.a.frames.length, difference.b.frames.length]).toEqual([1, 2]);
  });

  it('finds a segment that was overtaken, and one that was only late', () => {
    const reordered = only(diffOf(play({ fate: nth(3, { extraNs: 5 * MS }) })));
    expect([reordered.kind, reordered.facts['overtakenBy']]).toEqual(['path.segment-reordered', 2]);
    const late = only(diffOf(play({ fate: nth(11, { extraNs: 120 * MS }) })));
    expect([late.kind, late.facts['excessNs']]).toEqual(['path.segment-delayed', 120 * MS]);
  });

  it('finds lost SYNs and lost ACKs', () => {
    const syn = diffOf(
      play({ fate: ({ flags, sentNs }) => (flags === 2 && sentNs < 1500 * MS ? { isLost: true } : {}) }),
    );
    expect(kinds(syn)).toEqual(['path.segment-lost', 'path.segment-lost']);
    let answers = 0;
    const ack = diffOf(
      play({ fate: ({ from, flags }) => (from === 1 && flags === 16 && ++answers === 5 ? { isLost: true } : {}) }),
    );
    expect(kinds(ack)).toEqual(['path.ack-lost']);
  });

  it('recognises the connection behind NAT', () => {
    const diff = diffOf(play(), { b: { addresses: ['198.51.100.7', '10.0.0.2'], ports: [33_333, 1883] } });
    expect(kinds(diff)).toEqual(['path.addresses-rewritten']);
    expect(diff.path?.connections[0]?.nearerClient).toBe('a');
  });

  it.each([true, false])(
    'recognises it when a firewall rewrites sequence numbers too (timestamps: %s)',
    (hasTimestamps) => {
      const [plus, minus] = [0x1234_5678, 0x9abc_def0];
      const rewrite = (segment: Travelling): Travelling => ({
        ...segment,
        seq: (segment.seq + (segment.from === 0 ? plus : minus)) >>> 0,
        ack: segment.ack === 0 ? 0 : (segment.ack + (segment.from === 0 ? minus : plus)) >>> 0,
      });
      const b = { rewrite, addresses: ['198.51.100.7', '203.0.113.5'], ports: [33_333, 8883] } as const;
      const answers = 6;
      const passages = [...play({ hasTimestamps, fate: nth(4, { isLost: true }) })];
      // The server answers with data of its own, so that both directions can be recognised.
      const last = passages.at(-1)?.segment;
      for (let i = 0; i < answers && last !== undefined; i++) {
        const sentNs = last.sentNs + (i + 1) * 3 * MS + 20 * MS;
        const segment = {
          ...last,
          from: 1 as const,
          ordinal: passages.length,
          sentNs,
          seq: 77_001 + i * 40,
          payload: payload(40, 90 + i),
          identification: 900 + i,
        };
        passages.push({ segment, fate: {}, arrivals: [sentNs + 6 * MS + i * 10_000] });
      }
      const diff = diffOf(passages, { b });
      expect(diff.path?.connections[0]?.sequenceShift).toEqual({ client: plus, server: minus });
      expect(kinds(diff).filter((kind) => kind !== 'path.not-seen' && kind !== 'path.ack-lost')).toEqual([
        'path.segment-lost',
        'path.addresses-rewritten',
        'path.sequence-rewritten',
        'path.sequence-rewritten',
      ]);
    },
  );

  it('does not take the same experiment done twice for one connection', () => {
    let drift = 0;
    const once = recordAt(0, play({ initial: [1000, 2000], hasTimestamps: false }));
    const again = recordAt(
      1,
      play({ initial: [900_000, 800_000], hasTimestamps: false, gapNs: 2.3 * MS, jitterNs: () => (drift += 20_000) }),
    );
    expect(diffCaptures(inputOf(once), inputOf(again)).mode).not.toBe('path');
  });

  it('sees bytes through offload: large segments at the sender, wire segments at the receiver', () => {
    const recut = (segment: Travelling): readonly Travelling[] => {
      const parts: Travelling[] = [];
      for (let at = 0; at < Math.max(1, segment.payload.length); at += 100) {
        parts.push({ ...segment, seq: (segment.seq + at) >>> 0, payload: segment.payload.slice(at, at + 100) });
      }
      return parts;
    };
    const difference = only(diffOf(play(), { b: { recut } }));
    expect(difference.kind).toBe('path.segments-recut');
    expect(Number(difference.facts['segmentsB'])).toBeGreaterThan(Number(difference.facts['segmentsA']));
    const joined = only(diffOf(play(), { a: { recut } }));
    expect(joined.kind).toBe('path.segments-recut');
    const altered = (segment: Travelling): readonly Travelling[] =>
      recut(
        segment.payload.length === 248
          ? { ...segment, payload: segment.payload.map((byte, at) => byte ^ Number(at === 140)) }
          : segment,
      );
    for (const points of [{ a: { recut: altered } }, { b: { recut: altered } }]) {
      expect(kinds(diffOf(play(), points))).toEqual(['path.payload-altered', 'path.segments-recut']);
    }
  });

  it('finds the one wire segment of a large one that was lost', () => {
    const recut = (segment: Travelling): readonly Travelling[] => {
      const parts = [0, 100, 200].map((at) => ({
        ...segment,
        seq: (segment.seq + at) >>> 0,
        payload: segment.payload.slice(at, at + 100),
      }));
      if (segment.payload.length < 300) return [segment];
      return segment.payload.length === 330 ? parts.filter((_, at) => at !== 1) : parts;
    };
    const payloads = [40, 300, 330, 300, 60].map((length, seed) => payload(length === 330 ? 330 : length, seed));
    const diff = diffOf(play({ payloads }), { b: { recut } });
    const missing = diff.path?.connections[0]?.rows.filter(({ fate }) => fate === 'capture-missed') ?? [];
    expect(missing.map(({ length }) => length)).toEqual([100, 30]);
  });

  const changes: readonly (readonly [string, (segment: Travelling) => Travelling, readonly string[]])[] = [
    ['window', (s) => ({ ...s, window: s.flags === 24 ? 100 : s.window }), ['path.window-changed']],
    ['class of service', (s) => ({ ...s, trafficClass: s.from === 0 ? 0xb8 : 0 }), ['path.dscp-changed']],
    ['congestion mark', (s) => ({ ...s, trafficClass: s.ordinal === 9 ? 3 : 0 }), ['path.congestion-marked']],
    ['routers', (s) => ({ ...s, ttl: s.from === 0 ? 61 : 64 }), []],
    ['TTL raised', (s) => ({ ...s, ttl: s.from === 0 ? 255 : 64 }), ['path.ttl-raised']],
    [
      'one other way',
      (s) => ({ ...s, ttl: s.from === 1 ? 64 : s.payload.length === 174 ? 60 : 61 }),
      ['path.ttl-varies'],
    ],
    [
      'MSS',
      (s) => ({
        ...s,
        options: s.flags === 2 ? [...tcpOption.mss(1400), ...tcpOption.nop(), ...tcpOption.windowScale(7)] : s.options,
      }),
      ['path.mss-changed'],
    ],
    [
      'timestamps cut out',
      (s) => ({ ...s, options: (s.flags & 2) === 0 ? [] : s.options }),
      ['path.options-changed', 'path.options-changed'],
    ],
    [
      'payload',
      (s) => ({
        ...s,
        payload: s.payload.length === 174 ? s.payload.map((byte, at) => (at === 50 ? byte ^ 1 : byte)) : s.payload,
      }),
      ['path.payload-altered'],
    ],
  ];

  it.each(changes)('finds what a middlebox changes: %s', (_, change, expected) => {
    // Each as seen behind the middlebox: what the client sends at B; what the server sends is written anew at A, so only one direction counts there.
    const diff = diffOf(play(), { b: { rewrite: change } });
    expect([...new Set(kinds(diff))].sort()).toEqual([...new Set(expected)].sort());
  });

  it('counts routers by TTL', () => {
    const { path } = diffOf(play(), { b: { rewrite: (s) => ({ ...s, ttl: s.from === 0 ? 61 : 64 }) } });
    expect(path?.connections[0]?.directions.client.hops).toBe(3);
  });

  it('finds a RST that was put in on the way', () => {
    const passages = [...play()];
    const last = passages.at(-1)?.segment;
    if (last === undefined) throw new Error('no segment');
    const reset: Travelling = {
      ...last,
      ordinal: passages.length,
      from: 0,
      seq: last.ack,
      ack: last.seq,
      flags: 20,
      ttl: 200,
      options: [],
      identification: 999,
    };
    passages.push({ segment: reset, fate: { isMissedAtSender: true }, arrivals: [last.sentNs + 30 * MS] });
    expect(kinds(diffOf(passages))).toEqual(['path.segment-injected']);
  });

  it('chooses differences by kind and area', () => {
    const passages = play({ fate: nth(4, { isLost: true }) });
    expect(diffOf(passages, {}, { ignore: ['path.segment-lost'] }).same).toBe(true);
    expect(diffOf(passages, {}, { ignore: ['path'] }).same).toBe(true);
    expect(diffOf(passages, {}, { only: ['path.segment-doubled'] }).same).toBe(true);
    expect(kinds(diffOf(passages, {}, { only: ['path'] }))).toEqual(['path.segment-lost']);
  });

  it('speaks both languages', () => {
    const passages = play({ fate: nth(4, { isLost: true }) });
    expect(only(diffOf(passages, {}, { lang: 'es' })).title).toBe('Segmento perdido entre los dos puntos');
    expect(only(diffOf(passages, {}, { lang: 'en' })).title).toBe('Segment lost between the two points');
  });
});

/** What a random network does to its segments, by ordinal. */
const fates = fc.dictionary(
  fc.integer({ min: 3, max: 60 }).map(String),
  fc.constantFrom<Fate>(
    { isLost: true },
    { isDoubled: true },
    { extraNs: 9 * MS },
    { isMissedAtSender: true },
    { isMissedAtReceiver: true },
  ),
  { maxKeys: 8 },
);
const jitter = fc.array(fc.integer({ min: 0, max: 700_000 }), { minLength: 5, maxLength: 20 });

function playRandom(byOrdinal: Readonly<Record<string, Fate>>, jitters: readonly number[]): readonly Passage[] {
  return play({
    fate: ({ ordinal }) => byOrdinal[String(ordinal)] ?? {},
    jitterNs: (ordinal) => jitters[ordinal % jitters.length] ?? 0,
  });
}

describe('laws of path', () => {
  it('a capture against itself: the same', () => {
    fc.assert(
      fc.property(fates, jitter, fc.constantFrom(0 as const, 1 as const), (byOrdinal, jitters, point) => {
        const frames = recordAt(point, playRandom(byOrdinal, jitters));
        const again = recordAt(point, playRandom(byOrdinal, jitters));
        const diff = diffCaptures(inputOf(frames), inputOf(again));
        expect([diff.mode, diff.same]).toEqual(['path', true]);
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it('B against A mirrors A against B', () => {
    const swapped = ({ kind, a, b }: Difference): string => `${kind} ${b.frames} | ${a.frames}`;
    const straight = ({ kind, a, b }: Difference): string => `${kind} ${a.frames} | ${b.frames}`;
    fc.assert(
      fc.property(fates, jitter, fc.integer({ min: -5e12, max: 5e12 }), (byOrdinal, jitters, offsetNs) => {
        const passages = playRandom(byOrdinal, jitters);
        const points = { b: { offsetNs } };
        const there = diffOf(passages, points);
        const back = mirrored(passages, points);
        expect(back.differences.map(swapped).sort()).toEqual(there.differences.map(straight).sort());
        expect(Math.abs((back.path?.clock?.offsetNs ?? 0) + (there.path?.clock?.offsetNs ?? 0))).toBeLessThanOrEqual(1);
        expect(back.path?.clock?.uncertaintyNs).toBe(there.path?.clock?.uncertaintyNs);
      }),
      { numRuns: 50 },
    );
  }, 30_000);

  it('a network that only loses: exactly the lost segments are found', () => {
    const losses = fc.uniqueArray(fc.integer({ min: 3, max: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        losses,
        jitter,
        fc.integer({ min: -5e12, max: 5e12 }),
        fc.boolean(),
        (lost, jitters, offsetNs, hasTimestamps) => {
          const passages = play({
            hasTimestamps,
            fate: ({ ordinal }) => (lost.includes(ordinal) ? { isLost: true } : {}),
            jitterNs: (ordinal) => jitters[ordinal % jitters.length] ?? 0,
          });
          const diff = diffOf(passages, { b: { offsetNs } });
          const dropped = passages.filter(({ arrivals }) => arrivals.length === 0);
          // Just before the end of the other capture nothing can be told from what it does not show.
          const last = ([0, 1] as const).map((point) =>
            Math.max(
              ...passages.flatMap(({ segment, arrivals }) => (segment.from === point ? [segment.sentNs] : arrivals)),
            ),
          );
          const ends = dropped.filter(({ segment }) => segment.sentNs + 17 * MS > (last[1 - segment.from] ?? 0));
          const found = diff.differences.filter(({ kind }) => kind === 'path.segment-lost' || kind === 'path.ack-lost');
          expect(found.length).toBeGreaterThanOrEqual(dropped.length - ends.length);
          expect(found.length).toBeLessThanOrEqual(dropped.length);
          // Jitter makes segments overtake each other; nothing else happens.
          expect(kinds(diff).filter((kind) => !/lost$|reordered$/.test(kind))).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  }, 30_000);

  it('tells the offset of the clocks, and their rates, within what it says', () => {
    const delays = fc.tuple(fc.integer({ min: 0, max: 40 * MS }), fc.integer({ min: 0, max: 40 * MS }));
    const skews = fc.integer({ min: -3000, max: 3000 }).map((ppm) => ppm / 1e6);
    fc.assert(
      fc.property(delays, jitter, skews, fc.integer({ min: -1e14, max: 1e14 }), (delayNs, jitters, skew, offsetNs) => {
        const passages = play({
          delayNs,
          jitterNs: (ordinal) => jitters[ordinal % jitters.length] ?? 0,
          gapNs: 50 * MS,
        });
        const { path } = diffOf(passages, { b: { offsetNs, skew } });
        const clock = path?.clock;
        if (clock == null) throw new Error('no clock');
        for (const point of [clock, clock.atStart, clock.atEnd]) {
          const t = Number(point.time.split('.')[0]) - 1_700_000_000 + Number(point.time.split('.')[1]) / 1e9;
          const truth = offsetNs + skew * t * 1e9;
          // 100 µs: how far the truth itself moves, at 3000 ppm, while a segment is on its way
          expect(Math.abs(point.offsetNs - truth)).toBeLessThanOrEqual(point.uncertaintyNs + 1e5 + 0.003 * 41 * MS);
        }
        const [low, high] = clock.skewPpmRange;
        expect(skew * 1e6).toBeGreaterThanOrEqual(low - 20);
        expect(skew * 1e6).toBeLessThanOrEqual(high + 20);
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});

describe('path with captures of every sort', () => {
  it('counts once what a capture recorded twice (two interfaces, a bridge)', () => {
    const passages = play({ fate: nth(4, { isLost: true }) });
    const once = recordAt(1, passages);
    const twice = once.flatMap((frame) => {
      const again = Object.assign(new Frame(), frame, { nsec: frame.nsec + 4000 });
      return [frame, again];
    });
    const diff = diffCaptures(inputOf(recordAt(0, passages)), inputOf(twice));
    expect(kinds(diff)).toEqual(['path.segment-lost']);
  });

  it('matches connections whose ends are named the other way round', () => {
    // Without the handshake, and towards no known port, the first frame names the client: another one at each point.
    const ports = [50_000, 40_000] as const;
    const passages = play().slice(5);
    const straight = recordAt(0, passages, { ports });
    const first = passages.find(({ segment }) => segment.from === 1)?.segment.ordinal ?? 0;
    const crossed = recordAt(
      1,
      passages.filter(({ segment }) => segment.ordinal >= first),
      { ports },
    );
    const diff = diffCaptures(inputOf(straight), inputOf(crossed));
    expect(diff.path?.connections.map(({ isSwapped }) => isSwapped)).toEqual([true]);
    expect(kinds(diff).filter((kind) => kind !== 'path.not-captured')).toEqual([]);
  });

  it('compares what was captured where frames are cut', () => {
    const passages = play({ fate: nth(4, { isLost: true }) });
    const cut = recordAt(1, passages).map((frame) => Object.assign(new Frame(), frame, { end: frame.start + 60 }));
    expect(kinds(diffCaptures(inputOf(recordAt(0, passages)), inputOf(cut)))).toEqual(['path.segment-lost']);
  });

  it('never throws, whatever the frames hold', () => {
    const bytes = fc.uint8Array({ maxLength: 120 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), fc.array(fc.nat(60), { maxLength: 10 }), (garbage, places) => {
        const frames = [...recordAt(0, play()), ...garbage.map((one) => frameOf(one, { linkType: 101 }))];
        const broken = recordAt(1, play()).map((frame, at) => {
          if (!places.includes(at) || frame.buf.length === 0) return frame;
          frame.buf[(at * 7) % frame.buf.length] = 0xff;
          return frame;
        });
        for (const mode of [null, 'path'] as const) {
          const diff = diffCaptures(inputOf(frames), inputOf(broken), { mode });
          expect(diff.differencesCount).toBeGreaterThanOrEqual(diff.differences.length);
        }
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it('keeps lists within the limit, with the full count beside them', () => {
    const diff = diffOf(
      play({ fate: ({ ordinal }) => (ordinal % 5 === 3 ? { isMissedAtReceiver: true } : {}) }),
      {},
      { listLimit: 2 },
    );
    expect(diff.differences).toHaveLength(2);
    expect(diff.differencesCount).toBeGreaterThan(2);
    expect(diff.capped).toBe(true);
    const [connection] = diff.path?.connections ?? [];
    expect([connection?.rows.length, connection?.capped]).toEqual([2, true]);
    expect(connection?.rowsCount).toBeGreaterThan(20);
    // What is remarkable stays.
    expect(connection?.rows.every(({ fate }) => fate !== 'arrived')).toBe(true);
  });

  it('says when it could not keep all segments', () => {
    const log = new SegmentLog(5);
    const input = { ...inputOf(recordAt(0, play())), segments: log };
    const engine = new FlowEngine(new Dissector(), [log], {});
    for (const frame of recordAt(0, play())) engine.onFrame(frame);
    const { path } = diffCaptures(input, inputOf(recordAt(1, play())), { mode: 'path' });
    expect(log.omitted).toBeGreaterThan(5);
    expect(path?.notes.join()).toContain(`(5): the last ${log.omitted} were left out`);
  });

  it('says that a clock was set, and gives no times then', () => {
    const passages = play();
    const stepped = recordAt(1, passages).map((frame, at) =>
      Object.assign(new Frame(), frame, { sec: frame.sec + (at > 12 ? 30 : 0) }),
    );
    const diff = diffCaptures(inputOf(recordAt(0, passages)), inputOf(stepped));
    expect(kinds(diff)).toEqual(['path.clock-set']);
    expect(diff.path?.clock).toBeNull();
    expect(diff.path?.connections[0]?.directions.client.delay).toBeNull();
  });
});

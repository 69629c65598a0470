import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalRoom, estimateClock } from '../../../src/diff/path/clock.ts';
import { argMax, feasible, lowerHull, restAbove, restBelow, upperHull } from '../../../src/diff/path/envelope.ts';

const MS = 1e6;

interface World {
  readonly offsetNs: number;
  readonly skew: number;
  readonly least: readonly [number, number];
  readonly queues: readonly number[];
}

/** Segments every 20 ms, both ways, through queues of random length. */
function crossings({ offsetNs, skew, least, queues }: World) {
  const aToB: { t: number[]; x: number[] } = { t: [], x: [] };
  const bToA: { t: number[]; x: number[] } = { t: [], x: [] };
  queues.forEach((queue, i) => {
    const t = i * 20 * MS;
    const clocks = offsetNs + skew * t;
    const way = i % 2 === 0 ? aToB : bToA;
    way.t.push(t);
    way.x.push(i % 2 === 0 ? clocks + least[0] + queue : clocks - least[1] - queue);
  });
  return { aToB, bToA };
}

const worlds: fc.Arbitrary<World> = fc.record({
  offsetNs: fc.integer({ min: -1e12, max: 1e12 }),
  skew: fc.integer({ min: -4000, max: 4000 }).map((ppm) => ppm / 1e6),
  least: fc.tuple(fc.integer({ min: 0, max: 50 * MS }), fc.integer({ min: 0, max: 50 * MS })),
  queues: fc.array(fc.integer({ min: 0, max: 10 * MS }), { minLength: 4, maxLength: 120 }),
});

describe('estimateClock', () => {
  it('is never farther off than it says, at any moment', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const model = estimateClock(crossings(world), 1);
        if (model === null) throw new Error('no clock');
        for (const t of [model.start, model.middle, model.end, (model.start + model.middle) / 2]) {
          const truth = world.offsetNs + world.skew * t;
          expect(Math.abs(model.offsetAt(t) - truth)).toBeLessThanOrEqual(model.uncertaintyAt(t) + 2);
        }
        expect(world.skew).toBeGreaterThanOrEqual(model.skewRange[0] - 1e-7);
        expect(world.skew).toBeLessThanOrEqual(model.skewRange[1] + 1e-7);
      }),
    );
  });

  it('halves the room between the fastest segments of both ways: offset (d_f − d_r)/2, error (d_f + d_r)/2', () => {
    const queues = Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? 0 : 3 * MS));
    const model = estimateClock(crossings({ offsetNs: 7 * MS, skew: 0, least: [4 * MS, 10 * MS], queues }), 1);
    expect(model?.offsetNs).toBeCloseTo(7 * MS - 3 * MS, 0);
    expect(model?.roundTripNs).toBeCloseTo(14 * MS, 0);
    expect(model?.uncertaintyAt(model.middle)).toBeLessThan(7 * MS + 0.15 * MS);
    expect(model?.isSkewSeen).toBe(false);
  });

  it.each([400, -400, 2500, -2500])('sees a rate that stands out: %i ppm', (ppm) => {
    const queues = Array.from({ length: 300 }, (_, i) => ((i * 7919) % 100) * 2000);
    const model = estimateClock(crossings({ offsetNs: -3e9, skew: ppm / 1e6, least: [6 * MS, 6 * MS], queues }), 1);
    expect(model?.isSkewSeen).toBe(true);
    expect((model?.skew ?? 0) * 1e6).toBeGreaterThan(ppm - 30);
    expect((model?.skew ?? 0) * 1e6).toBeLessThan(ppm + 30);
  });

  it('makes no rate of mere jitter', () => {
    const queues = Array.from({ length: 60 }, (_, i) => ((i * 7919) % 100) * 10_000);
    expect(estimateClock(crossings({ offsetNs: 0, skew: 0, least: [6 * MS, 6 * MS], queues }), 1)?.skew).toBe(0);
  });

  it('makes no rate of one clock that tells only whole microseconds: its ticks explain it all', () => {
    const times = Array.from({ length: 400 }, (_, i) => i * 7_654_321 + ((i * 7919) % 1000));
    const cut = { t: times, x: times.map((t) => -(t % 1000)) };
    const model = estimateClock({ aToB: cut, bToA: cut }, 1001);
    expect([model?.isSkewSeen, model?.skew]).toEqual([false, 0]);
    expect(Math.abs(model?.offsetNs ?? 1e9)).toBeLessThanOrEqual(model?.uncertaintyAt(model.middle) ?? 0);
  });

  it('refuses clocks that no straight line explains: one was set meanwhile', () => {
    const before = crossings({ offsetNs: 0, skew: 0, least: [MS, MS], queues: new Array(40).fill(0) });
    const step = (way: { t: number[]; x: number[] }) => ({ t: way.t, x: way.x.map((x, i) => (i > 10 ? x + 5e9 : x)) });
    expect(estimateClock({ aToB: step(before.aToB), bToA: step(before.bToA) }, 1)).toBeNull();
  });

  it('needs both ways', () => {
    const { aToB } = crossings({ offsetNs: 0, skew: 0, least: [MS, MS], queues: [0, 0, 0, 0] });
    expect(estimateClock({ aToB, bToA: { t: [], x: [] } }, 1)).toBeNull();
  });

  it('mirrors: from B to A the offset has the other sign', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { aToB, bToA } = crossings(world);
        const negated = ({ t, x }: { t: number[]; x: number[] }) => ({ t, x: x.map((value) => -value) });
        const model = estimateClock({ aToB, bToA }, 1);
        const mirror = estimateClock({ aToB: negated(bToA), bToA: negated(aToB) }, 1);
        expect((mirror?.offsetNs ?? 0) + (model?.offsetNs ?? 0)).toBeCloseTo(0, 0);
        expect(mirror?.isSkewSeen).toBe(model?.isSkewSeen);
      }),
    );
  });
});

describe('causalRoom', () => {
  it('is positive for the true direction and negative for the opposite one', () => {
    const { aToB, bToA } = crossings({
      offsetNs: 5e9,
      skew: 1e-4,
      least: [2 * MS, 3 * MS],
      queues: new Array(40).fill(1e5),
    });
    expect(causalRoom({ aToB, bToA })).toBeGreaterThan(4 * MS);
    expect(causalRoom({ aToB: bToA, bToA: aToB })).toBeLessThan(0);
  });
});

describe('envelopes', () => {
  const points = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((pairs) => ({ t: pairs.map(([t]) => t), x: pairs.map(([, x]) => x) }));

  it('rest on the hull as they would on all points', () => {
    fc.assert(
      fc.property(points, fc.double({ min: -3, max: 3, noNaN: true }), (all, slope) => {
        expect(restBelow(lowerHull(all), slope, 0)).toBeCloseTo(restBelow(all, slope, 0), 3);
        expect(restAbove(upperHull(all), slope, 0)).toBeCloseTo(restAbove(all, slope, 0), 3);
      }),
    );
  });

  it('find the top of a concave function, and where it is not negative', () => {
    const hill = (x: number): number => 4 - (x - 1) * (x - 1);
    expect(argMax(hill, -10, 10)).toBeCloseTo(1, 3);
    expect(feasible(hill, -10, 10)?.map((x) => Math.round(x * 1e6) / 1e6)).toEqual([-1, 3]);
    expect(feasible((x) => hill(x) - 5, -10, 10)).toBeNull();
  });
});

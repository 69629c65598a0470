// --expect finds every single removed, doubled, swapped or altered fragment, whatever the file and the format.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptReport, Difference } from '../../../src/analyze/expectation/expectation-report.ts';
import { compare, WRITERS, type Writer } from './transfer-script.ts';

interface Cut {
  readonly file: Uint8Array;
  readonly parts: readonly Uint8Array[];
  /** Offset of each part. */
  readonly offsets: readonly number[];
}

/** Pseudo-random numbers below `limit` (Numerical Recipes' congruential generator): the file follows from its seed and does not shrink to zeros. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Files of `letters` different bytes, cut into fragments of `least` to `most` bytes. */
function cuts(letters: number, least: number, most: number): fc.Arbitrary<Cut> {
  return fc.record({ seed: fc.nat(), fragments: fc.integer({ min: 8, max: 24 }) }).map(({ seed, fragments }): Cut => {
    const next = numbersFrom(seed);
    const parts: Uint8Array[] = [];
    const offsets: number[] = [];
    let at = 0;
    for (let i = 0; i < fragments; i++) {
      const part = Uint8Array.from({ length: least + next(most - least + 1) }, () => 0x61 + next(letters));
      parts.push(part);
      offsets.push(at);
      at += part.length;
    }
    return { file: Uint8Array.from(parts.flatMap((part) => [...part])), parts, offsets };
  });
}

const ROUNDS = { seed: 20261122, numRuns: 40 };
const bothSides = ['client', 'server'] as const;

function onlyAttempt(cut: Cut, payloads: readonly Uint8Array[], by: 'client' | 'server'): AttemptReport {
  const { transfers } = compare(cut.file, payloads, by);
  expect(transfers).toHaveLength(1);
  expect(transfers[0]?.attempts).toHaveLength(1);
  return transfers[0]!.attempts[0]!;
}

const written = (cut: Cut, writer: Writer): Uint8Array[] => cut.parts.map((part, i) => WRITERS[writer](i, part));
const of = (attempt: AttemptReport, kind: Difference['kind']): Difference[] =>
  attempt.differences.filter((each) => each.kind === kind);

/** Random bytes: no two fragments look alike, so that there is one answer only. */
const telling = cuts(150, 12, 80);

describe.each(Object.keys(WRITERS) as Writer[])('%s', (writer) => {
  it('untouched: identical', () => {
    fc.assert(
      fc.property(telling, fc.constantFrom(...bothSides), (cut, by) => {
        const attempt = onlyAttempt(cut, written(cut, writer), by);
        expect(attempt.outcome).toBe('identical');
        expect(attempt.ranges).toEqual([{ offset: 0, bytes: cut.file.length, state: 'arrived' }]);
        expect(attempt.differences).toEqual([]);
        expect(attempt.placements.map(({ offset }) => offset)).toEqual(cut.offsets);
      }),
      ROUNDS,
    );
  });

  it('one removed', () => {
    fc.assert(
      fc.property(telling, fc.nat(), fc.constantFrom(...bothSides), (cut, pick, by) => {
        const gone = pick % cut.parts.length;
        const attempt = onlyAttempt(
          cut,
          written(cut, writer).filter((_, i) => i !== gone),
          by,
        );
        expect(attempt.outcome).toBe('damaged');
        expect(attempt.differences).toHaveLength(1);
        expect(attempt.differences[0]).toMatchObject({
          kind: 'missing',
          offset: cut.offsets[gone],
          bytes: cut.parts[gone]?.length,
          ambiguous: false,
        });
        expect(attempt.missingBytes).toBe(cut.parts[gone]?.length);
        expect(attempt.arrivedBytes).toBe(cut.file.length - attempt.missingBytes);
      }),
      ROUNDS,
    );
  });

  it('one doubled, at once or later', () => {
    fc.assert(
      fc.property(telling, fc.nat(), fc.nat(), fc.constantFrom(...bothSides), (cut, pick, later, by) => {
        const twice = pick % cut.parts.length;
        const payloads = written(cut, writer);
        const again = twice + 1 + (later % (cut.parts.length - twice));
        payloads.splice(again, 0, payloads[twice]!);
        const attempt = onlyAttempt(cut, payloads, by);
        expect(attempt.outcome).toBe('recoverable');
        expect(attempt.arrivedBytes).toBe(cut.file.length);
        expect(attempt.differences).toHaveLength(1);
        expect(attempt.differences[0]).toMatchObject({
          kind: 'repeated',
          offset: cut.offsets[twice],
          bytes: cut.parts[twice]?.length,
        });
        expect([twice, again]).toContain(attempt.differences[0]?.order);
      }),
      ROUNDS,
    );
  });

  it('two swapped', () => {
    fc.assert(
      fc.property(telling, fc.nat(), fc.nat(), fc.constantFrom(...bothSides), (cut, first, second, by) => {
        const a = first % cut.parts.length;
        const b = second % cut.parts.length;
        fc.pre(a !== b);
        const payloads = written(cut, writer);
        [payloads[a], payloads[b]] = [payloads[b]!, payloads[a]!];
        const attempt = onlyAttempt(cut, payloads, by);
        expect(attempt.outcome).toBe('recoverable');
        expect(attempt.arrivedBytes).toBe(cut.file.length);
        const orders = of(attempt, 'moved').map(({ order }) => order);
        expect(attempt.differences).toHaveLength(orders.length);
        expect(orders.length).toBeGreaterThan(0);
        // Beside each other: one has moved. Apart: both have, unless the one between them moved past the other two.
        expect(orders.every((order) => order !== null && order >= Math.min(a, b) && order <= Math.max(a, b))).toBe(
          true,
        );
        expect(attempt.placements[a]?.offset).toBe(cut.offsets[b]);
        expect(attempt.placements[b]?.offset).toBe(cut.offsets[a]);
      }),
      ROUNDS,
    );
  });

  it('one altered, its length kept or not', () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 100 }),
      grow: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(
        telling,
        fc.nat(),
        change,
        fc.constantFrom(...bothSides),
        (cut, pick, { at, by: shift, grow }, by) => {
          const which = pick % cut.parts.length;
          const part = cut.parts[which]!;
          // Not within its last bytes: there a changed length leaves an unaltered fragment and a hole, or the next one's beginning.
          const place = at % (part.length - 4);
          const changed =
            grow < 0 ? part.slice(0, part.length + grow) : Uint8Array.from([...part, ...part.slice(0, grow)]);
          changed[place] = ((changed[place]! - 0x61 + shift) % 150) + 0x61;
          const parts = cut.parts.map((each, i) => (i === which ? changed : each));
          const payloads = parts.map((each, i) => WRITERS[writer](i, each));
          const attempt = onlyAttempt(cut, payloads, by);
          expect(attempt.outcome).toBe('damaged');
          expect(attempt.differences).toHaveLength(1);
          expect(attempt.differences[0]).toMatchObject({
            kind: 'altered',
            order: which,
            offset: cut.offsets[which],
            bytes: part.length,
          });
          if (grow === 0) {
            expect(attempt.differences[0]).toMatchObject({
              differingBytes: 1,
              firstDifference: cut.offsets[which]! + place,
            });
          }
          expect(attempt.alteredBytes).toBe(part.length);
          expect(attempt.arrivedBytes).toBe(cut.file.length - part.length);
        },
      ),
      ROUNDS,
    );
  });
});

/** Files that repeat themselves everywhere, in fragments of a few bytes: several answers may be right, but none may say that nothing happened. */
const repetitive = fc.integer({ min: 1, max: 4 }).chain((letters) => cuts(letters, 1, 6));
const NUMBERED: readonly Writer[] = ['indexed', 'u32le', 'text prefix', 'JSON, base64'];

describe.each(['raw', ...NUMBERED] as const)('repetitive files, %s', (writer) => {
  const attemptOf = (cut: Cut, payloads: readonly Uint8Array[]): AttemptReport | null => {
    const attempts = compare(cut.file, payloads).transfers[0]?.attempts ?? [];
    return attempts.length === 1 ? (attempts[0] ?? null) : null;
  };
  const isFile = (cut: Cut, parts: readonly Uint8Array[]): boolean =>
    Buffer.concat(parts).equals(Buffer.from(cut.file));

  it('untouched: identical', () => {
    fc.assert(
      fc.property(repetitive, (cut) => {
        expect(attemptOf(cut, written(cut, writer))?.outcome).toBe('identical');
      }),
      ROUNDS,
    );
  });

  it('one removed: as many bytes are missing', () => {
    fc.assert(
      fc.property(repetitive, fc.nat(), (cut, pick) => {
        const gone = pick % cut.parts.length;
        const attempt = attemptOf(
          cut,
          written(cut, writer).filter((_, i) => i !== gone),
        );
        expect(attempt?.outcome).toBe('damaged');
        expect(attempt?.missingBytes).toBe(cut.parts[gone]?.length);
        expect(attempt?.arrivedBytes).toBe(cut.file.length - (cut.parts[gone]?.length ?? 0));
      }),
      ROUNDS,
    );
  });

  it('one doubled: everything arrived, one fragment too many', () => {
    fc.assert(
      fc.property(repetitive, fc.nat(), (cut, pick) => {
        const twice = pick % cut.parts.length;
        const payloads = written(cut, writer);
        payloads.splice(twice, 0, payloads[twice]!);
        const attempt = attemptOf(cut, payloads);
        expect(attempt?.outcome).toBe('recoverable');
        expect(attempt?.arrivedBytes).toBe(cut.file.length);
        // Without numbers, in a file of one letter, two short fragments too many are as good an answer as a long one.
        expect(attempt?.repeatedFragments).toBeGreaterThanOrEqual(1);
        if (writer !== 'raw') expect(attempt?.repeatedFragments).toBe(1);
      }),
      ROUNDS,
    );
  });

  it('two swapped: never identical, unless it still is the file', () => {
    fc.assert(
      fc.property(repetitive, fc.nat(), fc.nat(), (cut, first, second) => {
        const a = first % cut.parts.length;
        const b = second % cut.parts.length;
        const swap = (all: readonly Uint8Array[]): Uint8Array[] => {
          const copy = [...all];
          [copy[a], copy[b]] = [copy[b]!, copy[a]!];
          return copy;
        };
        fc.pre(!isFile(cut, swap(cut.parts)));
        const attempt = attemptOf(cut, swap(written(cut, writer)));
        expect(attempt?.outcome).not.toBe('identical');
        expect(attempt?.differencesCount).toBeGreaterThan(0);
        if (writer !== 'raw') expect(attempt).toMatchObject({ outcome: 'recoverable', arrivedBytes: cut.file.length });
      }),
      ROUNDS,
    );
  });

  it('one altered: never identical', () => {
    fc.assert(
      fc.property(repetitive, fc.nat(), fc.nat(), (cut, pick, at) => {
        const which = pick % cut.parts.length;
        const changed = Uint8Array.from(cut.parts[which]!);
        changed[at % changed.length]! ^= 1;
        const payloads = cut.parts.map((part, i) => WRITERS[writer](i, i === which ? changed : part));
        const attempt = attemptOf(cut, payloads);
        expect(attempt?.outcome).toBe('damaged');
        expect(attempt?.differencesCount).toBeGreaterThan(0);
        expect(attempt?.arrivedBytes).toBeLessThan(cut.file.length);
      }),
      ROUNDS,
    );
  });
});

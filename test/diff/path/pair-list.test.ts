import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairList } from '../../../src/diff/path/pair-list.ts';

const numbers = fc.uniqueArray(fc.nat({ max: 100_000 }), { maxLength: 200 });

describe('PairList', () => {
  it('keeps pairs, turns them round, sorts them and finds partners', () => {
    fc.assert(
      fc.property(numbers, (ones) => {
        const pairs = new PairList(1);
        for (const [place, one] of ones.entries()) pairs.push(one, place);
        const turned = pairs.turned();
        expect(Array.from(turned.ones)).toEqual([...ones.keys()]);
        const sorted = pairs.sorted();
        expect(Array.from(sorted.ones)).toEqual([...ones].sort((p, q) => p - q));
        for (const [place, one] of ones.entries()) {
          expect(sorted.partnerOf(one)).toBe(place);
          expect([turned.one(place), turned.other(place)]).toEqual([place, one]);
        }
        expect(sorted.partnerOf(100_001)).toBeNull();
        expect(sorted.sorted()).toBe(sorted);
      }),
    );
  });
});

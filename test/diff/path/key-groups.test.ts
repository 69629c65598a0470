import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyGroups } from '../../../src/diff/path/key-groups.ts';

/** Keys of all sizes, some shared, some not a number: left out. */
const keys = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.maxSafeNat(), fc.constant(Number.NaN)));

describe('KeyGroups', () => {
  it('groups as a Map of lists does', () => {
    fc.assert(
      fc.property(keys, (all) => {
        const groups = new KeyGroups(Int32Array.from(all.keys()), (place) => all[place] ?? 0);
        const expected = new Map<number, number[]>();
        for (const [place, key] of all.entries()) {
          if (!Number.isNaN(key)) expected.set(key, [...(expected.get(key) ?? []), place]);
        }
        for (const [key, members] of expected) {
          const slot = groups.slotOf(key);
          expect([groups.keyAt(slot), groups.sizeAt(slot)]).toEqual([key, members.length]);
          expect(groups.firstAt(slot)).toBe(members[0]);
          expect(groups.membersAt(slot)).toEqual(members);
          expect(groups.membersAt(slot, 2)).toEqual(members.slice(0, 2));
        }
        let total = 0;
        for (let slot = 0; slot < groups.slots; slot++) total += groups.sizeAt(slot);
        expect(total).toBe([...expected.values()].flat().length);
        expect(groups.sizeAt(groups.slotOf(0.5))).toBe(0);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentHash } from '../../../src/diff/path/content-hash.ts';

function hashOf(bytes: Uint8Array): readonly [number, number] {
  const hash = new ContentHash();
  hash.ofBytes(bytes, 0, bytes.length);
  return [hash.low, hash.high];
}

describe('ContentHash', () => {
  it('of the whole is put together from the parts, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (parts) => {
        const whole = new ContentHash();
        for (const part of parts) whole.append(...hashOf(part), part.length);
        expect([whole.low, whole.high]).toEqual(hashOf(Uint8Array.from(parts.flatMap((part) => [...part]))));
      }),
    );
  });

  it('shows any single byte that changed, and every length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const changed = bytes.slice();
          const place = at % bytes.length;
          changed[place] = (changed[place] ?? 0) ^ by;
          expect(hashOf(changed)).not.toEqual(hashOf(bytes));
          expect(hashOf(bytes.subarray(1))).not.toEqual(hashOf(bytes));
        },
      ),
    );
  });
});

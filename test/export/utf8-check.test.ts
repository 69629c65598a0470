import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Check } from '../../src/export/utf8-check.ts';

function check(pieces: readonly Uint8Array[]): Utf8Check {
  const utf8 = new Utf8Check();
  for (const piece of pieces) utf8.add(piece, 0, piece.length);
  return utf8;
}

/** Cuts `bytes` into pieces of the given sizes, repeated. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('Utf8Check', () => {
  it('accepts any text, however it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), sizes, (text, at) => {
        const bytes = Buffer.from(text, 'utf8');
        return check(cut(bytes, at)).isValid() && check([bytes]).isValid();
      }),
    );
  });

  it('judges any bytes as a whole look at them does', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .array(
          fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xf4, 0x90),
          { maxLength: 16 },
        )
        .map((list) => Uint8Array.from(list)),
    );
    fc.assert(
      fc.property(bytes, sizes, (all, at) => check(cut(all, at)).isValid() === isUtf8(all)),
      { numRuns: 2000 },
    );
  });

  it('tells a letter that is still coming from a wrong one', () => {
    const euro = Buffer.from('€');
    expect(check([euro.subarray(0, 2)]).isValid()).toBe(false);
    expect(check([euro.subarray(0, 2)]).isValidSoFar()).toBe(true);
    expect(check([Uint8Array.of(0xff)]).isValidSoFar()).toBe(false);
  });

  it('starts again', () => {
    const utf8 = check([Uint8Array.of(0xff)]);
    utf8.reset();
    utf8.add(Buffer.from('ok'), 0, 2);
    expect(utf8.isValid()).toBe(true);
  });
});

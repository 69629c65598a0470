import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeText,
  HAS_CONTROL,
  HAS_NUL,
  HAS_WILDCARD,
  hexText,
  NOT_UTF8,
  textTraits,
} from '../../../../src/dissect/application/mqtt/utf8.ts';
import { hex } from '../../../builders/mqtt.ts';

const strict = new TextDecoder('utf-8', { fatal: true });
const traitsOf = (bytes: Uint8Array): number => textTraits(bytes, 0, bytes.length);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('textTraits', () => {
  it('agrees with the platform on every lead byte and the edges of what may follow', () => {
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    for (let lead = 0; lead < 256; lead++) {
      for (const a of edges) {
        for (const b of edges) {
          for (const tail of [
            [lead, a],
            [lead, a, b],
            [lead, a, b, 0x80],
          ]) {
            const bytes = Uint8Array.from(tail);
            expect([tail, (traitsOf(bytes) & NOT_UTF8) === 0]).toEqual([tail, isUtf8(bytes)]);
          }
        }
      }
    }
  });

  it('agrees with the platform on anything', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 3 }).map((text) => new TextEncoder().encode(text)),
        fc.uint8Array({ maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const bytes = Uint8Array.from(list.flatMap((piece) => [...piece]));
        expect((traitsOf(bytes) & NOT_UTF8) === 0).toBe(isUtf8(bytes));
      }),
      { seed: 1883, numRuns: 2000 },
    );
  });

  for (const [description, bytes, traits] of [
    ['nothing', '', 0],
    ['plain text', '61 2f 62', 0],
    ['NUL', '61 00', HAS_NUL],
    ['a tab', '09', HAS_CONTROL],
    ['DEL', '7f', HAS_CONTROL],
    ['U+0080', 'c2 80', HAS_CONTROL],
    ['U+009F', 'c2 9f', HAS_CONTROL],
    ['U+00A0', 'c2 a0', 0],
    ['U+FDCF, U+FDF0', 'ef b7 8f ef b7 b0', 0],
    ['U+FDD0', 'ef b7 90', HAS_CONTROL],
    ['U+FFFD', 'ef bf bd', 0],
    ['U+FFFE', 'ef bf be', HAS_CONTROL],
    ['U+1FFFF', 'f0 9f bf bf', HAS_CONTROL],
    ['U+10FFFF', 'f4 8f bf bf', HAS_CONTROL],
    ['+', '2b', HAS_WILDCARD],
    ['# and NUL', '23 00', HAS_WILDCARD | HAS_NUL],
  ] as const) {
    it(`sees ${description}`, () => expect(traitsOf(hex(bytes))).toBe(traits));
  }
});

describe('text and hex', () => {
  it('replace what is no text and keep a byte order mark', () => {
    const bytes = hex('ef bb bf 61 ff');
    expect(decodeText(bytes, 0, 5)).toBe('\ufeffa\ufffd');
    expect(decodeText(bytes, 3, 3)).toBe('');
    expect(hexText(bytes, 2, 5)).toBe('bf61ff');
  });
});

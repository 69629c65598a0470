// The streaming DEFLATE reader against zlib: any data, any level, cut anywhere; wrong data never throws.

import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inflater } from '../../../../src/dissect/application/websocket/inflate.ts';
import { concat } from '../../../builders/bytes.ts';
import { Deflater } from '../../../builders/websocket.ts';

interface Reading {
  readonly inflater: Inflater;
  bytes(): Uint8Array;
}

function reading(): Reading {
  const parts: Uint8Array[] = [];
  const inflater = new Inflater({
    inflated: (buf, at, end) => {
      parts.push(buf.slice(at, end));
    },
  });
  return { inflater, bytes: () => concat(...parts.splice(0)) };
}

/** Writes in pieces of the given lengths, over and over. */
function writeCut(inflater: Inflater, bytes: Uint8Array, cuts: readonly number[]): boolean {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = Math.min(bytes.length, at + Math.max(1, cuts[i % Math.max(1, cuts.length)] ?? bytes.length));
    if (!inflater.write(bytes, at, end)) return false;
    at = end;
  }
  return true;
}

/** Data that compress well and badly, longer than the window now and then. */
const plainData = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 3000 }))
    .map(([piece, times]) => concat(...Array<Uint8Array>(times).fill(piece))),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2000 }).map((bytes) => Uint8Array.from(bytes)),
);
const cutLengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 });

describe('inflate', () => {
  it('reads what zlib writes, message after message, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(plainData, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 5 }),
        cutLengths,
        fc.boolean(),
        fc.integer({ min: 9, max: 15 }),
        (messages, cuts, keepsHistory, windowBits) => {
          const deflater = new Deflater(keepsHistory, windowBits);
          const { inflater, bytes } = reading();
          for (const [plain, level] of messages) {
            expect(writeCut(inflater, deflater.message(plain, level), cuts)).toBe(true);
            expect(inflater.endMessage()).toBe(true);
            expect(Buffer.compare(bytes(), plain)).toBe(0);
            if (!keepsHistory) inflater.reset();
          }
        },
      ),
      { seed: 7692, numRuns: 150 },
    );
  });

  it('reads the examples of RFC 7692 §7.2.3', () => {
    const { inflater, bytes } = reading();
    const read = (hex: string): string => {
      const message = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
      expect(inflater.write(message, 0, message.length)).toBe(true);
      expect(inflater.endMessage()).toBe(true);
      return Buffer.from(bytes()).toString();
    };
    expect(read('f2 48 cd c9 c9 07 00')).toBe('Hello'); // §7.2.3.1
    expect(read('f2 00 11 00 00')).toBe('Hello'); // §7.2.3.2: refers to the message before
    expect(read('00 05 00 fa ff 48 65 6c 6c 6f 00')).toBe('Hello'); // §7.2.3.3: stored
    expect(read('f3 48 cd c9 c9 07 00 00')).toBe('Hello'); // §7.2.3.4: a block called the last one
    expect(read('f2 48 05 00 00 00 ff ff ca c9 c9 07 00')).toBe('Hello'); // §7.2.3.5: two blocks
    expect(read('00')).toBe(''); // §7.2.3.6
    expect(read('')).toBe('');
  });

  it('gives all that a prefix holds, and stays ready for the rest', () => {
    const plain = new TextEncoder().encode('home/sensor/temperature 21.5;'.repeat(40));
    const packed = Uint8Array.from(deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH }));
    for (let cut = 0; cut <= packed.length; cut++) {
      const { inflater, bytes } = reading();
      expect(inflater.write(packed, 0, cut)).toBe(true);
      const first = bytes();
      expect(Buffer.from(plain.subarray(0, first.length)).equals(first)).toBe(true);
      expect(inflater.write(packed, cut, packed.length)).toBe(true);
      expect(Buffer.from(concat(first, bytes())).equals(plain)).toBe(true);
    }
  });

  it('says so when data refer to what was never seen', () => {
    const deflater = new Deflater(true);
    deflater.message(new TextEncoder().encode('a rather long sentence to refer to'));
    const second = deflater.message(new TextEncoder().encode('a rather long sentence to refer to'));
    const { inflater } = reading();
    expect(inflater.write(second, 0, second.length)).toBe(false);
    expect(inflater.reachedTooFar).toBe(true);
    inflater.reset();
    const fresh = new Deflater(false).message(Uint8Array.of(1, 2, 3));
    expect(inflater.write(fresh, 0, fresh.length)).toBe(true);
  });

  it.each([
    ['block type 3', '07'],
    ['stored length and its complement differ', '00 05 00 00 00'],
    ['too many literal codes', 'fd ff 00 00'],
    ['a distance code that does not exist', '63 3e 00'],
  ])('calls wrong data wrong: %s', (_name, hex) => {
    const bytes = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    const { inflater } = reading();
    const accepted = inflater.write(bytes, 0, bytes.length) && inflater.endMessage();
    expect(accepted).toBe(false);
  });

  it('never throws and never writes more than DEFLATE can, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (messages) => {
        let out = 0;
        const inflater = new Inflater({
          inflated: (buf, at, end) => {
            expect(at < end && end <= buf.length).toBe(true);
            out += end - at;
          },
        });
        for (const message of messages) {
          if (!inflater.write(message, 0, message.length) || !inflater.endMessage()) inflater.reset();
        }
        const all = messages.reduce((sum, message) => sum + message.length + 4, 0);
        expect(out).toBeLessThanOrEqual(all * 1032);
      }),
      { seed: 1951, numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextBuffer } from '../../src/export/text-buffer.ts';

function written(write: (out: TextBuffer) => void): { text: string; calls: number[] } {
  const pieces: Buffer[] = [];
  const out = new TextBuffer((bytes, end) => pieces.push(Buffer.from(bytes.subarray(0, end))));
  write(out);
  out.flush();
  return { text: Buffer.concat(pieces).toString('utf8'), calls: pieces.map((piece) => piece.length) };
}

describe('TextBuffer', () => {
  it('writes any text as UTF-8, lone surrogates replaced', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const expected = Buffer.from(texts.join('\u0000'), 'utf8').toString('utf8');
        const { text } = written((out) => {
          for (const [i, each] of texts.entries()) out.text(i === 0 ? each : `\u0000${each}`);
        });
        return text === expected;
      }),
    );
  });

  it('writes numbers as JavaScript does', () => {
    const number = fc.oneof(fc.integer({ min: 0 }), fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(number, (value) => written((out) => out.number(value)).text === String(value)),
      { numRuns: 1000 },
    );
    for (const value of [0, 1, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 4_294_967_295, 1e9, -1]) {
      expect(written((out) => out.number(value)).text).toBe(String(value));
    }
  });

  it('hands rows on as they fill the buffer, in order, and nothing is lost', () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `row ${i} ${'x'.repeat(i % 50)} ñ\n`);
    const { text, calls } = written((out) => {
      for (const row of rows) {
        out.text(row);
        out.endRow();
      }
    });
    expect(text).toBe(rows.join(''));
    expect(calls.length).toBeGreaterThan(5);
    expect(Math.max(...calls)).toBeLessThan(1 << 18);
  });

  it('takes a text larger than itself', () => {
    const long = 'ñ'.repeat(300_000);
    const ascii = 'a'.repeat(600_000);
    expect(
      written((out) => {
        out.text('before ');
        out.text(long);
        out.text(ascii);
        out.text(' after');
      }).text,
    ).toBe(`before ${long}${ascii} after`);
  });

  it('writes nothing of a text it refuses', () => {
    const comma = Uint8Array.from({ length: 128 }, (_, code) => (code === 0x2c ? 1 : 0));
    expect(
      written((out) => {
        expect(out.asciiUnless('plain', comma)).toBe(true);
        expect(out.asciiUnless('a,b', comma)).toBe(false);
        expect(out.asciiUnless('año', comma)).toBe(false);
        out.prepared(Buffer.from('!'));
      }).text,
    ).toBe('plain!');
  });
});

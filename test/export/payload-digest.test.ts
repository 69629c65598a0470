import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PayloadDigest } from '../../src/export/payload-digest.ts';

interface Result {
  readonly sha256: string | null;
  readonly text: string | null;
  readonly hex: string | null;
}

function digestOf(payload: Uint8Array, pieceLength: number, digest: PayloadDigest = new PayloadDigest()): Result {
  digest.start(payload.length);
  for (let at = 0; at < payload.length; at += pieceLength) {
    digest.add(payload, at, Math.min(at + pieceLength, payload.length), 0);
  }
  digest.finish();
  return { sha256: digest.sha256, text: digest.text, hex: digest.hex };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

describe('PayloadDigest', () => {
  it('hashes and previews, in one piece or in many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.integer({ min: 1, max: 300 }), (payload, pieceLength) => {
        const whole = digestOf(payload, Math.max(1, payload.length));
        expect(whole.sha256).toBe(sha256(payload));
        expect(digestOf(payload, pieceLength)).toEqual(whole);
      }),
    );
  });

  it('shows the first 64 characters, not bytes, and never half of one', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 300 }),
        (value, pieceLength) => {
          const expected = Array.from(value).slice(0, 64).join('');
          const result = digestOf(text(value), pieceLength);
          expect(result.text).toBe(expected);
          expect(result.hex).toBeNull();
        },
      ),
    );
  });

  it('gives the first 64 bytes as hex where the payload is no text', () => {
    const payload = Uint8Array.from({ length: 100 }, (_, i) => 255 - i);
    expect(digestOf(payload, 33)).toEqual({
      sha256: sha256(payload),
      text: null,
      hex: Buffer.from(payload.subarray(0, 64)).toString('hex'),
    });
  });

  it('knows a long text from bytes that only begin as one', () => {
    const long = text('ñ'.repeat(5000));
    expect(digestOf(long, 999).text).toBe('ñ'.repeat(64));
    const broken = Buffer.concat([long, Uint8Array.of(0xff)]);
    expect(digestOf(broken, 999).text).toBeNull();
    expect(digestOf(broken, 999).hex).toBe('c3b1'.repeat(32));
  });

  it('is empty for an empty payload', () => {
    expect(digestOf(new Uint8Array(0), 1)).toEqual({ sha256: sha256(new Uint8Array(0)), text: '', hex: null });
  });

  it('has no hash when bytes are missing, but what came before the hole', () => {
    const digest = new PayloadDigest();
    const payload = text('año nuevo, lo demás falta');
    digest.start(payload.length);
    digest.add(payload, 0, 2, 0); // cuts the ñ
    digest.add(payload, 9, payload.length, 7);
    digest.finish();
    expect(digest.sha256).toBeNull();
    expect(digest.text).toBe('a');
    digest.start(5);
    digest.add(payload, 5, 5, 5);
    digest.finish();
    expect({ sha256: digest.sha256, text: digest.text, hex: digest.hex }).toEqual({
      sha256: null,
      text: null,
      hex: null,
    });
    digest.start(5); // nothing came at all
    digest.finish();
    expect(digest.sha256).toBeNull();
  });

  it('remembers nothing of the message before', () => {
    const digest = new PayloadDigest();
    digestOf(Uint8Array.of(0xff, 0xfe), 1, digest);
    expect(digestOf(text('hola'), 2, digest)).toEqual({ sha256: sha256(text('hola')), text: 'hola', hex: null });
  });
});

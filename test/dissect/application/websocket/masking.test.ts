import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unmask } from '../../../../src/dissect/application/websocket/masking.ts';

it('combines byte i with byte i mod 4 of the key, from any phase, and writes nothing else', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 5 }),
      (payload, key, phase, margin) => {
        const buf = new Uint8Array(payload.length + 2 * margin).fill(0xee);
        buf.set(payload, margin);
        const out = new Uint8Array(payload.length + 10).fill(0x55);
        unmask(buf, margin, margin + payload.length, key, 0, phase, out, 5);
        const expected = payload.map((byte, i) => byte ^ (key[(i + phase) % 4] ?? 0));
        expect([...out]).toEqual([...Array(5).fill(0x55), ...expected, ...Array(5).fill(0x55)]);
      },
    ),
    { seed: 53, numRuns: 300 },
  );
});

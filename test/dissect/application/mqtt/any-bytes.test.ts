// Laws for any bytes: the decoder never throws, never hangs, never looks outside of what it is given, and never calls a cut packet malformed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mqtt } from '../../../../src/dissect/application/mqtt/index.ts';
import { MALFORMED, NEED_MORE } from '../../../../src/dissect/application/protocol.ts';
import { type Bytes, connect, type Version } from '../../../builders/mqtt.ts';
import { ALL_ROWS } from './rows/index.ts';

const SEED = 1883;

/** What the decoder makes of [at, headEnd) of a buffer whose other bytes are all `guard`. Offsets are counted from `at`. */
function decodeBetween(bytes: Bytes, headLength: number, length: number, version: Version | 0, guard: number): string {
  const at = 9;
  const buf = new Uint8Array(at + headLength + 300).fill(guard);
  buf.set(bytes.subarray(0, headLength), at);
  const decoder = mqtt.open();
  if (version !== 0) {
    const opening = connect({ version });
    decoder.decode(opening, 0, opening.length, opening.length, 0, () => {});
  }
  const raised: string[] = [];
  const view = decoder.decode(buf, at, at + headLength, length, 0, (kind, where, needed, had) => {
    raised.push(`${kind.id} ${where - at} ${needed} ${had}`);
    if (where < at || where > at + length) throw new Error(`${kind.id} points outside of the packet`);
  });
  const probed = mqtt.probe(buf, at, at + headLength);
  const measured = mqtt.measure(buf, at, at + headLength);
  const head = mqtt.headLength(buf, at, at + headLength, length);
  return JSON.stringify([view.toMessage(), view.summary(), raised, probed, measured, head]);
}

function sameForAnyGuard(bytes: Bytes, headLength: number, length: number, version: Version | 0): void {
  const expected = decodeBetween(bytes, headLength, length, version, 0x00);
  for (const guard of [0xff, 0x41]) expect(decodeBetween(bytes, headLength, length, version, guard)).toBe(expected);
}

const versions = fc.constantFrom<Version | 0>(0, 3, 4, 5);
const someRow = fc.constantFrom(...ALL_ROWS);

describe('any bytes', () => {
  it('cut anywhere', () => {
    for (const row of ALL_ROWS) {
      const { bytes, version } = row;
      for (let here = 0; here <= bytes.length; here++) sameForAnyGuard(bytes, here, bytes.length, version);
    }
  });

  it('cut anywhere, a right packet is never called wrong', () => {
    for (const row of ALL_ROWS.filter((candidate) => candidate.anomalies === undefined)) {
      const decoder = mqtt.open();
      const opening = connect({ version: row.version });
      decoder.decode(opening, 0, opening.length, opening.length, 0, () => {});
      for (let here = 2; here < row.bytes.length; here++) {
        const raised: string[] = [];
        decoder.decode(row.bytes, 0, here, row.bytes.length, row.direction ?? 0, (kind) => raised.push(kind.id));
        expect([row.description, here, raised]).toEqual([row.description, here, []]);
      }
    }
  });

  it('with a bit flipped', () => {
    fc.assert(
      fc.property(someRow, fc.nat(), fc.nat(7), versions, (row, where, bit, version) => {
        const bytes = row.bytes.slice();
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        sameForAnyGuard(bytes, bytes.length, bytes.length, version);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('with a claimed length that is not theirs', () => {
    fc.assert(
      fc.property(someRow, fc.nat(400), versions, (row, length, version) => {
        sameForAnyGuard(row.bytes, Math.min(length, row.bytes.length), Math.max(length, 2), version);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('at random, as a packet of any type', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.uint8Array({ maxLength: 90 }),
        versions,
        (first, body, version) => {
          const bytes = Uint8Array.of(first, body.length, ...body);
          sameForAnyGuard(bytes, bytes.length, bytes.length, version);
        },
      ),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('at random, measured at every boundary: the answer only becomes known', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), (bytes) => {
        let known = NEED_MORE;
        for (let end = 0; end <= bytes.length; end++) {
          const length = mqtt.measure(bytes, 0, end);
          if (known !== NEED_MORE) expect(length).toBe(known);
          expect(length === MALFORMED || length === NEED_MORE || length >= 2).toBe(true);
          known = length;
        }
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

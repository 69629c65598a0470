// What became of a file: bytes the capture lost, attempts, announced lengths, several connections, several topics, files that repeat themselves, limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentIndex } from '../../../src/analyze/expectation/content-index.ts';
import type { AttemptReport, ExpectationReport } from '../../../src/analyze/expectation/expectation-report.ts';
import { ExpectedFile } from '../../../src/analyze/expectation/expected-file.ts';
import { positionsOutOfOrder } from '../../../src/analyze/expectation/rising-order.ts';
import { concat, connack, connect, publish, u32 } from '../../builders/mqtt.ts';
import { ScriptedFlow } from '../../session/scripted-flow.ts';
import { ascii, collectorFor, compare, listening } from './transfer-script.ts';

const FILE = ascii(
  'In a village of La Mancha, the name of which I have no desire to call to mind, there lived not long since…',
);
const PARTS = [FILE.subarray(0, 20), FILE.subarray(20, 50), FILE.subarray(50, 75), FILE.subarray(75)] as const;
const numbered = PARTS.map((part, i) => concat(ascii(`${i}|`), part));

function attempts({ transfers }: ExpectationReport): readonly AttemptReport[] {
  expect(transfers).toHaveLength(1);
  return transfers[0]?.attempts ?? [];
}

describe('attempts', () => {
  const failure = concat(ascii('-1|'), u32(0xffffffff));
  const success = concat(ascii('0|'), u32(0));

  it('end with an end packet, whose meaning is told', () => {
    const [first, second, ...more] = attempts(
      compare(FILE, [numbered[0]!, numbered[2]!, numbered[3]!, failure, ...numbered, success]),
    );
    expect(more).toEqual([]);
    expect(first).toMatchObject({ end: 'failure', outcome: 'damaged', missingBytes: 30 });
    expect(second).toMatchObject({ end: 'success', outcome: 'identical' });
  });

  it('begin again where numbers do', () => {
    expect(attempts(compare(FILE, [...numbered, ...numbered])).map(({ outcome }) => outcome)).toEqual([
      'identical',
      'identical',
    ]);
  });

  it('begin again where unnumbered fragments are the beginning of the file', () => {
    const found = attempts(compare(FILE, [...PARTS.slice(0, 3), ...PARTS]));
    expect(found.map(({ outcome, missingBytes }) => [outcome, missingBytes])).toEqual([
      ['damaged', PARTS[3].length],
      ['identical', 0],
    ]);
  });

  it('the bytes of all of them are counted together', () => {
    const report = compare(FILE, [numbered[0]!, numbered[1]!, failure, numbered[2]!, numbered[3]!, failure]);
    expect(attempts(report).map(({ arrivedBytes }) => arrivedBytes)).toEqual([50, FILE.length - 50]);
    expect(report.transfers[0]?.arrivedBytes).toBe(FILE.length);
  });
});

describe('announced length', () => {
  it.each([
    ['numbered', [concat(ascii('0|'), u32(FILE.length)), ...PARTS.map((part, i) => concat(ascii(`${i + 1}|`), part))]],
    ['unnumbered', [u32(FILE.length), ...PARTS]],
  ])('%s: no part of the file', (_name, payloads) => {
    const report = compare(FILE, payloads);
    expect(report.transfers[0]?.format).toBe('length-checked');
    expect(attempts(report)).toMatchObject([{ outcome: 'identical', fragments: 4 }]);
  });
});

describe('what the capture does not have', () => {
  it('is neither missing nor altered', () => {
    const collector = collectorFor(new ExpectedFile('f', FILE));
    const script = new ScriptedFlow(listening(collector)).client(connect()).server(connack());
    const [a, b, c, d] = numbered.map((payload) => publish({ payload }));
    script.client(a!, b!).clientWithHole(c!, 10).client(d!).close();
    expect(attempts(collector.report())).toMatchObject([
      {
        outcome: 'unknown',
        missingBytes: 0,
        alteredBytes: 0,
        notCapturedBytes: 17,
        arrivedBytes: FILE.length - 17,
        differences: [{ kind: 'not-captured', offset: 58, bytes: 17, index: 2 }],
      },
    ]);
  });
});

describe('several connections and topics', () => {
  it('a client that comes back in the middle goes on with its transfer', () => {
    const collector = collectorFor(new ExpectedFile('f', FILE));
    const listener = listening(collector);
    for (const [stream, part] of [
      [0, numbered.slice(0, 2)],
      [1, numbered.slice(1)],
    ] as const) {
      const script = new ScriptedFlow(listener, { stream }).client(connect({ clientId: 'pub' })).server(connack());
      for (const payload of part) script.client(publish({ topic: 'file', payload }));
      script.close();
    }
    const report = collector.report();
    expect(report.transfers).toMatchObject([{ streams: [0, 1], clientId: 'pub' }]);
    expect(attempts(report)).toMatchObject([
      { outcome: 'recoverable', repeatedFragments: 1, arrivedBytes: FILE.length },
    ]);
  });

  it('two files on two topics, and a third topic that carries nothing of it', () => {
    const collector = collectorFor(new ExpectedFile('f', FILE));
    const script = new ScriptedFlow(listening(collector)).client(connect()).server(connack());
    for (const [i, payload] of numbered.entries()) {
      script.client(publish({ topic: 'a', payload }), publish({ topic: 'b', payload: PARTS[i]! }));
      script.client(publish({ topic: 'state', payload: `${20 + i}.5` }));
    }
    const report = collector.report();
    expect(report.transfers.map(({ topic, format }) => [topic, format])).toEqual([
      ['a', 'indexed'],
      ['b', 'raw'],
    ]);
    expect(report.transfers.every(({ attempts: [attempt] }) => attempt?.outcome === 'identical')).toBe(true);
    expect(report.otherTopics).toBe(1);
  });

  it('messages of another stream than the one asked for are not looked at', () => {
    const report = compare(FILE, numbered);
    expect(report.transfers[0]?.streams).toEqual([0]);
  });
});

describe('fragments that could lie at several places', () => {
  const repeated = ascii('0123456789'.repeat(6));
  const ten = (i: number): Uint8Array => repeated.subarray(i * 10, i * 10 + 10);

  it('without numbers: one of them is missing, and it is said that it may be any', () => {
    const [attempt] = attempts(compare(repeated, [0, 1, 3, 4, 5].map(ten)));
    expect(attempt).toMatchObject({ outcome: 'damaged', missingBytes: 10 });
    expect(attempt?.differences).toMatchObject([{ kind: 'missing', bytes: 10, ambiguous: true }]);
  });

  it('with numbers it is known which', () => {
    const payloads = [0, 1, 3, 4, 5].map((i) => concat(ascii(`${i}|`), ten(i)));
    const [attempt] = attempts(compare(repeated, payloads));
    expect(attempt?.differences).toMatchObject([{ kind: 'missing', offset: 20, bytes: 10 }]);
  });
});

describe('what is no part of the file', () => {
  it('foreign fragments among the others', () => {
    const [attempt] = attempts(compare(FILE, [PARTS[0], PARTS[1], ascii('#### keep-alive ####'), PARTS[2], PARTS[3]]));
    expect(attempt).toMatchObject({ outcome: 'recoverable', foreignFragments: 1, arrivedBytes: FILE.length });
    expect(attempt?.differences).toMatchObject([{ kind: 'foreign', offset: null, bytes: 20, order: 2 }]);
  });

  it('nothing of it at all', () => {
    expect(compare(FILE, ['23.5', '23.6', 'In '].map(ascii))).toMatchObject({ transfers: [], otherTopics: 1 });
    expect(compare(FILE, [])).toMatchObject({ transfers: [], otherTopics: 0 });
  });
});

describe('limits', () => {
  it('of a file only the beginning is in memory: what lies behind it is not compared', () => {
    const collector = collectorFor(new ExpectedFile('f', FILE.subarray(0, 60), FILE.length));
    const script = new ScriptedFlow(listening(collector)).client(connect()).server(connack());
    for (const payload of numbered) script.client(publish({ topic: 'file', payload }));
    const report = collector.report();
    expect(report.file).toMatchObject({ bytes: FILE.length, comparedBytes: 60 });
    expect(attempts(report)).toMatchObject([
      { outcome: 'unknown', missingBytes: 0, alteredBytes: 0, arrivedBytes: 50 },
    ]);
  });

  it('lists end at the limit, counts do not', () => {
    const collector = collectorFor(new ExpectedFile('f', FILE), 'auto', 1);
    const script = new ScriptedFlow(listening(collector)).client(connect()).server(connack());
    for (const payload of [...PARTS].reverse()) script.client(publish({ topic: 'file', payload }));
    const [attempt] = attempts(collector.report());
    expect(attempt).toMatchObject({ movedFragments: 3, differencesCount: 3, placementsCount: 4 });
    expect([attempt?.differences.length, attempt?.placements.length]).toEqual([1, 1]);
  });
});

describe('laws for any messages', () => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 })).map(([a, b]) => FILE.slice(Math.min(a, b), Math.max(a, b))),
    fc.constantFrom(...numbered),
    fc
      .tuple(fc.integer({ min: -1, max: 9 }), fc.uint8Array({ maxLength: 20 }))
      .map(([i, bytes]) => concat(ascii(`${i}|`), bytes)),
  );

  it('every byte of the file has one state, and every fragment one place', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 30 }), (payloads) => {
        for (const attempt of compare(FILE, payloads).transfers.flatMap((transfer) => transfer.attempts)) {
          let at = 0;
          for (const range of attempt.ranges) {
            expect(range.offset).toBe(at);
            expect(range.bytes).toBeGreaterThan(0);
            at += range.bytes;
          }
          expect(at).toBe(FILE.length);
          const { arrivedBytes, missingBytes, alteredBytes, notCapturedBytes } = attempt;
          expect(arrivedBytes + missingBytes + alteredBytes + notCapturedBytes).toBe(FILE.length);
          const orders = attempt.placements.map(({ order }) => order);
          expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b));
          for (const { state, offset, size } of attempt.placements) {
            expect(offset === null).toBe(state === 'foreign');
            if (offset !== null && state !== 'altered') expect(offset + size).toBeLessThanOrEqual(FILE.length);
          }
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('the index finds every place that a plain search finds', () => {
    const text = fc
      .array(fc.nat({ max: 2 }), { minLength: 15, maxLength: 200 })
      .map((values) => Uint8Array.from(values));
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 15, max: 30 }), fc.nat({ max: 50 }), (file, pick, length, from) => {
        const at = pick % (file.length - 14);
        const content = file.slice(at, at + length);
        fc.pre(content.length >= 15);
        const plain: number[] = [];
        for (let i = from; i + content.length <= file.length; i++) {
          if (content.every((byte, j) => file[i + j] === byte)) plain.push(i);
        }
        expect(new ContentIndex(file).find(content, from, 1000)).toEqual(plain);
      }),
      { seed: 7 },
    );
  });

  it.each([
    [[1, 2, 3], []],
    [[2, 1, 3], [0]],
    [[1, 5, 2, 3, 4], [1]],
    [[1, 1, 1], []],
    [
      [3, 2, 1],
      [0, 1],
    ],
    [[], []],
  ])('out of order in %j', (values, expected) => {
    expect([...positionsOutOfOrder(values)]).toEqual(expected);
  });
});

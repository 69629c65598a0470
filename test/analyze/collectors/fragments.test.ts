// Fragments of a file in payloads: which format, from what evidence, which numbers, sizes and digests; and what is no file at all.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FragmentReport } from '../../../src/analyze/analysis.ts';
import { MqttCollector } from '../../../src/analyze/collectors/mqtt.ts';
import { concat, connack, connect, publish, u16, u32 } from '../../builders/mqtt.ts';
import { ScriptedFlow } from '../../session/scripted-flow.ts';

const utf8 = new TextEncoder();
const bytes = (text: string): Uint8Array => utf8.encode(text);
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const le32 = (value: number): Uint8Array => u32(value).reverse();
/** Different for every number, and no text. */
const body = (n: number, size = 40): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (n * 37 + i * 11) % 251);

function reportOf(payloads: readonly (string | Uint8Array)[], fragments = 'auto', listLimit = 1000): FragmentReport {
  const collector = new MqttCollector({ listLimit, detailLimit: 10, fragments, stream: null });
  const script = new ScriptedFlow(collector).client(connect()).server(connack());
  for (const payload of payloads) script.client(publish({ topic: 'file', payload }));
  const report = collector.report(script.flow)?.fragments?.client;
  if (report == null) throw new Error('no fragments');
  return report;
}

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('formats', () => {
  it('indexed: "7|…"', () => {
    const report = reportOf(numbers(5).map((i) => `${i}|texto ${i}`));
    expect(report).toMatchObject({ format: 'indexed', count: 5, totalBytes: 35, announcedBytes: null });
    expect(report.rows.map(({ index, size, text }) => [index, size, text])).toEqual(
      numbers(5).map((i) => [i, 7, `texto ${i}`]),
    );
    expect(report.rows[3]?.sha256).toBe(sha256(bytes('texto 3')));
    expect(report.sequences).toEqual([
      {
        from: 0,
        to: 4,
        missing: [],
        duplicated: [],
        reordered: [],
        altered: [],
        outcome: 'unknown',
        bytes: 35,
        fileBytes: null,
        fileBytesFrom: null,
        tail: 'unknown',
        holes: [],
      },
    ]);
    expect(report.formatEvidence).toContain('5 of 5');
  });

  it.each([
    ['u32be', (i: number) => concat(u32(i), body(i))],
    ['u16be', (i: number) => concat(u16(i), body(i))],
    ['u32le', (i: number) => concat(le32(i), body(i))],
    ['u64be', (i: number) => concat(u32(0), u32(i), body(i))],
    ['u8', (i: number) => concat(Uint8Array.of(i), body(i))],
  ])('integer prefix %s', (_name, make) => {
    const report = reportOf(numbers(8).map(make));
    expect(report).toMatchObject({ format: 'integer-prefix', count: 8, totalBytes: 8 * 40 });
    expect(report.rows.map(({ index }) => index)).toEqual(numbers(8));
    expect(report.rows[0]?.sha256).toBe(sha256(body(0)));
    expect(report.rows[7]?.sha256).toBe(sha256(body(7)));
  });

  it('JSON with a sequence field', () => {
    const report = reportOf(numbers(6).map((i) => JSON.stringify({ device: 17, seq: i, data: 'abc' })));
    expect(report.format).toBe('json');
    expect(report.formatEvidence).toContain('"seq"');
    expect(report.rows.map(({ index }) => index)).toEqual(numbers(6));
  });

  it.each([
    ['[0/9] bytes', (i: number) => `[${i}/9] bytes`],
    ['frag 0: bytes', (i: number) => `frag ${i}: bytes`],
    ['0;bytes', (i: number) => `${i};bytes`],
  ])('text prefix %s', (_name, make) => {
    const report = reportOf(numbers(6).map(make));
    expect(report.format).toBe('text-prefix');
    expect(report.rows.map(({ index, text }) => [index, text])).toEqual(numbers(6).map((i) => [i, 'bytes']));
  });

  it('length-checked with index: the first fragment announces the length', () => {
    const parts = numbers(4).map((i) => concat(bytes(`${i + 1}|`), body(i, 50)));
    const report = reportOf([concat(bytes('0|'), u32(200)), ...parts]);
    expect(report).toMatchObject({ format: 'length-checked', announcedBytes: 200, totalBytes: 200, count: 5 });
    expect(report.rows[0]).toMatchObject({ special: 'control size 200', index: 0, size: 4, text: null });
    expect(report.sequences[0]?.outcome).toBe('complete');
  });

  it('length-checked without index', () => {
    const report = reportOf([u32(200), ...numbers(4).map((i) => body(i, 50))]);
    expect(report).toMatchObject({ format: 'length-checked', announcedBytes: 200, totalBytes: 200 });
    expect(report.rows.map(({ special }) => special)).toEqual(['control size 200', null, null, null, null]);
  });

  it('restart: end packets as bytes or as hex digits', () => {
    for (const [failure, success] of [
      [u32(0xffffffff), u32(0)],
      [bytes('FFFFFFFF'), bytes('00000000')],
    ] as const) {
      const run = numbers(3).map((i) => bytes(`${i}|abc`));
      const report = reportOf([...run, concat(bytes('-1|'), failure), ...run, concat(bytes('0|'), success)]);
      expect(report).toMatchObject({ format: 'restart', count: 8, totalBytes: 18 });
      expect(report.sequences.map(({ outcome }) => outcome)).toEqual(['failed', 'complete']);
      expect(report.rows.flatMap(({ special }) => special ?? [])).toEqual([
        'end packet: failure, restart',
        'end packet: success',
      ]);
    }
  });

  it('a last fragment of four bytes is an ordinary one', () => {
    const report = reportOf(['0|aaaaaaaaaa', '1|bbbbbbbbbb', '2|na."']);
    expect(report.rows.map(({ special }) => special)).toEqual([null, null, null]);
    expect(report).toMatchObject({ format: 'indexed', totalBytes: 24 });
  });

  it('a first fragment of four letters announces nothing', () => {
    expect(reportOf(['0|vivo', '1|bbbbbbbbbb', '2|cc'])).toMatchObject({ format: 'indexed', announcedBytes: null });
    expect(reportOf(['vivo', 'publicador muerto'])).toMatchObject({
      format: 'raw',
      announcedBytes: null,
      totalBytes: 21,
    });
  });
});

describe('what is no file', () => {
  const raw = (payloads: readonly (string | Uint8Array)[]): void => {
    const report = reportOf(payloads);
    expect(report).toMatchObject({ format: 'raw', announcedBytes: null, sequences: [], sequencesCount: 0 });
    expect(report.rows.every((row) => row.index === null && row.special === null)).toBe(true);
    expect(report.rows.every((row) => row.sha256 !== null)).toBe(true);
  };

  it('temperatures', () => raw(['23.5', '23.6', '23.6', '23.4', '23.9', '24.1', '23.8']));
  it('text', () => raw(['uno', 'dos', 'tres', 'cuatro']));
  it('JSON with constant numbers', () => raw(numbers(8).map((i) => JSON.stringify({ id: 7, temp: 20 + (i % 3) }))));
  it('four-byte floats', () => raw(numbers(8).map((i) => u32(0x41a00000 + i * 0x1357))));
  it('epoch seconds in front', () => raw(numbers(8).map((i) => concat(u32(1_700_000_000 + i), body(i)))));
  it('times of day', () => raw(['12:30:01 a', '12:30:02 b', '12:30:03 c', '12:30:04 d']));
  it('one message with a bar', () => raw(['23|45|OK']));
  it('random bytes', () => raw(numbers(12).map((i) => body(i * i + 5, 64))));
  it('empty payloads', () => raw(['', '', '']));
});

describe('holes and repetitions', () => {
  it('a missing number', () => {
    const report = reportOf([0, 1, 2, 4, 5].map((i) => `${i}|abc`));
    expect(report.sequences).toMatchObject([{ from: 0, to: 5, missing: [3], outcome: 'incomplete' }]);
  });

  it('the same number twice: the bytes count once', () => {
    const report = reportOf([0, 1, 1, 2, 3].map((i) => `${i}|abc`));
    expect(report).toMatchObject({ count: 5, totalBytes: 12 });
    expect(report.rows.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 1, null, null]);
  });

  it('raw: a packet that MQTT sent again', () => {
    const collector = new MqttCollector({ listLimit: 10, detailLimit: 1, fragments: 'auto', stream: null });
    const script = new ScriptedFlow(collector).client(connect()).server(connack());
    script.client(publish({ qos: 1, id: 1, payload: 'uno' }), publish({ qos: 1, id: 2, payload: 'dos y' }));
    script.client(publish({ qos: 1, id: 1, payload: 'uno', dup: true }));
    const report = collector.report(script.flow)?.fragments?.client;
    expect(report?.rows.map(({ duplicateOf, dup }) => [duplicateOf, dup])).toEqual([
      [null, false],
      [null, false],
      [0, true],
    ]);
    expect(report).toMatchObject({ count: 3, totalBytes: 8 });
  });

  it('a payload with a hole has neither digest nor text, and the evidence says so', () => {
    const collector = new MqttCollector({ listLimit: 10, detailLimit: 1, fragments: 'auto', stream: null });
    const script = new ScriptedFlow(collector).client(connect()).server(connack());
    script.clientWithHole(publish({ payload: 'abcdefgh' }), 2);
    const report = collector.report(script.flow)?.fragments?.client;
    expect(report?.rows[0]).toMatchObject({ size: 8, sha256: null, text: null });
    expect(report?.formatEvidence).toContain('1 with bytes that the capture does not have');
  });
});

describe('payloads in pieces', () => {
  it.each([1, 2, 3, 7, 50])('%i pieces give the digest of the whole', (pieces) => {
    for (const size of [1, 30, 255, 256, 257, 1000, 5000]) {
      const own = body(3, size);
      const collector = new MqttCollector({ listLimit: 10, detailLimit: 1, fragments: 'auto', stream: null });
      const script = new ScriptedFlow(collector).client(connect()).server(connack());
      script.clientInPieces(publish({ payload: concat(bytes('0|'), own) }), pieces);
      script.clientInPieces(publish({ payload: concat(bytes('1|'), own) }), pieces);
      const report = collector.report(script.flow)?.fragments?.client;
      expect(report?.format).toBe('indexed');
      expect(report?.rows.map((row) => row.sha256)).toEqual([sha256(own), sha256(own)]);
    }
  });
});

describe('options', () => {
  const payloads = numbers(4).map((i) => `${i}|abc`);

  it('none: no report', () => {
    const collector = new MqttCollector({ listLimit: 10, detailLimit: 1, fragments: 'none', stream: null });
    const script = new ScriptedFlow(collector).client(connect(), publish({ payload: 'x' }));
    expect(collector.report(script.flow)?.fragments).toBeNull();
  });

  it('a stated format is taken, without asking for proof', () => {
    expect(reportOf(payloads, 'raw')).toMatchObject({ format: 'raw', totalBytes: 20, sequences: [] });
    expect(reportOf(['5|abc'], 'indexed')).toMatchObject({ format: 'indexed', rows: [{ index: 5, size: 3 }] });
    expect(reportOf([concat(u16(9), body(1))], 'u16be')).toMatchObject({
      format: 'integer-prefix',
      rows: [{ index: 9 }],
    });
    expect(reportOf([u32(500), body(1), body(2)], 'length-checked')).toMatchObject({
      announcedBytes: 500,
      totalBytes: 80,
    });
  });

  it('rows end at the limit, counts do not', () => {
    const report = reportOf(
      numbers(50).map((i) => `${i}|abc`),
      'auto',
      10,
    );
    expect(report.rows).toHaveLength(10);
    expect(report).toMatchObject({ count: 50, totalBytes: 150, capped: true });
    expect(report.sequences).toMatchObject([{ from: 0, to: 49, missing: [] }]);
  });
});

describe('topics', () => {
  const script = (collector: MqttCollector): ScriptedFlow => {
    const flow = new ScriptedFlow(collector).client(connect()).server(connack());
    for (const i of numbers(9)) {
      flow.client(
        publish({ topic: 'status', payload: `vivo ${i % 2}.5` }),
        publish({ topic: 'b', payload: `${i}|xy` }),
      );
      if (i < 4) flow.client(publish({ topic: 'a', payload: `frag ${i}: abc` }));
    }
    return flow;
  };

  it('each is seen: first the one that looks most like a file', () => {
    const collector = new MqttCollector({ listLimit: 100, detailLimit: 1, fragments: 'auto', stream: null });
    const { flow } = script(collector);
    const report = collector.report(flow)?.fragments?.client;
    expect(report).toMatchObject({ topic: 'b', format: 'indexed', count: 9, totalBytes: 18 });
    expect(report?.otherTopics.map(({ topic, format, count }) => [topic, format, count])).toEqual([
      ['status', 'raw', 9],
      ['a', 'text-prefix', 4],
    ]);
    expect(report?.otherTopics.flatMap(({ rows }) => rows.map((row) => row.topic))).toEqual([
      ...Array.from({ length: 9 }, () => 'status'),
      ...Array.from({ length: 4 }, () => 'a'),
    ]);
  });

  it('beyond the limit they are counted, and the evidence says so', () => {
    const collector = new MqttCollector({ listLimit: 100, detailLimit: 1, fragments: 'auto', stream: null });
    const flow = new ScriptedFlow(collector).client(connect()).server(connack());
    for (const i of numbers(20)) flow.client(publish({ topic: `t${i}`, payload: 'x' }));
    const report = collector.report(flow.flow)?.fragments?.client;
    expect(report?.otherTopics).toHaveLength(15);
    expect(report?.formatEvidence).toContain('4 messages on other topics are not looked at');
    expect(collector.report(flow.flow, 'es')?.fragments?.client?.formatEvidence).toContain('Quedan sin mirar 4');
  });
});

describe('a counter of one byte', () => {
  it('goes round after 255', () => {
    const report = reportOf(numbers(300).map((i) => concat(Uint8Array.of(i % 256), body(i, 20))));
    expect(report).toMatchObject({ format: 'integer-prefix', sequencesCount: 1, totalBytes: 6000 });
    expect(report.sequences).toMatchObject([{ from: 0, to: 299, missing: [] }]);
    expect(report.formatEvidence).toContain('first byte');
  });

  it('needs more proof than a wider one, and a byte alone is no fragment', () => {
    expect(reportOf(numbers(5).map((i) => concat(Uint8Array.of(i), body(i))))).toMatchObject({ format: 'raw' });
    expect(reportOf(numbers(30).map((i) => Uint8Array.of(i)))).toMatchObject({ format: 'raw', sequences: [] });
    expect(reportOf(numbers(9).map((i) => concat(u32(i))))).toMatchObject({ format: 'raw' });
  });
});

describe('where the holes are', () => {
  const part = (i: number, size: number): Uint8Array => concat(bytes(`${i}|`), body(i, size));

  it('the first is exact, the next ones lie between limits', () => {
    const [sequence] = reportOf([0, 1, 3, 4, 6, 7].map((i) => part(i, 10))).sequences;
    expect(sequence?.holes).toMatchObject([
      {
        fromIndex: 2,
        toIndex: 2,
        offsetMinimum: 20,
        offsetMaximum: 20,
        bytes: null,
        likelyMinimum: 10,
        likelyMaximum: 10,
      },
      { fromIndex: 5, toIndex: 5, offsetMinimum: 41, offsetMaximum: null, bytesMinimum: 1, bytesMaximum: null },
    ]);
    expect(sequence?.holes.map(({ afterFrame, beforeFrame }) => [afterFrame, beforeFrame])).toEqual([
      [4, 5],
      [6, 7],
    ]);
  });

  it('an announced length limits their sizes', () => {
    const control = concat(bytes('0|'), u32(100));
    const [sequence] = reportOf([control, ...[1, 2, 4, 6, 7].map((i) => part(i, 14))]).sequences;
    expect(sequence).toMatchObject({ bytes: 70, fileBytes: 100, fileBytesFrom: 'announced', tail: 'unknown' });
    expect(sequence?.holes).toMatchObject([
      { fromIndex: 3, offsetMinimum: 28, offsetMaximum: 28, bytes: null, bytesMinimum: 1, bytesMaximum: 29 },
      { fromIndex: 5, offsetMinimum: 43, offsetMaximum: 71, bytesMinimum: 1, bytesMaximum: 29 },
    ]);
  });

  it('a missing end shows only against an announced length', () => {
    const parts = [1, 2, 3].map((i) => part(i, 30));
    expect(reportOf([concat(bytes('0|'), u32(120)), ...parts]).sequences).toMatchObject([
      {
        outcome: 'incomplete',
        tail: 'missing',
        holes: [{ position: 'end', fromIndex: 4, toIndex: null, offsetMinimum: 90, bytes: 30 }],
      },
    ]);
    expect(reportOf(parts).sequences).toMatchObject([{ outcome: 'unknown', tail: 'unknown', holes: [] }]);
  });

  it('the same number with other bytes', () => {
    const report = reportOf([
      part(0, 10),
      part(1, 10),
      concat(bytes('1|'), body(9, 10)),
      part(2, 10),
      part(2, 10),
      part(3, 10),
      part(4, 10),
    ]);
    expect(report.sequences).toMatchObject([{ duplicated: [1, 2], altered: [1] }]);
  });
});

describe('measures', () => {
  it('sizes, pace and segments', () => {
    const collector = new MqttCollector({ listLimit: 100, detailLimit: 1, fragments: 'auto', stream: null });
    const script = new ScriptedFlow(collector).client(connect()).server(connack());
    script.client(publish({ payload: `0|${'a'.repeat(50)}` }));
    script.wait(99).clientInPieces(publish({ payload: `1|${'b'.repeat(70)}` }), 3);
    script.client(publish({ payload: `2|${'c'.repeat(51)}` }), publish({ payload: '3|d' }));
    const report = collector.report(script.flow)?.fragments?.client;
    expect(report?.sizes).toMatchObject({ count: 4, minimum: 1, median: 50, mean: 43, maximum: 70 });
    expect(report?.sizes?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(report?.pace).toMatchObject({
      fragments: 4,
      spanNs: 104_000_000,
      minIntervalNs: 1_000_000,
      maxIntervalNs: 102_000_000,
      longestPause: { fromFrame: 3, toFrame: 6 },
      bytesPerSecond: Math.round((172 * 1e9) / 104e6),
    });
    expect(report?.segmentation).toEqual({
      fragments: 4,
      segments: 6,
      inOneSegment: 3,
      overSeveral: 1,
      mostSegmentsPerFragment: 3,
      mostSegmentsFrame: 6,
      mostFragmentsPerSegment: 1,
      mostFragmentsFrame: 3,
    });
  });
});

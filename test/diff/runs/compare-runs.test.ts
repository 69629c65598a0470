// Two runs side by side: laws over made-up runs and the captures of the project, and what must be found in them.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, type RunsComparison } from '../../../src/diff/runs/compare-runs.ts';
import { RUNS_DIFFERENCE_KINDS } from '../../../src/diff/runs/quantities.ts';
import type { RunsRow, RunsVerdict } from '../../../src/diff/runs/runs-diff.ts';
import type { RunsInput } from '../../../src/diff/runs/runs-input.ts';
import { expectMirrored } from './mirror.ts';
import { readRun } from './read-run.ts';
import { inputOf, type SyntheticRun } from './synthetic-run.ts';

const CONTEXT = { lang: 'en', listLimit: 1000 } as const;

function compare(a: SyntheticRun, b: SyntheticRun): RunsComparison {
  return compareRuns(inputOf(a), inputOf(b), CONTEXT);
}

function kindsOf({ differences }: RunsComparison): string[] {
  return [...new Set(differences.map(({ kind }) => kind))].sort();
}

function rowOf(
  { runs }: RunsComparison,
  kind: string,
  party: string | null = null,
  detail: string | null = null,
): RunsRow {
  const rows = [...runs.pairs.flatMap((pair) => pair.rows), ...runs.rows];
  const found = rows.find((row) => row.kind === kind && row.party === party && row.detail === detail);
  if (found === undefined) throw new Error(`no row ${kind} ${party} ${detail}`);
  return found;
}

describe('two runs of the same kind', () => {
  it('are told apart by nothing but their nature', () => {
    const answer = compare({ seed: 1 }, { seed: 2 });
    expect(answer.differences).toEqual([]);
    expect(rowOf(answer, 'client-port').verdict).toBe('by-nature');
    expect(rowOf(answer, 'initial-sequence-number', 'client')).toMatchObject({ verdict: 'by-nature', test: null });
    expect(rowOf(answer, 'rtt', 'client')).toMatchObject({ verdict: 'within-noise', unit: 'ns' });
    expect(rowOf(answer, 'mss', 'client')).toMatchObject({ verdict: 'same', a: { value: 1460 }, b: { value: 1460 } });
    expect(rowOf(answer, 'message-count', 'client', 'PUBLISH')).toMatchObject({ verdict: 'same', change: 0, ratio: 1 });
  });

  it('raise a false alarm in at most 5 % of the comparisons', () => {
    const alarms: string[] = [];
    const trials = 60;
    for (let trial = 0; trial < trials; trial++) {
      const run = { messages: 12, loss: 0.05 };
      const answer = compare({ ...run, seed: 1000 + trial }, { ...run, seed: 5000 + trial });
      // A warning that only one run gives rise to is a fact about that run, not a test.
      const invented = answer.differences.filter(({ kind }) => kind !== 'runs.finding');
      if (invented.length > 0) alarms.push(invented.map(({ title }) => title).join(', '));
    }
    expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual(3);
  }, 60_000);

  it('are the same as themselves', () => {
    const input = inputOf({ seed: 3, loss: 0.1 });
    const { runs, differences } = compareRuns(input, input, CONTEXT);
    expect(differences).toEqual([]);
    expect(runs.verdicts).toMatchObject({ different: 0, unknown: 0, 'within-noise': 0 });
  });
});

describe('one thing changed', () => {
  const CHANGES: readonly (readonly [change: string, run: Partial<SyntheticRun>, kinds: readonly string[]])[] = [
    ['the MSS', { mss: 536 }, ['runs.mss']],
    ['the keep-alive', { keepAlive: 5 }, ['runs.keep-alive']],
    ['the client identifier', { clientId: 'other' }, ['runs.client-id']],
    ['the port of the broker', { serverPort: 8883 }, ['runs.broker-port']],
    ['the pace', { intervalNs: 150_000_000 }, ['runs.publish-interval']],
  ];
  it.each(CHANGES)('%s: that, and nothing else', (_, run, kinds) => {
    expect(kindsOf(compare({ seed: 11 }, { seed: 12, ...run }))).toEqual(kinds);
  });

  it('the delay of the path: every time that contains it', () => {
    const answer = compare({ seed: 21 }, { seed: 22, delayNs: 30_000_000 });
    expect(kindsOf(answer)).toEqual([
      'runs.first-data-rtt',
      'runs.first-publish-rtt',
      'runs.initial-rtt',
      'runs.rtt',
      'runs.step-time',
      'runs.syn-rtt',
    ]);
    const { test, verdict } = rowOf(answer, 'rtt', 'client');
    expect(verdict).toBe('different');
    expect(test?.effect).toBe(1);
    expect(Math.abs((test?.shift ?? 0) - 10_000_000)).toBeLessThan(400_000);
    const [low, high] = test?.shiftInterval ?? [0, 0];
    expect(low).toBeLessThanOrEqual(10_000_000 + 300_000);
    expect(high).toBeGreaterThanOrEqual(10_000_000 - 300_000);
  });

  it('a delay that is certain but small is noise, and says so', () => {
    const answer = compare({ seed: 31, jitterNs: 50_000 }, { seed: 32, jitterNs: 50_000, delayNs: 20_400_000 });
    const row = rowOf(answer, 'rtt', 'client');
    expect(row.test?.adjustedP).toBeLessThan(1e-6);
    expect(row.verdict).toBe('within-noise');
    expect(row.reason).toContain('small');
    expect(answer.differences).toEqual([]);
  });

  it('loss on the path', () => {
    const answer = compare({ seed: 41 }, { seed: 42, loss: 0.5 });
    expect(kindsOf(answer)).toContain('runs.retransmissions');
    expect(kindsOf(answer)).toContain('runs.finding');
    expect(rowOf(answer, 'retransmissions', 'client')).toMatchObject({ verdict: 'different', a: { value: 0 } });
    expect(rowOf(answer, 'retransmissions', 'client').b.frames.length).toBeGreaterThan(0);
  });

  it('one lost segment cannot be told from none', () => {
    const answer = compare({ seed: 51, messages: 10 }, { seed: 52, messages: 10, lost: [4] });
    const row = rowOf(answer, 'retransmissions', 'client');
    expect(row.a.value).toBe(0);
    expect(row.b.value).toBe(1);
    expect(row.verdict).toBe('unknown');
  });

  it('losses that follow on one another are one event', () => {
    const [apart, together] = [
      [4, 11, 18, 25, 32, 39],
      [4, 5, 6, 7, 8, 9],
    ];
    const [spread, burst] = [apart, together].map((lost) =>
      rowOf(compare({ seed: 55 }, { seed: 56, lost, deaf: true }), 'retransmissions', 'client'),
    );
    expect(spread?.b).toMatchObject({ value: 6, bursts: 6 });
    expect(burst?.b).toMatchObject({ value: 6, bursts: 1 });
    expect(burst?.test?.p).toBe(1);
    expect(spread?.test?.p).toBeCloseTo(2 / 2 ** 6, 2);
    expect(burst?.reason).toContain('count as one: 0 and 1');
  });

  it('one value that its own run does not repeat is an exception, not a difference of the runs', () => {
    const answer = compare({ seed: 53 }, { seed: 54, lost: [1] });
    const row = rowOf(answer, 'first-publish-rtt');
    expect(row.b.value).toBeGreaterThan(250_000_000);
    expect(row.verdict).toBe('within-noise');
    expect(row.reason).toContain('exception');
    expect(kindsOf(answer).filter((kind) => kind !== 'runs.finding')).toEqual([]);
  });

  it('ten times as many messages: their number, and not the number of answers a message has', () => {
    const answer = compare({ seed: 61, messages: 10 }, { seed: 62, messages: 100 });
    expect(rowOf(answer, 'message-count', 'client', 'PUBLISH').verdict).toBe('different');
    expect(rowOf(answer, 'message-count', 'server', 'PUBACK')).toMatchObject({
      verdict: 'within-noise',
      a: { value: 10, exposure: 10 },
      b: { value: 100, exposure: 100 },
    });
  });

  it('too few measurements decide nothing, however far apart', () => {
    const answer = compare({ seed: 71, messages: 1 }, { seed: 72, messages: 1, delayNs: 200_000_000 });
    const row = rowOf(answer, 'step-time', 'client', 'PUBLISH → PUBACK (QoS 1)');
    expect(row).toMatchObject({ verdict: 'unknown', a: { samples: 1 }, b: { samples: 1 } });
    expect(row.reason).toContain('too few');
  });
});

describe('kinds', () => {
  it('of differences are all listed, for --only and --ignore', () => {
    const answer = compare(
      { seed: 63, loss: 0.5, mss: 536, clientId: 'x' },
      { seed: 64, delayNs: 90_000_000, keepAlive: 7 },
    );
    expect(answer.differences.length).toBeGreaterThan(5);
    for (const { kind } of answer.differences) expect(RUNS_DIFFERENCE_KINDS).toContain(kind);
  });
});

describe('laws', () => {
  const run = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    messages: fc.integer({ min: 0, max: 30 }),
    delayNs: fc.integer({ min: 10_000, max: 300_000_000 }),
    loss: fc.constantFrom(0, 0, 0.3),
    mss: fc.constantFrom(1460, 536),
    clientId: fc.constantFrom('meter', 'other', ''),
    payloadBytes: fc.integer({ min: 0, max: 300 }),
  });

  it('B against A is the mirror image of A against B', () => {
    fc.assert(
      fc.property(run, run, (a, b) => {
        const [one, other] = [inputOf(a), inputOf(b)];
        expectMirrored(compareRuns(one, other, CONTEXT), compareRuns(other, one, CONTEXT));
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('A against A differs in nothing', () => {
    fc.assert(
      fc.property(run, (a) => {
        const input = inputOf(a);
        const { differences, runs } = compareRuns(input, input, CONTEXT);
        expect(differences).toEqual([]);
        expect(runs.verdicts.different + runs.verdicts.unknown + runs.verdicts['within-noise']).toBe(0);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('is JSON: nothing is lost on the way through text', () => {
    const { runs, differences } = compare({ seed: 81 }, { seed: 82, mss: 536 });
    expect(JSON.parse(JSON.stringify({ runs, differences }))).toEqual({ runs, differences });
  });

  it('both languages say the same of the same', () => {
    const [a, b] = [inputOf({ seed: 91 }), inputOf({ seed: 92, delayNs: 60_000_000 })];
    const es = compareRuns(a, b, { lang: 'es', listLimit: 1000 });
    const en = compareRuns(a, b, { lang: 'en', listLimit: 1000 });
    expect(es.differences.map(({ kind }) => kind)).toEqual(en.differences.map(({ kind }) => kind));
    expect(es.differences.map(({ text }) => text)).not.toEqual(en.differences.map(({ text }) => text));
  });
});

describe('the captures of the project', () => {
  const folder = fileURLToPath(new URL('../../../captures', import.meta.url));
  const names = readdirSync(folder).filter((name) => /\.(pcap|pcapng|gz)$/.test(name));
  const inputs = new Map<string, RunsInput>();
  beforeAll(async () => {
    for (const name of names) inputs.set(name, await readRun(join(folder, name)));
  });

  function input(name: string): RunsInput {
    const found = inputs.get(name);
    if (found === undefined) throw new Error(`no capture ${name}`);
    return found;
  }

  it('mirror each other, all against all', () => {
    for (const [at, one] of names.entries()) {
      for (const other of names.slice(at)) {
        const [a, b] = [input(one), input(other)];
        expectMirrored(compareRuns(a, b, CONTEXT), compareRuns(b, a, CONTEXT));
      }
    }
  }, 60_000);

  it('are the same as themselves, and in another format with a coarser clock', () => {
    for (const name of names) expect(compareRuns(input(name), input(name), CONTEXT).differences).toEqual([]);
    const [fine, coarse] = ['lab_plain_qos2_publisher.pcapng.gz', 'lab_plain_qos2_publisher_us_bigendian.pcap'];
    const { runs, differences } = compareRuns(input(fine), input(coarse), CONTEXT);
    expect(differences).toEqual([]);
    expect(runs.verdicts.same).toBeGreaterThan(60);
  });

  it('publisher and subscriber of the reference run: different runs, with every difference and no invented one', () => {
    const answer = compareRuns(input('captura_publisher.pcapng'), input('captura_subscriber.pcapng'), CONTEXT);
    const told = answer.differences.map(({ kind, facts }) => [kind, facts['detail']].filter(Boolean).join(' '));
    expect(told.sort()).toEqual([
      'runs.disconnect',
      'runs.exchange-state PUBLISH QoS 2: complete',
      'runs.exchange-state PUBLISH QoS 2: unconfirmed',
      'runs.finding mqtt.qos2-never-released',
      'runs.finding mqtt.session-without-disconnect',
      'runs.first-data-rtt',
      'runs.initial-rtt',
      'runs.message-count PUBCOMP',
      'runs.message-count PUBREL',
      'runs.role',
      'runs.rtt',
      'runs.subscription tp1/aguilar_klockner',
      'runs.syn-rtt',
      'runs.teardown',
    ]);
    const verdicts: readonly (readonly [string, string | null, string | null, unknown, unknown, RunsVerdict])[] = [
      ['mss', 'client', null, 1460, 1460, 'same'],
      ['window-scale', 'server', null, 7, 7, 'same'],
      ['initial-window', 'client', null, 64_240, 64_240, 'same'],
      ['initial-window', 'server', null, 62_643, 62_643, 'same'],
      ['initial-sequence-number', 'client', null, 1_806_442_917, 3_241_009_901, 'by-nature'],
      ['initial-sequence-number', 'server', null, 2_873_011_256, 1_390_274_418, 'by-nature'],
      ['syn-rtt', null, null, 3_907_487, 226_214_784, 'different'],
      ['first-data-rtt', null, null, 7_426_908, 226_118_557, 'different'],
      // A round trip there, the delay of the receiver here.
      ['first-publish-rtt', null, null, 3_893_947, 39_812, 'unknown'],
      ['message-count', 'publishing', 'PUBLISH', 11, 12, 'within-noise'],
      ['message-count', 'publishing', 'PUBREL', 0, 12, 'different'],
      ['message-count', 'receiving', 'PUBCOMP', 0, 11, 'different'],
      ['fragment-count', 'publishing', null, 11, 12, 'within-noise'],
      ['file-bytes', 'publishing', null, 673, 673, 'same'],
      ['publish-interval', 'publishing', null, expect.any(Number), expect.any(Number), 'within-noise'],
      ['broker-name', null, null, 'broker.hivemq.com', 'broker.hivemq.com', 'same'],
    ];
    for (const [kind, party, detail, a, b, verdict] of verdicts) {
      expect(rowOf(answer, kind, party, detail)).toMatchObject({ a: { value: a }, b: { value: b }, verdict });
    }
  });

  it('without RTT samples says so, and compares the rest', () => {
    const { analysis, label } = input('captura_publisher.pcapng');
    const answer = compareRuns({ analysis, label }, input('captura_subscriber.pcapng'), CONTEXT);
    expect(answer.runs.notes.some((note) => note.includes('RTTs were not kept'))).toBe(true);
    expect(answer.differences.some(({ kind }) => kind === 'runs.role')).toBe(true);
    expect(answer.differences.some(({ kind }) => kind === 'runs.rtt')).toBe(false);
  });
});

// The fragments of every recorded run: what the applications logged (truth.json) is what the captures show; where the file has holes, and who could
// notice; and the original file laid over every capture (--expect).

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Analysis, FragmentReport } from '../../src/analyze/analysis.ts';
import { parseFragmentFormat } from '../../src/analyze/collectors/fragment-format.ts';
import { ExpectationCollector } from '../../src/analyze/expectation/expectation-collector.ts';
import { ExpectedFile } from '../../src/analyze/expectation/expected-file.ts';
import { analyze } from '../../src/index.ts';
import { buildDocument } from '../../src/report/build-document.ts';
import type { Block } from '../../src/report/document.ts';
import { describeWithShared, sharedCapture, sharedDir } from '../shared.ts';
import { labCaptures } from './answers.ts';

interface Logged {
  readonly payload_len?: number;
}

interface Truth {
  readonly fragments?: { readonly published: readonly Logged[]; readonly received: readonly Logged[] };
}

const scenarios = [...new Set(labCaptures().map(({ name }) => name.split('/')[0] ?? ''))];
const truthOf = (scenario: string): Truth =>
  JSON.parse(readFileSync(sharedCapture('lab', scenario, 'truth.json'), 'utf8')) as Truth;
const capture = (scenario: string, point: string): string => sharedCapture('lab', scenario, `${point}.pcapng`);

const POINTS = [
  ['publisher', 'client', 'published'],
  ['subscriber', 'server', 'received'],
] as const;

/** Encrypted, or the log does not hold the lengths. */
const UNREADABLE = ['tls13', 'will_abrupt_kill', 'zero_window'];

describeWithShared('what the applications logged', () => {
  for (const scenario of scenarios.filter((name) => !UNREADABLE.includes(name))) {
    const { fragments } = truthOf(scenario);
    if (fragments === undefined) continue;
    it.each(POINTS)(`${scenario}: %s`, async (point, sender, logged) => {
      const { connections } = await analyze([capture(scenario, point)]);
      const lengths = connections.flatMap(({ mqtt }) => {
        const report = mqtt?.fragments?.[sender] ?? null;
        return report === null ? [] : report.rows;
      });
      lengths.sort((a, b) => a.frame - b.frame || a.order - b.order);
      const log = fragments[logged].flatMap(({ payload_len }) => payload_len ?? []); // mqtt5: one message on another topic
      const found = lengths.map(({ payloadLength }) => payloadLength);
      // noloop: the rest never left the machine; mid_session: the capture began later.
      if (scenario === 'mid_session') expect(found).toEqual(log.slice(-found.length));
      else if (scenario.startsWith('noloop_over20')) expect(found).toEqual(log.slice(0, found.length));
      else expect(found).toEqual(log);
      expect(found.length > 0).toBe(log.length > 0);
    });
  }
});

async function fragmentsOf(scenario: string, point: string, sender: 'client' | 'server'): Promise<FragmentReport> {
  const { connections } = await analyze([capture(scenario, point)]);
  const report = connections.flatMap(({ mqtt }) => mqtt?.fragments?.[sender] ?? [])[0];
  if (report === undefined) throw new Error(`${scenario}/${point}: no fragments`);
  return report;
}

const EVERYWHERE = [
  ['publisher', 'client'],
  ['broker', 'client'],
  ['broker', 'server'],
  ['subscriber', 'server'],
] as const;

describeWithShared('where the file has holes', () => {
  it.each(EVERYWHERE)('missing6, %s, %s: number 6, from byte 366 on, its size not stated', async (point, sender) => {
    const { sequences, totalBytes } = await fragmentsOf('missing6', point, sender);
    expect(totalBytes).toBe(615);
    expect(sequences).toHaveLength(1);
    expect(sequences[0]).toMatchObject({ missing: [6], outcome: 'incomplete', tail: 'unknown', fileBytes: null });
    expect(sequences[0]?.holes).toMatchObject([
      {
        position: 'inside',
        fromIndex: 6,
        toIndex: 6,
        offsetMinimum: 366,
        offsetMaximum: 366,
        bytes: null,
        bytesMinimum: 1,
        bytesMaximum: null,
        likelyMinimum: 55,
        likelyMaximum: 70,
      },
    ]);
  });

  it.each(EVERYWHERE)('data_lost, %s, %s: number 6, 63 bytes from byte 303 on', async (point, sender) => {
    const { sequences, announcedBytes, totalBytes } = await fragmentsOf('data_lost', point, sender);
    expect([announcedBytes, totalBytes]).toEqual([673, 610]);
    expect(sequences[0]).toMatchObject({ missing: [6], fileBytes: 673, fileBytesFrom: 'announced', tail: 'unknown' });
    expect(sequences[0]?.holes).toMatchObject([
      { position: 'inside', fromIndex: 6, offsetMinimum: 303, offsetMaximum: 303, bytes: 63, bytesMaximum: 63 },
    ]);
  });

  it.each(EVERYWHERE)('secure, %s, %s: two attempts with holes, the third complete', async (point, sender) => {
    const { sequences, format } = await fragmentsOf('secure', point, sender);
    expect(format).toBe('restart');
    expect(sequences.map(({ outcome, bytes, fileBytes, tail }) => [outcome, bytes, fileBytes, tail])).toEqual([
      ['failed', 560, 673, 'unknown'],
      ['failed', 431, 673, 'unknown'],
      ['complete', 673, null, 'confirmed'],
    ]);
    expect(
      sequences.map(({ holes }) => holes.map((hole) => [hole.position, hole.fromIndex, hole.toIndex, hole.bytes])),
    ).toEqual([[['inside', 5, 5, 113]], [['start', 0, 1, 242]], []]);
    expect(sequences[0]?.holes[0]).toMatchObject({ offsetMinimum: 558, offsetMaximum: 558 });
  });
});

/** All words of the report's section on fragments. */
function words(analysis: Analysis, lang: 'es' | 'en'): string {
  const document = buildDocument(analysis, { lang, profile: 'lab', timeZone: 'UTC', width: 100, color: false });
  const section = document.sections.find(({ id }) => id === 'fragments');
  return (section?.blocks ?? []).map(wordsOf).join('\n');
}

function wordsOf(block: Block): string {
  if (block.kind === 'facts') return block.rows.map(([label, cell]) => `${label}: ${textOf(cell)}`).join('\n');
  if (block.kind === 'table') return block.rows.map((row) => row.map(textOf).join(' | ')).join('\n');
  return 'text' in block ? String(block.text) : '';
}

function textOf(cell: string | { readonly text: string }): string {
  return (typeof cell === 'string' ? cell : cell.text).replaceAll('\u00a0', ' ');
}

describeWithShared('what the report says of them', () => {
  it.each([
    [
      'missing6',
      'es',
      [
        '6 | byte 366 | no se puede saber; si era como los demás, entre 55 y 70 bytes',
        'Solo si comprueba los números',
        'escribe 615 bytes sin ningún error',
      ],
    ],
    [
      'missing6',
      'en',
      [
        '6 | byte 366 | cannot be told; if like the others, between 55 and 70 bytes',
        'Only if it checks the numbers',
        'it writes 615 bytes without any error',
      ],
    ],
    [
      'data_lost',
      'es',
      [
        'anuncia 673 bytes y los demás suman 610: faltan 63',
        '6 | byte 303 | 63 bytes (si no falta además el final)',
        '45 → 51',
      ],
    ],
    [
      'data_lost',
      'en',
      [
        'announces 673 bytes, and the others add up to 610: 63 are missing',
        '6 | byte 303 | 63 bytes (if the end is not missing too)',
        '45 → 51',
      ],
    ],
    [
      'secure',
      'es',
      [
        '«-1|FFFFFFFF» le dice que lo recibido hasta ahí no vale (2 veces)',
        '1 | 5 | byte 558 | 113 bytes',
        '2 | 0 a 1 | byte 0 | 242 bytes',
        'El último termina en «0|00000000»: está completo',
      ],
    ],
    [
      'secure',
      'en',
      [
        '“-1|FFFFFFFF” tells it that what came so far is void (twice)',
        '1 | 5 | byte 558 | 113 bytes',
        '2 | 0 to 1 | byte 0 | 242 bytes',
        'The last one ends in “0|00000000”: it is complete',
      ],
    ],
  ] as const)('%s, %s', async (scenario, lang, sentences) => {
    const text = words(await analyze([capture(scenario, 'subscriber')], { lang }), lang);
    for (const sentence of sentences) expect(text).toContain(sentence);
  });
});

/** The lab's input.txt, as the one run that delivered all of it wrote it. */
const INPUT =
  sharedDir === null ? new Uint8Array(0) : readFileSync(sharedCapture('lab', 'secure', 'subscriber.output.txt'));

async function compared(path: string): Promise<Analysis> {
  const stated = parseFragmentFormat('auto');
  if (stated === null) throw new Error('auto is a format');
  const file = new ExpectedFile('input.txt', INPUT);
  return analyze([path], { expectation: new ExpectationCollector({ file, stated, stream: null, listLimit: 1000 }) });
}

type Told = readonly [
  outcome: string,
  ...differences: (readonly [kind: string, offset: number | null, bytes: number])[],
];

function told({ expectation }: Analysis): Told[][] {
  return (expectation?.transfers ?? []).map(({ attempts }) =>
    attempts.map(
      ({ outcome, differences }): Told => [
        outcome,
        ...differences.map(({ kind, offset, bytes }) => [kind, offset, bytes] as const),
      ],
    ),
  );
}

const identical: Told[] = [['identical']];
const EXPECTED: Readonly<Record<string, Told[]>> = {
  indexed_qos2: identical,
  mqtt5: identical,
  noloop_hivemq_like: identical,
  noloop_over20_paho16: [['identical'], ['damaged', ['missing', 567, 106]]],
  plain_qos2: identical,
  qos0: identical,
  qos1: identical,
  qos_downgrade: identical,
  syn_retransmission: identical,
  websocket: identical,
  missing6: [['damaged', ['missing', 366, 58]]],
  data_lost: [['damaged', ['missing', 303, 63]]],
  secure: [['damaged', ['missing', 558, 113]], ['damaged', ['missing', 0, 242]], ['identical']],
  mid_session: [['damaged', ['missing', 0, 188]]],
};

describeWithShared('the original file laid over the captures', () => {
  for (const [scenario, attempts] of Object.entries(EXPECTED)) {
    it.each(['publisher', 'subscriber', 'broker'])(`${scenario}: %s`, async (point) => {
      const analysis = await compared(capture(scenario, point));
      const transfers = told(analysis);
      expect(transfers).toEqual(point === 'broker' ? [attempts, attempts] : [attempts]);
      expect(analysis.findings.some(({ rule }) => rule === 'file.bytes-missing')).toBe(
        attempts.every(([outcome]) => outcome === 'damaged'),
      );
    });
  }

  it('capture_loss: what the capture lost is missing at the broker only', async () => {
    expect(told(await compared(capture('capture_loss', 'publisher')))).toEqual([identical]);
    expect(told(await compared(capture('capture_loss', 'broker')))).toEqual(
      expect.arrayContaining([[['damaged', ['missing', 188, 59]]], [['damaged', ['missing', 0, 65]]]]),
    );
  });

  it('another file is not there, and a finding says so', async () => {
    const analysis = await compared(capture('tcp_loss', 'publisher'));
    expect(analysis.expectation).toMatchObject({ transfers: [], transfersCount: 0, otherTopics: 1 });
    expect(analysis.findings.map(({ rule }) => rule)).toContain('file.not-found');
  });
});

describeWithShared('how TCP cut the same bytes', () => {
  // Counted with tshark: segments with data of that side that carry the message, each byte once.
  it.each([
    ['large_300k', 'publisher', 'client', { segments: 208, overSeveral: 1, mostSegmentsPerFragment: 208 }],
    ['tcp_loss', 'broker', 'client', { segments: 42, overSeveral: 1 }],
    ['burst_one_segment', 'broker', 'client', { segments: 1, inOneSegment: 8, mostFragmentsPerSegment: 8 }],
    ['indexed_qos2', 'subscriber', 'server', { segments: 11, inOneSegment: 11, mostFragmentsPerSegment: 1 }],
  ] as const)('%s, %s', async (scenario, point, sender, expected) => {
    expect((await fragmentsOf(scenario, point, sender)).segmentation).toMatchObject(expected);
  });
});

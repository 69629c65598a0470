// The fragments section on conversations made for it: several topics, a reconnect, who can notice, where the file has holes.

import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import type { Lang } from '../../../src/core/text.ts';
import { buildDocument } from '../../../src/report/build-document.ts';
import type { Block, Cell } from '../../../src/report/document.ts';
import { analysisOf, CaptureWriter, Conversation, MS } from '../../analyze/capture.ts';
import { concat, connack, connect, publish, u32 } from '../../builders/mqtt.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text).replaceAll('\u00a0', ' ');

function blocksOf(analysis: Analysis, stream: number, lang: Lang): readonly Block[] {
  const page = { lang, profile: 'lab', timeZone: 'UTC', width: 100, color: false } as const;
  const sections = buildDocument(analysis, page).sections;
  return sections.find(({ id, stream: own }) => id === 'fragments' && own === stream)?.blocks ?? [];
}

/** The facts of the first topic, by label. */
function facts(analysis: Analysis, stream: number, lang: Lang): ReadonlyMap<string, string> {
  const found = blocksOf(analysis, stream, lang).find((block) => block.kind === 'facts');
  return new Map(found?.kind === 'facts' ? found.rows.map(([label, cell]) => [label, textOf(cell)]) : []);
}

function transfer(
  writer: CaptureWriter,
  port: number,
  payloads: readonly (string | Uint8Array)[],
  clientId = 'pub',
): void {
  const conversation = new Conversation(writer, { clientPort: port }).open();
  conversation.send('client', MS, { payload: connect({ clientId }) }).send('server', MS, { payload: connack() });
  for (const payload of payloads) conversation.send('client', MS, { payload: publish({ topic: 'file', payload }) });
  conversation.close();
}

describe('a reconnect in the middle of a transfer', () => {
  it.each([
    [
      'none lost',
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      'la conexión 0, del mismo cliente, llevó del 0 al 3: entre las dos no falta ninguno hasta aquí',
    ],
    [
      'one lost on the way',
      [0, 1, 2, 3],
      [5, 6, 7, 8],
      'la conexión 0, del mismo cliente, llevó del 0 al 3; entre las dos falta 4',
    ],
  ])('%s', async (_name, first, second, text) => {
    const writer = new CaptureWriter();
    transfer(
      writer,
      50_000,
      first.map((i) => `${i}|abc`),
    );
    transfer(
      writer,
      50_001,
      second.map((i) => `${i}|abc`),
    );
    const analysis = await analysisOf(writer);
    expect(facts(analysis, 1, 'es').get('Los anteriores')).toBe(text);
    expect(facts(analysis, 0, 'es').has('Los anteriores')).toBe(false);
    expect(facts(analysis, 1, 'en').get('Those before')).toContain('connection 0, of the same client, carried 0 to 3');
  });

  it('of another client it is nobody’s beginning', async () => {
    const writer = new CaptureWriter();
    transfer(writer, 50_000, ['0|a', '1|b', '2|c'], 'one');
    transfer(writer, 50_001, ['3|a', '4|b', '5|c'], 'two');
    expect(facts(await analysisOf(writer), 1, 'es').has('Los anteriores')).toBe(false);
  });
});

describe('who can notice, and is the end there', () => {
  const length = (bytes: number): Uint8Array => concat(ascii('0|'), u32(bytes));
  it.each<[string, readonly (string | Uint8Array)[], string, string | undefined]>([
    ['raw', ['uno', 'dos y', 'tres o'], 'No: without number or length', undefined],
    ['indexed', ['0|aa', '1|bb', '2|cc'], 'Of one in the middle, yes', 'cannot be told: nothing says how many'],
    ['indexed with a hole', ['0|aa', '1|bb', '3|dd', '4|ee'], 'Only if it checks the numbers', 'cannot be told'],
    [
      'announced and right',
      [length(300), `1|${'a'.repeat(150)}`, `2|${'b'.repeat(150)}`],
      'Yes: the announced length (300 bytes) equals',
      'yes: the sum is the announced length',
    ],
    [
      'announced, the end missing',
      [length(400), `1|${'a'.repeat(150)}`, `2|${'b'.repeat(150)}`],
      'it is the end that is missing',
      'no: 100 bytes are missing behind 2',
    ],
    [
      'success',
      ['0|aa', '1|bb', '2|cc', concat(ascii('0|'), u32(0))],
      'Yes: the end packet says',
      'yes: the end packet confirms it',
    ],
  ])('%s', async (_name, payloads, notice, tail) => {
    const writer = new CaptureWriter();
    transfer(writer, 50_000, payloads);
    const found = facts(await analysisOf(writer), 0, 'en');
    expect(found.get('Can the receiver notice?')).toContain(notice);
    if (tail === undefined) expect(found.has('Is the end there?')).toBe(false);
    else expect(found.get('Is the end there?')).toContain(tail);
  });
});

describe('letters cut in two', () => {
  it('are text all the same, with a mark at the cut', async () => {
    const bytes = ascii('la Nación Argentina');
    const writer = new CaptureWriter();
    transfer(
      writer,
      50_000,
      [0, 8, 14].map((at, i) => concat(ascii(`${i}|`), bytes.subarray(at, [8, 14, 30][i]))),
    );
    const analysis = await analysisOf(writer);
    expect(analysis.connections[0]?.mqtt?.fragments?.client?.rows.map(({ text }) => text)).toEqual([
      'la Naci\ufffd',
      '\ufffdn Arg',
      'entina',
    ]);
  });
});

describe('several topics', () => {
  it('each file has its own part, the rest one line each', async () => {
    const writer = new CaptureWriter();
    const conversation = new Conversation(writer).open();
    conversation.send('client', MS, { payload: connect() }).send('server', MS, { payload: connack() });
    for (let i = 0; i < 4; i++) {
      conversation.send('client', MS, { payload: publish({ topic: 'a', payload: `${i}|abc` }) });
      conversation.send('client', MS, { payload: publish({ topic: 'b', payload: `${i + 1}|abcdef` }) });
      conversation.send('client', MS, { payload: publish({ topic: 'state', payload: `vivo ${i % 2}.5` }) });
    }
    const blocks = blocksOf(await analysisOf(writer), 0, 'es');
    const headings = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 3 ? [block.text] : []));
    expect(headings).toEqual(['Publicados por el cliente · b', 'Publicados por el cliente · a']);
    const others = blocks.find((block) => block.kind === 'table' && block.caption === 'Otros tópicos, sin numerar');
    expect(others?.kind === 'table' ? others.rows.map((row) => row.map(textOf)) : null).toEqual([['state', '4', '32']]);
  });
});

// Payloads as files: complete, named safely, listed; files put together from their fragments; holes are told and never filled.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OutputError } from '../../src/core/errors.ts';
import { PayloadFiles } from '../../src/export/payload-files.ts';
import { analyze } from '../../src/index.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { concat, connack, connect, publish, u32 } from '../builders/mqtt.ts';
import { Scenario } from '../builders/scenario.ts';
import { NO_SUMMARY } from '../flow/no-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-extract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const captures = resolve(import.meta.dirname, '../../captures');
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Row {
  readonly file: string;
  readonly frame: number;
  readonly topic: string;
  readonly payloadLength: number;
  readonly missingBytes: number;
  readonly sha256: string;
}

interface RebuiltRow {
  readonly file: string;
  readonly holes: string | null;
  readonly topic: string;
  readonly fragments: number;
  readonly bytes: number;
  readonly announcedBytes: number | null;
  readonly end: string | null;
  readonly complete: boolean | null;
  readonly sha256: string;
}

function listed<T = Row>(target: string, list = 'index.ndjson'): T[] {
  const lines = readFileSync(join(target, list), 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

function extract(target: string, scenario: Scenario): Row[] {
  const files = new PayloadFiles(target, null);
  const pipeline = new Pipeline({ extraListeners: [files], extraSessionListeners: [files] });
  for (const frame of scenario.frames()) pipeline.sink(frame);
  pipeline.end(NO_SUMMARY);
  return listed(target);
}

/** One connection on which the client publishes these payloads. */
function published(payloads: readonly (string | Uint8Array)[], topic = 'file'): Scenario {
  const scenario = new Scenario().open().send(0, connect()).send(1, connack());
  for (const payload of payloads) scenario.send(0, publish({ topic, payload }));
  return scenario;
}

const rebuilt = (target: string): RebuiltRow[] => listed<RebuiltRow>(target, 'files.ndjson');
const content = (target: string, row: RebuiltRow | undefined): string =>
  readFileSync(join(target, row?.file ?? ''), 'latin1');

describe('payloads', () => {
  it('saves the file of the lab, fragment by fragment, and put together', async () => {
    const target = join(folder, 'lab');
    const files = new PayloadFiles(target, null);
    const options = { extraListeners: [files], extraSessionListeners: [files] };
    await analyze([join(captures, 'captura_publisher.pcapng')], options);
    const rows = listed(target);
    expect(rows.map(({ frame }) => frame)).toEqual([10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52]);
    const parts = rows.map(({ file }) => readFileSync(join(target, file)));
    const whole = Buffer.concat(parts);
    expect(whole.length).toBe(673);
    expect(whole.toString('utf8')).toContain('Nos los representantes del pueblo de la Nación Argentina');
    expect(rows.map((row) => row.sha256)).toEqual(parts.map(sha256));
    expect(rows.every(({ missingBytes }) => missingBytes === 0)).toBe(true);
    const [file, another] = rebuilt(target);
    expect(another).toBeUndefined();
    expect(file).toMatchObject({ fragments: 11, bytes: 673, complete: null, holes: null, sha256: sha256(whole) });
    expect(readFileSync(join(target, file?.file ?? ''))).toEqual(whole);
  });

  it('keeps topics apart and names folders safely whatever they say, also for empty payloads', () => {
    const target = join(folder, 'hostile');
    const scenario = new Scenario().open().send(0, connect()).send(1, connack());
    const topics = [
      '../../etc/passwd',
      '/',
      '.bashrc',
      'a\u202eb',
      'x'.repeat(300),
      'CON',
      'nul.txt',
      'A/b',
      'a/B',
      'a_b',
    ];
    for (const topic of topics) scenario.send(0, publish({ topic, payload: '' }));
    const rows = extract(target, scenario);
    expect(rows).toHaveLength(topics.length);
    const folders = rows.map(({ file }) => file.split('/')[1] ?? '');
    expect(new Set(folders.map((name) => name.toLowerCase())).size).toBe(topics.length);
    for (const { file, payloadLength } of rows) {
      expect(file).toMatch(/^payloads\/[A-Za-z0-9_][A-Za-z0-9._-]{0,62}\/\d{6}-stream0-client-frame\d+\.bin$/);
      expect(file).not.toMatch(/\/(?:con|nul)(?:\.|\/)|\.\.|\.\//i);
      expect(payloadLength).toBe(0);
      expect(readFileSync(join(target, file))).toHaveLength(0);
    }
    expect(readdirSync(target).sort()).toEqual(['files', 'files.ndjson', 'index.ndjson', 'payloads']);
  });

  it('saves a payload over many segments whole', () => {
    const target = join(folder, 'large');
    const payload = Uint8Array.from({ length: 20_000 }, (_, i) => i & 0xff);
    const packet = publish({ topic: 't', payload });
    const scenario = new Scenario().open().send(0, connect()).send(1, connack());
    for (let at = 0; at < packet.length; at += 1400) scenario.send(0, packet.subarray(at, at + 1400));
    const [row] = extract(target, scenario);
    expect(row?.missingBytes).toBe(0);
    expect(new Uint8Array(readFileSync(join(target, row?.file ?? '')))).toEqual(payload);
  });

  it('says with an OutputError that the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new PayloadFiles(join(folder, 'file', 'below'), null)).toThrow(OutputError);
  });
});

describe('rebuilt files', () => {
  it('in order of their numbers, each once', () => {
    const target = join(folder, 'numbered');
    extract(target, published(['0|aaa', '1|bbb', '3|ddd', '2|ccc', '2|ccc', '4|eee']));
    const [file] = rebuilt(target);
    expect(content(target, file)).toBe('aaabbbcccdddeee');
    expect(file).toMatchObject({ fragments: 5, bytes: 15, complete: null, holes: null });
  });

  it('a missing number is not filled: a file beside it says where', () => {
    const target = join(folder, 'hole');
    extract(target, published(['0|aaa', '1|bbb', '3|ddd', '4|eee']));
    const [file] = rebuilt(target);
    expect(content(target, file)).toBe('aaabbbdddeee');
    expect(file).toMatchObject({ complete: false, bytes: 12 });
    const holes = JSON.parse(readFileSync(join(target, file?.holes ?? ''), 'utf8')) as { absences: unknown[] };
    expect(holes.absences).toEqual([
      {
        kind: 'fragments-missing',
        rebuiltOffset: 6,
        fromIndex: 2,
        toIndex: 2,
        bytes: null,
        afterFrame: 7,
        beforeFrame: 8,
      },
    ]);
  });

  it('an announced length tells that the end is missing', () => {
    const target = join(folder, 'announced');
    extract(
      target,
      published([
        concat(ascii('0|'), u32(400)),
        `1|${'a'.repeat(100)}`,
        `2|${'b'.repeat(100)}`,
        `3|${'c'.repeat(100)}`,
      ]),
    );
    const [file] = rebuilt(target);
    expect(file).toMatchObject({ fragments: 3, bytes: 300, announcedBytes: 400, complete: false });
    expect(JSON.parse(readFileSync(join(target, file?.holes ?? ''), 'utf8'))).toMatchObject({
      absences: [{ kind: 'fragments-missing', rebuiltOffset: 300, fromIndex: 4, toIndex: null, bytes: 100 }],
    });
  });

  it('one file per attempt', () => {
    const target = join(folder, 'attempts');
    const failure = concat(ascii('-1|'), u32(0xffffffff));
    const success = concat(ascii('0|'), u32(0));
    extract(target, published(['0|aa', '2|cc', '3|dd', failure, '0|aaa', '1|bbb', '2|c', success]));
    const files = rebuilt(target);
    expect(files.map(({ end, complete }) => [end, complete])).toEqual([
      ['failure', false],
      ['success', true],
    ]);
    expect(files.map((file) => content(target, file))).toEqual(['aaccdd', 'aaabbbc']);
  });

  it('from JSON: the field that holds the data, base64 undone', () => {
    const target = join(folder, 'json');
    const texts = ['The first part of a text, ', 'the second part of it, ', 'and the third one of it.'];
    extract(
      target,
      published(
        texts.map((text, seq) => JSON.stringify({ seq, name: 'x', data: Buffer.from(text).toString('base64') })),
      ),
    );
    expect(content(target, rebuilt(target)[0])).toBe(texts.join(''));
  });

  it('bytes that the capture does not have are left out, and told', () => {
    const target = join(folder, 'not-captured');
    const scenario = published(['0|aaaa', '1|bbbb']);
    const packet = publish({ topic: 'file', payload: '2|cccccccc' });
    scenario.send(0, packet.subarray(0, packet.length - 6));
    const next = scenario.next(0);
    scenario.segment(0, { seq: (next + 4) >>> 0, payload: packet.subarray(packet.length - 2) });
    // The receiver has acknowledged what the capture does not show.
    scenario.segment(1, { ack: (next + 6) >>> 0 });
    const after = publish({ topic: 'file', payload: '3|dddd' });
    scenario.segment(0, { seq: (next + 6) >>> 0, payload: after });
    for (let i = 0; i < 40; i++) scenario.segment(1, { ack: (next + 6 + after.length) >>> 0 });
    extract(target, scenario);
    const [file] = rebuilt(target);
    expect(content(target, file)).toBe('aaaabbbbccccdddd');
    expect(JSON.parse(readFileSync(join(target, file?.holes ?? ''), 'utf8'))).toMatchObject({
      complete: false,
      absences: [{ kind: 'bytes-not-captured', rebuiltOffset: 10, bytes: 4, fromIndex: 2, toIndex: 2 }],
    });
  });

  it('none are made where fragments are not looked for', () => {
    const target = join(folder, 'none');
    const files = new PayloadFiles(target, null, { fragments: null });
    const pipeline = new Pipeline({ extraListeners: [files], extraSessionListeners: [files] });
    for (const frame of published(['0|a', '1|b', '2|c']).frames()) pipeline.sink(frame);
    pipeline.end(NO_SUMMARY);
    expect(listed(target)).toHaveLength(3);
    expect(existsSync(join(target, 'files.ndjson'))).toBe(false);
  });
});

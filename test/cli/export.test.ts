// `export` from outside: tables as a script reads them.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../export/parse-csv.ts';
import { bin, capture, cleanEnv, records, runProgram } from './run-program.ts';

const PUBLISHER = capture('captura_publisher.pcapng');
const ES = { LC_ALL: 'es_ES.UTF-8' };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttscope-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names and order that scripts rely on; what is behind them may grow at the end only. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  frames: [
    ...['frame', 'time', 'interfaceId', 'capturedLength', 'wireLength', 'protocols', 'source', 'destination'],
    ...['sourcePort', 'destinationPort', 'stream', 'seq', 'ack', 'relativeSeq', 'relativeAck', 'tcpLength'],
    ...['tcpHeaderLength', 'flags', 'window', 'scaledWindow', 'windowScaleFactor', 'analysis', 'duplicateAckNumber'],
    ...['duplicateAckFrame', 'ackedFrame', 'ackRttNs', 'initialRttNs', 'rtoNs', 'bytesInFlight', 'mqtt'],
  ],
  messages: [
    ...['stream', 'direction', 'number', 'type', 'firstFrame', 'lastFrame', 'deliveredFrame', 'time', 'lastTime'],
    ...['length', 'dup', 'qos', 'retain', 'packetIdentifier', 'topic', 'topicAlias', 'payloadLength', 'payloadSha256'],
    ...['payloadText', 'protocolLevel', 'clientId', 'keepAlive', 'cleanSession', 'reasonCodes', 'grantedQos'],
    ...['filters', 'properties', 'anomalies'],
  ],
  connections: [
    ...['stream', 'orientation', 'protocol', 'protocolEvidence', 'firstFrame', 'lastFrame', 'frames', 'completeness'],
    ...['completenessText', 'capturePoint'],
  ],
  exchanges: [
    ...['stream', 'originator', 'kind', 'qos', 'packetIdentifier', 'topic', 'steps', 'state', 'missing', 'totalNs'],
    'stepNs',
  ],
  fragments: [
    ...['stream', 'direction', 'order', 'index', 'size', 'payloadLength', 'frame', 'time', 'packetIdentifier', 'dup'],
    ...['duplicateOf', 'special', 'sha256', 'text'],
  ],
  findings: ['rule', 'severity', 'title', 'text', 'stream', 'frames', 'facts', 'clause'],
};

describe.each(Object.entries(COLUMNS))('--table %s', (table, columns) => {
  const ndjson = (): readonly Readonly<Record<string, unknown>>[] =>
    records(runProgram(['export', PUBLISHER, '--table', table]).stdout);

  it('has the columns of the contract in every record, in one order', () => {
    const rows = ndjson();
    expect(rows.length).toBeGreaterThan(0);
    const keys = Object.keys(rows[0] ?? {});
    expect(keys.filter((key) => columns.includes(key))).toEqual(columns);
    for (const row of rows) expect(Object.keys(row)).toEqual(keys);
  });

  it('keeps the conventions of times, durations, directions and absence', () => {
    for (const row of ndjson()) {
      for (const [key, value] of Object.entries(row)) {
        if (/[tT]ime$/.test(key)) expect(value).toMatch(/^\d+\.\d{9}$/);
        if (key.endsWith('Ns') && key !== 'stepNs') expect(value === null || Number.isInteger(value)).toBe(true);
        if (key === 'direction' || key === 'originator') expect(['client', 'server']).toContain(value);
        expect(value).not.toBeUndefined();
      }
    }
  });

  it('says the same in CSV', () => {
    const [head = [], ...cells] = parseCsv(
      runProgram(['export', PUBLISHER, '--table', table, '--format', 'csv']).stdout,
    );
    const rows = ndjson();
    expect(head).toEqual(Object.keys(rows[0] ?? {}));
    expect(cells).toEqual(
      rows.map((row) =>
        Object.values(row).map((value) => {
          if (value === null) return '';
          return typeof value === 'object' ? JSON.stringify(value) : String(value);
        }),
      ),
    );
  });
});

describe('options', () => {
  it('exports messages as NDJSON unless told otherwise', () => {
    const plain = runProgram(['export', PUBLISHER]);
    expect(plain).toEqual(runProgram(['export', PUBLISHER, '--table', 'messages', '--format', 'ndjson']));
    expect(plain.stderr).toBe('');
  });

  it('writes the whole table to -o and nothing to stdout', () => {
    const path = join(folder, 'messages.csv');
    const run = runProgram(['export', PUBLISHER, '--format', 'csv', '-o', path]);
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(runProgram(['export', PUBLISHER, '--format', 'csv']).stdout);
    expect(readdirSync(folder)).toEqual(['messages.csv']);
  });

  it('reads a pipe, and keeps to one connection', () => {
    const both = capture('lab_indexed_qos2_broker.pcapng');
    const all = records(runProgram(['export', '-'], { input: readFileSync(both) }).stdout);
    const one = records(runProgram(['export', both, '--stream', '1']).stdout);
    expect(new Set(all.map((row) => row['stream'])).size).toBeGreaterThan(1);
    expect(one).toEqual(all.filter((row) => row['stream'] === 1));
  });

  it('never caps: every frame of the capture', () => {
    const path = join(folder, 'long.pcapng');
    writeFileSync(path, repeated(PUBLISHER, 60));
    expect(records(runProgram(['export', path, '--table', 'frames']).stdout).length).toBe(59 * 60);
    rmSync(path);
  });

  it('words findings in the language asked for', () => {
    const titles = (lang: string): unknown[] =>
      records(runProgram(['export', PUBLISHER, '--table', 'findings', '--lang', lang]).stdout).map(
        (row) => row['title'],
      );
    expect(titles('es').length).toBe(titles('en').length);
    expect(titles('es')).not.toEqual(titles('en'));
  });
});

describe('trouble', () => {
  it.each([
    [
      ['--table', 'packets'],
      '--table: invalid value "packets"; allowed: frames, messages',
      '--table: valor no válido «packets»; se admite frames, messages',
    ],
    [['--table', 'frame'], 'Did you mean frames?', '¿Quiso decir frames?'],
    [
      ['--format', 'json'],
      '--format: invalid value "json"; allowed: ndjson or csv.',
      '--format: valor no válido «json»; se admite ndjson o csv.',
    ],
    [['--profile', 'lab'], 'unknown option: --profile.', 'opción desconocida: --profile.'],
    [['--stream', '9'], 'the capture has no such connection', 'la captura no tiene esa conexión'],
  ])('2: %o', (argv, en, es) => {
    const english = runProgram(['export', PUBLISHER, ...argv]);
    expect(english).toMatchObject({ status: 2, stdout: '' });
    expect(english.stderr).toContain(en);
    expect(runProgram(['export', PUBLISHER, ...argv], { env: ES }).stderr).toContain(es);
  });

  it('3: no capture', () => {
    expect(runProgram(['export', join(folder, 'missing')])).toMatchObject({ status: 3, stdout: '' });
  });

  it('4: a cut capture; the rows before the cut are written', () => {
    const whole = readFileSync(PUBLISHER);
    const cut = join(folder, 'cut.pcapng');
    writeFileSync(cut, whole.subarray(0, 3000));
    const target = join(folder, 'cut.ndjson');
    const run = runProgram(['export', cut, '--table', 'frames', '-o', target]);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('(byte ');
    expect(records(readFileSync(target, 'utf8')).length).toBeGreaterThan(5);
  });

  it('6: no place to write, also when it fills up in the middle', () => {
    expect(runProgram(['export', PUBLISHER, '-o', join(folder, 'no', 'x')])).toMatchObject({ status: 6, stdout: '' });
    if (existsSync('/dev/full')) expect(runProgram(['export', PUBLISHER, '-o', '/dev/full']).status).toBe(6);
  });

  it('ends quietly and at once when the reader has enough', () => {
    const path = join(folder, 'long.pcapng');
    writeFileSync(path, repeated(PUBLISHER, 400));
    const run = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${bin}" export "${path}" --table frames | head -n 1; echo done`],
      {
        env: cleanEnv(),
      },
    );
    expect(run.stderr.toString()).toBe('');
    expect(run.stdout.toString()).toMatch(/^\{"frame":1,.*\}\ndone\n$/);
    rmSync(path);
  });

  it('waits for a slow reader of a full pipe, and loses nothing', async () => {
    const path = join(folder, 'long.pcapng');
    writeFileSync(path, repeated(PUBLISHER, 100));
    const child = spawn(process.execPath, [bin, 'export', path, '--table', 'frames'], {
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (piece: string) => {
      text += piece;
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 2);
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(0);
    expect(records(text).length).toBe(5900);
    rmSync(path);
  });

  it('ends quietly when the reader leaves while the input is still open', async () => {
    const child = spawn(process.execPath, [bin, 'export', '-', '--table', 'frames'], {
      env: cleanEnv(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    child.stdout.destroy();
    child.stdin.write(readFileSync(PUBLISHER));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });

  it('hands rows of a slow input on while it is still open', async () => {
    const child = spawn(process.execPath, [bin, 'export', '-', '--table', 'frames'], {
      env: cleanEnv(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.write(readFileSync(PUBLISHER));
    const first = await new Promise<string>((resolve) =>
      child.stdout.once('data', (piece: Buffer) => resolve(piece.toString())),
    );
    expect(first.startsWith('{"frame":1,')).toBe(true);
    child.stdin.end();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });
});

/** The capture `times` over, as sections behind each other. */
function repeated(path: string, times: number): Uint8Array {
  const once = readFileSync(path);
  return Buffer.concat(Array<Buffer>(times).fill(once));
}

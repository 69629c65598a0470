// --expect and --extract through the built program: what is said of the file, exit codes, what is wrong with the file named.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ExpectationReport } from '../../src/analyze/expectation/expectation-report.ts';
import { runProgram } from './run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-expect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ES = { LC_ALL: 'es_ES.UTF-8' };
const PUBLISHER = resolve(import.meta.dirname, '../../captures/captura_publisher.pcapng');

/** The file of the published capture: its payloads put together. */
function originalFile(): Buffer {
  const target = join(folder, 'payloads');
  expect(runProgram([PUBLISHER, '--extract', target, '--format', 'json']).status).toBe(0);
  const [row] = readFileSync(join(target, 'files.ndjson'), 'utf8').trim().split('\n');
  const { file } = JSON.parse(row ?? '{}') as { file: string };
  return readFileSync(join(target, file));
}

function expected(path: string): ExpectationReport {
  const run = runProgram([PUBLISHER, '--expect', path, '--format', 'json']);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return (JSON.parse(run.stdout) as { expectation: ExpectationReport }).expectation;
}

describe('--extract', () => {
  it('does not mix with what an earlier run extracted; a run that saved nothing is no obstacle', () => {
    const target = join(folder, 'twice');
    expect(runProgram([join(folder, 'absent.pcapng'), '--extract', target]).status).toBe(3);
    expect(runProgram([PUBLISHER, '--extract', target]).status).toBe(0);
    const list = readFileSync(join(target, 'index.ndjson'), 'utf8');
    const again = runProgram([PUBLISHER, '--extract', target], { env: ES });
    expect(again.status).toBe(6);
    expect(again.stdout).toBe('');
    expect(again.stderr).toContain('ya contiene lo que se extrajo otra vez');
    expect(readFileSync(join(target, 'index.ndjson'), 'utf8')).toBe(list);
  });
});

describe('--expect', () => {
  const original = originalFile();
  const input = join(folder, 'input.txt');
  writeFileSync(input, original);

  it('the file as it was sent: identical; nothing to fail on', () => {
    const { file, transfers } = expected(input);
    expect(file).toMatchObject({ path: input, bytes: 673, comparedBytes: 673 });
    expect(transfers).toMatchObject([{ direction: 'client', attempts: [{ outcome: 'identical', arrivedBytes: 673 }] }]);
    const run = runProgram([PUBLISHER, '--expect', input]);
    expect(run.stdout).not.toContain('file.');
  });

  it('a longer file: the rest is missing, in both languages, and --fail-on sees it', () => {
    const longer = join(folder, 'longer.txt');
    writeFileSync(longer, Buffer.concat([original, Buffer.from('y el resto que nadie publicó')]));
    expect(expected(longer).transfers[0]?.attempts[0]).toMatchObject({ outcome: 'damaged', missingBytes: 29 });
    const english = runProgram([PUBLISHER, '--expect', longer, '--profile', 'short']);
    expect(english.stdout).toContain('file.bytes-missing');
    expect(english.stdout).toContain('673–701');
    const spanish = runProgram([PUBLISHER, '--expect', longer, '--profile', 'short', '--fail-on', 'error'], {
      env: ES,
    });
    expect(spanish.stdout).toContain('Faltan bytes del archivo');
    expect(spanish.status).toBe(1);
  });

  it('one word of the file changed: the fragment that differs is laid over the part of the file it came for', () => {
    const changed = join(folder, 'changed.txt');
    const shorter = Buffer.from(original.toString('latin1').replace('que', 'q'), 'latin1');
    writeFileSync(changed, shorter);
    expect(shorter.length).toBe(671);
    const { stdout } = runProgram([PUBLISHER, '--expect', changed], { env: ES });
    expect(stdout).toContain('hay bytes alterados');
    expect(stdout).not.toContain('faltan bytes');
    const section = stdout.slice(stdout.indexOf('Los fragmentos, según llegaron'));
    const places = [...section.matchAll(/│ +(\d+)–(\d+) +│ (?:en su lugar|alterado)/g)].map(([, from, to]) => [
      from,
      to,
    ]);
    expect(places).toHaveLength(11);
    expect(places.at(-1)?.[1]).toBe('670');
    for (const [at, [from]] of places.entries())
      expect(Number(from)).toBe(at === 0 ? 0 : Number(places[at - 1]?.[1]) + 1);
  });

  it('another file: not found', () => {
    const other = join(folder, 'other.bin');
    writeFileSync(other, Buffer.alloc(5000, 0xee));
    expect(expected(other)).toMatchObject({ transfers: [], otherTopics: 1 });
    expect(runProgram([PUBLISHER, '--expect', other]).stdout).toContain('file.not-found');
  });

  it('without it there is no section and null in JSON', () => {
    const run = runProgram([PUBLISHER, '--format', 'json']);
    expect((JSON.parse(run.stdout) as { expectation: unknown }).expectation).toBeNull();
    expect(runProgram([PUBLISHER]).stdout).not.toContain('The file that should have arrived');
  });

  it.each([
    ['missing', join(folder, 'nowhere.txt'), 'no such file'],
    ['a directory', join(folder, 'directory'), 'is no file'],
    ['empty', join(folder, 'empty.txt'), 'is empty'],
  ])('3 when the file is %s, before the capture is read', (_name, path, words) => {
    mkdirSync(join(folder, 'directory'), { recursive: true });
    writeFileSync(join(folder, 'empty.txt'), '');
    const run = runProgram([PUBLISHER, '--expect', path]);
    expect(run.status).toBe(3);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(`--expect ${path}: `);
    expect(run.stderr).toContain(words);
  });
});

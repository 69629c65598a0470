import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSameFile, openOutput } from '../../src/cli/output.ts';
import { OutputError } from '../../src/core/errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttscope-output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string) => Buffer.from(text, 'utf8');

function failureOf(path: string): OutputError {
  try {
    openOutput(path);
  } catch (error) {
    if (error instanceof OutputError) return error;
    throw error;
  }
  throw new Error('opened');
}

describe('openOutput to a file', () => {
  it('shows the file under its name only when it is whole', () => {
    const path = join(folder, 'report.md');
    const output = openOutput(path);
    output.write(bytes('half '));
    expect(existsSync(path)).toBe(false);
    output.write(bytes('and the rest, cut here'), 12);
    output.commit();
    expect(readFileSync(path, 'utf8')).toBe('half and the rest');
    expect(readdirSync(folder)).toEqual(['report.md']);
    expect(output.kind).toBe('file');
  });

  it('leaves nothing behind when it is abandoned, also after that', () => {
    const path = join(folder, 'report.md');
    writeFileSync(path, 'what was there');
    const output = openOutput(path);
    output.write(bytes('new'));
    output.abandon();
    output.abandon();
    expect(readdirSync(folder)).toEqual(['report.md']);
    expect(readFileSync(path, 'utf8')).toBe('what was there');
  });

  it('keeps the mode of the file it replaces, and a link stays a link', () => {
    const path = join(folder, 'report.md');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    const link = join(folder, 'link.md');
    symlinkSync(path, link);
    const output = openOutput(link);
    output.write(bytes('new'));
    output.commit();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('says why a place cannot be written, in both languages', () => {
    const missing = failureOf(join(folder, 'no', 'report.md'));
    expect(missing.exitCode).toBe(6);
    expect(missing.what.es).toBe(`${join(folder, 'no', 'report.md')}: no se puede escribir (la carpeta no existe).`);
    expect(missing.what.en).toBe(`${join(folder, 'no', 'report.md')}: cannot be written (no such directory).`);
    mkdirSync(join(folder, 'sub'));
    expect(failureOf(join(folder, 'sub')).what).toEqual({
      es: `${join(folder, 'sub')}: no se puede escribir (es una carpeta).`,
      en: `${join(folder, 'sub')}: cannot be written (it is a directory).`,
    });
    writeFileSync(join(folder, 'file'), '');
    expect(failureOf(join(folder, 'file', 'x')).what.en).toContain('(part of the path is not a directory)');
  });

  it.skipIf(!existsSync('/dev/full'))('says that a device is full', () => {
    const output = openOutput('/dev/full');
    expect(() => output.write(bytes('x'))).toThrow(expect.objectContaining({ code: 'E_OUTPUT_FULL', exitCode: 6 }));
  });

  it.skipIf(!existsSync('/dev/null'))('writes to a device directly', () => {
    const output = openOutput('/dev/null');
    output.write(bytes('x'));
    output.commit();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('isSameFile', () => {
  it('sees through links and spellings', () => {
    const path = join(folder, 'a');
    writeFileSync(path, '');
    writeFileSync(join(folder, 'b'), '');
    symlinkSync(path, join(folder, 'c'));
    expect(isSameFile(join(folder, '.', 'c'), path)).toBe(true);
    expect(isSameFile(join(folder, 'b'), path)).toBe(false);
    expect(isSameFile(join(folder, 'd'), path)).toBe(false);
    expect(isSameFile('-', path)).toBe(false);
  });
});

// The compiled code beside the bundle: there after a build, used only with the very source it was made from, and never needed.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { capture, cleanEnv, root } from './run-program.ts';

const STAMP_LENGTH = 16;
const compiled = join('dist', `compiled-${process.version}-${process.platform}-${process.arch}`);
const copy = mkdtempSync(join(tmpdir(), 'mqttscope-compiled-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function stampOf(folder: string, file: string): string {
  return readFileSync(join(folder, 'dist', file), 'utf8').slice(-STAMP_LENGTH);
}

function report(folder: string): string {
  const program = join(folder, 'bin', 'mqttscope.cjs');
  const run = spawnSync(process.execPath, [program, capture('captura_publisher.pcapng')], { env: cleanEnv({}) });
  expect(run.stderr.toString()).toBe('');
  return run.stdout.toString();
}

describe('the compiled code', () => {
  const files = readdirSync(join(root, compiled));
  const expected = report(root);

  beforeEach(() => {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(join(copy, compiled), { recursive: true });
    cpSync(join(root, 'bin'), join(copy, 'bin'), { recursive: true });
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    for (const file of readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.cjs'))) {
      cpSync(join(root, 'dist', file), join(copy, 'dist', file));
    }
  });

  it('lies there for every file a report needs, with the stamp of its source', () => {
    expect(files).toEqual(expect.arrayContaining(['analysis.cjs', 'program.cjs', 'report.cjs']));
    for (const file of files) {
      expect(readFileSync(join(root, compiled, file)).toString('latin1', 0, STAMP_LENGTH)).toBe(stampOf(root, file));
    }
  });

  it('need not be there', () => {
    rmSync(join(copy, compiled), { recursive: true });
    expect(report(copy)).toBe(expected);
  });

  it('of another source is passed over', () => {
    for (const file of files) {
      const foreign = readFileSync(join(root, compiled, files.find((name) => name !== file) ?? file));
      writeFileSync(join(copy, compiled, file), foreign);
    }
    expect(report(copy)).toBe(expected);
  });

  it('that V8 cannot read is compiled anew', () => {
    for (const file of files)
      writeFileSync(join(copy, compiled, file), `${stampOf(root, file)}no compiled code at all`);
    expect(report(copy)).toBe(expected);
  });
});

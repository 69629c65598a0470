// What a failure looks like: message, hint, exit code; a bug of ours says how to report it.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnv, type Run, root } from './run-program.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Ends a process as main.ts does, with the error that `source` makes. */
function fail(source: string, lang: string, env: Readonly<Record<string, string>> = {}): Run {
  const script = `
    const { reportFailure } = await import('./dist/cli/exit.js');
    const { ClosedPipe } = await import('./dist/cli/write-bytes.js');
    const { OutputError } = await import('./dist/core/errors.js');
    process.exit(reportFailure(${source}, '${lang}', process.env));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env: cleanEnv(env) });
  return { status: child.status, stdout: child.stdout.toString(), stderr: child.stderr.toString() };
}

describe('reportFailure', () => {
  it('70: names the message, the version and how to report it, without a stack', () => {
    const english = fail("new TypeError('x is not iterable')", 'en');
    expect(english).toMatchObject({ status: 70, stdout: '' });
    expect(english.stderr).toContain('mqttscope: internal error: TypeError: x is not iterable');
    expect(english.stderr).toContain(`bug of mqttscope ${version}`);
    expect(english.stderr).toContain('Please report it');
    expect(english.stderr).not.toContain('    at ');
    const spanish = fail("new TypeError('x is not iterable')", 'es');
    expect(spanish.stderr).toContain('mqttscope: error interno: TypeError: x is not iterable');
    expect(spanish.stderr).toContain(`fallo de mqttscope ${version}`);
  });

  it('70: anything may be thrown', () => {
    expect(fail("'just text'", 'en').stderr).toContain('internal error: just text');
    expect(fail('null', 'en').status).toBe(70);
  });

  it('shows the stack, and what caused it, when asked by the environment', () => {
    const run = fail("new Error('outer', { cause: new Error('inner') })", 'en', { MQTTSCOPE_DEBUG: '1' });
    expect(run.stderr).toContain('    at ');
    expect(run.stderr).toContain('← Error: inner');
  });

  it('says what and then what to do', () => {
    const error = `new OutputError({ code: 'E_OUTPUT_X', what: { es: 'qué', en: 'what' }, hint: { es: 'haga esto', en: 'do this' } })`;
    expect(fail(error, 'en')).toEqual({ status: 6, stdout: '', stderr: 'mqttscope: what\ndo this\n' });
    expect(fail(error, 'es')).toEqual({ status: 6, stdout: '', stderr: 'mqttscope: qué\nhaga esto\n' });
  });

  it('is silent about a closed pipe', () => {
    expect(fail('new ClosedPipe()', 'en')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

// `diff` as a shell sees it: exit codes, what goes where, which option does what.

import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIFF_FORMATS as OFFERED_FORMATS, DIFF_MODES as OFFERED_MODES } from '../../src/cli/commands/diff-command.ts';
import { DIFF_MODES } from '../../src/diff/capture-diff.ts';
import { DIFF_FORMATS } from '../../src/report/diff/renderers.ts';
import { capture, type Run, runProgram } from './run-program.ts';

const plain = capture('lab_plain_qos2_publisher.pcapng');
/** Another run of the same experiment, compressed, and its classic conversion with microseconds. */
const zippedRun = capture('lab_plain_qos2_publisher.pcapng.gz');
const microseconds = capture('lab_plain_qos2_publisher_us_bigendian.pcap');
const broker = capture('lab_plain_qos2_broker_any_sll.pcapng');

let folder = '';
let zipped = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttscope-diff-'));
  zipped = join(folder, 'plain.pcapng.gz');
  writeFileSync(zipped, gzipSync(readFileSync(plain)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function diff(...argv: string[]): Run {
  return runProgram(['diff', ...argv]);
}

interface Printed {
  readonly mode: string;
  readonly modeForced: boolean;
  readonly same: boolean;
  readonly modeEvidence: readonly string[];
  readonly differences: readonly { readonly kind: string }[];
}

function json(...argv: string[]): Printed {
  return JSON.parse(diff(...argv, '--format', 'json').stdout) as Printed;
}

describe('diff', () => {
  it('ends with 0 for a capture against itself, its gzip and its classic conversion', () => {
    for (const [a, b] of [
      [plain, plain],
      [plain, zipped],
      [zippedRun, microseconds],
    ] as const) {
      const { status, stdout, stderr } = diff(a, b);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('The same: there is no difference.');
    }
  });

  it('recognises the two reference captures as different runs, says why, and ends with 1', () => {
    const [a, b] = [capture('captura_publisher.pcapng'), capture('captura_subscriber.pcapng')];
    const { status, stdout } = diff(a, b, '--lang', 'es');
    expect(status).toBe(1);
    expect(stdout).toContain('Ninguna conexión TCP es la misma');
    expect(stdout).toContain('No coinciden en el tiempo');
    const printed = json(a, b);
    expect([printed.mode, printed.modeForced, printed.same]).toEqual(['runs', false, false]);
    expect(printed.modeEvidence.length).toBeGreaterThanOrEqual(3);
  });

  it('compares as it is told', () => {
    for (const mode of DIFF_MODES) {
      const printed = json(plain, zipped, '--as', mode);
      expect([printed.mode, printed.modeForced, printed.same]).toEqual([mode, true, true]);
    }
  });

  it('offers what there is', () => {
    expect(OFFERED_MODES).toEqual(DIFF_MODES);
    expect(OFFERED_FORMATS).toEqual(DIFF_FORMATS);
  });

  it('lets differences be chosen', () => {
    const [a, b] = [capture('captura_publisher.pcapng'), capture('captura_subscriber.pcapng')];
    const [first] = json(a, b).differences;
    const kind = first?.kind ?? '';
    expect(new Set(json(a, b, '--only', kind).differences.map((one) => one.kind))).toEqual(new Set([kind]));
    expect(json(a, b, '--ignore', kind).differences.some((one) => one.kind === kind)).toBe(false);
    expect(diff(a, b, '--ignore', 'runs').status).toBe(0);
    const wrong = diff(a, b, '--only', 'path.segment-lots');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('path.segment-lost');
  });

  it('does not let a mistyped kind of any mode through, and proposes the right one', () => {
    for (const [typed, meant] of [
      ['runs.rtts', 'runs.rtt'],
      ['delivery.message-lots', 'delivery.message-missing'],
      ['runs.nothing-like-it', 'runs'],
      ['delivery.mesage-missing', 'delivery.message-missing'],
      ['pathe', 'path'],
    ] as const) {
      for (const option of ['--only', '--ignore']) {
        const { status, stdout, stderr } = diff(plain, broker, option, typed, '--lang', 'es');
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toContain(`¿Quiso decir ${meant}?`);
      }
    }
  });

  it('does not call the same what --only leaves nothing of: kinds of another comparison are a mistake', () => {
    const { status, stdout, stderr } = diff(plain, plain, '--only', 'runs.rtt');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('compared as path');
    expect(stderr).toContain('--as runs');
    expect(diff(plain, plain, '--only', 'runs.rtt', '--as', 'runs').status).toBe(0);
  });

  it('promises no sameness of what could not be read', () => {
    const cut = join(folder, 'cut.pcapng');
    writeFileSync(cut, readFileSync(plain).subarray(0, 6000));
    const { status, stdout } = diff(plain, cut);
    expect(status).toBe(2);
    expect(stdout).toContain('No difference as far as could be read (B: cut short or damaged).');
  });

  it('says how many differences do not count', () => {
    const [a, b] = [capture('captura_publisher.pcapng'), capture('captura_subscriber.pcapng')];
    const all = json(a, b).differences.length;
    expect(diff(a, b, '--ignore', 'runs').stdout).toContain(
      `The same in what was asked for; ${all} differences do not count`,
    );
  });

  it('reads one of the two from standard input, not both', () => {
    const child = runProgram(['diff', '-', zipped], { input: readFileSync(plain) });
    expect([child.status, child.stderr]).toEqual([0, '']);
    expect(diff('-', '-').status).toBe(2);
  });

  it('wants two captures', () => {
    for (const words of [[], [plain], [plain, plain, plain]]) expect(diff(...words).status).toBe(2);
  });

  it('ends with 2 where a capture cannot be read', () => {
    const text = join(folder, 'text.pcapng');
    writeFileSync(text, 'this is no capture');
    for (const [a, b] of [
      [plain, text],
      [text, plain],
      [plain, join(folder, 'absent.pcapng')],
    ] as const) {
      const { status, stdout, stderr } = diff(a, b);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).not.toBe('');
    }
  });

  it('compares what a cut capture holds, says so, and ends with 2', () => {
    const cut = join(folder, 'cut.pcapng');
    copyFileSync(plain, cut);
    truncateSync(cut, 6001);
    const { status, stdout, stderr } = diff(plain, cut);
    expect(status).toBe(2);
    expect(stdout).toContain('is cut short or damaged');
    expect(stderr).toContain('cut.pcapng');
  });

  it('writes to a file, but never over one of the captures', () => {
    const target = join(folder, 'report.md');
    const { status, stdout } = diff(plain, broker, '--format', 'markdown', '-o', target);
    expect([status, stdout]).toEqual([1, '']);
    expect(readFileSync(target, 'utf8')).toMatch(/^# Comparison of /);
    const copy = join(folder, 'copy.pcapng');
    copyFileSync(plain, copy);
    expect(diff(plain, copy, '-o', copy).status).toBe(2);
    expect(readFileSync(copy)).toEqual(readFileSync(plain));
  });

  it.each([40, 60, 80, 120, 200])('fits on a terminal of %i columns', (columns) => {
    for (const lang of ['es', 'en']) {
      const { stdout } = runProgram(['diff', plain, broker, '--lang', lang, '--profile', 'full'], {
        env: { COLUMNS: String(columns) },
      });
      const wide = stdout.split('\n').filter((line) => [...line].length > columns);
      expect(wide).toEqual([]);
    }
  });

  it('colours only where asked to', () => {
    expect(diff(plain, broker).stdout).not.toContain('\u001b[');
    expect(diff(plain, broker, '--color', 'always').stdout).toContain('\u001b[');
  });

  it('has help in both languages', () => {
    expect(diff('--help', '--lang', 'en').stdout).toContain('Compares two captures');
    expect(diff('--help', '--lang', 'es').stdout).toContain('Compara dos capturas');
  });
});

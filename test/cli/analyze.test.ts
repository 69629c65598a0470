// `analyze` from outside: a real process, real files, both streams and the exit code.

import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pcap } from '../builders/pcap.ts';
import { bin, capture, cleanEnv, runProgram } from './run-program.ts';

const PUBLISHER = capture('captura_publisher.pcapng');
const ES = { LC_ALL: 'es_VE.UTF-8' };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttscope-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly schemaVersion: number;
  readonly capture: {
    readonly frames: number;
    readonly truncated: boolean;
    readonly files: readonly { readonly path: string; readonly format: string }[];
  };
  readonly connections: readonly {
    readonly stream: number;
    readonly protocol: string | null;
    readonly firstPublish: { readonly rttNs: number } | null;
  }[];
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
}

function json(argv: readonly string[], options: Parameters<typeof runProgram>[1] = {}): Report {
  const run = runProgram([...argv, '--format', 'json'], options);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return JSON.parse(run.stdout) as Report;
}

describe('two names of one program', () => {
  it('gives the same report as `analyze`, `mqttscope` and `mqttscope analyze`', () => {
    const link = join(folder, 'analyze');
    symlinkSync(bin, link);
    const expected = runProgram([PUBLISHER]);
    expect(expected.status).toBe(0);
    expect(runProgram(['analyze', PUBLISHER])).toEqual(expected);
    expect(runProgram([PUBLISHER], { program: link })).toEqual(expected);
    expect(runProgram(['--lang', 'en', 'analyze', PUBLISHER])).toEqual(expected);
  });

  it('takes every word for a capture when called as `analyze`', () => {
    const link = join(folder, 'analyze');
    copyFileSync(PUBLISHER, join(folder, 'export'));
    const run = runProgram(['export', '--format', 'json'], { program: link, cwd: folder });
    expect(run.status).toBe(0);
    expect((JSON.parse(run.stdout) as Report).capture.files[0]?.path).toBe('export');
  });

  it('reaches a file that is called like a command as ./export', () => {
    expect(json(['./export'], { cwd: folder }).capture.frames).toBe(59);
  });
});

describe('the report', () => {
  it('is data on stdout, nothing on stderr, and finds the exact round trip of the lab', () => {
    const report = json([PUBLISHER]);
    expect(report.schemaVersion).toBe(1);
    expect(report.connections[0]?.firstPublish?.rttNs).toBe(3_893_947);
  });

  it('reads standard input, also when the name of the bytes is gone', () => {
    const report = json(['-'], { input: readFileSync(PUBLISHER) });
    expect(report.capture.frames).toBe(59);
    expect(report.capture.files[0]?.path).toBe('-');
  });

  it('reads gzip by content, from a file and from a pipe', () => {
    const packed = gzipSync(readFileSync(PUBLISHER));
    const path = join(folder, 'no-extension');
    writeFileSync(path, packed);
    expect(json([path]).capture.files[0]?.format).toBe('pcapng+gzip');
    expect(json(['-'], { input: packed }).capture.frames).toBe(59);
  });

  it('reads several files as one capture', () => {
    const report = json([PUBLISHER, capture('captura_subscriber.pcapng')]);
    expect(report.capture.frames).toBe(59 + 89);
    expect(report.connections.map((connection) => connection.stream)).toEqual([0, 1]);
  });

  it('comes in the language of the locale, and --lang wins', () => {
    const spanish = runProgram([PUBLISHER], { env: ES }).stdout;
    expect(spanish).toContain('59 tramas');
    expect(runProgram([PUBLISHER, '--lang', 'en'], { env: ES }).stdout).toContain('59 frames');
    expect(runProgram([PUBLISHER, '--lang', 'es']).stdout).toBe(spanish);
    expect(runProgram([PUBLISHER], { env: { LC_ALL: '', LC_MESSAGES: '', LANG: 'es_AR.UTF-8' } }).stdout).toBe(spanish);
  });

  it('shows dates in the chosen zone', () => {
    const argv = [PUBLISHER, '--lang', 'en', '--format', 'markdown'];
    expect(runProgram([...argv, '--time-zone', 'UTC']).stdout).toContain('16:15:04');
    expect(runProgram([...argv, '--time-zone', 'America/Caracas']).stdout).toContain('12:15:04');
    expect(runProgram(argv, { env: { TZ: 'America/Caracas' } }).stdout).toContain('12:15:04');
  });

  it.each(['terminal', 'markdown'])('is shorter as --profile short, longer as full (%s)', (format) => {
    const length = (profile: string) => runProgram([PUBLISHER, '--format', format, '--profile', profile]).stdout.length;
    const [short, lab, full] = [length('short'), length('lab'), length('full')];
    expect(short).toBeGreaterThan(100);
    expect(short).toBeLessThan(lab);
    expect(lab).toBeLessThan(full);
  });

  it('reads a port as the user says', () => {
    const report = json([PUBLISHER, '-d', 'tcp.port==1883,mqtt']) as unknown as {
      connections: { protocolEvidence: string }[];
    };
    expect(report.connections[0]?.protocolEvidence).toBe('decode-as');
  });

  it('shows only the connection that is asked for', () => {
    const both = [PUBLISHER, capture('captura_subscriber.pcapng')];
    expect(json([...both, '--stream', '1']).connections.map((connection) => connection.stream)).toEqual([1]);
  });

  it('caps lists as told, with the full count beside them', () => {
    const report = json([PUBLISHER, '--list-limit', '3']) as unknown as {
      connections: { capped: boolean; mqtt: { timeline: unknown[]; timelineCount: number } }[];
    };
    expect(report.connections[0]?.capped).toBe(true);
    expect(report.connections[0]?.mqtt.timeline.length).toBe(3);
    expect(report.connections[0]?.mqtt.timelineCount).toBe(25);
  });
});

describe('colour', () => {
  const ESCAPE = '\u001b[';
  it.each([
    [[], {}, false],
    [['--color', 'always'], {}, true],
    [['--color', 'always'], { NO_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { NO_COLOR: '1' }, false],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
  ] as const)('%o %o → %s', (argv, env, expected) => {
    expect(runProgram([PUBLISHER, ...argv], { env }).stdout.includes(ESCAPE)).toBe(expected);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  if (!hasScript) console.warn('terminal test skipped: no program "script" to make a terminal with');

  it.skipIf(!hasScript)('is there on a terminal, where a short run shows no progress', () => {
    const onTerminal = (env: Readonly<Record<string, string>>): string => {
      const command = `"${process.execPath}" "${bin}" "${PUBLISHER}"`;
      const child = spawnSync('script', ['-qec', command, '/dev/null'], { env: cleanEnv({ TERM: 'xterm', ...env }) });
      expect(child.status).toBe(0);
      return child.stdout.toString();
    };
    expect(onTerminal({})).toContain(ESCAPE);
    expect(onTerminal({})).not.toContain('\r\u001b[2K');
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain(ESCAPE);
  });

  it('stays out of files', () => {
    const path = join(folder, 'plain.txt');
    runProgram([PUBLISHER, '-o', path], { env: { FORCE_COLOR: '1' } });
    expect(readFileSync(path, 'utf8')).not.toContain(ESCAPE);
  });
});

describe('-o', () => {
  it('writes what stdout would have got, and nothing else', () => {
    const path = join(folder, 'report.md');
    const run = runProgram([PUBLISHER, '--format', 'markdown', '-o', path]);
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(runProgram([PUBLISHER, '--format', 'markdown']).stdout);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('"-" is stdout', () => {
    expect(runProgram([PUBLISHER, '-o', '-'])).toEqual(runProgram([PUBLISHER]));
  });

  it('never replaces the capture itself, by whatever name', () => {
    const path = join(folder, 'precious.pcapng');
    copyFileSync(PUBLISHER, path);
    linkSync(path, join(folder, 'same.pcapng'));
    const run = runProgram([path, '-o', join(folder, 'same.pcapng')]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('names the capture itself');
    expect(runProgram([path, '-o', path], { env: ES }).stderr).toContain('nombra la propia captura');
    expect(readFileSync(path).equals(readFileSync(PUBLISHER))).toBe(true);
  });

  it('leaves the old file when the capture cannot be read', () => {
    const path = join(folder, 'old.txt');
    writeFileSync(path, 'old');
    expect(runProgram([join(folder, 'missing.pcapng'), '-o', path]).status).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('exit codes', () => {
  it('0: findings alone change nothing', () => {
    expect(json([PUBLISHER]).findings.length).toBeGreaterThan(0);
  });

  it('0: a capture without TCP or without MQTT is an answer, too', () => {
    const empty = join(folder, 'no-tcp.pcapng');
    writeFileSync(empty, firstFrames(PUBLISHER, 4));
    const report = json([empty]);
    expect(report.connections).toEqual([]);
    expect(report.findings.map((finding) => finding.rule)).toContain('capture.no-tcp');
  });

  it('1: findings at or above --fail-on', () => {
    const order = ['note', 'warn', 'error'];
    const worst = Math.max(...json([PUBLISHER]).findings.map((finding) => order.indexOf(finding.severity)));
    expect(worst).toBeGreaterThanOrEqual(0);
    for (const [rank, severity] of order.entries()) {
      const run = runProgram([PUBLISHER, '--fail-on', severity]);
      expect(run.status).toBe(rank <= worst ? 1 : 0);
      expect(run.stderr).toBe('');
      expect(run.stdout.length).toBeGreaterThan(100);
    }
    const calm = capture('lab_plain_qos2_publisher.pcapng');
    expect(json([calm]).findings.some((finding) => finding.severity === 'error')).toBe(false);
    expect(runProgram([calm, '--fail-on', 'error']).status).toBe(0);
  });

  it.each([
    [
      ['--formt', 'json'],
      'unknown option: --formt.\nDid you mean --format?',
      'opción desconocida: --formt.\n¿Quiso decir --format?',
    ],
    [['--keylog', 'x'], 'unknown option: --keylog.', 'opción desconocida: --keylog.'],
    [
      ['--format', 'pdf'],
      '--format: invalid value "pdf"; allowed: terminal, markdown or json.',
      '--format: valor no válido «pdf»; se admite terminal, markdown o json.',
    ],
    [['--format', 'html'], '--format: invalid value "html"', '--format: valor no válido «html»'],
    [
      ['--lang', 'fr'],
      '--lang: invalid value "fr"; allowed: es or en.',
      '--lang: valor no válido «fr»; se admite es o en.',
    ],
    [['--stream', 'x'], '--stream: invalid value "x"', '--stream: valor no válido «x»'],
    [
      ['--stream', '7'],
      '--stream 7: the capture has no such connection (it has 0 to 0).',
      '--stream 7: la captura no tiene esa conexión (tiene de la 0 a la 0).',
    ],
    [['--list-limit', '0'], '--list-limit: invalid value "0"', '--list-limit: valor no válido «0»'],
    [
      ['--time-zone', 'Mars/Base'],
      '--time-zone: invalid value "Mars/Base"',
      '--time-zone: valor no válido «Mars/Base»',
    ],
    [
      ['--fail-on', 'fatal'],
      '--fail-on: invalid value "fatal"; allowed: note, warn or error.',
      '--fail-on: valor no válido «fatal»; se admite note, warn o error.',
    ],
    [['--profile', 'long'], '--profile: invalid value "long"', '--profile: valor no válido «long»'],
    [['--color', 'blue'], '--color: invalid value "blue"', '--color: valor no válido «blue»'],
    [['--fragments', 'zip'], '--fragments: invalid value "zip"', '--fragments: valor no válido «zip»'],
    [['-d', 'udp.port==1,mqtt'], '-d: invalid value "udp.port==1,mqtt"', '-d: valor no válido «udp.port==1,mqtt»'],
    [['-o'], '--output needs a value (FILE).', 'falta el valor de --output (ARCHIVO).'],
  ])('2: %o', (argv, en, es) => {
    const english = runProgram([PUBLISHER, ...argv]);
    expect(english.status).toBe(2);
    expect(english.stdout).toBe('');
    expect(english.stderr).toContain(`mqttscope: ${en}`);
    const spanish = runProgram([PUBLISHER, ...argv], { env: ES });
    expect(spanish.status).toBe(2);
    expect(spanish.stderr).toContain(`mqttscope: ${es}`);
  });

  it('2: no capture, or nothing at all', () => {
    expect(runProgram(['analyze'])).toMatchObject({ status: 2, stdout: '' });
    expect(runProgram(['analyze']).stderr).toContain('no capture to read was named');
    expect(runProgram(['analyze'], { env: ES }).stderr).toContain('falta la captura');
    const nothing = runProgram([]);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toContain('mqttscope export');
  });

  it('3: missing, a directory, empty, no capture, a mistyped command', () => {
    const check = (argv: readonly string[], en: string, es: string): void => {
      const english = runProgram(argv);
      expect(english).toMatchObject({ status: 3, stdout: '' });
      expect(english.stderr).toContain(en);
      const spanish = runProgram(argv, { env: ES });
      expect(spanish).toMatchObject({ status: 3, stdout: '' });
      expect(spanish.stderr).toContain(es);
    };
    const missing = join(folder, 'missing.pcapng');
    check([missing], `mqttscope: ${missing}: no such file`, `mqttscope: ${missing}: no existe`);
    check([folder], 'directory', 'carpeta');
    writeFileSync(join(folder, 'empty'), '');
    check([join(folder, 'empty')], 'empty', 'vacío');
    check([join(import.meta.dirname, 'analyze.test.ts')], 'not a capture', 'no es una captura');
    check(['analize', PUBLISHER], 'Did you mean analyze?', '¿Quiso decir analyze?');
    check(['sniff', 'eth0'], 'no command of mqttscope', 'no es una orden de mqttscope');
  });

  it('3: a link type that cannot be read throughout; the report says what could be', () => {
    const path = join(folder, 'bluetooth.pcap');
    writeFileSync(path, pcap({ link: 201 }, [{ sec: 1 }, { sec: 2 }]));
    const run = runProgram([path, '--format', 'json']);
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/^mqttscope: .*bluetooth\.pcap: every frame is of a link type .* \(LINKTYPE 201\)\./);
    expect((JSON.parse(run.stdout) as Report).capture.frames).toBe(2);
    expect(runProgram([path], { env: ES }).stderr).toContain('todas las tramas son de un tipo de enlace');
    expect(runProgram(['export', path, '--table', 'frames']).status).toBe(3);
  });

  it('saves payloads with --extract, and ends with 6 where it cannot', () => {
    const target = join(folder, 'payloads');
    expect(runProgram([PUBLISHER, '--extract', target, '--format', 'json']).status).toBe(0);
    expect(readFileSync(join(target, 'index.ndjson'), 'utf8').trim().split('\n')).toHaveLength(11);
    const run = runProgram([PUBLISHER, '--extract', join(PUBLISHER, 'below'), '--format', 'json']);
    expect(run.status).toBe(6);
    expect(run.stderr).toMatch(/--extract .*the payloads cannot be written/);
    expect(run.stdout).toBe('');
  });

  it('4: cut short; all before the cut is there, and stderr names the byte', () => {
    const cut = join(folder, 'cut.pcapng');
    const whole = readFileSync(PUBLISHER);
    const wholeFrames = firstFrames(PUBLISHER, 58).length;
    writeFileSync(cut, whole.subarray(0, wholeFrames + 30));
    const run = runProgram([cut, '--format', 'json']);
    expect(run.status).toBe(4);
    const report = JSON.parse(run.stdout) as Report;
    expect(report.capture.truncated).toBe(true);
    expect(report.capture.frames).toBe(58);
    expect(run.stderr).toMatch(/^mqttscope: .*cut\.pcapng: The capture ends in the middle .* \(byte \d+\)\.\n$/);
    expect(run.stderr).toContain(`(byte ${wholeFrames})`);
    expect(runProgram([cut], { env: ES }).stderr).toMatch(/La captura termina en mitad .* \(byte \d+\)\.\n$/);
    expect(runProgram([cut, '--fail-on', 'note']).status).toBe(4);
  });

  it('4: a compressed file that is cut short', () => {
    const packed = gzipSync(readFileSync(PUBLISHER));
    const path = join(folder, 'cut.gz');
    writeFileSync(path, packed.subarray(0, packed.length - 200));
    const run = runProgram([path, '--format', 'json']);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('The compressed file is cut short');
    const { frames } = (JSON.parse(run.stdout) as Report).capture;
    expect(frames).toBeGreaterThan(10);
    expect(frames).toBeLessThan(59);
  });

  it('6: the output cannot be written', () => {
    const path = join(folder, 'no', 'such', 'report.md');
    const run = runProgram([PUBLISHER, '-o', path]);
    expect(run).toMatchObject({ status: 6, stdout: '' });
    expect(run.stderr).toContain(`mqttscope: ${path}: cannot be written (no such directory).`);
    expect(runProgram([PUBLISHER, '-o', path], { env: ES }).stderr).toContain(
      'no se puede escribir (la carpeta no existe)',
    );
    expect(runProgram([PUBLISHER, '-o', folder]).status).toBe(6);
  });

  it.skipIf(!existsSync('/dev/full'))('6: the device is full, by -o and by redirection', async () => {
    expect(runProgram([PUBLISHER, '-o', '/dev/full']).status).toBe(6);
    const { openSync, closeSync } = await import('node:fs');
    const full = openSync('/dev/full', 'w');
    const run = runProgram([PUBLISHER], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(run.status).toBe(6);
    expect(run.stderr).toContain('stdout: cannot be written (no space left on device).');
  });
});

describe('streams', () => {
  it('ends quietly when nobody reads any more', async () => {
    const child = spawn(process.execPath, [bin, PUBLISHER, '--profile', 'full'], {
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(0);
    expect(stderr).toBe('');
  });

  it('ends with 130 on Ctrl-C, says so, and leaves no half file', async () => {
    const path = join(folder, 'interrupted.md');
    const child = spawn(process.execPath, [bin, '-', '-o', path], {
      env: cleanEnv(),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin.write(readFileSync(PUBLISHER));
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    const part = `.interrupted.md.${child.pid}.part`;
    while (!existsSync(join(folder, part))) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(130);
    expect(stderr).toBe('mqttscope: interrupted before the capture was read to its end.\n');
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  });
});

describe('help and version', () => {
  it('prints the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(runProgram(['--version'])).toEqual({ status: 0, stdout: `mqttscope ${version}\n`, stderr: '' });
    expect(runProgram(['export', '--version']).stdout).toBe(`mqttscope ${version}\n`);
  });

  it.each([
    [{}, ['Commands:', 'Exit code:', 'capture damaged or cut short']],
    [ES, ['Comandos:', 'Código de salida:', 'captura dañada o cortada']],
  ])('explains itself (%o)', (env, words) => {
    const help = runProgram(['--help'], { env });
    expect(help.status).toBe(0);
    expect(help.stderr).toBe('');
    for (const word of [
      ...words,
      '--stream',
      '-d',
      '--fragments',
      '--expect',
      '--extract',
      '--format',
      '-o',
      '--lang',
      '--profile',
      '--time-zone',
      '--fail-on',
      '--list-limit',
      '--color',
      '--no-progress',
    ]) {
      expect(help.stdout).toContain(word);
    }
    for (const command of ['live', 'diff', 'export', 'devices', 'transfer', 'demo']) {
      expect(help.stdout).toMatch(new RegExp(`^ +(?:mqttscope )?${command}\\b`, 'm'));
    }
    expect(help.stdout).not.toContain('--keylog'); // not there yet
    expect(help.stdout).not.toMatch(/undefined|\[object/);
    expect(runProgram(['export', '--help'], { env }).stdout).toContain('--table');
  });
});

/** The section header, the interface and the first frames of a pcapng file. */
function firstFrames(path: string, frames: number): Uint8Array {
  const bytes = readFileSync(path);
  let at = 0;
  for (let seen = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (bytes.readUInt32LE(at) === 6 && ++seen > frames) break;
  }
  return bytes.subarray(0, at);
}

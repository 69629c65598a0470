// The ways a live capture ends: asked to, at a limit, because somebody is killed, because the disk is full. What was captured is never lost.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/index.ts';
import { runProgram } from '../cli/run-program.ts';
import { analysisOf, Broker, canCapture, ENGINES, LiveProgram, reportAt, withoutClock } from './live/live-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-ending-'));
const required = process.env['REQUIRE_SYSTEM'] === '1';
const present = ENGINES.filter(canCapture);
if (present.length === 0)
  console.warn('the endings of a live capture are not tested: no engine can capture on lo here');

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.open();
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits until a file has grown beyond `bytes`. */
async function grows(path: string, bytes: number): Promise<void> {
  for (let waited = 0; !existsSync(path) || statSync(path).size <= bytes; waited += 20) {
    if (waited > 8000) throw new Error(`${path} does not grow`);
    await sleep(20);
  }
}

const MESSAGES = 4;
/** Every message is six segments or more, each with its acknowledgement, of 100 bytes and more. */
const SAVED_BYTES = MESSAGES * 1000;

describe.runIf(present.length > 0 || required)('a live capture', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('%s: the report, and 0', async (signal) => {
    const live = await new LiveProgram([
      'lo',
      '-f',
      `tcp port ${broker.port}`,
      '--events',
      'none',
      '--lang',
      'en',
    ]).captures();
    await broker.talk(MESSAGES);
    const { status, stdout } = await live.end(signal);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Report on a live capture/);
    expect(stdout).toContain('pub-4');
  });

  it('--expect and --extract: what became of a file, and its bytes', async () => {
    const [input, target] = [join(folder, 'expected.txt'), join(folder, 'extracted')];
    writeFileSync(input, Array.from({ length: MESSAGES + 1 }, (_, i) => `${i}:`.padEnd(40, 'x')).join(''));
    const report = join(folder, 'expect.json');
    const words = ['lo', '-f', `tcp port ${broker.port}`, '--events', 'none', '--format', 'json', '-o', report];
    const live = await new LiveProgram([
      ...words,
      '--expect',
      input,
      '--fragments',
      'none',
      '--extract',
      target,
    ]).captures();
    await broker.talk(MESSAGES);
    expect((await live.end()).status).toBe(0);
    const { expectation } = JSON.parse(readFileSync(report, 'utf8')) as Analysis;
    expect(expectation?.file.path).toBe(input);
    expect(expectation?.transfers.length).toBeGreaterThan(0);
    expect(expectation?.transfers[0]?.attempts[0]).toMatchObject({
      outcome: 'damaged',
      arrivedBytes: MESSAGES * 40,
      missingBytes: 40,
    });
    expect(readFileSync(join(target, 'index.ndjson'), 'utf8').trim().split('\n')).toHaveLength(2 * MESSAGES);
  });

  it('without a terminal: a line per event as it happens, then the report', async () => {
    const live = await new LiveProgram(['lo', '-f', `tcp port ${broker.port}`, '--lang', 'en']).captures();
    await broker.talk(MESSAGES);
    await live.says(/PUBLISH/); // while it captures
    expect(live.stdout).not.toContain('Report on');
    const { status, stdout } = await live.end();
    expect(status).toBe(0);
    expect(stdout.indexOf('PUBLISH')).toBeLessThan(stdout.indexOf('Report on'));
  });

  it('--events ndjson: objects on stdout, the report in its file', async () => {
    const report = join(folder, 'events.json');
    const words = ['lo', '-f', `tcp port ${broker.port}`, '--events', 'ndjson', '--format', 'json', '-o', report];
    const live = await new LiveProgram(words).captures();
    await broker.talk(MESSAGES);
    const { status, stdout } = await live.end();
    expect(status).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events.length).toBeGreaterThan(10);
    expect(events.every(({ event }) => typeof event === 'string')).toBe(true);
    expect(reportAt(report).totals.messages['PUBLISH']).toBe(2 * MESSAGES);
  });

  it('--format json on stdout stays one JSON document: events go to stderr', async () => {
    const live = await new LiveProgram(['lo', '-f', `tcp port ${broker.port}`, '--format', 'json']).captures();
    await broker.talk(MESSAGES);
    const { status, stdout, stderr } = await live.end();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ capture: { files: [] } });
    expect(stderr).toContain('PUBLISH');
  });

  it('a reader that goes away ends it quietly, and the saved file is whole', async () => {
    const saved = join(folder, 'pipe.pcapng');
    const words = ['lo', '-f', `tcp port ${broker.port}`, '-w', saved];
    const live = await new LiveProgram(words).captures();
    live.child.stdout?.destroy();
    await broker.talk(MESSAGES);
    const { status, stderr } = await live.ended;
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.not.stringContaining('internal error') });
    expect(JSON.parse(analysisOf([saved]))).toMatchObject({ capture: { truncated: false } });
  });

  it.each(present.filter((engine) => engine !== 'libpcap'))(
    '%s is killed: it is named, the report is of everything before, 4',
    async (engine) => {
      const saved = join(folder, `killed-${engine}.pcapng`);
      const report = join(folder, `killed-${engine}.json`);
      const words = ['lo', '--engine', engine, '-f', `tcp port ${broker.port}`, '-w', saved, '--lang', 'en'];
      const live = await new LiveProgram([...words, '--format', 'json', '-o', report, '--events', 'none']).captures();
      await broker.talk(MESSAGES);
      await grows(saved, SAVED_BYTES);
      process.kill(live.engineProcess() ?? 0, 'SIGKILL');
      const { status, stderr } = await live.ended;
      expect(stderr).toContain(`${engine} stopped capturing: SIGKILL`);
      expect(status).toBe(4);
      expect(withoutClock(readFileSync(report, 'utf8'))).toEqual(withoutClock(analysisOf([saved])));
      expect(reportAt(report).capture.frames).toBeGreaterThan(MESSAGES * 6);
    },
  );

  it.each(present)(
    '%s: the program itself is killed: the saved file is whole, nobody is left behind',
    async (engine) => {
      const saved = join(folder, `victim-${engine}.pcapng`);
      const words = ['lo', '--engine', engine, '-f', `tcp port ${broker.port}`, '-w', saved, '--events', 'none'];
      const live = await new LiveProgram(words).captures();
      await broker.talk(MESSAGES);
      await grows(saved, SAVED_BYTES);
      const engineProcess = live.engineProcess();
      await live.end('SIGKILL');
      expect(JSON.parse(analysisOf([saved]))).toMatchObject({ capture: { truncated: false, notes: [] } });
      for (let waited = 0; engineProcess !== null && isAlive(engineProcess); waited += 100) {
        expect(waited).toBeLessThan(5000);
        await broker.talk(1); // it learns from the next frame that nobody reads any more
        await sleep(100);
      }
    },
  );

  it('a second request ends it at once', async () => {
    const live = await new LiveProgram(['lo', '--events', 'none', '--format', 'json']).captures();
    live.child.kill('SIGINT');
    const { status, stdout } = await live.end('SIGINT');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('capture');
  });

  it('a file that cannot be made: 6, before anything is captured', () => {
    const words = ['live', 'lo', '-w', join(folder, 'missing', 'x.pcapng'), '-a', 'duration:5', '--lang', 'en'];
    const { status, stderr } = runProgram(words);
    expect({ status, stderr }).toMatchObject({
      status: 6,
      stderr: expect.stringContaining('x.pcapng: cannot be written'),
    });
    expect(runProgram(['live', 'lo', '-w', 'same', '-o', './same']).status).toBe(2);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a disk that is full', () => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const isMounted =
    present.length > 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40k', 'tmpfs', disk]).status === 0;
  if (!isMounted) console.warn('a full disk is not tested: no tmpfs can be mounted here');
  afterAll(() => {
    if (isMounted) spawnSync('umount', [disk]);
  });

  it.runIf(isMounted || required)('ends the capture: the report all the same, a valid file, 6', async () => {
    const saved = join(disk, 'x.pcapng');
    const report = join(folder, 'full.json');
    const words = ['lo', '-f', `tcp port ${broker.port}`, '-w', saved, '--lang', 'en', '--events', 'none'];
    const live = await new LiveProgram([...words, '--format', 'json', '-o', report]).captures();
    await broker.talk(40, 500);
    const { status, stderr } = await live.ended;
    expect(status).toBe(6);
    const [, savedFrames, frames] = /the file is valid and has (\d+) of the report's (\d+) frames/.exec(stderr) ?? [];
    const file = JSON.parse(analysisOf([saved])) as { capture: { frames: number; truncated: boolean } };
    expect(file.capture).toMatchObject({ frames: Number(savedFrames), truncated: false });
    expect(file.capture.frames).toBeGreaterThan(20);
    expect(reportAt(report).capture.frames).toBe(Number(frames));
    expect(stderr).toContain('no space left on device');
  });
});

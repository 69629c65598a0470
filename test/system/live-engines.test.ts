// Live captures of a real broker and real clients: with every engine, the report of the live capture equals that of the file saved meanwhile.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../cli/run-program.ts';
import { analysisOf, Broker, canCapture, ENGINES, LiveProgram, reportAt, withoutClock } from './live/live-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-live-'));
const required = process.env['REQUIRE_SYSTEM'] === '1';
const present = ENGINES.filter(canCapture);
const absent = ENGINES.filter((engine) => !present.includes(engine));
if (absent.length > 0) console.warn(`not tested live, cannot capture on lo here: ${absent.join(', ')}`);

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.open();
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = promisify(execFile);
const MESSAGES = 5;
/** tcpdump hands on what it has once a second: an interface that goes away takes the rest with it. */
const LONGEST_DELAY_MS = 1300;

describe.runIf(present.length > 0 || required)('live on the loopback interface', () => {
  it.each(required ? ENGINES : present)('%s: the report equals that of the saved file', async (engine) => {
    const saved = join(folder, `${engine}.pcapng`);
    const report = join(folder, `${engine}.json`);
    const words = ['lo', '--engine', engine, '-f', `tcp port ${broker.port}`, '-w', saved];
    const live = await new LiveProgram([...words, '--format', 'json', '-o', report, '--events', 'none']).captures();
    await broker.talk(MESSAGES);
    const { status, stderr } = await live.end();
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining(`lo with ${engine}`) });
    const own = readFileSync(report, 'utf8');
    if (engine === 'cap') expect(withoutClock(own)).toEqual(withoutClock(analysisOf([saved])));
    else expect(own).toBe(analysisOf([saved]));
    // Nothing of the conversation is missing, up to the last moment before the end.
    const { capture, totals, findings } = reportAt(report);
    expect(totals.messages).toMatchObject({ CONNECT: 2, PUBLISH: 2 * MESSAGES, PUBCOMP: 2 * MESSAGES, DISCONNECT: 2 });
    expect(capture.clock).toBe(engine === 'cap' ? 'arrival' : 'capture');
    expect(capture.dropped).toBe(engine === 'cap' ? null : 0);
    expect(findings.filter(({ rule }) => rule.startsWith('capture.') && rule !== 'capture.arrival-clock')).toEqual([]);
  });

  it('--engine auto takes the best that can, and says which', async () => {
    const live = new LiveProgram(['lo', '--lang', 'es', '--events', 'none', '-a', 'duration:0.2']);
    const { status, stderr } = await live.ended;
    expect(status).toBe(0);
    expect(stderr).toContain(`capturando en lo con ${present[0]}`);
  });

  it('-c ends after exactly so many frames, with -s each is cut', async () => {
    for (const engine of present) {
      const saved = join(folder, `limited-${engine}.pcapng`);
      const report = join(folder, `limited-${engine}.json`);
      const words = ['lo', '--engine', engine, '-f', `tcp port ${broker.port}`, '-c', '20', '-s', '70', '-w', saved];
      const live = await new LiveProgram([...words, '--format', 'json', '-o', report, '--events', 'none']).captures();
      await broker.talk(MESSAGES);
      expect((await live.ended).status).toBe(0);
      expect(reportAt(report).capture.frames).toBe(20);
      expect(withoutClock(readFileSync(report, 'utf8'))).toEqual(withoutClock(analysisOf([saved])));
    }
  });

  it('-b: the analysis goes on across the files of a ring', async () => {
    const ring = join(folder, 'ring-run.pcapng');
    const report = join(folder, 'ring.json');
    const words = ['lo', '-f', `tcp port ${broker.port}`, '-w', ring, '-b', 'packets:25', '-b', 'files:50'];
    const live = await new LiveProgram([...words, '--format', 'json', '-o', report, '--events', 'none']).captures();
    await broker.talk(MESSAGES);
    expect((await live.end()).status).toBe(0);
    const files = readdirSync(folder).filter((name) => /^ring-run_\d{5}_\d{14}\.pcapng$/.test(name));
    expect(files.length).toBeGreaterThan(1);
    expect(readFileSync(report, 'utf8')).toBe(analysisOf(files.sort().map((name) => join(folder, name))));
  });
});

const isRoot = process.getuid?.() === 0;
const hasNamespaces = isRoot && spawnSync('ip', ['netns', 'list']).status === 0;
const hasPublisher = spawnSync('mosquitto_pub', ['--help']).error === undefined;
const canCable = hasNamespaces && hasPublisher && present.length > 0;
if (!canCable) console.warn('not tested live over a veth pair: needs root, iproute2 and mosquitto_pub');

describe.runIf(canCable || required)('live over a veth pair', () => {
  const host = `mqs-live-${process.pid}`;
  const [near, far] = [`mqsa${process.pid % 100_000}`, `mqsb${process.pid % 100_000}`];
  const ip = (...words: string[]): void => {
    const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
  };
  beforeAll(() => {
    ip('netns', 'add', host);
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', host);
    ip('address', 'add', '10.91.7.1/24', 'dev', near);
    ip('link', 'set', near, 'up');
    ip('-n', host, 'address', 'add', '10.91.7.2/24', 'dev', far);
    ip('-n', host, 'link', 'set', far, 'up');
  });
  afterAll(() => {
    spawnSync('ip', ['link', 'del', near]);
    spawnSync('ip', ['netns', 'del', host]);
  });

  it.each(present.filter((engine) => engine !== 'cap'))(
    '%s: the report equals that of the saved file, and names the end of it when the interface goes away',
    async (engine) => {
      if (spawnSync('ip', ['link', 'show', near]).status !== 0) {
        ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', host);
        ip('address', 'add', '10.91.7.1/24', 'dev', near);
        ip('-n', host, 'address', 'add', '10.91.7.2/24', 'dev', far);
        ip('-n', host, 'link', 'set', far, 'up');
        ip('link', 'set', near, 'up');
      }
      const cabled = await Broker.open('10.91.7.1');
      const saved = join(folder, `veth-${engine}.pcapng`);
      const report = join(folder, `veth-${engine}.json`);
      const words = [near, '--engine', engine, '-f', 'tcp', '-w', saved, '--format', 'json', '-o', report];
      const live = await new LiveProgram([...words, '--events', 'none']).captures();
      for (let i = 0; i < 3; i++) {
        const publish = [
          'mosquitto_pub',
          '-h',
          '10.91.7.1',
          '-p',
          String(cabled.port),
          '-t',
          'lab/x',
          '-q',
          '2',
          '-m',
          `${i}`,
        ];
        await run('ip', ['netns', 'exec', host, ...publish]);
      }
      await sleep(LONGEST_DELAY_MS);
      spawnSync('ip', ['link', 'del', near]);
      const { status, stderr } = await live.ended;
      await cabled.close();
      expect(stderr).toMatch(new RegExp(`${engine} stopped capturing: .+`));
      expect(status).toBe(4);
      expect(readFileSync(report, 'utf8')).toBe(analysisOf([saved]));
      expect(reportAt(report).totals.messages).toMatchObject({ CONNECT: 3, PUBLISH: 3, PUBCOMP: 3 });
    },
  );
});

describe('refusals', () => {
  it('an interface that does not exist: 5, and which there are', () => {
    const { status, stderr } = runProgram(['live', 'no-such-device', '--lang', 'en']);
    expect(status).toBe(5);
    expect(stderr).toMatch(/no-such-device: no such interface/);
    expect(stderr).toMatch(/Interfaces: .*\blo\b/);
    expect(runProgram(['live', '9999', '--lang', 'en']).status).toBe(5);
  });

  it('no interface at all: 2', () => {
    expect(runProgram(['live', '--lang', 'en'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('devices'),
    });
  });

  it.each(present)("%s: a wrong filter is refused in the engine's words: 2", (engine) => {
    const { status, stderr } = runProgram(['live', 'lo', '--engine', engine, '-f', 'tcp prt 1883', '--lang', 'en']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/-f: invalid capture filter "tcp prt 1883" \(.*syntax error/);
  });

  it.runIf(isRoot)('without rights: 5, why for each engine, and what to run', () => {
    const prefix = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', process.execPath];
    const run = (...argv: string[]) =>
      spawnSync('setpriv', [...prefix, join(import.meta.dirname, '../../bin/mqttscope.cjs'), ...argv], {
        encoding: 'utf8',
      });
    const { status, stderr } = run('live', 'lo', '--lang', 'en');
    expect({ status, stderr }).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('you have no permission to capture'),
    });
    expect(stderr).toMatch(/libpcap: .*ermi/);
    expect(stderr).toMatch(/sudo (?:setcap cap_net_raw|usermod -aG|apt install wireshark-common)/);
    const devices = run('devices', '--lang', 'en');
    expect(devices.status).toBe(0);
    expect(devices.stdout).toMatch(/^\d+ +lo .*not permitted/m);
    expect(run('live', 'no-such-device', '--lang', 'en').stderr).toMatch(/no such interface/);
  });
});

describe('devices', () => {
  it.runIf(present.length > 0)('tells addresses, state and engine, as table and as JSON', () => {
    expect(runProgram(['devices', '--lang', 'en']).stdout).toMatch(/^\d+ +lo +up +EN10MB +\w+ +127\.0\.0\.1/m);
    const { devices } = JSON.parse(runProgram(['devices', '--format', 'json']).stdout) as {
      devices: { name: string; number: number }[];
    };
    const lo = devices.find(({ name }) => name === 'lo');
    expect(lo).toMatchObject({ isUp: true, isLoopback: true, linkType: 'EN10MB', engine: present[0], refusal: null });
    expect(lo).toMatchObject({ addresses: expect.arrayContaining(['127.0.0.1']) });
    expect(devices.map(({ number }) => number)).toEqual(devices.map((_, index) => index + 1));
  });
});

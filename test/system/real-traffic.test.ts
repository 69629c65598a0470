// Real clients and brokers, recorded as they talk: nothing they do right is called wrong, and everything is counted as they count it.

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../src/index.ts';
import { type Told, talk } from './real-traffic/mqtt-js.ts';

const PYTHON = '/usr/bin/python3';
const MOSQUITTO = '/usr/sbin/mosquitto';
const required = process.env['REQUIRE_SYSTEM'] === '1';
const folder = mkdtempSync(join(tmpdir(), 'mqttscope-traffic-'));
const run = promisify(execFile);

const works = (command: string, ...args: string[]): boolean => {
  const { status, error } = spawnSync(command, args, { timeout: 10_000 });
  return error === undefined && status !== null;
};
const missing = [
  works(MOSQUITTO, '-h') ? [] : ['mosquitto'],
  spawnSync('dumpcap', ['-D'], { timeout: 10_000 }).stdout?.toString().includes('lo')
    ? []
    : ['dumpcap on the loopback interface'],
  spawnSync(PYTHON, ['-c', 'import paho.mqtt.client'], { timeout: 10_000 }).status === 0 ? [] : ['python3-paho-mqtt'],
].flat();
if (missing.length > 0) console.warn(`real traffic is not tested: ${missing.join(', ')} not here`);

/** Everything that was started, to be taken down whatever happens. */
const children: ChildProcess[] = [];
const servers: Server[] = [];
const closers: (() => Promise<void>)[] = [];

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.on('error', () => undefined); // seen as an answer that never comes
  children.push(child);
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await Promise.race([gone, sleep(3000)]);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function saidOn(child: ChildProcess, what: RegExp): Promise<void> {
  let text = '';
  const end = Date.now() + 8000;
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  while (!what.test(text) && Date.now() < end) {
    if (child.exitCode !== null) break;
    await sleep(20);
  }
  if (!what.test(text)) throw new Error(`${child.spawnfile} did not start: ${text}`);
}

async function startMosquitto(port: number): Promise<void> {
  const passwords = join(folder, 'passwords');
  const config = join(folder, 'mosquitto.conf');
  spawnSync('mosquitto_passwd', ['-b', '-c', passwords, 'somebody', 'right']);
  // The user's name stands only where the broker is started as root.
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\npassword_file ${passwords}\n`);
  const child = start(MOSQUITTO, ['-c', config, '-v']);
  await saidOn(child, /mosquitto version .* running/);
}

async function startAedes(port: number): Promise<void> {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle).listen(port, '127.0.0.1');
  servers.push(server);
  closers.push(() => new Promise((resolve) => broker.close(() => resolve())));
  await once(server, 'listening');
}

/** Records the port while `speak` speaks. */
async function recorded(name: string, port: number, speak: () => Promise<Told>): Promise<[Told, Analysis]> {
  const path = join(folder, `${name}.pcapng`);
  const dumpcap = start('dumpcap', ['-q', '-i', 'lo', '-f', `tcp port ${port}`, '-w', path]);
  await saidOn(dumpcap, /File: /);
  const told = await speak();
  await sleep(500); // the last segments are on their way to the file
  await stop(dumpcap, 'SIGINT');
  return [told, await analyze([path], { listLimit: 5000 })];
}

async function paho(port: number, version: 4 | 5, ...more: string[]): Promise<Told> {
  const script = join(import.meta.dirname, 'real-traffic/talk_with_paho.py');
  const { stdout } = await run(PYTHON, [script, '127.0.0.1', String(port), String(version), ...more], {
    timeout: 30_000,
  });
  return JSON.parse(stdout) as Told;
}

function both(told: readonly Told[]): Told {
  const sum = (of: (each: Told) => number): number => told.reduce((total, each) => total + of(each), 0);
  return {
    sent: [sum(({ sent }) => sent[0]), sum(({ sent }) => sent[1]), sum(({ sent }) => sent[2])],
    received: sum(({ received }) => received),
  };
}

/** What the capture says, counted as the applications count. */
function counted({ connections }: Analysis): Told {
  const reports = connections.flatMap(({ mqtt }) => mqtt ?? []);
  const rows = reports.flatMap(({ timeline }) => timeline.filter(({ type }) => type === 'PUBLISH'));
  const by = (qos: number): number => rows.filter((row) => row.direction === 'client' && row.qos === qos).length;
  return { sent: [by(0), by(1), by(2)], received: rows.filter(({ direction }) => direction === 'server').length };
}

/** Exchanges that are not complete, and violations. */
function faultsOf({ anomalies, connections }: Analysis): string[] {
  const open = connections.flatMap(({ stream, mqtt }) =>
    (mqtt?.exchangeStates ?? [])
      // A refused CONNECT is a wrong password; the doomed client is cut off in the middle of nothing.
      .filter(({ kind, state }) => state !== 'complete' && !(kind === 'connect' && state === 'refused'))
      .map(({ kind, qos, originator, state }) => `stream ${stream}: ${originator} ${kind} ${qos ?? ''} ${state}`),
  );
  const wrong = anomalies
    .filter(({ severity, kind }) => kind.startsWith('mqtt.') && severity !== 'note')
    .map(({ severity, kind, firstFrames }) => `${severity} ${kind}: ${firstFrames.join(' ')}`);
  const lost = connections
    .filter(({ gaps }) => gaps.length > 0)
    .map(({ stream }) => `stream ${stream}: the capture has holes`);
  return [...open, ...wrong, ...lost];
}

describe.skipIf(missing.length > 0 && !required)('real clients and brokers', () => {
  let mosquitto = 0;
  let aedes = 0;

  beforeAll(async () => {
    expect(missing).toEqual([]);
    mosquitto = await freePort();
    await startMosquitto(mosquitto);
    aedes = await freePort();
    await startAedes(aedes);
  }, 20_000);

  afterAll(async () => {
    await Promise.all(children.map((child) => stop(child, 'SIGTERM')));
    for (const close of closers) await Promise.race([close(), sleep(2000)]);
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }, 15_000);

  const CASES: readonly (readonly [
    name: string,
    broker: 'mosquitto' | 'aedes',
    speak: (port: number) => Promise<Told>[],
  ])[] = [
    ['mosquitto 3.1.1', 'mosquitto', (port) => [paho(port, 4, 'wrong-password'), talk(port, 4, true)]],
    ['mosquitto 5.0', 'mosquitto', (port) => [paho(port, 5, 'wrong-password'), talk(port, 5, true)]],
    ['aedes 3.1.1', 'aedes', (port) => [paho(port, 4), talk(port, 4, false)]],
  ];

  it.each(CASES)('%s: paho and MQTT.js at once', { timeout: 40_000 }, async (name, broker, speak) => {
    const port = broker === 'mosquitto' ? mosquitto : aedes;
    const [told, analysis] = await recorded(name.replaceAll(' ', '-'), port, async () =>
      both(await Promise.all(speak(port))),
    );
    expect(faultsOf(analysis)).toEqual([]);
    expect(counted(analysis)).toEqual(told);
    expect(told.received).toBeGreaterThan(90);
  });
});

// npm run bench -- --live [--workload session] [--seconds 4] [--engine libpcap] [--rate 200000]: a flood of MQTT frames on an interface, captured
// and wholly analysed by each engine; what was sent against what the report counts. Linux, root.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workloads } from '../workloads/index.ts';

export interface LiveBenchOptions {
  readonly workload: string;
  readonly seconds: number;
  /** Empty: all. */
  readonly engines: readonly string[];
  /** Frames per second; 0: as many as the sender can. Empty: the usual steps. */
  readonly rates: readonly number[];
  readonly device: string;
}

const ENGINES = ['libpcap', 'dumpcap', 'tcpdump', 'cap'];
const RATES = [50_000, 100_000, 200_000, 300_000, 0];
/** Frames per second that nobody exceeds: so many must be in the workload. */
const FASTEST = 600_000;
/** Source and destination of every generated frame begin with these two bytes; nothing else on the interface does. */
const ONLY_OURS = 'ether[0:2] = 0x0242';
/** From the last frame sent until the engine is asked to end: its buffer must have been handed over. */
const SETTLE_MS = 1500;
const PATIENCE_MS = 120_000;

const bin = fileURLToPath(new URL('../../../bin/mqttscope.cjs', import.meta.url));
const senderScript = fileURLToPath(new URL('./flood-sender.js', import.meta.url));

interface Flood {
  readonly sent: number;
  readonly perSecond: number;
  readonly captured: number;
  readonly dropped: number | null;
  /** Of our process, without a child. */
  readonly peakMegabytes: number;
  /** From the request to end until the report was there. */
  readonly reportSeconds: number;
}

/** Prints one table. */
export async function runLiveBench(options: LiveBenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-live-'));
  try {
    const workload = workloads.find(({ name }) => name === options.workload);
    if (workload === undefined) throw new Error(`no workload ${options.workload}`);
    const capture = join(folder, 'frames.pcapng');
    const wanted = FASTEST * options.seconds;
    const trial = workload.generate(capture, 0.01).frames * 100;
    const truth = workload.generate(capture, Math.max(0.01, wanted / trial));
    console.log(
      `\n## live: ${truth.frames} frames of ${workload.name} on ${options.device}, ${options.seconds} s each\n`,
    );
    console.log('| engine | asked /s | sent /s | sent | captured | lost | drop counter | peak MB | report after |');
    console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const engine of options.engines.length > 0 ? options.engines : ENGINES) {
      for (const rate of options.rates.length > 0 ? options.rates : RATES) {
        const flood = await measureFlood(engine, rate, capture, options, folder);
        console.log(flood === null ? `| ${engine} | not here |` : row(engine, rate, flood));
        if (flood === null) break;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(engine: string, rate: number, flood: Flood): string {
  const { sent, perSecond, captured, dropped, peakMegabytes, reportSeconds } = flood;
  const lost = `${((100 * (sent - captured)) / sent).toFixed(2)} %`;
  const cells = [
    ...[engine, rate === 0 ? 'flood' : String(rate), perSecond.toFixed(0), String(sent), String(captured), lost],
    ...[dropped === null ? 'unknown' : String(dropped), peakMegabytes.toFixed(0), `${reportSeconds.toFixed(2)} s`],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** null: the engine cannot capture here. */
async function measureFlood(
  engine: string,
  rate: number,
  capture: string,
  { device, seconds }: LiveBenchOptions,
  folder: string,
): Promise<Flood | null> {
  const report = join(folder, 'report.json');
  const words = ['live', device, '--engine', engine, '-f', ONLY_OURS, '--format', 'json', '-o', report];
  const tool = spawn(process.execPath, [bin, ...words, '--events', 'none', '--lang', 'en'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (!(await saysThatItCaptures(tool))) return null;
  const sender = spawnSync(process.execPath, [senderScript, capture, device, String(rate), String(seconds)], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  if (sender.status !== 0) {
    tool.kill('SIGKILL');
    throw new Error(`the sender failed: ${sender.stderr}`);
  }
  const { sent, seconds: took } = JSON.parse(sender.stdout) as { sent: number; seconds: number };
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const peakMegabytes =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${tool.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const askedAt = performance.now();
  tool.kill('SIGINT');
  await once(tool, 'exit');
  const reportSeconds = (performance.now() - askedAt) / 1000;
  const analysis = JSON.parse(readFileSync(report, 'utf8')) as { capture: { frames: number; dropped: number | null } };
  const { frames: captured, dropped } = analysis.capture;
  return { sent, perSecond: sent / took, captured, dropped, peakMegabytes, reportSeconds };
}

async function saysThatItCaptures(tool: ChildProcess): Promise<boolean> {
  const exit = once(tool, 'exit').then(() => false);
  const said = new Promise<boolean>((resolve) => {
    let text = '';
    tool.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('capturing on')) resolve(true);
    });
  });
  return Promise.race([exit, said]);
}

// A transfer, recorded while it happens: our own analysis finds the fragments, their format, and what was lost. And `demo`, which does it all at once.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, analyze, type FragmentReport } from '../../src/index.ts';
import { bin, cleanEnv } from '../cli/run-program.ts';
import { LAB_TEXT, randomContent, required, Stage } from './transfer/processes.ts';

/** A loaded machine may make TCP repeat something even on the loopback interface: that is not what is looked at here. */
const troubles = ({ findings }: Analysis): string[] =>
  findings.filter(({ rule, severity }) => severity !== 'note' && !rule.startsWith('tcp.')).map(({ rule }) => rule);

const stage = new Stage();
const canRecord = spawnSync('dumpcap', ['-D'], { timeout: 10_000 }).stdout?.toString().includes('lo') === true;
if (!canRecord) console.warn('captures of transfers are not tested: no dumpcap on the loopback interface here');

let port = 0;
beforeAll(async () => {
  port = (await stage.aedes()).port;
}, 30_000);
afterAll(() => stage.close(), 30_000);

/** Both sides of one transfer, recorded at the broker's port. */
async function recorded(
  content: Buffer | string,
  mode: string,
  ...sending: string[]
): Promise<{ readonly sent: FragmentReport; readonly received: FragmentReport; readonly analysis: Analysis }> {
  const folder = stage.freshFolder();
  writeFileSync(join(folder, 'input.txt'), content);
  const capture = join(folder, 'capture.pcapng');
  const filter = ['-q', '-i', 'lo', '-f', `tcp port ${port}`, '-w', capture];
  const dumpcap = stage.start('dumpcap', filter, folder, process.env);
  await dumpcap.says(/File: /);
  const common = ['--broker', `mqtt://127.0.0.1:${port}`, '--mode', mode, '--wait', '10'];
  const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '1');
  await subscriber.says(/Subscribed to/);
  const publisher = stage.transfer(folder, 'publish', ...common, ...sending);
  expect(await publisher.exit()).toBe(0);
  await subscriber.exit();
  await sleep(500); // the last segments are on their way to the file
  await dumpcap.stop('SIGINT');
  const analysis = await analyze([capture], { listLimit: 5000 });
  const all = analysis.connections.map(({ mqtt }) => mqtt?.fragments);
  const main = (side: 'client' | 'server'): FragmentReport => {
    const found = all.flatMap((each) => each?.[side] ?? []).sort((a, b) => b.totalBytes - a.totalBytes)[0];
    if (found === undefined) throw new Error(`no fragments from the ${side}`);
    return found;
  };
  return { sent: main('client'), received: main('server'), analysis };
}

describe.skipIf(!canRecord && !required)('the capture of a transfer', () => {
  it('indexed: every fragment is seen, in order, on both sides', { timeout: 30_000 }, async () => {
    const { sent, received, analysis } = await recorded(LAB_TEXT, 'indexed');
    for (const side of [sent, received]) {
      expect(side).toMatchObject({ format: 'indexed', totalBytes: 673 });
      expect(side.sequences).toHaveLength(1);
      expect(side.sequences[0]).toMatchObject({
        from: 0,
        to: side.count - 1,
        missing: [],
        duplicated: [],
        reordered: [],
      });
    }
    expect(sent.rows.map(({ sha256 }) => sha256)).toEqual(received.rows.map(({ sha256 }) => sha256));
    expect(troubles(analysis)).toEqual([]);
  });

  it('length: the announced total is that of the file, and a lost fragment is named', { timeout: 30_000 }, async () => {
    const { sent } = await recorded(LAB_TEXT, 'length', '--drop', '6');
    expect(sent).toMatchObject({ format: 'length-checked', announcedBytes: 673 });
    expect(sent.sequences[0]).toMatchObject({ from: 0, missing: [6], outcome: 'incomplete' });
    expect(sent.totalBytes).toBeLessThan(673);
  });

  it('restart: the run that failed and the one that did not', { timeout: 30_000 }, async () => {
    const { received } = await recorded(LAB_TEXT, 'restart', '--drop', '2');
    expect(received.format).toBe('restart');
    expect(received.sequences.map(({ outcome, missing }) => ({ outcome, missing }))).toEqual([
      { outcome: 'failed', missing: [2] },
      { outcome: 'complete', missing: [] },
    ]);
  });

  it('selective: what was lost comes later, and nothing is missing in the end', { timeout: 30_000 }, async () => {
    const content = randomContent(40_000);
    const { sent, received } = await recorded(content, 'selective', '--size', '1k', '--drop', '3,9,20');
    for (const side of [sent, received]) {
      expect(side).toMatchObject({ format: 'indexed', totalBytes: content.length });
      expect(side.sequences).toHaveLength(1);
      expect(side.sequences[0]).toMatchObject({ from: 0, to: 39, missing: [] });
      expect(side.sequences[0]?.reordered).toEqual([3, 9, 20]);
      expect(side.sequences[0]?.duplicated.length).toBeLessThan(4); // on a loaded machine an answer may be overdue
    }
  });
});

describe('demo', () => {
  const demo = (...args: string[]): { status: number | null; stdout: string; stderr: string; folder: string } => {
    const folder = stage.freshFolder();
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'demo', '--lang', 'en', ...args], {
      cwd: folder,
      env: cleanEnv({ TMPDIR: folder }),
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, stdout, stderr, folder };
  };
  const outcomes = ({ expectation }: Analysis): string[] =>
    (expectation?.transfers ?? []).map(({ direction, attempts }) => `${direction} ${attempts[0]?.outcome}`).sort();
  const analysisOf = (stdout: string): Analysis => JSON.parse(stdout) as Analysis;

  it.skipIf(!canRecord && !required)('captures what it does, and explains it', { timeout: 60_000 }, () => {
    const { status, stdout, stderr, folder } = demo('--format', 'json', '--pace', '0.02', '-w', 'demo.pcapng');
    expect(stderr).toMatch(/file received; bytes \d+, fragments \d+/);
    expect(stderr).toMatch(/frames captured on lo/);
    expect(status).toBe(0);
    const analysis = analysisOf(stdout);
    const { connections } = analysis;
    expect(connections).toHaveLength(2);
    const sent = connections.flatMap(({ mqtt }) => mqtt?.fragments?.client ?? []);
    const received = connections.flatMap(({ mqtt }) => mqtt?.fragments?.server ?? []);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.sequences[0]).toMatchObject({ from: 0, missing: [] });
    expect(received[0]?.totalBytes).toBe(sent[0]?.totalBytes);
    expect(troubles(analysis)).toEqual([]);
    expect(analysis.expectation).toMatchObject({ file: { path: 'input.txt' } });
    expect(outcomes(analysis)).toEqual(['client identical', 'server identical']);
    expect(readdirSync(folder)).toEqual(['demo.pcapng']);
    expect(readFileSync(join(folder, 'demo.pcapng')).length).toBeGreaterThan(5000);
  });

  it.skipIf(!canRecord && !required)('shows a loss when asked to', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = demo('--format', 'json', '--pace', '0.02', '--drop', '4', '--fail-on', 'error');
    expect(stderr).toContain('known to be missing: 1 (4)');
    expect(status).toBe(1);
    const analysis = analysisOf(stdout);
    const sent = analysis.connections.flatMap(({ mqtt }) => mqtt?.fragments?.client ?? []);
    expect(sent[0]?.sequences[0]?.missing).toEqual([4]);
    expect(outcomes(analysis)).toEqual(['client damaged', 'server damaged']);
  });

  it('without a capture makes the transfer all the same, and says whose report it is', { timeout: 60_000 }, () => {
    const { status, stdout, stderr, folder } = demo('--format', 'json', '--pace', '0', '--no-capture');
    expect(stderr).toMatch(/file received/);
    expect(stderr).toMatch(/Nothing was captured: .* not of this transfer/);
    expect(status).toBe(0);
    const analysis = analysisOf(stdout);
    expect(analysis.capture.files[0]?.path).toContain('lab_indexed_qos2_broker');
    expect(analysis.expectation).toBeNull(); // what was sent now is not in it
    expect(readdirSync(folder)).toEqual([]);
  });

  it('sends the file it is given, and says when there is none', { timeout: 60_000 }, () => {
    const { status, stderr } = demo('absent.txt', '--no-capture');
    expect(status).toBe(3);
    expect(stderr).toContain('absent.txt');
    expect(existsSync('absent.txt')).toBe(false);
  });
});

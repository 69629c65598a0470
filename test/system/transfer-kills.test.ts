// Any part of a selective transfer may die at any moment, and may be started again: nothing that was reported done is lost, no half file ever has the
// final name, and nobody waits for ever. MQTTSCOPE_KILLS: how many cases; the seed of each is told when it fails.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { RandomSource } from '../../src/transfer/random.ts';
import { hasMosquitto, LAB_TEXT, type Part, randomContent, Stage } from './transfer/processes.ts';

const CASES = Number(process.env['MQTTSCOPE_KILLS'] ?? 9);
const TOGETHER = 3;
const BYTES = 600_000;
const content = randomContent(BYTES);
const stage = new Stage();
afterAll(() => stage.close(), 30_000);

interface Case {
  readonly seed: number;
  readonly victim: 'publisher' | 'subscriber' | 'broker';
  readonly signal: 'SIGKILL' | 'SIGINT';
  readonly atMs: number;
  /** Milliseconds until it is started again; null: never. */
  readonly backAfterMs: number | null;
}

function caseOf(seed: number): Case {
  const random = new RandomSource(seed);
  const victim = (['publisher', 'subscriber', 'broker'] as const)[seed % 3] ?? 'broker';
  const signal = victim === 'broker' || random.next() < 0.7 ? 'SIGKILL' : 'SIGINT';
  const atMs = random.integer(0, 3000);
  return { seed, victim, signal, atMs, backAfterMs: random.next() < 0.7 ? random.integer(50, 1200) : null };
}

/** What was claimed, and what was true at that moment. */
interface Claim {
  readonly by: string;
  readonly isTrue: boolean;
}

class Trial {
  readonly folder: string = stage.freshFolder();
  readonly claims: Claim[] = [];
  readonly halves: string[] = [];
  readonly parts: Part[] = [];
  /** Both sides had reached the broker, and each other, before the blow. */
  wereJoined = false;
  readonly #case: Case;
  #broker: { part: Part; port: number } | null = null;

  constructor(which: Case) {
    this.#case = which;
    writeFileSync(join(this.folder, 'input.txt'), content);
  }

  async run(): Promise<void> {
    const { victim, signal, atMs, backAfterMs } = this.#case;
    this.#broker = await stage.aedes();
    const running = { subscriber: this.#subscribe(), publisher: this.#publish() };
    const watching = setInterval(() => this.#look(), 5);
    try {
      await sleep(atMs);
      this.wereJoined = /joined/.test(running.publisher.stderr);
      const target = victim === 'broker' ? this.#broker.part : running[victim];
      await target.stop(signal);
      if (backAfterMs !== null) {
        await sleep(backAfterMs);
        if (victim === 'broker') this.#broker = await stage.aedes(this.#broker.port);
        else if (victim === 'subscriber') this.#subscribe();
        else this.#publish();
      }
      await Promise.all(this.parts.map((part) => part.ended));
      this.#look();
    } finally {
      clearInterval(watching);
      await Promise.all(this.parts.map((part) => part.stop()));
      await this.#broker.part.stop();
    }
  }

  /** Hidden files of those that were killed may be left, of the others not. */
  leftovers(): readonly string[] {
    return readdirSync(this.folder).filter((name) => name !== 'input.txt' && name !== 'output.txt');
  }

  isWhole(): boolean {
    const found = this.#output();
    return found?.equals(content) === true;
  }

  #subscribe(): Part {
    return this.#watch('subscriber', ['subscribe', '--timeout', '4', '--wait', '7']);
  }

  #publish(): Part {
    // Slow enough to be killed in the middle.
    return this.#watch('publisher', [
      'publish',
      '--size',
      '4k',
      '--pace',
      '8ms',
      '--loss',
      '5%',
      '--timeout',
      '4',
      '--wait',
      '7',
    ]);
  }

  #watch(by: string, args: readonly string[]): Part {
    const url = `mqtt://127.0.0.1:${this.#broker?.port}`;
    const part = stage.transfer(this.folder, ...args, '--broker', url);
    let told = false;
    part.onOutput = (text) => {
      if (told || !text.includes('Done: ')) return;
      told = true;
      this.claims.push({ by, isTrue: this.isWhole() });
    };
    this.parts.push(part);
    return part;
  }

  #look(): void {
    const found = this.#output();
    if (found !== null && !found.equals(content)) this.halves.push(`${found.length} bytes`);
  }

  #output(): Buffer | null {
    try {
      return readFileSync(join(this.folder, 'output.txt'));
    } catch {
      return null;
    }
  }
}

async function check(which: Case): Promise<void> {
  const trial = new Trial(which);
  await trial.run();
  const told = trial.parts.map(({ child, stdout, stderr }) => ({
    exit: child.exitCode,
    signal: child.signalCode,
    done: stdout.includes('Done: '),
    stderr,
  }));
  const context = JSON.stringify({ which, claims: trial.claims, told }, null, 1);
  expect(
    trial.claims.filter(({ isTrue }) => !isTrue),
    context,
  ).toEqual([]);
  expect(trial.halves, context).toEqual([]);
  for (const { exit, signal, done, stderr } of told) {
    if (signal !== null) continue;
    expect(exit === 0, context).toBe(done);
    expect([0, 4, 5, 130], context).toContain(exit);
    if (exit !== 0) expect(stderr, context).toMatch(/mqttscope: .*\w/);
  }
  // Whoever wrote the file has said so, unless it was killed in that moment.
  if (trial.isWhole() && which.victim !== 'subscriber') {
    expect(
      trial.claims.map(({ by }) => by),
      context,
    ).toContain('subscriber');
  }
  // A part that died and came back in time does not spoil the transfer.
  // (Who never reached the broker says so at once.)
  const couldReturn = trial.wereJoined || which.victim !== 'broker';
  if (which.signal === 'SIGKILL' && which.backAfterMs !== null && couldReturn)
    expect(trial.isWhole(), context).toBe(true);
  if (which.victim !== 'subscriber' || which.signal === 'SIGINT') expect(trial.leftovers(), context).toEqual([]);
}

describe('law: kills at any moment', () => {
  const cases = Array.from({ length: CASES }, (_, i) => caseOf(i));
  const groups = Array.from({ length: Math.ceil(CASES / TOGETHER) }, (_, i) =>
    cases.slice(i * TOGETHER, (i + 1) * TOGETHER),
  );
  it.each(groups.map((group) => [group.map(({ seed }) => seed).join(', '), group] as const))(
    'cases %s',
    { timeout: 90_000 },
    async (_seeds, group) => {
      await Promise.all(group.map(check));
    },
  );

  it.skipIf(!hasMosquitto)(
    'a mosquitto that is killed leaves both sides with a clear message',
    { timeout: 60_000 },
    async () => {
      const { part, port } = await stage.mosquitto();
      const folder = stage.freshFolder();
      writeFileSync(join(folder, 'input.txt'), content);
      const common = ['--broker', `mqtt://127.0.0.1:${port}`, '--timeout', '2'];
      const subscriber = stage.transfer(folder, 'subscribe', ...common);
      const publisher = stage.transfer(folder, 'publish', ...common, '--size', '2k', '--pace', '10ms');
      await subscriber.says(/Receiving/);
      await sleep(300);
      await part.stop();
      expect([await publisher.exit(), await subscriber.exit()]).toEqual([5, 5]);
      for (const { stderr } of [publisher, subscriber]) expect(stderr).toMatch(/nobody listens there/);
      expect(readdirSync(folder)).toEqual(['input.txt']);
    },
  );
});

describe('the lab’s modes, which cannot go on', () => {
  const text = LAB_TEXT.repeat(4);

  async function begun(mode: string): Promise<{
    readonly broker: Part;
    readonly folder: string;
    readonly subscriber: Part;
    readonly publish: (...more: string[]) => Part;
  }> {
    const { part: broker, port } = await stage.aedes();
    const folder = stage.freshFolder();
    writeFileSync(join(folder, 'input.txt'), text);
    const common = ['--broker', `mqtt://127.0.0.1:${port}`, '--mode', mode, '--timeout', '4'];
    const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '1', '--wait', '6');
    await subscriber.says(/Subscribed to/);
    return { broker, folder, subscriber, publish: (...more) => stage.transfer(folder, 'publish', ...common, ...more) };
  }

  it.each(['plain', 'indexed', 'length', 'restart'])(
    '%s: a publisher that is killed leaves no half file, and may begin again',
    { timeout: 30_000 },
    async (mode) => {
      const { folder, subscriber, publish } = await begun(mode);
      const first = publish('--pace', '50ms', '--seed', '3');
      await sleep(900);
      expect(first.isRunning).toBe(true);
      await first.stop('SIGKILL');
      await subscriber.says(/was interrupted after \d+ fragments|begins again/);
      await sleep(1500); // longer than the silence after which it would take the transfer to be over
      expect(subscriber.isRunning).toBe(true);
      expect(readdirSync(folder).includes('output.txt')).toBe(false);
      const second = publish('--seed', '4');
      expect([await second.exit(), await subscriber.exit()]).toEqual([0, 0]);
      expect(readFileSync(join(folder, 'output.txt'), 'utf8')).toBe(text);
    },
  );

  it.each(['plain', 'length'])('%s: a broker that is killed ends both sides', { timeout: 30_000 }, async (mode) => {
    const { broker, folder, subscriber, publish } = await begun(mode);
    const publisher = publish('--pace', '50ms');
    await sleep(900);
    await broker.stop('SIGKILL');
    expect([await publisher.exit(), await subscriber.exit()]).toEqual([4, 4]);
    expect(publisher.stderr).toMatch(/interrupted with \d+ of \d+ fragments/);
    expect(subscriber.stderr).toMatch(/interrupted after \d+ fragments/);
    expect(readdirSync(folder).sort()).toEqual(['input.txt', 'output.txt.part']);
  });

  it.each(['plain', 'selective'])('%s: Ctrl-C leaves nothing behind', { timeout: 30_000 }, async (mode) => {
    const { folder, subscriber, publish } = await begun(mode);
    const publisher = publish('--pace', '50ms', '--size', '60');
    await sleep(900);
    await subscriber.stop('SIGINT');
    expect(subscriber.child.exitCode).toBe(130);
    expect(subscriber.stderr).toContain('no half file is left');
    await publisher.stop('SIGINT');
    // It may have given up by itself just before: then the signal meets a program that is on its way out.
    expect([4, 130, 'SIGINT']).toContain(publisher.child.exitCode ?? publisher.child.signalCode);
    expect(readdirSync(folder)).toEqual(['input.txt']);
  });
});

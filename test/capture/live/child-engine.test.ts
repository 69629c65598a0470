// An engine in a process of its own: what it writes is read to its end, and how it ends is told in its words.

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EngineProgram, startEngine } from '../../../src/capture/live/child-engine.ts';
import { type CaptureRequest, EngineRefusal, type EngineSession } from '../../../src/capture/live/engine.ts';

const REQUEST: CaptureRequest = {
  interfaceName: 'lo',
  filter: null,
  snapLength: null,
  promiscuous: true,
  bufferMegabytes: 1,
  frameLimit: null,
};

const SHELL = '/bin/sh';

function start(script: string, more: Partial<EngineProgram> = {}, request = REQUEST): Promise<EngineSession> {
  return startEngine(
    {
      engine: 'tcpdump',
      path: SHELL,
      args: ['-c', script],
      clock: 'capture',
      isReady: (line) => line === 'ready',
      isChatter: (line) => line.startsWith('chatter'),
      judge: (words) => (words.includes('permission') ? 'permission' : 'unable'),
      droppedIn: (line) => (line.startsWith('dropped ') ? Number(line.slice(8)) : null),
      countersSignal: null,
      lingerMs: 0,
      ...more,
    },
    request,
  );
}

async function readAll({ input }: EngineSession): Promise<string> {
  const buf = new Uint8Array(1 << 16);
  let text = '';
  for (;;) {
    const got = await input.readInto(buf, 0, buf.length);
    if (got === 0) return text;
    text += Buffer.from(buf.subarray(0, got)).toString('latin1');
  }
}

const refusalOf = async (script: string, more: Partial<EngineProgram> = {}): Promise<EngineRefusal> => {
  try {
    await start(script, more);
  } catch (error) {
    if (error instanceof EngineRefusal) return error;
    throw error;
  }
  throw new Error('it was opened');
};

describe.skipIf(!existsSync(SHELL))('an engine', () => {
  it('that is stopped is read to its end', async () => {
    const session = await start(
      'trap "echo last; exit 0" INT; echo ready >&2; echo first; while :; do sleep 0.05; done',
    );
    session.stop();
    expect(await readAll(session)).toBe('first\nlast\n');
    expect(await session.ended).toBeNull();
  });

  it('is open as soon as it writes', async () => {
    const session = await start('echo first; exec sleep 60');
    session.abort();
    session.abort();
    expect(await session.ended).toBeNull();
  });

  it('that ends by itself has failed, in its own words', async () => {
    const session = await start(
      'echo before >&2; echo ready >&2; echo data; echo chatter >&2; echo "tcpdump: the wire broke." >&2; exit 1',
    );
    expect(await readAll(session)).toBe('data\n');
    expect(await session.ended).toBe('the wire broke');
  });

  it.each([
    ['exit 3', 'exit code 3'],
    ['kill -KILL $$', 'SIGKILL'],
  ])('that says nothing: %s', async (end, words) => {
    const session = await start(`echo ready >&2; ${end}`);
    expect(await session.ended).toBe(words);
  });

  it('that ends at the limit it was given has not failed', async () => {
    const session = await start('echo ready >&2; echo data', {}, { ...REQUEST, frameLimit: 1 });
    expect(await readAll(session)).toBe('data\n');
    expect(await session.ended).toBeNull();
  });

  it('tells what it dropped', async () => {
    const session = await start('echo ready >&2; echo dropped 5 >&2; echo dropped 7 >&2');
    await session.ended;
    expect(session.dropped()).toBe(7);
  });

  it('that ends before it captures has refused', async () => {
    expect(await refusalOf('echo "tcpdump: no permission" >&2; exit 1')).toMatchObject({
      engine: 'tcpdump',
      kind: 'permission',
      words: { es: 'no permission', en: 'no permission' },
    });
  });

  it('that is not there is missing', async () => {
    expect(await refusalOf('', { path: '/no/such/engine' })).toMatchObject({ kind: 'missing' });
  });

  it('waits while nobody reads: the queue stays within its limit', async () => {
    const session = await start('echo ready >&2; exec cat /dev/zero');
    const steps: number[] = [];
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      steps.push(session.input.queuedBytes);
    }
    expect(Math.max(...steps)).toBeLessThan((64 << 20) + (1 << 20));
    session.abort();
    session.input.close();
    expect(await session.ended).toBeNull();
  });
});

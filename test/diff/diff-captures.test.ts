// How two captures are compared: decided by what they hold, or as told; and the library's own way to ask for it.

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { diffCaptures } from '../../src/diff/diff-captures.ts';
import { isKnownDifference, isWanted } from '../../src/diff/difference-filter.ts';
import { CaptureFileError, diff, UsageError } from '../../src/index.ts';
import { inputOf, readInput } from './read-input.ts';

function capture(name: string): string {
  return fileURLToPath(new URL(`../../captures/${name}`, import.meta.url));
}

describe('the way two captures are compared', () => {
  it('is path where they share a connection, with the reasons', async () => {
    const input = await readInput(capture('lab_plain_qos2_publisher.pcapng'));
    const { mode, modeForced, modeEvidence } = diffCaptures(input, input, { lang: 'en' });
    expect([mode, modeForced]).toEqual(['path', false]);
    expect(modeEvidence.join(' ')).toContain('both initial sequence numbers');
  });

  it('is runs for the two reference captures: other connections, other messages, other times', async () => {
    const publisher = await readInput(capture('captura_publisher.pcapng'));
    const subscriber = await readInput(capture('captura_subscriber.pcapng'));
    for (const [a, b] of [
      [publisher, subscriber],
      [subscriber, publisher],
    ] as const) {
      const { mode, same, modeEvidence } = diffCaptures(a, b, { lang: 'en' });
      expect([mode, same]).toEqual(['runs', false]);
      const reasons = modeEvidence.join(' ');
      expect(reasons).toContain('No TCP connection is the same');
      expect(reasons).toContain('None of the 11 messages');
      expect(reasons).toContain('not lie at the same time');
    }
  });

  it('can be told', async () => {
    const input = await readInput(capture('lab_plain_qos2_publisher.pcapng'));
    const other = await readInput(capture('lab_mqtt5_publisher.pcapng'));
    const { mode, modeForced, path, differences } = diffCaptures(input, other, { mode: 'path' });
    expect([mode, modeForced, path?.connectionsCount]).toEqual(['path', true, 0]);
    expect(differences.map(({ kind }) => kind)).toEqual(['path.connection-only-in-one', 'path.connection-only-in-one']);
  });

  it('knows what to say of captures without TCP', () => {
    const { mode, same, modeEvidence } = diffCaptures(inputOf([]), inputOf([]), { lang: 'es' });
    expect([mode, same]).toEqual(['runs', true]);
    expect(modeEvidence.join(' ')).toContain('La captura A no tiene ninguna conexión TCP.');
  });
});

describe('diff()', () => {
  it('reads and compares two files', async () => {
    const path = capture('lab_plain_qos2_publisher.pcapng');
    const found = await diff(path, path, { lang: 'es', listLimit: 10 });
    expect([found.mode, found.same, found.a.label, found.b.label]).toEqual(['path', true, path, path]);
    expect(found.path?.connections[0]?.rows).toHaveLength(10);
  });

  it('rejects what is no capture', async () => {
    await expect(diff(capture('README.md'), capture('README.md'))).rejects.toThrow(CaptureFileError);
  });
});

describe('--only and --ignore', () => {
  it('must name what exists, also through the API', async () => {
    const file = capture('captura_publisher.pcapng');
    await expect(diff(file, file, { only: ['path.segment-lots'] })).rejects.toThrow(UsageError);
    await expect(diff(file, file, { ignore: ['run'] })).rejects.toThrow(UsageError);
  });

  it('choose by kind and by area; what is ignored never counts', () => {
    expect(isWanted('path.ack-lost', [], [])).toBe(true);
    expect(isWanted('path.ack-lost', ['path'], [])).toBe(true);
    expect(isWanted('path.ack-lost', ['path.ack'], [])).toBe(false);
    expect(isWanted('path.ack-lost', ['path.ack-lost'], ['path'])).toBe(false);
  });

  it('know the kinds', () => {
    for (const kind of ['path', 'delivery', 'runs', 'path.segment-lost', 'runs.mss'])
      expect(isKnownDifference(kind)).toBe(true);
    for (const kind of ['paths', 'path.lost', 'runs.', 'runs.rtts', 'delivery.lost', 'x.y', ''])
      expect(isKnownDifference(kind)).toBe(false);
  });
});

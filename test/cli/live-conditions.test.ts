// -a, -b and -c as dumpcap writes them.

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { liveCommand } from '../../src/cli/commands/live-command.ts';
import { type LiveConditions, readConditions } from '../../src/cli/commands/live-conditions.ts';
import { UsageError } from '../../src/core/errors.ts';

const read = (...argv: string[]): LiveConditions =>
  readConditions(parseArguments(['lo', ...argv], liveCommand.options));

describe('conditions of a live capture', () => {
  it('has none unless they are given', () => {
    expect(read()).toEqual({ durationMs: null, frameLimit: null, save: null });
    expect(read('-w', 'x.pcapng').save).toEqual({ path: 'x.pcapng', ring: null, stopAtBytes: null, stopAtFiles: null });
  });

  it('reads them, together and repeated', () => {
    expect(read('-a', 'duration:1.5', '-c', '20', '-a', 'packets:10')).toEqual({
      durationMs: 1500,
      frameLimit: 10,
      save: null,
    });
    expect(read('-c5', '-a', 'packets:10').frameLimit).toBe(5);
    expect(read('-w', 'x', '-a', 'filesize:3').save?.stopAtBytes).toBe(3000);
    expect(read('-w', 'x', '-b', 'filesize:2', '-b', 'files:4', '-b', 'duration:60', '-a', 'files:9').save).toEqual({
      path: 'x',
      ring: { seconds: 60, fileBytes: 2000, filePackets: null, files: 4 },
      stopAtBytes: null,
      stopAtFiles: 9,
    });
  });

  it.each([
    [['-a', 'duration'], /duration:SECONDS/],
    [['-a', 'duration:0'], /above zero/],
    [['-a', 'duration:-1'], /above zero/],
    [['-a', 'packets:1.5'], /packets:FRAMES/],
    [['-a', 'size:5'], /filesize:KILOBYTES/],
    [['-c', '0'], /1 or more/],
    [['-b', 'filesize:1'], /-b needs -w/],
    [['-a', 'filesize:1'], /-a needs -w/],
    [['-w', 'x', '-a', 'files:1'], /-a needs -b/],
    [['-w', 'x', '-b', 'files:3'], /duration:S, filesize:kB or packets:N/],
  ])('refuses %j', (argv, what) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(what);
  });
});

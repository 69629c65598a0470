import { describe, expect, it } from 'vitest';
import { describeProgress, progressLine } from '../../src/cli/progress.ts';

const at = (bytesRead: number, bytesTotal: number | null = 4_000_000_000) => ({
  bytesRead,
  bytesTotal,
  frames: 1_234_567,
});

describe('describeProgress', () => {
  it('says how far, how fast and how long', () => {
    expect(describeProgress(at(1_000_000_000), 2, 'en')).toBe(
      '25 %  1 GB of 4 GB  500 MB/s  1,234,567 frames  6 s left',
    );
    expect(describeProgress(at(1_500_000_000), 2, 'es')).toBe(
      '37 %  1,5 GB de 4 GB  750 MB/s  1.234.567 tramas  faltan 4 s',
    );
  });

  it('knows no end of a pipe, and counts long waits in minutes', () => {
    expect(describeProgress(at(5_000, null), 1, 'en')).toBe('5 kB  5 kB/s  1,234,567 frames');
    expect(describeProgress(at(10_000_000), 10, 'en')).toContain('67 min left');
  });
});

describe('progressLine', () => {
  function setUp() {
    const written: string[] = [];
    const clock = { ms: 0 };
    const line = progressLine(
      'en',
      40,
      () => clock.ms,
      (text) => written.push(text),
    );
    return { written, clock, line };
  }

  it('stays silent for the first second, and when nothing was shown nothing is erased', () => {
    const { written, clock, line } = setUp();
    clock.ms = 900;
    line.update(at(1));
    line.erase();
    expect(written).toEqual([]);
  });

  it('then redraws five times a second, within the width, and erases itself once', () => {
    const { written, clock, line } = setUp();
    for (clock.ms = 0; clock.ms <= 2000; clock.ms += 10) line.update(at(1_000_000 * clock.ms));
    expect(written.length).toBe(6);
    for (const text of written) {
      expect(text.startsWith('\r\u001b[2K')).toBe(true);
      expect(text.length).toBeLessThanOrEqual('\r\u001b[2K'.length + 39);
    }
    line.erase();
    line.erase();
    expect(written.slice(6)).toEqual(['\r\u001b[2K']);
  });
});

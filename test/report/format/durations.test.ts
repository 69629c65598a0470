import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBriefDuration, formatDuration, formatExactDuration } from '../../../src/report/format/durations.ts';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('formatDuration', () => {
  it.each([
    [0, '0 ns', '0 ns'],
    [238, '238 ns', '238 ns'],
    [39_812, '39,812 µs', '39.812 µs'],
    [3_893_947, '3,893947 ms', '3.893947 ms'],
    [226_214_784, '226,214784 ms', '226.214784 ms'],
    [1_000_000, '1 ms', '1 ms'],
    [6_237_315_063, '6,237315063 s', '6.237315063 s'],
    [60_000_000_000, '1 min', '1 min'],
    [125_000_000_001, '2 min 5,000000001 s', '2 min 5.000000001 s'],
    [7_384_500_000_000, '2 h 3 min 4,5 s', '2 h 3 min 4.5 s'],
    [-3_893_947, '-3,893947 ms', '-3.893947 ms'],
  ])('%i ns', (ns, es, en) => {
    expect(spaced(formatDuration(ns, 'es'))).toBe(es);
    expect(spaced(formatDuration(ns, 'en'))).toBe(en);
  });

  it('loses no digit', () => {
    const scale: Readonly<Record<string, number>> = { ns: 0, µs: 3, ms: 6, s: 9 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_999_999_999 }), (ns) => {
        const [digits = '', unit = ''] = spaced(formatDuration(ns, 'en')).split(' ');
        const [whole = '', fraction = ''] = digits.split('.');
        return Number(whole + fraction.padEnd(scale[unit] ?? -1, '0')) === ns;
      }),
    );
  });
});

describe('formatExactDuration', () => {
  it('gives the readable unit, seconds with nine digits, and nanoseconds', () => {
    expect(spaced(formatExactDuration(3_893_947, 'en'))).toBe('3.893947 ms = 0.003893947 s (3 893 947 ns)');
    expect(spaced(formatExactDuration(3_893_947, 'es'))).toBe('3,893947 ms = 0,003893947 s (3 893 947 ns)');
  });

  it('does not say the same twice', () => {
    expect(spaced(formatExactDuration(238, 'en'))).toBe('238 ns = 0.000000238 s');
    expect(spaced(formatExactDuration(6_237_315_063, 'en'))).toBe('6.237315063 s (6 237 315 063 ns)');
    expect(spaced(formatExactDuration(61_000_000_000, 'en'))).toBe('1 min 1 s = 61.000000000 s (61 000 000 000 ns)');
  });

  it('claims no digit that a double of more than 104 days does not hold', () => {
    expect(spaced(formatExactDuration(97_310_565_983_147_000, 'en'))).toBe('27 030 h 42 min 45.983 s');
  });

  it('keeps the sign', () => {
    expect(spaced(formatExactDuration(-1_013_638_790, 'en'))).toBe('-1.013638790 s (-1 013 638 790 ns)');
  });
});

describe('formatBriefDuration', () => {
  it.each([
    [20_312_650, '20.31 ms'],
    [226_114_784, '226.1 ms'],
    [999_960, '1.000 ms'],
    [186_000_000, '186.0 ms'],
    [238, '238 ns'],
    [4_050, '4.050 µs'],
    [1_234_567_890, '1.235 s'],
  ])('%i ns to four digits', (ns, text) => {
    expect(spaced(formatBriefDuration(ns, 'en'))).toBe(text);
  });
});

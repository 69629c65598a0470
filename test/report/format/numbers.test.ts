import { describe, expect, it } from 'vitest';
import { formatBytes, formatSize } from '../../../src/report/format/bytes.ts';
import { formatCount, groupDigits, localiseDecimal, plural } from '../../../src/report/format/numbers.ts';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [9_999, '9999'],
    [10_000, '10 000'],
    [3_893_947, '3 893 947'],
    [1_234_567_890_123, '1 234 567 890 123'],
    [-12_345, '-12 345'],
  ])('%i', (value, text) => {
    expect(spaced(formatCount(value))).toBe(text);
  });

  it('groups with a no-break space, so that a number is never broken over two lines', () => {
    expect(formatCount(12_345)).toBe('12\u00a0345');
    expect(groupDigits('123456')).toBe('123\u00a0456');
  });
});

describe('localiseDecimal', () => {
  it('has a comma in Spanish and a point in English', () => {
    expect(localiseDecimal('3.893947', 'es')).toBe('3,893947');
    expect(localiseDecimal('3.893947', 'en')).toBe('3.893947');
    expect(spaced(localiseDecimal('-12345.5', 'es'))).toBe('-12 345,5');
    expect(localiseDecimal('42', 'en')).toBe('42');
  });
});

describe('sizes', () => {
  it('give the exact number of bytes first', () => {
    expect(spaced(formatBytes(673))).toBe('673 bytes');
    expect(spaced(formatBytes(1))).toBe('1 byte');
    expect(spaced(formatSize(300_000, 'en'))).toBe('300 000 bytes (293.0 KiB)');
    expect(spaced(formatSize(300_000, 'es'))).toBe('300 000 bytes (293,0 KiB)');
    expect(spaced(formatSize(5 * 1024 ** 3, 'en'))).toBe('5 368 709 120 bytes (5.0 GiB)');
  });
});

describe('plural', () => {
  it('agrees with its number', () => {
    expect(spaced(plural(1, 'trama', 'tramas'))).toBe('1 trama');
    expect(spaced(plural(0, 'trama', 'tramas'))).toBe('0 tramas');
    expect(spaced(plural(12_345, 'frame', 'frames'))).toBe('12 345 frames');
  });
});

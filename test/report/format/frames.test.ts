import { describe, expect, it } from 'vitest';
import { formatFrames, formatRepeatedFrames, moreRows, namedFrames } from '../../../src/report/format/frames.ts';

describe('formatFrames', () => {
  it('lists them as one writes them down, ungrouped', () => {
    expect(formatFrames([10, 16, 12_345], 10, 3, 'es')).toBe('10, 16, 12345');
    expect(formatFrames([], 10, 0, 'es')).toBe('—');
  });

  it('says how many it leaves out, of those given and of those only counted', () => {
    expect(formatFrames([1, 2, 3], 2, 3, 'en')).toBe('1, 2 … and 1 more');
    expect(formatFrames([1, 2, 3], 10, 1_200, 'es')).toBe('1, 2, 3 … y 1197 más');
  });

  it('counts a frame that carries several packets', () => {
    expect(formatRepeatedFrames([12, 12, 12, 16], 10, 4, 'es')).toBe('12\u00a0×3, 16');
    expect(formatRepeatedFrames([10, 16, 16], 1, 1_200, 'en')).toBe('10 … and 1199 more');
    expect(formatRepeatedFrames([], 10, 0, 'en')).toBe('—');
  });

  it('names one or several', () => {
    expect(namedFrames([8], 10, 1, 'es')).toBe('trama 8');
    expect(namedFrames([8, 9], 10, 2, 'en')).toBe('frames 8, 9');
  });
});

describe('moreRows', () => {
  it('says where the rest is', () => {
    expect(moreRows(5, 5, 'messages', 'es')).toBeNull();
    expect(moreRows(5, 12, 'messages', 'es')).toBe('… y 7 más (export --table messages)');
    expect(moreRows(5, 12, null, 'en')).toBe('… and 7 more (--format json)');
  });
});

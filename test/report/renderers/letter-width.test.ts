// The width of one letter, against string-width as an independent judge.

import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { letterWidth } from '../../../src/report/renderers/letter-width.ts';
import { displayWidth, isPlain } from '../../../src/report/renderers/wrap.ts';

const LAST_CODE_POINT = 0x10ffff;

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}

describe('letterWidth', () => {
  it('agrees with string-width on every code point', { timeout: 60_000 }, () => {
    const differing: string[] = [];
    for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint++) {
      if (isSurrogate(codePoint)) continue;
      const letter = String.fromCodePoint(codePoint);
      if (letterWidth(letter) !== stringWidth(letter)) differing.push(codePoint.toString(16));
    }
    expect(differing).toEqual([]);
  });

  it.each([
    ['a keycap', '1\ufe0f\u20e3', 2],
    ['a flag', '🇻🇪', 2],
    ['half a flag', '🇻', 1],
    ['a family', '👩‍👩‍👧', 2],
    ['a skin tone', '👋🏽', 2],
    ['a letter with its mark apart', 'e\u0301', 1],
    ['a Hangul syllable', '각', 2],
    ['a lone surrogate', '\ud800', 0],
  ])('%s', (_name, letter, width) => {
    expect(letterWidth(letter)).toBe(width);
    expect(displayWidth(letter)).toBe(width);
    expect(stringWidth(letter)).toBe(width);
  });
});

describe('isPlain', () => {
  it('is said only of what is one column wide', () => {
    const wrong: string[] = [];
    for (let codePoint = 0; codePoint <= 0xffff; codePoint++) {
      const letter = String.fromCharCode(codePoint);
      if (isPlain(letter) && stringWidth(letter) !== 1) wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});

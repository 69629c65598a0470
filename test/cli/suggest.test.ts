import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../src/cli/suggest.ts';

const OPTIONS = ['--format', '--lang', '--stream', '--time-zone', '--list-limit', '--no-progress', '-d'];

describe('nearestWord', () => {
  it.each([
    ['--formt', '--format'],
    ['--fromat', '--format'],
    ['--formato', '--format'],
    ['--idioma', null],
    ['--time-zome', '--time-zone'],
    ['--timezone', '--time-zone'],
    ['--no-progres', '--no-progress'],
    ['--lng', '--lang'],
    ['--xyzzy', null],
  ])('%s → %s', (word, expected) => {
    expect(nearestWord(word, OPTIONS)).toBe(expected);
  });

  it('takes a beginning for the whole word', () => {
    expect(nearestWord('mark', ['terminal', 'markdown', 'json'])).toBe('markdown');
  });

  it('finds a known word itself, and nothing in an empty list', () => {
    fc.assert(fc.property(fc.constantFrom(...OPTIONS), (word) => nearestWord(word, OPTIONS) === word));
    fc.assert(fc.property(fc.string(), (word) => nearestWord(word, []) === null));
  });
});

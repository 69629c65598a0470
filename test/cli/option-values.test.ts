import { describe, expect, it } from 'vitest';
import { Arguments } from '../../src/cli/arguments.ts';
import { readChoice, readWholeNumber } from '../../src/cli/option-values.ts';
import { LANG, LIST_LIMIT, STREAM } from '../../src/cli/options.ts';
import { UsageError } from '../../src/core/errors.ts';

const NOTHING = new Arguments([], new Map());
const withValues = (name: string, ...values: string[]) => new Arguments([], new Map([[name, values]]));

function failureOf(read: () => unknown): UsageError {
  try {
    read();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('readChoice', () => {
  it('returns the choice, or the fallback', () => {
    expect(readChoice(withValues(LANG.name, 'es'), LANG, ['es', 'en'], null)).toBe('es');
    expect(readChoice(NOTHING, LANG, ['es', 'en'], null)).toBeNull();
  });

  it('names the wrong value and what is allowed', () => {
    const error = failureOf(() => readChoice(withValues(LANG.name, 'fr'), LANG, ['es', 'en'], null));
    expect(error.what).toEqual({
      es: '--lang: valor no válido «fr»; se admite es o en.',
      en: '--lang: invalid value "fr"; allowed: es or en.',
    });
    expect(error.exitCode).toBe(2);
  });
});

describe('readWholeNumber', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['007', 7],
  ])('%s → %i', (text, number) => {
    expect(readWholeNumber(withValues(STREAM.name, text), STREAM, 0, null)).toBe(number);
  });

  it.each(['-1', '1.5', '1e3', '', 'x', '0x10', '9'.repeat(16), ' 1'])('refuses "%s"', (text) => {
    const error = failureOf(() => readWholeNumber(withValues(STREAM.name, text), STREAM, 0, null));
    expect(error.what.es).toBe(`--stream: valor no válido «${text}»; se admite un número entero desde 0.`);
    expect(error.what.en).toBe(`--stream: invalid value "${text}"; allowed: a whole number, 0 or more.`);
  });

  it('keeps a minimum', () => {
    const error = failureOf(() => readWholeNumber(withValues(LIST_LIMIT.name, '0'), LIST_LIMIT, 1, 1000));
    expect(error.what.en).toBe('--list-limit: invalid value "0"; allowed: a whole number, 1 or more.');
    expect(readWholeNumber(NOTHING, LIST_LIMIT, 1, 1000)).toBe(1000);
  });
});

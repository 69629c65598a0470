import { describe, expect, it } from 'vitest';
import { languageOfArguments, languageOfEnvironment } from '../../src/cli/locale.ts';

describe('languageOfEnvironment', () => {
  it.each([
    [{ LANG: 'es_AR.UTF-8' }, 'es'],
    [{ LANG: 'es' }, 'es'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'est_EE' }, 'en'],
    [{ LC_ALL: 'C', LANG: 'es_ES.UTF-8' }, 'en'],
    [{ LC_ALL: '', LC_MESSAGES: 'es_VE.UTF-8', LANG: 'en_US.UTF-8' }, 'es'],
    [{ LC_ALL: 'en_US.UTF-8', LC_MESSAGES: 'es_VE.UTF-8' }, 'en'],
    [{ LC_MESSAGES: 'C.UTF-8', LANG: 'es_ES' }, 'en'],
  ])('%o → %s', (env, lang) => {
    expect(languageOfEnvironment(env)).toBe(lang);
  });

  it('takes the locale "C" where no variable is set, but asks Windows, which has none of them', () => {
    const system = process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : 'C';
    expect(languageOfEnvironment({})).toBe(system.startsWith('es') ? 'es' : 'en');
  });
});

describe('languageOfArguments', () => {
  const spanish = { LC_ALL: 'es_ES.UTF-8' };
  it.each([
    [['a.pcapng', '--lang', 'en'], 'en'],
    [['--lang=en'], 'en'],
    [['--lang', 'fr'], 'es'],
    [['--lang'], 'es'],
    [['--', '--lang', 'en'], 'es'],
    [['--lang', 'en', '--lang=es'], 'es'],
    [[], 'es'],
  ])('%o → %s', (argv, lang) => {
    expect(languageOfArguments(argv, spanish)).toBe(lang);
  });
});

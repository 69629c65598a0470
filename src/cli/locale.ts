// The language of messages and reports: --lang, else the locale of the environment (POSIX order), else the system's.

import type { Lang } from '../core/text.ts';

/** POSIX XBD §8.2: LC_ALL, then the category, then LANG; the first that is set and not empty decides. */
const LOCALE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The default language: 'es' for any Spanish locale, otherwise 'en'. */
export function languageOfEnvironment(env: NodeJS.ProcessEnv): Lang {
  for (const variable of LOCALE_VARIABLES) {
    const locale = env[variable];
    if (locale !== undefined && locale !== '') return languageOf(locale);
  }
  if (process.platform !== 'win32') return 'en'; // POSIX: none is set, it is the locale "C"; and the first use of Intl takes 10 ms
  return languageOf(Intl.DateTimeFormat().resolvedOptions().locale); // Windows has none of the variables
}

/**
 * The language of messages about the arguments themselves, before they are checked: a valid --lang anywhere among them,
 * else the environment's.
 */
export function languageOfArguments(argv: readonly string[], env: NodeJS.ProcessEnv): Lang {
  let lang: Lang | null = null;
  for (let i = 0; i < argv.length && argv[i] !== '--'; i++) {
    const argument = argv[i] ?? '';
    const value = argument === '--lang' ? argv[i + 1] : argument.startsWith('--lang=') ? argument.slice(7) : undefined;
    if (value === 'es' || value === 'en') lang = value;
  }
  return lang ?? languageOfEnvironment(env);
}

function languageOf(locale: string): Lang {
  return /^es(?![a-z])/i.test(locale) ? 'es' : 'en';
}

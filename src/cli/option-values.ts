// Written option values → numbers and choices. Everything wrong names the value and says what is allowed.

import { UsageError } from '../core/errors.ts';
import type { Text } from '../core/text.ts';
import type { Arguments } from './arguments.ts';
import { type OptionSpec, spell } from './option-spec.ts';
import { nearestWord } from './suggest.ts';

/** One of `allowed`, or `fallback` when the option is not given. */
export function readChoice<T extends string, F>(
  args: Arguments,
  option: OptionSpec,
  allowed: readonly T[],
  fallback: F,
): T | F {
  const value = args.value(option);
  if (value === null) return fallback;
  const choice = allowed.find((candidate) => candidate === value);
  if (choice === undefined) throw notAllowed(option, value, listOf(allowed), nearestWord(value, allowed));
  return choice;
}

/** A whole number from `minimum` up, or `fallback` when the option is not given. */
export function readWholeNumber<F>(args: Arguments, option: OptionSpec, minimum: number, fallback: F): number | F {
  const value = args.value(option);
  if (value === null) return fallback;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= minimum)) {
    throw notAllowed(option, value, {
      es: `un número entero desde ${minimum}`,
      en: `a whole number, ${minimum} or more`,
    });
  }
  return number;
}

/** 'a, b or c'. */
export function listOf(allowed: readonly string[]): Text {
  const last = allowed.at(-1) ?? '';
  const others = allowed.slice(0, -1).join(', ');
  return others === '' ? { es: last, en: last } : { es: `${others} o ${last}`, en: `${others} or ${last}` };
}

/** The error of a value; `part`: what is wrong inside the value, when it is not the whole of it. */
export function notAllowed(
  option: OptionSpec,
  value: string,
  allowed: Text,
  near: string | null = null,
  part: string | null = null,
): UsageError {
  const partEs = part === null ? '' : `: «${part}»`;
  const partEn = part === null ? '' : `: "${part}"`;
  return new UsageError({
    code: 'E_USAGE_VALUE',
    what: {
      es: `${spell(option)}: valor no válido «${value}»${partEs}; se admite ${allowed.es}.`,
      en: `${spell(option)}: invalid value "${value}"${partEn}; allowed: ${allowed.en}.`,
    },
    hint: near === null ? null : { es: `¿Quiso decir ${near}?`, en: `Did you mean ${near}?` },
  });
}

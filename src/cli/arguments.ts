// The words of the command line → captures and option values, checked against the table of options. Splitting the words is left to
// node:util: it costs one millisecond, which a run that takes forty can afford; yargs, some sixty, is kept for --help (help.ts).

import { parseArgs } from 'node:util';
import { UsageError } from '../core/errors.ts';
import { type OptionSpec, spell } from './option-spec.ts';
import { nearestWord } from './suggest.ts';

/** Values as they were written; `option-values.ts` makes numbers and choices of them. */
export class Arguments {
  readonly words: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(words: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.words = words;
    this.#values = values;
  }

  has(option: OptionSpec): boolean {
    return this.#values.has(option.name);
  }

  /** null: not given. Given twice, the last one counts. */
  value(option: OptionSpec): string | null {
    return this.all(option).at(-1) ?? null;
  }

  all(option: OptionSpec): readonly string[] {
    return this.#values.get(option.name) ?? [];
  }
}

/** Throws UsageError for an unknown option, a missing value, or a value where none belongs. */
export function parseArguments(argv: readonly string[], specs: readonly OptionSpec[]): Arguments {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokensOf(argv, specs)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = specs.find((candidate) => candidate.name === token.name && isSpelling(candidate, token.rawName));
    if (spec === undefined) throw unknownOption(token.rawName, specs);
    if (spec.value === null && token.value !== undefined) throw needlessValue(spec, token.value);
    if (spec.value !== null && (token.value === undefined || token.value === '')) throw missingValue(spec);
    const known = values.get(spec.name) ?? [];
    known.push(token.value ?? '');
    values.set(spec.name, known);
  }
  return new Arguments(words, values);
}

/** Position of the first word that is neither an option nor the value of one; −1: there is none. */
export function indexOfFirstWord(argv: readonly string[], specs: readonly OptionSpec[]): number {
  return tokensOf(argv, specs).find((token) => token.kind === 'positional')?.index ?? -1;
}

function tokensOf(argv: readonly string[], specs: readonly OptionSpec[]) {
  const options = Object.fromEntries(specs.map((spec) => [spec.name, parserOption(spec)]));
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function parserOption(spec: OptionSpec): { type: 'string' | 'boolean'; short?: string } {
  const type = spec.value === null ? 'boolean' : 'string';
  const short = spec.short ?? (spec.name.length === 1 ? spec.name : null);
  return short === null ? { type } : { type, short };
}

/** '-d' must not be reachable as '--d'. */
function isSpelling(spec: OptionSpec, rawName: string): boolean {
  return rawName === spell(spec) || rawName === `-${spec.short}`;
}

function unknownOption(rawName: string, specs: readonly OptionSpec[]): UsageError {
  const spellings = specs.map(spell);
  const near = nearestWord(rawName, spellings);
  return new UsageError({
    code: 'E_USAGE_UNKNOWN_OPTION',
    what: { es: `opción desconocida: ${rawName}.`, en: `unknown option: ${rawName}.` },
    hint: near === null ? null : { es: `¿Quiso decir ${near}?`, en: `Did you mean ${near}?` },
  });
}

function needlessValue(spec: OptionSpec, value: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_NEEDLESS_VALUE',
    what: {
      es: `${spell(spec)} no lleva valor (se dio «${value}»).`,
      en: `${spell(spec)} takes no value (got "${value}").`,
    },
  });
}

function missingValue(spec: OptionSpec): UsageError {
  const placeholder = spec.value ?? '';
  const es = typeof placeholder === 'string' ? placeholder : placeholder.es;
  const en = typeof placeholder === 'string' ? placeholder : placeholder.en;
  return new UsageError({
    code: 'E_USAGE_MISSING_VALUE',
    what: { es: `falta el valor de ${spell(spec)} (${es}).`, en: `${spell(spec)} needs a value (${en}).` },
  });
}

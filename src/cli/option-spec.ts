// What an option of the command line is. The table (options.ts) is read by the parser (arguments.ts) and by the help (help.ts).

import type { Text } from '../core/text.ts';

export type OptionGroup = 'capture' | 'reading' | 'result' | 'broker' | 'sending' | 'receiving' | 'screen';

export interface OptionSpec {
  /** Without the dashes: 'time-zone'. An option with one letter has only its short form. */
  readonly name: string;
  readonly short: string | null;
  /** Placeholder of its value in the help; null: a switch without value. */
  readonly value: string | Text | null;
  /** The only values allowed; null: anything the option's own check accepts. */
  readonly choices: readonly string[] | null;
  readonly repeatable: boolean;
  readonly group: OptionGroup;
  readonly describe: Text;
}

/** What it is called in messages: '--lang', '-d'. */
export function spell(spec: OptionSpec): string {
  return spec.name.length === 1 ? `-${spec.name}` : `--${spec.name}`;
}

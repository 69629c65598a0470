// What a command is. The light half (name, options, help) is always loaded; `load` brings the working half when it is really run.

import type { Lang, Text } from '../core/text.ts';
import type { Arguments } from './arguments.ts';
import type { OptionSpec } from './option-spec.ts';

export interface CommandContext {
  readonly args: Arguments;
  readonly lang: Lang;
  readonly env: NodeJS.ProcessEnv;
}

/** Does the work and returns the exit code; throws AppError. */
export type CommandRun = (context: CommandContext) => Promise<number>;

export interface Command {
  readonly name: string;
  /** What follows its name: '<capture…>'. */
  readonly operands: Text;
  readonly summary: Text;
  /** What the help says of its operands; null: nothing. Absent: they are captures. */
  readonly about?: Text | null;
  /** Exit codes that mean something else than for captures. */
  readonly exitCodes?: Text;
  readonly options: readonly OptionSpec[];
  /** Command lines worth copying, after the program's name. */
  readonly examples: readonly (readonly [line: Text, what: Text])[];
  readonly load: () => Promise<{ readonly run: CommandRun }>;
}

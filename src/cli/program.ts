// One run of the program: which command, in which language, and with which exit code it ends.

import { CaptureFileError, EXIT_DONE, EXIT_USAGE } from '../core/errors.ts';
import { LANGS, type Lang } from '../core/text.ts';
import { readVersion, TOOL_NAME } from '../version.ts';
import { indexOfFirstWord, parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { reportFailure } from './exit.ts';
import { languageOfArguments } from './locale.ts';
import { readChoice } from './option-values.ts';
import { HELP, LANG, VERSION } from './options.ts';
import { openOutput } from './output.ts';
import { nearestWord } from './suggest.ts';
import { writeStderr } from './write-bytes.ts';

/** Runs one command line and returns the exit code. Nothing is thrown. */
export async function runProgram(argv: readonly string[], calledAs: string, env: NodeJS.ProcessEnv): Promise<number> {
  const lang = languageOfArguments(argv, env);
  try {
    return await runCommand(argv, calledAs, lang, env);
  } catch (error) {
    return reportFailure(error, lang, env);
  }
}

async function runCommand(
  argv: readonly string[],
  calledAs: string,
  lang: Lang,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { command, rest, isNamed } = chooseCommand(argv, calledAs);
  const args = parseArguments(rest, command.options);
  if (args.has(VERSION)) return print(`${TOOL_NAME} ${readVersion()}\n`);
  const takesCommands = calledAs === TOOL_NAME;
  const line = isNamed ? `${TOOL_NAME} ${command.name}` : calledAs;
  if (args.has(HELP) || argv.length === 0) {
    const { helpText } = await import('./help.ts');
    const help = `${await helpText(line, command, takesCommands && !isNamed, lang, process.stdout.columns ?? 100)}\n`;
    if (args.has(HELP)) return print(help);
    writeStderr(help);
    return EXIT_USAGE;
  }
  readChoice(args, LANG, LANGS, null); // a wrong one was passed over by languageOfArguments
  if (!isNamed && takesCommands) await refuseMistypedCommand(args.words[0]);
  const { run } = await command.load();
  return run({ args, lang, env });
}

interface Choice {
  readonly command: Command;
  readonly rest: readonly string[];
  readonly isNamed: boolean;
}

/** The first word is a command under the name `mqttscope`; called as `analyze`, every word is a capture. */
function chooseCommand(argv: readonly string[], calledAs: string): Choice {
  const [standard] = COMMANDS;
  const at =
    calledAs === standard.name
      ? -1
      : indexOfFirstWord(
          argv,
          COMMANDS.flatMap((command) => command.options),
        );
  const named = COMMANDS.find((command) => at >= 0 && command.name === argv[at]);
  return named === undefined
    ? { command: standard, rest: argv, isNamed: false }
    : { command: named, rest: argv.filter((_, index) => index !== at), isNamed: true };
}

/** A bare word that is no file may be a mistyped command: say both. */
async function refuseMistypedCommand(word: string | undefined): Promise<void> {
  if (word === undefined || !/^[a-z]+$/.test(word)) return;
  const { existsSync } = await import('node:fs');
  if (existsSync(word)) return;
  const names = COMMANDS.map((command) => command.name);
  const near = nearestWord(word, names);
  throw new CaptureFileError({
    code: 'E_FILE_MISSING',
    what: {
      es: `${word}: no hay tal archivo, y no es una orden de ${TOOL_NAME}.`,
      en: `${word}: no such file, and no command of ${TOOL_NAME}.`,
    },
    hint:
      near === null
        ? { es: `Órdenes: ${names.join(', ')}.`, en: `Commands: ${names.join(', ')}.` }
        : { es: `¿Quiso decir ${near}?`, en: `Did you mean ${near}?` },
  });
}

function print(text: string): number {
  const output = openOutput(null);
  output.write(Buffer.from(text, 'utf8'));
  output.commit();
  return EXIT_DONE;
}

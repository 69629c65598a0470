// This run as a command line that can be pasted into a POSIX shell: for messages that say what to run.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** "mqttscope", if the shell finds it under that name; else the path it was started by. `argv`: as process.argv. */
export function ownProgram(argv: readonly string[] = process.argv, env: NodeJS.ProcessEnv = process.env): string {
  const path = argv[1] ?? '';
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin$/.test(folder));
  const name = path.split(/[\\/]/).at(-1) ?? path;
  if (folders.some((folder) => join(folder, name) === path)) return name;
  return mayStart(path) ? quoted(path) : `node ${quoted(path)}`;
}

function mayStart(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** With all its arguments. */
export function ownCommand(argv: readonly string[] = process.argv, env: NodeJS.ProcessEnv = process.env): string {
  return [ownProgram(argv, env), ...argv.slice(2).map(quoted)].join(' ');
}

/** As a shell reads it back — POSIX.1-2017, Shell Command Language §2.2. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

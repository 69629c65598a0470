// Where the program starts. Two names, one program: `mqttscope` and `analyze`.

import { basename } from 'node:path';
import { runProgram } from './program.ts';

/** By the name of the link or file that was started. */
function programName(path: string | undefined): string {
  return /^analyze(?:\.[a-z]+)?$/.test(basename(path ?? '')) ? 'analyze' : 'mqttscope';
}

/** Runs the command line of this process to its end. */
export async function main(): Promise<never> {
  const exitCode = await runProgram(process.argv.slice(2), programName(process.argv[1]), process.env);
  // All output is written synchronously, so nothing is lost by leaving at once (an open standard input would keep the process alive).
  process.exit(exitCode);
}

export { runProgram };

// The only place that catches: AppError → message, hint and exit code; anything else is our bug.

import { AppError, EXIT_BUG, EXIT_DONE, UsageError } from '../core/errors.ts';
import type { Lang, Text } from '../core/text.ts';
import { readVersion, TOOL_NAME } from '../version.ts';
import { ClosedPipe, writeStderr } from './write-bytes.ts';

/** Setting it to anything prints the stack of an internal error. */
export const DEBUG_VARIABLE = 'MQTTSCOPE_DEBUG';

/** Says on stderr what went wrong and returns the exit code. */
export function reportFailure(error: unknown, lang: Lang, env: NodeJS.ProcessEnv): number {
  if (error instanceof ClosedPipe) return EXIT_DONE;
  if (error instanceof AppError) {
    writeStderr(`${TOOL_NAME}: ${error.what[lang]}\n`);
    const hint = error.hint ?? (error instanceof UsageError ? SEE_HELP : null);
    if (hint !== null) writeStderr(`${hint[lang]}\n`);
    if (env[DEBUG_VARIABLE]) writeStderr(`${stackOf(error)}\n`);
    return error.exitCode;
  }
  writeStderr(bugReport(error, lang));
  if (env[DEBUG_VARIABLE]) writeStderr(`${stackOf(error)}\n`);
  return EXIT_BUG;
}

/** A warning that does not end the run. */
export function warn(text: Text, lang: Lang): void {
  writeStderr(`${TOOL_NAME}: ${text[lang]}\n`);
}

const SEE_HELP: Text = {
  es: `Ayuda: ${TOOL_NAME} --help`,
  en: `Help: ${TOOL_NAME} --help`,
};

function bugReport(error: unknown, lang: Lang): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const text: Text = {
    es: `error interno: ${message}
Es un fallo de ${TOOL_NAME} ${readVersion()}, no de su captura. Por favor, comuníquelo con la orden que usó, esta
versión, Node ${process.version} y, si puede compartirla, la captura. ${DEBUG_VARIABLE}=1 añade la traza del error.
`,
    en: `internal error: ${message}
This is a bug of ${TOOL_NAME} ${readVersion()}, not of your capture. Please report it with the command you used, this
version, Node ${process.version} and, if you may share it, the capture. ${DEBUG_VARIABLE}=1 adds the stack trace.
`,
  };
  return `${TOOL_NAME}: ${text[lang]}`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\n← ${stackOf(error.cause)}`;
}

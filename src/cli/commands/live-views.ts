// What shows a live capture: the screen on a terminal; elsewhere, or on request, a line per event; or nothing.

import type { LiveView } from '../../live/live-view.ts';
import { useColor } from '../color.ts';
import type { CommandContext } from '../command.ts';
import { readChoice } from '../option-values.ts';
import { NO_PROGRESS } from '../options.ts';
import type { Output } from '../output.ts';
import type { ReportSettings } from '../report-page.ts';
import { writeBytes, writeStderr } from '../write-bytes.ts';
import { EVENT_CHOICES, EVENTS } from './live-options.ts';

const STDOUT = 1;

/** `reportTo`: where the report will go. null: nothing is shown. */
export async function chooseView(
  { args, lang, env }: CommandContext,
  { format, color }: ReportSettings,
  reportTo: Output['kind'],
): Promise<LiveView | null> {
  const events = readChoice(args, EVENTS, EVENT_CHOICES, null);
  if (events === 'none' || (events === null && args.has(NO_PROGRESS))) return null;
  const output = events === null && process.stdin.isTTY && env['TERM'] !== 'dumb' ? screenFor(format) : null;
  if (output !== null) {
    const { liveScreen } = await import('../../live/screen/live-screen.ts');
    return liveScreen({ lang, color: useColor(color, 'terminal', env), output, input: process.stdin });
  }
  // Standard output is for data: a report that a program or a file format expects there must stay alone.
  const besideReport = reportTo === 'file' || format === 'terminal';
  const write = besideReport ? (text: string) => writeBytes(STDOUT, Buffer.from(text, 'utf8')) : writeStderr;
  const { eventLines } = await import('../../live/events/event-lines.ts');
  return eventLines({ lang, format: events ?? 'text', write });
}

/** Standard output, or where that is a pipe for the report of a program, the terminal behind standard error. */
function screenFor(format: ReportSettings['format']): NodeJS.WriteStream | null {
  if (process.stdout.isTTY) return process.stdout;
  return format !== 'terminal' && process.stderr.isTTY ? process.stderr : null;
}

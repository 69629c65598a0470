// tcpdump -U -w -: on every Unix, with the kernel's time in nanoseconds; it tells its counters when asked.

import { type EngineProgram, startEngine } from './child-engine.ts';
import { type CaptureRequest, EngineRefusal, type EngineSession, type RefusalKind } from './engine.ts';
import { findProgram } from './programs.ts';

/** Opens a capture with tcpdump; rejects with EngineRefusal. */
export async function openTcpdump(request: CaptureRequest): Promise<EngineSession> {
  const found = findProgram('tcpdump');
  if (found === null) {
    throw new EngineRefusal('tcpdump', 'missing', { es: 'no está instalado', en: 'not installed' });
  }
  if (!found.isExecutable) {
    throw new EngineRefusal('tcpdump', 'permission', {
      es: `${found.path}: este usuario no puede ejecutarlo`,
      en: `${found.path}: this user may not run it`,
    });
  }
  return startEngine(programFor(found.path, request), request);
}

function argumentsFor(request: CaptureRequest): readonly string[] {
  const { interfaceName, filter, snapLength, promiscuous, bufferMegabytes, frameLimit } = request;
  return [
    ...['-i', interfaceName, '-n', '-U', '--time-stamp-precision=nano', '-B', String(bufferMegabytes * 1024)],
    ...['-s', String(snapLength ?? 0), '-w', '-'],
    ...(promiscuous ? [] : ['-p']),
    ...(frameLimit === null ? [] : ['-c', String(frameLimit)]),
    ...(filter === null ? [] : ['--', filter]),
  ];
}

const COUNT = String.raw`\d+ packets? (?:captured|received by filter|dropped by (?:kernel|interface))`;
const COUNTS = new RegExp(`^(?:tcpdump: )?${COUNT}(?:, ${COUNT})*$`);

/** The counters come in one line when asked for, in several at the end. */
class DropReader {
  private byKernel = 0;
  private byInterface = 0;

  read(line: string): number | null {
    if (!COUNTS.test(line)) return null;
    this.byKernel = countOf(line, 'dropped by kernel') ?? this.byKernel;
    this.byInterface = countOf(line, 'dropped by interface') ?? this.byInterface;
    return this.byKernel + this.byInterface;
  }
}

function countOf(line: string, what: string): number | null {
  const match = new RegExp(String.raw`(\d+) packets? ${what}`).exec(line);
  return match === null ? null : Number(match[1]);
}

function programFor(path: string, request: CaptureRequest): EngineProgram {
  const drops = new DropReader();
  return {
    engine: 'tcpdump',
    path,
    args: argumentsFor(request),
    clock: 'capture',
    isReady: (line) => line.includes('listening on '),
    isChatter: (line) => COUNTS.test(line) || /dropped privs to/.test(line),
    judge: (words, { filter }): RefusalKind => {
      if (/permission|not permitted|access is denied/i.test(words)) return 'permission';
      if (/No such device|no suitable device|BIOCSETIF/i.test(words)) return 'interface';
      if (/is not up|unrecognized option|invalid option|not supported/i.test(words)) return 'unable';
      return filter === null ? 'unable' : 'filter'; // libpcap has many words for a wrong filter, and no common one
    },
    droppedIn: (line) => drops.read(line),
    // Elsewhere than on Linux it may be built to be asked otherwise, and this signal would end it.
    countersSignal: process.platform === 'linux' ? 'SIGUSR1' : null,
    lingerMs: 1100, // it reads the kernel's buffer every second
  };
}

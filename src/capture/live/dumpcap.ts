// dumpcap, the capturing half of Wireshark: it may have rights that we have not, and its buffer can be enlarged.

import { type EngineProgram, startEngine } from './child-engine.ts';
import { type CaptureRequest, EngineRefusal, type EngineSession, type RefusalKind } from './engine.ts';
import { findProgram } from './programs.ts';

/** Opens a capture with dumpcap; rejects with EngineRefusal. */
export async function openDumpcap(request: CaptureRequest): Promise<EngineSession> {
  const found = findProgram('dumpcap');
  if (found === null) {
    throw new EngineRefusal('dumpcap', 'missing', {
      es: 'no está instalado (viene con Wireshark)',
      en: 'not installed (it comes with Wireshark)',
    });
  }
  if (!found.isExecutable) {
    throw new EngineRefusal('dumpcap', 'permission', {
      es: `${found.path}: este usuario no puede ejecutarlo`,
      en: `${found.path}: this user may not run it`,
    });
  }
  return startEngine({ ...DUMPCAP, path: found.path, args: argumentsFor(request) }, request);
}

function argumentsFor(request: CaptureRequest): readonly string[] {
  const { interfaceName, filter, snapLength, promiscuous, bufferMegabytes, frameLimit } = request;
  return [
    ...['-q', '-n', '-i', interfaceName, '-w', '-', '-B', String(bufferMegabytes)],
    ...(filter === null ? [] : ['-f', filter]),
    ...(snapLength === null ? [] : ['-s', String(snapLength)]),
    ...(promiscuous ? [] : ['-p']),
    ...(frameLimit === null ? [] : ['-c', String(frameLimit)]),
  ];
}

const CHATTER = /^(?:Capturing on |File: |Packets captured: |Packets received\/dropped |Packets: )/;

const DUMPCAP: Omit<EngineProgram, 'path' | 'args'> = {
  engine: 'dumpcap',
  clock: 'capture',
  isReady: (line) => line.startsWith('File: '),
  isChatter: (line) => CHATTER.test(line),
  judge: (words): RefusalKind => {
    if (/invalid capture filter|can't parse|syntax error/i.test(words)) return 'filter';
    if (/permission|not permitted|access is denied/i.test(words)) return 'permission';
    if (/no device named|No such device|no interface|There are no interfaces/i.test(words)) return 'interface';
    return 'unable';
  },
  droppedIn: () => null, // its statistics block at the end has them
  countersSignal: null,
  lingerMs: 300, // it reads the kernel's buffer every 250 ms
};

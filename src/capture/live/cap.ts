// The package `cap`: the frames without the kernel's time and without counters of drops. For systems where nothing else captures.

import { type CapOrder, captureWithCap } from './cap-process.ts';
import { startEngine } from './child-engine.ts';
import { type CaptureRequest, EngineRefusal, type EngineSession, type RefusalKind } from './engine.ts';
import { packagePath } from './packages.ts';

/** Opens a capture with `cap`; rejects with EngineRefusal. */
export async function openCap(request: CaptureRequest): Promise<EngineSession> {
  const path = packagePath('cap');
  if (path === null) {
    throw new EngineRefusal('cap', 'missing', {
      es: 'el paquete «cap» no está instalado (para compilarlo hacen falta un compilador y libpcap-dev: npm install cap)',
      en: 'the package "cap" is not installed (to build it, a compiler and libpcap-dev are needed: npm install cap)',
    });
  }
  if (!request.promiscuous) {
    throw new EngineRefusal('cap', 'unable', {
      es: 'siempre captura en modo promiscuo (-p no es posible)',
      en: 'it always captures in promiscuous mode (-p is not possible)',
    });
  }
  const order: CapOrder = {
    interfaceName: request.interfaceName,
    filter: request.filter ?? '',
    snapLength: request.snapLength ?? 0,
    bufferBytes: request.bufferMegabytes << 20,
    frameLimit: request.frameLimit ?? 0,
  };
  const program = `try {
    (${captureWithCap.toString()})(require(${JSON.stringify(path)}), require('node:fs'), ${JSON.stringify(order)});
    console.error(${JSON.stringify(READY)});
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }`;
  return startEngine(
    {
      engine: 'cap',
      path: process.execPath,
      args: ['-e', program],
      clock: 'arrival',
      isReady: (line) => line === READY,
      isChatter: () => false,
      judge,
      droppedIn: () => null,
      countersSignal: null,
      lingerMs: 50,
    },
    request,
  );
}

const READY = 'capturing';

function judge(words: string, { filter }: CaptureRequest): RefusalKind {
  if (/permission|not permitted|access is denied/i.test(words)) return 'permission';
  if (/No such device/i.test(words)) return 'interface';
  if (/did not self-register|NODE_MODULE_VERSION|cap\.node|ERR_DLOPEN_FAILED|Cannot find module/.test(words))
    return 'missing';
  if (/link type|Unable to set/.test(words)) return 'unable';
  return filter === null ? 'unable' : 'filter';
}

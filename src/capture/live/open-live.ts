// Opens a live capture with the engine asked for, or with the best one that can open the interface with the rights at hand.

import { openCap } from './cap.ts';
import { findInterface } from './devices.ts';
import { openDumpcap } from './dumpcap.ts';
import {
  type CaptureRequest,
  ENGINE_NAMES,
  type EngineName,
  EngineRefusal,
  type EngineSession,
  type OpenEngine,
} from './engine.ts';
import { openLibpcap } from './libpcap.ts';
import { notOpened } from './live-errors.ts';
import { ARRIVAL_COMMENT, LiveSource, type PassedOver } from './live-source.ts';
import { SavedCapture, type SaveOptions } from './saved-capture.ts';
import { openTcpdump } from './tcpdump.ts';

export interface LiveOptions {
  /** Name, or number in the list of `devices`. */
  readonly interfaceName: string;
  /** 'auto': the best one that can. */
  readonly engine?: EngineName | 'auto';
  /** BPF; everything. */
  readonly filter?: string | null;
  /** Whole frames. */
  readonly snapLength?: number | null;
  /** true. */
  readonly promiscuous?: boolean;
  /** Of the kernel's buffer; 32. */
  readonly bufferMegabytes?: number;
  /** Ends after exactly so many frames; never. */
  readonly frameLimit?: number | null;
  /** Where the capture is saved on the way; nowhere. */
  readonly save?: SaveOptions | null;
  /** "mqttscope 0.1.0": what a saved file says that it was made with. */
  readonly application?: string;
  /** This run as a command line, for advice on what to run with more rights. */
  readonly command?: string;
}

const BUFFER_MEGABYTES = 32;

const OPENERS: Readonly<Record<EngineName, OpenEngine>> = {
  libpcap: openLibpcap,
  dumpcap: openDumpcap,
  tcpdump: openTcpdump,
  cap: openCap,
};

/** Rejects with CaptureDeviceError, UsageError (the filter), or SaveError (the file). When it resolves, frames are being captured. */
export async function openLive(options: LiveOptions): Promise<LiveSource> {
  const interfaceName = await findInterface(options.interfaceName);
  const filter = options.filter ?? null;
  const request: CaptureRequest = {
    interfaceName,
    filter,
    snapLength: options.snapLength ?? null,
    promiscuous: options.promiscuous ?? true,
    bufferMegabytes: options.bufferMegabytes ?? BUFFER_MEGABYTES,
    frameLimit: options.frameLimit ?? null,
  };
  const wanted = options.engine ?? 'auto';
  const { session, passedOver } = await openFirst(
    wanted === 'auto' ? ENGINE_NAMES : [wanted],
    request,
    options.command ?? null,
  );
  try {
    const saved =
      options.save == null
        ? null
        : new SavedCapture(options.save, {
            application: options.application ?? '',
            filter,
            comment: session.clock === 'arrival' ? ARRIVAL_COMMENT : null,
          });
    return new LiveSource(interfaceName, session, saved, passedOver);
  } catch (error) {
    session.abort();
    throw error;
  }
}

interface Opened {
  readonly session: EngineSession;
  readonly passedOver: readonly PassedOver[];
}

/** A wrong filter or interface is wrong for every engine; of the rest, the next one may do better. */
async function openFirst(
  engines: readonly EngineName[],
  request: CaptureRequest,
  command: string | null,
): Promise<Opened> {
  const refusals: EngineRefusal[] = [];
  for (const engine of engines) {
    try {
      const session = await OPENERS[engine](request);
      return { session, passedOver: refusals.map(({ engine: name, words }) => ({ engine: name, why: words })) };
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      refusals.push(error);
      if (error.kind === 'filter' || error.kind === 'interface') break;
    }
  }
  throw await notOpened(refusals, request, command);
}

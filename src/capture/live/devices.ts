// The interfaces one may listen on, with why not where not.

import { execFile } from 'node:child_process';
import { CaptureDeviceError } from '../../core/errors.ts';
import { type Device, listDevices } from './device-list.ts';
import type { EngineName } from './engine.ts';
import { type Trial, tryWithLibpcap } from './libpcap-devices.ts';
import { openLibrary } from './libpcap-library.ts';
import { findProgram } from './programs.ts';

/** An interface, and whether it may be captured on. */
export interface DeviceReport extends Device {
  /** 1-based; `live` takes it in place of the name. */
  readonly number: number;
  /** "EN10MB"; null: not known, or not permitted. */
  readonly linkType: string | null;
  /** The best engine that can open it; null: none can. */
  readonly engine: EngineName | null;
  /** Why none can, in the words of the best one that is here; null: one can, or no engine is here at all. */
  readonly refusal: { readonly engine: EngineName; readonly isPermission: boolean; readonly words: string } | null;
}

/** Tries every interface with every engine that can tell without capturing. */
export async function reportDevices(): Promise<readonly DeviceReport[]> {
  const devices = await listDevices();
  const trials = await Promise.all([libpcapTrials(), programTrials('dumpcap'), programTrials('tcpdump')]);
  return Promise.all(
    devices.map(async (device, index): Promise<DeviceReport> => {
      const known = { number: index + 1, ...device };
      let refusal: DeviceReport['refusal'] = null;
      for (const each of trials) {
        if (each === null) continue;
        const { outcome, linkType, words } = await each.tryOn(device.name);
        if (outcome === 'opened') return { ...known, linkType, engine: each.engine, refusal: null };
        // The best engine's words; but where it lacks only a right that a lesser one has, what stops that one is the reason.
        const isPermission = outcome === 'permission';
        if (refusal === null || (refusal.isPermission && !isPermission)) {
          refusal = { engine: each.engine, isPermission, words };
        }
      }
      return { ...known, linkType: null, engine: null, refusal };
    }),
  );
}

/** The name of an interface given by name or number. Rejects with CaptureDeviceError if the number is not in the list. */
export async function findInterface(word: string): Promise<string> {
  if (!/^\d{1,6}$/.test(word)) return word;
  const devices = await listDevices();
  if (devices.some(({ name }) => name === word)) return word;
  const device = devices[Number(word) - 1];
  if (device !== undefined) return device.name;
  throw new CaptureDeviceError({
    code: 'E_DEVICE_UNKNOWN',
    what: {
      es: `${word}: no hay tantas interfaces (hay ${devices.length}).`,
      en: `${word}: there are not so many interfaces (there are ${devices.length}).`,
    },
    hint: namesOf(devices),
  });
}

/** The interfaces by name, as the hint of an error. */
export function namesOf(devices: readonly Device[]): { es: string; en: string } {
  const names = devices.map(({ name }) => name).join(', ');
  return { es: `Interfaces: ${names} (mqttscope devices).`, en: `Interfaces: ${names} (mqttscope devices).` };
}

interface Trials {
  readonly engine: EngineName;
  readonly tryOn: (name: string) => Promise<Trial>;
}

async function libpcapTrials(): Promise<Trials | null> {
  const library = process.platform === 'win32' ? null : await openLibrary();
  if (library === null) return null;
  return { engine: 'libpcap', tryOn: async (name) => tryWithLibpcap(library, name) };
}

/** Both programs list the link types of an interface with -L, for which they must open it. */
function programTrials(engine: 'dumpcap' | 'tcpdump'): Trials | null {
  const found = findProgram(engine);
  if (found === null) return null;
  return { engine, tryOn: (name) => tryProgram(found.path, name) };
}

const PATIENCE_MS = 10_000;

function tryProgram(path: string, name: string): Promise<Trial> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, env: { ...process.env, LC_ALL: 'C' } };
    execFile(path, ['-i', name, '-L'], options, (error, stdout, stderr) => {
      if (error === null) {
        // "  EN10MB (Ethernet)", the first of the list being the one in use
        const linkType = /^\s+(\S+) \(/m.exec(stdout + stderr)?.[1] ?? null;
        resolve({ outcome: 'opened', linkType, words: '' });
        return;
      }
      const said = stderr.trim().split(/\r?\n\s*\r?\n/)[0] ?? '';
      const words = said === '' ? error.message : said.replace(/^(?:dumpcap|tcpdump): /, '');
      const isPermission = /permission|not permitted|EACCES/i.test(`${words} ${error.code ?? ''}`);
      resolve({ outcome: isPermission ? 'permission' : 'failed', linkType: null, words: words.replace(/\s+/g, ' ') });
    });
  });
}

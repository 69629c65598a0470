// The interfaces of this machine, by whatever knows them best: libpcap, dumpcap, tcpdump, else the system's own list.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { listWithLibpcap } from './libpcap-devices.ts';
import { openLibrary } from './libpcap-library.ts';
import { findProgram } from './programs.ts';

/** One interface. null: not known. */
export interface Device {
  readonly name: string;
  readonly description: string | null;
  readonly addresses: readonly string[];
  readonly isUp: boolean | null;
  readonly isLoopback: boolean | null;
}

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

/** In the order of their numbers, which are those of `dumpcap -D`. Never rejects. */
export async function listDevices(): Promise<readonly Device[]> {
  const library = await openLibrary();
  const listed = library === null ? null : listWithLibpcap(library);
  return listed ?? (await listWithDumpcap()) ?? (await listWithTcpdump()) ?? listOfSystem();
}

/** "1. eth0\t\t\t0\t10.0.0.2,fe80::1\tnetwork\t": number and name, vendor, friendly name, kind, addresses, loopback or network, extcap. */
async function listWithDumpcap(): Promise<readonly Device[] | null> {
  const lines = await linesOf('dumpcap', ['-D', '-M']);
  if (lines === null) return null;
  return lines.flatMap((line) => {
    const [numbered = '', vendor = '', friendly = '', , addresses = '', kind] = line.split('\t');
    const name = /^\d+\. (.+)$/.exec(numbered)?.[1];
    if (name === undefined) return [];
    return [
      {
        name,
        description: friendly !== '' ? friendly : vendor !== '' ? vendor : null,
        addresses: addresses.split(',').filter((address) => address !== ''),
        isUp: isUpInSystem(name),
        isLoopback: kind === 'loopback',
      },
    ];
  });
}

/** "3.lo (description) [Up, Running, Loopback]". */
async function listWithTcpdump(): Promise<readonly Device[] | null> {
  const lines = await linesOf('tcpdump', ['-D']);
  if (lines === null) return null;
  return lines.flatMap((line) => {
    const match = /^\d+\.(\S+)(?: \((.*)\))?(?: \[(.*)\])?$/.exec(line);
    const [, name, description, flags = ''] = match ?? [];
    if (name === undefined) return [];
    return [
      {
        name,
        description: description ?? null,
        addresses: addressesInSystem(name),
        isUp: /\bUp\b/.test(flags),
        isLoopback: /\bLoopback\b/.test(flags),
      },
    ];
  });
}

/** Those with an address: the system's list has no others. */
function listOfSystem(): readonly Device[] {
  return Object.entries(networkInterfaces()).map(([name, addresses]) => ({
    name,
    description: null,
    addresses: (addresses ?? []).map(({ address }) => address),
    isUp: true,
    isLoopback: addresses?.some(({ internal }) => internal) ?? null,
  }));
}

function addressesInSystem(name: string): readonly string[] {
  return (networkInterfaces()[name] ?? []).map(({ address }) => address);
}

/** Linux tells by IFF_UP, the lowest bit of the flags; elsewhere an address shows that it is up. */
function isUpInSystem(name: string): boolean | null {
  if (process.platform === 'linux') {
    try {
      return (Number(readFileSync(`/sys/class/net/${name}/flags`, 'latin1').trim()) & 1) === 1;
    } catch {
      return null; // "any" and other pseudo-devices
    }
  }
  return addressesInSystem(name).length > 0 ? true : null;
}

async function linesOf(program: string, args: readonly string[]): Promise<readonly string[] | null> {
  const found = findProgram(program);
  if (found === null || !found.isExecutable) return null;
  try {
    const { stdout } = await run(found.path, args, { timeout: PATIENCE_MS, env: { ...process.env, LC_ALL: 'C' } });
    return stdout.split(/\r?\n/);
  } catch {
    return null;
  }
}

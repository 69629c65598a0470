// Where libpcap is, system by system, and how it is opened through the optional package koffi.

import type koffi from 'koffi';
import { packagePath } from './packages.ts';

/** What the dynamic linker is asked for, the first that is found. */
export function libpcapNames(platform: NodeJS.Platform): readonly string[] {
  switch (platform) {
    case 'win32':
      // Npcap; in the second place where it was installed in WinPcap's way.
      return ['C:\\Windows\\System32\\Npcap\\wpcap.dll', 'wpcap.dll'];
    case 'darwin':
      return ['/usr/lib/libpcap.A.dylib', 'libpcap.dylib', '/opt/homebrew/opt/libpcap/lib/libpcap.dylib'];
    default:
      return ['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so'];
  }
}

export interface Library {
  readonly ffi: typeof koffi;
  readonly pcap: ReturnType<typeof koffi.load>;
}

/** null: koffi or libpcap is not there, or does not work here. */
export async function openLibrary(): Promise<Library | null> {
  if (packagePath('koffi') === null) return null;
  try {
    const { default: ffi } = await import('koffi');
    for (const name of libpcapNames(process.platform)) {
      const pcap = loadOrNull(ffi, name);
      if (pcap !== null) return { ffi, pcap };
    }
  } catch {
    // Built for another system: as if it were not installed.
  }
  return null;
}

function loadOrNull(ffi: typeof koffi, name: string): Library['pcap'] | null {
  try {
    return ffi.load(name);
  } catch {
    return null;
  }
}

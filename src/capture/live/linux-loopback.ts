// Linux's loopback interface: there every frame passes twice, going out and coming in, and libpcap throws the outgoing one away after it has taken
// its place in the buffer and among the drops. Filtered out by the kernel before that, twice as much fits, and the counter is true.

import { readFileSync } from 'node:fs';

const ARPHRD_LOOPBACK = '772';

/** What the kernel is to be given in place of `filter` ('': everything); '': nothing else — pcap-filter(7), "inbound". */
export function inboundFilter(filter: string, interfaceName: string): string {
  if (!isLinuxLoopback(interfaceName)) return '';
  return filter === '' ? 'inbound' : `inbound and (${filter})`;
}

function isLinuxLoopback(name: string): boolean {
  if (process.platform !== 'linux' || name.includes('/')) return false;
  try {
    return readFileSync(`/sys/class/net/${name}/type`, 'latin1').trim() === ARPHRD_LOOPBACK;
  } catch {
    return false; // "any" and other pseudo-devices
  }
}

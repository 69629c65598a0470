// Interfaces as libpcap lists them, and whether it may open them: pcap_findalldevs(3), pcap_activate(3).

import { formatIp } from '../../core/address.ts';
import type { Device } from './device-list.ts';
import type { Library } from './libpcap-library.ts';

const IS_LOOPBACK = 1;
const IS_UP = 2;
/** The same everywhere. */
const AF_INET = 2;
/** Linux, Windows, FreeBSD, macOS. */
const AF_INET6: readonly number[] = [10, 23, 28, 30];
/** A list that is longer would be a circle. */
const MOST_DEVICES = 10_000;
/** The smallest buffer will do to see whether it opens. */
const TRIAL_BUFFER_BYTES = 1 << 20;
const GENERAL_ERROR = -1;
const PERMISSION_DENIED = -8;

/** null: it cannot list them. */
export function listWithLibpcap({ ffi, pcap }: Library): readonly Device[] | null {
  const address = ffi.struct({
    next: 'void *',
    address: 'void *',
    mask: 'void *',
    broadcast: 'void *',
    peer: 'void *',
  });
  const device = ffi.struct({
    next: 'void *',
    name: 'const char *',
    description: 'const char *',
    addresses: 'void *',
    flags: 'uint32_t',
  });
  const head: unknown[] = [null];
  const findAll = pcap.func('int pcap_findalldevs(_Out_ void **head, void *errbuf)');
  if (findAll(head, new Uint8Array(256)) !== 0) return null;
  const devices: Device[] = [];
  for (let at = head[0]; isPointer(at) && devices.length < MOST_DEVICES; ) {
    const entry: DeviceEntry = ffi.decode(at, device);
    const addresses: string[] = [];
    for (let next = entry.addresses; isPointer(next); ) {
      const { next: following, address: bytes }: AddressEntry = ffi.decode(next, address);
      if (isPointer(bytes)) addresses.push(...addressText(ffi, bytes));
      next = following;
    }
    devices.push({
      name: entry.name,
      description: entry.description === null || entry.description === '' ? null : entry.description,
      addresses,
      isUp: (entry.flags & IS_UP) !== 0,
      isLoopback: (entry.flags & IS_LOOPBACK) !== 0,
    });
    at = entry.next;
  }
  pcap.func('void pcap_freealldevs(void *head)')(head[0]);
  return devices;
}

interface DeviceEntry {
  readonly next: unknown;
  readonly name: string;
  readonly description: string | null;
  readonly addresses: unknown;
  readonly flags: number;
}

interface AddressEntry {
  readonly next: unknown;
  readonly address: unknown;
}

function isPointer(value: unknown): value is bigint {
  return typeof value === 'bigint' && value !== 0n;
}

/** Of a struct sockaddr: BSD has a length before the family. */
function addressText(ffi: Library['ffi'], at: bigint): readonly string[] {
  const [first = 0, second = 0] = bytesAt(ffi, at, 2);
  const family = process.platform === 'linux' || process.platform === 'win32' ? first | (second << 8) : second;
  if (family === AF_INET) return [formatIp(bytesAt(ffi, at, 8), 4, 4)];
  return AF_INET6.includes(family) ? [formatIp(bytesAt(ffi, at, 24), 8, 16)] : [];
}

function bytesAt(ffi: Library['ffi'], at: bigint, count: number): Uint8Array {
  const bytes: ArrayLike<number> = ffi.decode(at, ffi.array('uint8_t', count));
  return Uint8Array.from(bytes);
}

/** What came of opening an interface. */
export interface Trial {
  readonly outcome: 'opened' | 'permission' | 'failed';
  /** "EN10MB"; null unless opened. */
  readonly linkType: string | null;
  /** libpcap's own words; '' when opened. */
  readonly words: string;
}

/** Opens the interface and closes it again. */
export function tryWithLibpcap({ pcap }: Library, name: string): Trial {
  const handle: unknown = pcap.func('void *pcap_create(const char *source, void *errbuf)')(name, new Uint8Array(256));
  if (!isPointer(handle)) return { outcome: 'failed', linkType: null, words: 'pcap_create' };
  pcap.func('int pcap_set_buffer_size(void *p, int bytes)')(handle, TRIAL_BUFFER_BYTES);
  const status: number = pcap.func('int pcap_activate(void *p)')(handle);
  let trial: Trial;
  if (status < 0) {
    const own: string = pcap.func('const char *pcap_geterr(void *p)')(handle);
    const general: string = pcap.func('const char *pcap_statustostr(int error)')(status);
    const words = own === '' || own === general ? general : status === GENERAL_ERROR ? own : `${general} (${own})`;
    // Modules for other things than interfaces (nflog) have only the general status for it.
    const isPermission = status === PERMISSION_DENIED || /operation not permitted|permission denied/i.test(words);
    trial = { outcome: isPermission ? 'permission' : 'failed', linkType: null, words };
  } else {
    const number: number = pcap.func('int pcap_datalink(void *p)')(handle);
    const linkType: string | null = pcap.func('const char *pcap_datalink_val_to_name(int number)')(number);
    trial = { outcome: 'opened', linkType: linkType ?? String(number), words: '' };
  }
  pcap.func('void pcap_close(void *p)')(handle);
  return trial;
}

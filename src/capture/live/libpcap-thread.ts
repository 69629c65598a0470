// What the thread of the engine `libpcap` runs: libpcap writes a classic capture with nanoseconds into memory with its own pcap_dump, so no frame
// passes through JavaScript, and whole chunks are handed on. The source text of this function is what the thread is given (libpcap.ts), so it must
// not use anything but its arguments.

import type { MessagePort } from 'node:worker_threads';
import type koffi from 'koffi';

export interface LibpcapOrder {
  readonly libraries: readonly string[];
  readonly interfaceName: string;
  /** '': everything. */
  readonly filter: string;
  /** What the kernel is given in its place (linux-loopback.ts); '': the same. */
  readonly kernelFilter: string;
  readonly snapLength: number;
  readonly promiscuous: boolean;
  readonly bufferBytes: number;
  /** 0: none. */
  readonly frameLimit: number;
  /** More than this handed on and not yet read: wait. */
  readonly queueLimitBytes: number;
  /** [0] 1: end, 2: end at once. [1] bytes that were read, modulo 2^32. [2] 1: the thread calls no library any more. */
  readonly control: Int32Array<SharedArrayBuffer>;
}

export type LibpcapMessage =
  | {
      readonly kind: 'refused';
      readonly why: 'missing' | 'permission' | 'interface' | 'filter' | 'unable';
      readonly words: string;
    }
  | { readonly kind: 'opened' }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'dropped'; readonly frames: number }
  /** null: as asked, or at the limit. */
  | { readonly kind: 'ended'; readonly words: string | null };

export function captureWithLibpcap(ffi: typeof koffi, port: MessagePort, order: LibpcapOrder): void {
  const MEMORY_BYTES = 16 << 20;
  /** A chunk is handed on when it has grown to this, or when no frame waits. */
  const CHUNK_BYTES = 1 << 20;
  const RECORD_HEADER_BYTES = 16;
  /** How long the kernel may collect frames before it wakes us. */
  const KERNEL_DELAY_MS = 50;
  const COUNT_EVERY_MS = 250;
  /** After the request to end: until what the kernel has collected was surely handed over; at most until then. */
  const LINGER_MS = 120;
  const LINGER_LIMIT_MS = 1000;
  const GENERAL_ERROR = -1;
  const NO_SUCH_DEVICE = -5;
  const PERMISSION_DENIED = -8;
  const PROMISCUOUS_DENIED = -11;
  const NETMASK_UNKNOWN = 0xffff_ffff;
  const READABLE = 1;
  const SOL_SOCKET = 1; // of Linux, where alone they are used
  const SO_ATTACH_FILTER = 26;
  const { control, interfaceName, filter, snapLength, frameLimit } = order;

  const tell = (message: LibpcapMessage): void => port.postMessage(message);
  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  let library: ReturnType<typeof ffi.load> | null = null;
  let trouble = '';
  for (const name of order.libraries) {
    try {
      library ??= ffi.load(name);
    } catch (error) {
      if (trouble === '') trouble = messageOf(error);
    }
  }
  if (library === null) {
    tell({ kind: 'refused', why: 'missing', words: trouble });
    return;
  }
  const pcap = library;
  const system = ffi.load(null);
  const geterr = pcap.func('const char *pcap_geterr(void *p)');
  const close = pcap.func('void pcap_close(void *p)');
  const setting = (name: string): ((handle: bigint, value: number) => number) =>
    pcap.func(name, 'int', ['void *', 'int']);

  const errorText = new Uint8Array(256);
  const handle: bigint | null = pcap.func('void *pcap_create(const char *source, void *errbuf)')(
    interfaceName,
    errorText,
  );
  if (handle === null || handle === 0n) {
    tell({ kind: 'refused', why: 'unable', words: textAt(errorText) });
    return;
  }
  setting('pcap_set_snaplen')(handle, snapLength);
  setting('pcap_set_promisc')(handle, order.promiscuous ? 1 : 0);
  setting('pcap_set_timeout')(handle, KERNEL_DELAY_MS);
  setting('pcap_set_buffer_size')(handle, order.bufferBytes);
  setting('pcap_set_tstamp_precision')(handle, 1); // nanoseconds; without them, the file header says microseconds
  const status: number = pcap.func('int pcap_activate(void *p)')(handle);
  if (status < 0) {
    const own: string = geterr(handle);
    const general: string = pcap.func('const char *pcap_statustostr(int error)')(status);
    const why =
      status === PERMISSION_DENIED || status === PROMISCUOUS_DENIED
        ? 'permission'
        : status === NO_SUCH_DEVICE
          ? 'interface'
          : 'unable';
    tell({
      kind: 'refused',
      why,
      words: own === '' || general === own ? general : status === GENERAL_ERROR ? own : `${general} (${own})`,
    });
    close(handle);
    return;
  }
  const program = new Uint8Array(16); // struct bpf_program: a count and a pointer
  const compile = pcap.func(
    'int pcap_compile(void *p, void *program, const char *text, int optimize, uint32_t netmask)',
  );
  const forget = pcap.func('void pcap_freecode(void *program)');
  const descriptor: number = pcap.func('int pcap_get_selectable_fd(void *p)')(handle);
  if (filter !== '') {
    if (
      compile(handle, program, filter, 1, NETMASK_UNKNOWN) !== 0 ||
      pcap.func('int pcap_setfilter(void *p, void *program)')(handle, program) !== 0
    ) {
      tell({ kind: 'refused', why: 'filter', words: geterr(handle) });
      close(handle);
      return;
    }
    forget(program);
  }
  // Not by pcap_setfilter: libpcap filters the first frames once more by itself, and would find none of them inbound.
  if (order.kernelFilter !== '' && compile(handle, program, order.kernelFilter, 1, NETMASK_UNKNOWN) === 0) {
    const attached = program.slice(); // struct sock_fprog: the count has 16 bits
    new Uint16Array(attached.buffer)[0] = new Uint32Array(program.buffer)[0] ?? 0;
    const setOption = system.func('int setsockopt(int fd, int level, int option, void *value, uint32_t length)');
    setOption(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, attached, attached.length);
    forget(program);
  }
  pcap.func('int pcap_setnonblock(void *p, int on, void *errbuf)')(handle, 1, errorText);

  // A FILE over memory: whatever is dumped into it lies in `memory` after fflush. The memory is C's own: the C library looks at its open files
  // once more when the process ends, when JavaScript's memory of this thread is gone.
  const block: bigint = system.func('void *malloc(size_t size)')(MEMORY_BYTES);
  const memory = new Uint8Array(ffi.view(block, MEMORY_BYTES));
  const file: bigint = system.func('void *fmemopen(void *memory, size_t size, const char *mode)')(
    block,
    MEMORY_BYTES,
    'w',
  );
  const dumper: bigint = pcap.func('void *pcap_dump_fopen(void *p, void *file)')(handle, file);
  const flush = system.func('int fflush(void *file)');
  const position = system.func('long ftell(void *file)');
  const rewind = system.func('void rewind(void *file)');
  const dispatch = pcap.func('int pcap_dispatch(void *p, int count, void *callback, void *user)');
  const dump = pcap.symbol('pcap_dump');
  const poll = system.func('int poll(void *fds, unsigned long count, int timeout)');
  const stats = pcap.func('int pcap_stats(void *p, void *stats)');
  const waitFor = new Uint8Array(8); // struct pollfd
  const waitView = new DataView(waitFor.buffer);
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  waitView.setInt32(0, descriptor, isLittle);
  waitView.setInt16(4, READABLE, isLittle);

  const raw = new Uint32Array(16); // struct pcap_stat: received, dropped by the kernel, dropped by the interface
  const before = new Uint32Array(3);
  let dropped = 0;
  /** The counters are 32 bits wide: what they have grown by is added up. */
  const count = (): void => {
    if (stats(handle, raw) !== 0) return;
    const grown = (index: number): number => ((raw[index] ?? 0) - (before[index] ?? 0)) >>> 0;
    dropped += grown(1) + grown(2);
    before.set(raw.subarray(0, 3));
    tell({ kind: 'dropped', frames: dropped });
  };

  let handedOn = 0;
  const handOn = (): void => {
    flush(file);
    const length = Number(position(file));
    if (length === 0) return;
    const bytes = memory.slice(0, length);
    rewind(file);
    handedOn += length;
    port.postMessage({ kind: 'chunk', bytes } satisfies LibpcapMessage, [bytes.buffer]);
  };

  tell({ kind: 'opened' });
  handOn(); // the file header
  const recordBytes = RECORD_HEADER_BYTES + snapLength;
  let frames = 0;
  let words: string | null = null;
  let countedAt = performance.now();
  let endAskedAt = 0;
  let filled = 0;
  for (;;) {
    const now = performance.now();
    if (now - countedAt >= COUNT_EVERY_MS) {
      countedAt = now;
      count();
    }
    const asked = Atomics.load(control, 0);
    if (asked === 2) break;
    if (endAskedAt === 0 && asked === 1) endAskedAt = now;
    const lingered = endAskedAt === 0 ? 0 : now - endAskedAt;
    if (lingered > LINGER_LIMIT_MS) break;
    const taken = Atomics.load(control, 1);
    if (((handedOn | 0) - taken) >>> 0 > order.queueLimitBytes) {
      Atomics.wait(control, 1, taken, KERNEL_DELAY_MS);
      continue;
    }
    const room = Math.floor((MEMORY_BYTES - 1 - filled) / recordBytes);
    const wanted = frameLimit === 0 ? room : Math.min(room, frameLimit - frames);
    const got: number = dispatch(handle, wanted, dump, dumper);
    if (got < 0) {
      words = geterr(handle);
      break;
    }
    frames += got;
    if (got > 0) {
      filled = Number(position(file));
      if (frames === frameLimit) break;
      if (filled < CHUNK_BYTES) continue;
    }
    if (filled > 0) handOn();
    filled = 0;
    if (got > 0) continue;
    if (lingered > LINGER_MS) break;
    // Some systems cannot poll a capture device: then it is asked again after a while.
    if (poll(waitFor, 1, KERNEL_DELAY_MS) !== 0 && (waitView.getInt16(6, isLittle) & READABLE) === 0) {
      Atomics.wait(control, 0, Atomics.load(control, 0), KERNEL_DELAY_MS / 5);
    }
  }
  handOn();
  count();
  pcap.func('void pcap_dump_close(void *dumper)')(dumper);
  close(handle);
  system.func('void free(void *memory)')(block);
  tell({ kind: 'ended', words });

  function textAt(bytes: Uint8Array): string {
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }
}

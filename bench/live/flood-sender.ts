// A process of its own that puts the frames of a capture on an interface, as fast as asked, and says how many it sent: sendmmsg(2) on a packet
// socket (packet(7)), called through koffi. Linux, root. Usage: flood-sender.js CAPTURE INTERFACE FRAMES_PER_SECOND(0: all it can) SECONDS

import { readFileSync } from 'node:fs';
import koffi from 'koffi';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SEND_BUFFER_BYTES = 8 << 20;
const BATCH = 64;
/** Of struct mmsghdr and struct iovec on 64-bit Linux. */
const MESSAGE_BYTES = 64;
const VECTOR_BYTES = 16;
const ENHANCED_PACKET = 6;
/** The interface has no room: a moment, and again. */
const ENOBUFS = 105;

const [capture = '', device = 'lo', rateText = '0', secondsText = '4'] = process.argv.slice(2);
const rate = Number(rateText);
const seconds = Number(secondsText);

const bytes = readFileSync(capture);
const frames = indexFrames(bytes);
const libc = koffi.load(null);
const sendmmsg = libc.func('int sendmmsg(int fd, void *messages, unsigned int count, int flags)');
const fd = openSocket(device);

const messages = Buffer.alloc(BATCH * MESSAGE_BYTES);
const vectors = Buffer.alloc(BATCH * VECTOR_BYTES);
const bytesAt = koffi.address(bytes);
const vectorsAt = koffi.address(vectors);
for (let i = 0; i < BATCH; i++) {
  messages.writeBigUInt64LE(vectorsAt + BigInt(i * VECTOR_BYTES), i * MESSAGE_BYTES + 16);
  messages.writeBigUInt64LE(1n, i * MESSAGE_BYTES + 24);
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const start = performance.now();
let sent = 0;
for (;;) {
  const elapsed = (performance.now() - start) / 1000;
  if (elapsed >= seconds || sent >= frames.count) break;
  const due = rate === 0 ? BATCH : Math.min(BATCH, Math.floor(rate * elapsed) - sent);
  const count = Math.min(due, frames.count - sent);
  if (count < 1) {
    Atomics.wait(sleeper, 0, 0, 0.2);
    continue;
  }
  for (let i = 0; i < count; i++) {
    vectors.writeBigUInt64LE(bytesAt + BigInt(frames.at[sent + i] ?? 0), i * VECTOR_BYTES);
    vectors.writeBigUInt64LE(BigInt(frames.length[sent + i] ?? 0), i * VECTOR_BYTES + 8);
  }
  const done: number = sendmmsg(fd, messages, count, 0);
  if (done > 0) sent += done;
  else if (koffi.errno() === ENOBUFS) Atomics.wait(sleeper, 0, 0, 0.1);
  else throw new Error(`sendmmsg: errno ${koffi.errno()}`);
}
console.log(JSON.stringify({ sent, seconds: (performance.now() - start) / 1000 }));

/** Of a little-endian pcapng file, as capture-output.ts writes it. */
function indexFrames(file: Buffer): { at: Uint32Array; length: Uint32Array; count: number } {
  const most = Math.floor(file.length / 32);
  const at = new Uint32Array(most);
  const length = new Uint32Array(most);
  let count = 0;
  for (let block = 0; block + 12 <= file.length; block += file.readUInt32LE(block + 4)) {
    if (file.readUInt32LE(block) !== ENHANCED_PACKET) continue;
    at[count] = block + 28;
    length[count] = file.readUInt32LE(block + 20);
    count++;
  }
  return { at, length, count };
}

/** Bound to the interface; protocol 0: it receives nothing. */
function openSocket(name: string): number {
  const socket: number = libc.func('int socket(int family, int type, int protocol)')(AF_PACKET, SOCK_RAW, 0);
  const address = Buffer.alloc(20); // struct sockaddr_ll
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeInt32LE(Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1')), 4);
  const size = Buffer.alloc(4);
  size.writeInt32LE(SEND_BUFFER_BYTES);
  libc.func('int setsockopt(int fd, int level, int option, void *value, int length)')(
    socket,
    SOL_SOCKET,
    SO_SNDBUF,
    size,
    4,
  );
  if (socket < 0 || libc.func('int bind(int fd, void *address, int length)')(socket, address, 20) !== 0)
    throw new Error(`packet socket on ${name}: errno ${koffi.errno()} (needs root)`);
  return socket;
}

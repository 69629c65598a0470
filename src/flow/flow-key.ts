// The key of a connection: both addresses and ports as integers, the lower endpoint first, so that both directions find one record.

import { formatIp } from '../core/address.ts';
import { i32be } from '../core/bytes.ts';
import { finish, mix } from '../core/hash.ts';
import type { Packet } from '../dissect/packet.ts';
import type { Endpoint } from './flow.ts';
import { i32, setI32, type Words } from './words.ts';

// Words of the key: address length · both ports · first address (4 words) · second address (4 words).
const LENGTH = 0;
const PORTS = 1;
const FIRST = 2;
const SECOND = 6;

/** The key of the current packet. REUSED. */
export class FlowKey {
  hash = 0;
  /** The sender is the second endpoint of the key. */
  fromSecond = false;
  #length = 0;
  #ports = 0;
  readonly #words = new Int32Array(8);

  /** Needs an IP and a TCP view. */
  read(packet: Packet): void {
    const { ip, tcp } = packet;
    this.readAt(packet.buf, ip.sourceAt, ip.destinationAt, ip.addressLength, tcp.sourcePort, tcp.destinationPort);
  }

  readAt(
    buf: Uint8Array,
    sourceAt: number,
    destinationAt: number,
    length: number,
    sourcePort: number,
    destinationPort: number,
  ): void {
    const words = this.#words;
    this.#length = length;
    let order = 0;
    for (let i = 0; i < length && order === 0; i += 4) {
      order = (i32be(buf, sourceAt + i) >>> 0) - (i32be(buf, destinationAt + i) >>> 0);
    }
    if (order === 0) order = sourcePort - destinationPort;
    const fromSecond = order > 0;
    this.fromSecond = fromSecond;
    const firstAt = fromSecond ? destinationAt : sourceAt;
    const secondAt = fromSecond ? sourceAt : destinationAt;
    const ports = fromSecond ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
    this.#ports = ports;
    let hash = mix(length, ports);
    for (let i = 0; i < length; i += 4) {
      const first = i32be(buf, firstAt + i);
      const second = i32be(buf, secondAt + i);
      words[i >> 2] = first;
      words[4 + (i >> 2)] = second;
      hash = mix(mix(hash, first), second);
    }
    this.hash = finish(hash);
  }

  /** The key as text; cold. */
  get text(): string {
    return `${this.#ports} ${this.#words.subarray(0, this.#length >> 2)} ${this.#words.subarray(4, 4 + (this.#length >> 2))}`;
  }

  write(records: Words, record: number): void {
    setI32(records.ints, record + LENGTH, this.#length);
    setI32(records.ints, record + PORTS, this.#ports);
    for (let i = 0; i < this.#length >> 2; i++) {
      setI32(records.ints, record + FIRST + i, this.#words[i] ?? 0);
      setI32(records.ints, record + SECOND + i, this.#words[4 + i] ?? 0);
    }
  }

  equals(ints: Int32Array, record: number): boolean {
    if (i32(ints, record + PORTS) !== this.#ports || i32(ints, record + LENGTH) !== this.#length) return false;
    for (let i = 0; i < this.#length >> 2; i++) {
      if (i32(ints, record + FIRST + i) !== this.#words[i]) return false;
      if (i32(ints, record + SECOND + i) !== this.#words[4 + i]) return false;
    }
    return true;
  }
}

/** The hash of the key in a record, for moving it to a larger table. */
export function storedHash(records: Words, record: number): number {
  const length = i32(records.ints, record + LENGTH);
  let hash = mix(length, i32(records.ints, record + PORTS));
  for (let i = 0; i < length >> 2; i++) {
    hash = mix(mix(hash, i32(records.ints, record + FIRST + i)), i32(records.ints, record + SECOND + i));
  }
  return finish(hash);
}

/** Port of the first or the second endpoint of the key in a record. */
export function portOf(records: Words, record: number, isSecond: boolean): number {
  const ports = i32(records.ints, record + PORTS);
  return isSecond ? ports & 0xffff : ports >>> 16;
}

/** The first or the second endpoint of the key in a record, as text; cold. */
export function endpointOf(records: Words, record: number, isSecond: boolean): Endpoint {
  const bytes = new Uint8Array(16);
  const length = i32(records.ints, record + LENGTH);
  for (let i = 0; i < length; i += 4) {
    const word = i32(records.ints, record + (isSecond ? SECOND : FIRST) + (i >> 2));
    for (let byte = 0; byte < 4; byte++) bytes[i + byte] = word >>> (24 - 8 * byte);
  }
  return { address: formatIp(bytes, 0, length), port: portOf(records, record, isSecond) };
}

// Writes a nanosecond pcapng capture frame by frame through one buffer — draft-ietf-opsawg-pcapng §4.1–4.3.

import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 4 << 20;
const LARGEST_BLOCK = 32 + 65_536;

export class CaptureOutput {
  readonly #fd: number;
  readonly #bytes = new Uint8Array(BUFFER_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  #used = 0;
  frames = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'w');
    this.#block(0x0a0d0d0a, [0x1a2b3c4d, 0x0000_0001, 0xffffffff, 0xffffffff]); // section header, version 1.0, length not stated
    this.#block(1, [1, 0, 0x0001_0009, 9, 0]); // interface: Ethernet, no snap length, if_tsresol 10^-9, end of options
  }

  #block(type: number, words: readonly number[]): void {
    const length = 12 + 4 * words.length;
    [type, length, ...words, length].forEach((word, i) => {
      this.#view.setUint32(this.#used + 4 * i, word, true);
    });
    this.#used += length;
  }

  /** The buffer to build the next frame in, at `frameAt`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Where the next frame's first byte goes; room for 64 KiB is guaranteed. */
  frameAt(): number {
    if (this.#used + LARGEST_BLOCK > BUFFER_BYTES) this.flush();
    return this.#used + 28;
  }

  /** The frame of `length` bytes at `frameAt` is complete: writes the Enhanced Packet Block around it. `time`: ns since 1970. */
  commit(length: number, time: bigint): void {
    const at = this.#used;
    const padded = (length + 3) & ~3;
    const blockLength = 32 + padded;
    this.#view.setUint32(at, 6, true);
    this.#view.setUint32(at + 4, blockLength, true);
    this.#view.setUint32(at + 8, 0, true);
    this.#view.setUint32(at + 12, Number(time >> 32n), true);
    this.#view.setUint32(at + 16, Number(time & 0xffffffffn), true);
    this.#view.setUint32(at + 20, length, true);
    this.#view.setUint32(at + 24, length, true);
    this.#bytes.fill(0, at + 28 + length, at + 28 + padded);
    this.#view.setUint32(at + 28 + padded, blockLength, true);
    this.#used += blockLength;
    this.frames++;
  }

  flush(): void {
    let written = 0;
    while (written < this.#used) written += writeSync(this.#fd, this.#bytes, written, this.#used - written);
    this.#used = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#fd);
  }
}

// What the process of the engine `cap` runs. Its source text is handed to a Node of its own (cap.ts), so it must not use anything but its
// arguments. In a process of its own because `cap` handles frames in one go for as long as they come, and aborts when its interface goes away.
// Classic pcap — draft-ietf-opsawg-pcap §4, §5.

import type * as fs from 'node:fs';

/** The part of `cap` that is used. */
export interface CapPackage {
  readonly Cap: new () => {
    open(device: string, filter: string, bufferBytes: number, buffer: Uint8Array): string;
    on(event: 'packet', hear: (bytes: number) => void): void;
    close(): void;
  };
}

export interface CapOrder {
  readonly interfaceName: string;
  readonly filter: string;
  /** 0: whole frames. */
  readonly snapLength: number;
  readonly bufferBytes: number;
  /** 0: none. */
  readonly frameLimit: number;
}

export function captureWithCap(cap: CapPackage, { writeSync }: typeof fs, order: CapOrder): void {
  /** What `cap` asks libpcap for; a longer frame is cut to it, and nobody tells. */
  const MOST_BYTES = 65_535;
  const OUT_BYTES = 1 << 18;
  const FLUSH_AFTER_MS = 20;
  const LINK_TYPES: Readonly<Record<string, number>> = {
    NULL: 0,
    ETHERNET: 1,
    RAW: 101,
    LINKTYPE_LINUX_SLL: 113,
    IEEE802_11_RADIO: 127,
  };
  const { interfaceName, filter, snapLength, bufferBytes, frameLimit } = order;
  const frame = new Uint8Array(MOST_BYTES); // `cap` keeps no reference to it: this function's does, through `hear`
  const out = new Uint8Array(OUT_BYTES);
  const view = new DataView(out.buffer);
  const mostKept = snapLength === 0 ? MOST_BYTES : Math.min(snapLength, MOST_BYTES);
  let filled = 24;
  let frames = 0;
  let flushedAt = 0;
  let hasEnded = false;

  const flush = (): void => {
    for (let at = 0; at < filled; ) {
      try {
        at += writeSync(1, out, at, filled - at);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : '';
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        else process.exit(0); // nobody listens any more
      }
    }
    filled = 0;
    flushedAt = performance.now();
  };
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    flush();
    process.exit(0);
  };
  const capture = new cap.Cap();
  const hear = (bytes: number): void => {
    if (hasEnded) return;
    const kept = Math.min(bytes, mostKept);
    if (filled + 16 + kept > OUT_BYTES) flush();
    const now = performance.now();
    const ms = performance.timeOrigin + now;
    const sec = Math.floor(ms / 1000);
    view.setUint32(filled, sec, true);
    view.setUint32(filled + 4, Math.floor((ms - sec * 1000) * 1000), true);
    view.setUint32(filled + 8, kept, true);
    view.setUint32(filled + 12, bytes, true);
    out.set(kept === frame.length ? frame : frame.subarray(0, kept), filled + 16);
    filled += 16 + kept;
    frames++;
    if (frames === frameLimit) end();
    else if (now - flushedAt > FLUSH_AFTER_MS) flush(); // timers stand still while `cap` has frames
  };
  capture.on('packet', hear);
  const linkName = capture.open(interfaceName, filter, bufferBytes, frame);
  const linkType = LINK_TYPES[linkName];
  if (linkType === undefined) throw new Error(`link type ${linkName}`);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapLength === 0 ? MOST_BYTES : snapLength, true);
  view.setUint32(20, linkType, true);
  flush();
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  setInterval(() => {
    if (filled > 0) flush();
  }, FLUSH_AFTER_MS);
}

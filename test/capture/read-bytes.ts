// Reads a capture made in memory, in chunks of any size, and keeps plain copies of what the source hands on.

import { readCaptureInput } from '../../src/capture/capture-file.ts';
import { CaptureLedger } from '../../src/capture/capture-ledger.ts';
import { StreamInput } from '../../src/capture/stream-input.ts';
import type { FrameSink, SourceSummary } from '../../src/core/frame.ts';
import { formatInstant } from '../../src/core/time.ts';

export interface ReadFrame {
  readonly number: number;
  /** null: without a time stamp. */
  readonly time: string | null;
  readonly wireLength: number;
  readonly bytes: string;
  readonly linkType: number;
  readonly interfaceId: number;
}

export interface ReadCapture {
  readonly frames: readonly ReadFrame[];
  readonly summary: SourceSummary;
  readonly format: string;
  readonly ledger: CaptureLedger;
}

/** A sink that copies what it is handed. */
export function copyInto(frames: ReadFrame[]): FrameSink {
  return (frame) => {
    frames.push({
      number: frame.number,
      time: frame.timed === 1 ? formatInstant(frame.sec, frame.nsec) : null,
      wireLength: frame.wireLength,
      bytes: Buffer.from(frame.buf.subarray(frame.start, frame.end)).toString('hex'),
      linkType: frame.linkType,
      interfaceId: frame.interfaceId,
    });
  };
}

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

export async function readBytes(bytes: Uint8Array, chunkBytes = 4096): Promise<ReadCapture> {
  const frames: ReadFrame[] = [];
  const ledger = new CaptureLedger(copyInto(frames));
  const format = await readCaptureInput('memory', new StreamInput(inChunks(bytes, chunkBytes)), ledger, {});
  return { frames, summary: ledger.summary(), format, ledger };
}

export function noteIds(summary: SourceSummary): readonly string[] {
  return summary.notes.map((note) => note.kind.id);
}

// Laws of the whole tool, on every capture of captures/: how the file arrives, in which byte order it was written, how much of each
// frame was kept and what its addresses are called change nothing of what the conversation was.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analyze/analysis.ts';
import { readCaptureInput } from '../../src/capture/capture-file.ts';
import { CaptureLedger } from '../../src/capture/capture-ledger.ts';
import { openSource } from '../../src/capture/open-source.ts';
import { StreamInput } from '../../src/capture/stream-input.ts';
import type { Frame } from '../../src/core/frame.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { concat } from '../builders/bytes.ts';
import { PcapngBuilder } from '../builders/pcapng.ts';

const folder = resolve(import.meta.dirname, '../../captures');
const captures = readdirSync(folder).filter((name) => /\.(pcapng|pcap|gz)$/.test(name));
/** Ethernet over IPv4, so that a frame can be rewritten by offsets. */
const ETHERNET = captures.filter((name) => !name.includes('sll'));

interface KeptFrame {
  readonly sec: number;
  readonly nsec: number;
  readonly linkType: number;
  readonly wireLength: number;
  readonly bytes: Uint8Array;
}

async function framesOf(name: string): Promise<KeptFrame[]> {
  const frames: KeptFrame[] = [];
  await openSource(join(folder, name)).run(({ sec, nsec, linkType, wireLength, buf, start, end }: Frame) => {
    frames.push({ sec, nsec, linkType, wireLength, bytes: buf.slice(start, end) });
  });
  return frames;
}

/** The frames in a pcapng file of either byte order, nanoseconds. */
function fileOf(frames: readonly KeptFrame[], little = true): Uint8Array {
  const builder = new PcapngBuilder(little);
  const linkType = frames[0]?.linkType ?? 1;
  return concat(
    builder.section(),
    builder.interface({ linkType, resolution: 9 }),
    ...frames.map(({ sec, nsec, wireLength, bytes }) =>
      builder.packet({ ticks: BigInt(sec) * 1_000_000_000n + BigInt(nsec), bytes, wireLength }),
    ),
  );
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function analysisOf(bytes: Uint8Array, size = bytes.length): Promise<Analysis> {
  const pipeline = new Pipeline();
  const ledger = new CaptureLedger(pipeline.sink);
  const input = new StreamInput(inPieces(bytes, size));
  await readCaptureInput('-', input, ledger, {});
  return pipeline.end(ledger.summary());
}

/** How many MQTT packets of each type there are, over both directions of every connection. */
function messages(analysis: Analysis): Readonly<Record<string, number>> {
  return analysis.totals.messages;
}

describe.each(captures)('%s', (name) => {
  it('is the same however the file arrives', async () => {
    const bytes = readFileSync(join(folder, name));
    const whole = await analysisOf(bytes);
    expect(await analysisOf(bytes, 4096)).toEqual(whole);
    expect(await analysisOf(bytes, 7)).toEqual(whole);
    expect(await analysisOf(bytes, 1)).toEqual(whole);
  });

  it('is the same in both byte orders', async () => {
    const frames = await framesOf(name);
    expect(await analysisOf(fileOf(frames, false))).toEqual(await analysisOf(fileOf(frames, true)));
  });

  it('loses but never invents messages when frames were cut, and says so', async () => {
    const frames = await framesOf(name);
    const whole = messages(await analysisOf(fileOf(frames)));
    for (const snapLength of [40, 60, 68, 80, 100, 130]) {
      const cut = frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, snapLength) }));
      const analysis = await analysisOf(fileOf(cut));
      const found = messages(analysis);
      for (const [type, count] of Object.entries(found)) expect(count, type).toBeLessThanOrEqual(whole[type] ?? 0);
      const isCut = cut.some((frame) => frame.bytes.length < frame.wireLength);
      expect(analysis.capture.cutFrames > 0).toBe(isCut);
      expect(analysis.findings.some(({ rule }) => rule === 'capture.frames-cut')).toBe(isCut);
    }
  });

  it('never throws on frames with flipped bits', async () => {
    const frames = await framesOf(name);
    for (let seed = 1; seed <= 8; seed++) {
      let state = seed * 0x9e3779b9;
      const flipped = frames.map((frame) => {
        const bytes = frame.bytes.slice();
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const at = state % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << ((state >>> 16) & 7));
        return { ...frame, bytes };
      });
      expect((await analysisOf(fileOf(flipped))).capture.frames).toBe(frames.length);
    }
  });
});

describe.each(ETHERNET)('%s', (name) => {
  it('has other names and nothing else when the two ends exchange their addresses', async () => {
    const frames = await framesOf(name);
    const swapped = frames.map((frame) => ({ ...frame, bytes: withLastBytesInverted(frame.bytes) }));
    const before = await analysisOf(fileOf(frames));
    const after = await analysisOf(fileOf(swapped));
    expect(withoutNames(after)).toEqual(withoutNames(before));
    expect(after.connections[0]?.client.address).not.toBe(before.connections[0]?.client.address);
  });
});

/** Inverts the last byte of both IPv4 addresses: which of the two ends sorts first changes, what they say does not. */
function withLastBytesInverted(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  if (copy[12] !== 0x08 || copy[13] !== 0x00) return copy;
  for (const at of [29, 33]) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** Without addresses, and without what follows from the DNS answers that name them. */
function withoutNames(analysis: Analysis): unknown {
  return {
    totals: analysis.totals,
    findings: analysis.findings
      .filter(({ rule }) => !rule.startsWith('dns.'))
      .map(({ rule, stream, frames }) => ({ rule, stream, frames })),
    connections: analysis.connections.map(({ client, server, ...rest }) => ({
      ...rest,
      clientPort: client.port,
      serverPort: server.port,
    })),
  };
}

// Fragments become the datagram they were cut from: by construction, against recorded answers, within limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Defragmenter } from '../../src/flow/defragmenter.ts';
import { DEFAULT_LIMITS, type FlowLimits } from '../../src/flow/limits.ts';
import { frameOf } from '../builders/frame.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { tcp } from '../builders/tcp.ts';
import { describeWithShared, listSharedCaptures, readOracleRows } from '../shared.ts';

const RAW_IP = 101;

interface Fragment {
  readonly from: number;
  readonly to: number;
}

class Bench {
  readonly dissector = new Dissector();
  readonly defragmenter: Defragmenter;
  #frame = 0;

  constructor(limits: Partial<FlowLimits> = {}) {
    this.defragmenter = new Defragmenter({ ...DEFAULT_LIMITS, ...limits });
  }

  /** Ids of the anomalies; `whole`: the datagram's TCP payload length once it is complete. */
  add(
    payload: Uint8Array,
    { from, to }: Fragment,
    fields: { id?: number; sec?: number; last?: boolean; captured?: number } = {},
  ) {
    const bytes = ipv4(
      {
        identification: fields.id ?? 7,
        fragmentOffset: from,
        moreFragments: !(fields.last ?? to === payload.length),
        protocol: 6,
      },
      payload.slice(from, to),
    );
    const frame = frameOf(bytes, {
      number: ++this.#frame,
      linkType: RAW_IP,
      sec: 1_700_000_000 + (fields.sec ?? 0),
      captured: fields.captured ?? bytes.length,
    });
    let packet = this.dissector.dissect(frame);
    if (packet.ip.isFragment) packet = this.defragmenter.add(packet, this.dissector);
    const anomalies = Array.from({ length: packet.anomalies.count }, (_, i) => packet.anomalies.kind(i).id);
    return { whole: packet.tcp.present ? packet.tcp.payloadLength : null, anomalies, packet };
  }
}

function datagram(length: number): Uint8Array {
  return tcp(
    { seq: 5 },
    new Uint8Array(length).map((_, index) => index & 0xff),
  );
}

function fragmentsOf(length: number, size: number): Fragment[] {
  const list: Fragment[] = [];
  for (let from = 0; from < length; from += size) list.push({ from, to: Math.min(from + size, length) });
  return list;
}

describe('fragments', () => {
  it('in any order, also doubled, give the whole datagram once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 3000 }),
        fc.integer({ min: 3, max: 60 }),
        fc.infiniteStream(fc.nat()),
        (length, eighths, choices) => {
          const payload = datagram(length);
          const list = fragmentsOf(payload.length, eighths * 8);
          if (list.length < 2) return;
          const shuffled = [...list, list[0] as Fragment]
            .map((fragment) => ({ fragment, key: choices.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ fragment }) => fragment);
          const bench = new Bench();
          const wholes: number[] = [];
          for (const fragment of shuffled) {
            const { whole, packet } = bench.add(payload, fragment);
            if (whole === null) continue;
            wholes.push(whole);
            expect(packet.buf.slice(packet.tcp.payloadAt, packet.tcp.payloadEnd)).toEqual(payload.slice(20));
          }
          expect(wholes).toEqual([length]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that overlap keep the first bytes and raise an anomaly', () => {
    const bench = new Bench();
    const payload = datagram(100);
    bench.add(payload, { from: 0, to: 64 });
    const { whole, anomalies } = bench.add(payload, { from: 48, to: 120 });
    expect(whole).toBe(100);
    expect(anomalies).toEqual(['ip.fragment-overlap']);
  });

  it('beyond the announced end are refused', () => {
    const bench = new Bench();
    const payload = datagram(200);
    bench.add(payload, { from: 64, to: 128 }, { last: true });
    expect(bench.add(payload, { from: 128, to: 192 }).anomalies).toEqual(['ip.fragment-too-long']);
  });

  it('that the capture cut are no part of a datagram', () => {
    const bench = new Bench();
    const payload = datagram(100);
    bench.add(payload, { from: 0, to: 64 }, { captured: 50 });
    expect(bench.add(payload, { from: 64, to: 120 }).whole).toBeNull();
  });

  it('expire by capture time, and the frame that notices says so', () => {
    const bench = new Bench();
    const payload = datagram(100);
    bench.add(payload, { from: 0, to: 64 });
    const late = bench.add(payload, { from: 64, to: 120 }, { sec: 31 });
    expect([late.whole, late.anomalies]).toEqual([null, ['ip.fragment-timeout']]);
  });

  it('are limited in number: the oldest datagram leaves', () => {
    const bench = new Bench({ datagrams: 2 });
    const payload = datagram(100);
    for (const id of [1, 2]) expect(bench.add(payload, { from: 0, to: 64 }, { id }).anomalies).toEqual([]);
    expect(bench.add(payload, { from: 0, to: 64 }, { id: 3 }).anomalies).toEqual(['ip.fragment-limit']);
    expect(bench.add(payload, { from: 64, to: 120 }, { id: 1 }).whole).toBeNull();
    expect(bench.add(payload, { from: 64, to: 120 }, { id: 3 }).whole).toBe(100);
  });
});

describeWithShared('recorded captures', () => {
  const withFragments = listSharedCaptures('third-party').filter(({ name }) =>
    readOracleRows(name)?.some((row) => row['ip.reassembled_in'] || row['ipv6.reassembled.in']),
  );

  it('has some', () => expect(withFragments.length).toBeGreaterThan(0));

  it.each(withFragments)('$name: every fragment names the frame that completes it', async ({ name, path }) => {
    const theirs = new Map<number, number>();
    for (const row of readOracleRows(name) ?? []) {
      const cell = (row['ip.reassembled_in'] || row['ipv6.reassembled.in'] || '').split('|').at(-1);
      if (cell !== undefined && cell !== '') theirs.set(Number(row['frame.number']), Number(cell));
    }
    const ours = new Map<number, number>();
    const dissector = new Dissector();
    const defragmenter = new Defragmenter(DEFAULT_LIMITS);
    const source = await openSource(path);
    await source.run((frame) => {
      const packet = dissector.dissect(frame);
      if (!packet.ip.isFragment) return;
      defragmenter.add(packet, dissector);
      for (const fragment of defragmenter.completedFrames) ours.set(fragment, frame.number);
    });
    // The completing frame itself has no such field in tshark.
    for (const [fragment, whole] of ours) if (fragment === whole && !theirs.has(fragment)) ours.delete(fragment);
    expect([...ours].sort(([a], [b]) => a - b)).toEqual([...theirs].sort(([a], [b]) => a - b));
  });
});

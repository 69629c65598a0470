// Every TCP number and flag of every segment equals what tshark 4.0.17 prints: asked now, in one pass, and recorded, in two passes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, listSharedCaptures, readOracleRows, type SharedCapture } from '../shared.ts';
import { DURATIONS, differences, engineRows, SEGMENT_FIELDS } from './analysis-rows.ts';
import { randomTraffic, type TrafficKind } from './random-traffic.ts';
import { describeWithTshark, type Row, tsharkRows } from './tshark.ts';

/** No frames to compare: the file is refused here, or numbered otherwise by tshark. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'libpcap/pcap-invalid-version-1.pcap': 'refused: no version that exists',
  'pcapng-test-generator/be_test102.pcapng': 'tshark counts custom blocks as frames',
  'suricata-verify/bug-6875-fuzz.pcap': 'damaged: tshark takes its records for those of the modified format',
};

/** Single frames where this project differs from tshark on purpose: capture → frame → reason. */
const KNOWN: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'suricata-verify/tcp-empty-sack.pcap': {
    24: 'a SACK option without a block stops tshark (Malformed Packet) before it prints the analysis',
  },
};

const captures = listSharedCaptures().filter(
  ({ name }) => NOT_COMPARED[name] === undefined && !name.endsWith('.gz') && !name.endsWith('.zst'),
);

function isKnown(capture: SharedCapture, frame: number): boolean {
  return KNOWN[capture.name]?.[frame] !== undefined;
}

describeWithShared('recorded captures', () => {
  describeWithTshark('one pass of tshark', () => {
    it.each(captures)('$group/$name', { timeout: 60_000 }, async (capture) => {
      const theirs = tsharkRows(capture.path, [...SEGMENT_FIELDS, 'tcp.flags']);
      const ours = await engineRows(capture.path);
      const found = differences(ours.rows, onlySegments(theirs), SEGMENT_FIELDS, (frame) => isKnown(capture, frame));
      expect(found).toEqual([]);
    });
  });

  describe('recorded answers, two passes', () => {
    const recorded = captures.filter(({ group, name }) => group === 'third-party' && readOracleRows(name) !== null);

    it.each(recorded)('$name', { timeout: 60_000 }, async (capture) => {
      const theirs = new Map<number, Row>();
      const completeness = new Map<string, string>();
      for (const row of readOracleRows(capture.name) ?? []) {
        const last = Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, cell.split('|').at(-1) ?? '']),
        );
        theirs.set(Number(row['frame.number']), last);
        if (last['tcp.stream'] !== '') completeness.set(last['tcp.stream'] ?? '', last['tcp.completeness'] ?? '');
      }
      const columns = Object.keys(theirs.values().next().value ?? {});
      const relative = new Set(['tcp.seq', 'tcp.ack']); // recorded raw
      const fields = SEGMENT_FIELDS.filter((name) => columns.includes(name) && !relative.has(name));
      expect(fields.length).toBeGreaterThan(20);
      const ours = await engineRows(capture.path);
      const found = differences(ours.rows, onlySegments(theirs), fields, (frame, name, tshark, here) => {
        if (isKnown(capture, frame)) return true;
        // The second pass knows what comes later: the initial RTT, and that scaling is not in use.
        if (name === 'tcp.analysis.initial_rtt') return here === '';
        return name === 'tcp.window_size_scalefactor' && here === '-1' && tshark === '-2';
      });
      expect(found).toEqual([]);
      for (const flow of ours.flows) {
        expect([flow.stream, String(flow.completeness)]).toEqual([flow.stream, completeness.get(String(flow.stream))]);
      }
    });
  });
});

/** tcp.completeness by stream, as two passes show it. */
function finalCompleteness(path: string): number[] {
  const values: number[] = [];
  for (const row of tsharkRows(path, ['tcp.stream', 'tcp.completeness'], true).values()) {
    values[Number(row['tcp.stream'])] = Number(row['tcp.completeness']);
  }
  return values;
}

/** Without what ICMP quotes: tshark prints its TCP fields as if it were a segment. */
function onlySegments(rows: ReadonlyMap<number, Row>): Map<number, Row> {
  return new Map([...rows].map(([frame, row]) => [frame, row['tcp.len'] === '' ? { ...row, 'tcp.stream': '' } : row]));
}

describeWithTshark('random traffic that breaks every rule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cases: readonly { kind: TrafficKind; seed: number }[] = [
    { kind: 'plain', seed: 1 },
    { kind: 'plain', seed: 2 },
    { kind: 'fast-open', seed: 3 },
    { kind: 'multipath', seed: 4 },
    { kind: 'ipv6', seed: 5 },
    { kind: 'long-flights', seed: 6 },
  ];

  it.each(cases)('$kind, seed $seed', { timeout: 60_000 }, async ({ kind, seed }) => {
    const path = join(folder, `${kind}-${seed}.pcap`);
    writeFileSync(path, randomTraffic(kind, seed, 4000));
    const theirs = tsharkRows(path, [...SEGMENT_FIELDS, 'tcp.flags']);
    expect(theirs.size).toBe(4000);
    const ours = await engineRows(path);
    const found = differences(ours.rows, theirs, SEGMENT_FIELDS, () => false);
    expect(found).toEqual([]);
    expect(ours.flows.map((flow) => flow.completeness)).toEqual(finalCompleteness(path));
    expect(DURATIONS.every((name) => [...ours.rows.values()].some((row) => row[name] !== ''))).toBe(true);
  });
});

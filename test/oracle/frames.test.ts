// Tables `frames` and `connections` equal tshark 4.0.17 on every recorded capture, cell by cell: asked now in one pass and in two,
// or in two passes as it was recorded. Where tshark is no judge is listed below, each place with its reason.

import { expect, it } from 'vitest';
import { frames } from '../../src/export/tables/frames.ts';
import { readTable } from '../export/read-table.ts';
import { describeWithTshark, type Row, tsharkRows } from '../flow/tshark.ts';
import { describeWithShared, listSharedCaptures, readOracleRows, type SharedCapture } from '../shared.ts';
import { type Allowance, compareFrames } from './compare-frames.ts';
import { COMPARED_COLUMNS } from './frame-columns.ts';

const REFUSED = 'libpcap/pcap-invalid-version-1.pcap';

const ALLOWED: Readonly<Record<string, readonly Allowance[]>> = {
  'pcapng-test-generator/be_test102.pcapng': [
    { frames: [1, 3, 8], columns: ['frame'], reason: 'custom blocks are frames for tshark (and not for capinfos)' },
  ],
  'pcapng-test-generator/le_test201.pcapng': [
    {
      frames: [2, 3, 4],
      columns: ['interfaceId'],
      reason: 'tshark counts interfaces from 0 again in every section; here a number names one interface of the file',
    },
  ],
  'suricata-verify/bug-6875-fuzz.pcap': [
    {
      frames: [1],
      columns: ['source', 'destination'],
      reason: 'damaged: tshark takes its records for those of the modified format and skips eight bytes of each frame',
    },
    { frames: [2], columns: ['frame'], reason: 'a record that claims 16 MB: the file ends there for us' },
  ],
  'suricata-verify/tcp-empty-sack.pcap': [
    {
      frames: [24],
      columns: ['ackedFrame', 'ackRttNs', 'initialRttNs'],
      reason: 'a SACK option without a block stops tshark (Malformed Packet) before it prints what it computed',
    },
  ],
};

const captures = listSharedCaptures().filter(({ name }) => name !== REFUSED);

/** What tshark said in two passes of a capture that is not ours to ship. */
function recordedRows({ group, name }: SharedCapture): ReadonlyMap<number, Row> | null {
  const rows = group === 'third-party' ? readOracleRows(name) : null;
  return rows === null ? null : new Map(rows.map((row) => [Number(row['frame.number']), row]));
}

describeWithShared('recorded captures', () => {
  describeWithTshark('tables frames and connections', () => {
    const seen = new Map<string, number>();

    it.concurrent.each(captures)('$group/$name', { timeout: 60_000 }, async (capture) => {
      const { problems, rows } = await compareFrames(capture.path, {
        allowances: ALLOWED[capture.name] ?? [],
        recorded: recordedRows(capture),
      });
      expect(problems).toEqual([]);
      for (const row of rows.values()) {
        for (const column of COMPARED_COLUMNS) {
          if (row[column] !== '') seen.set(column, (seen.get(column) ?? 0) + 1);
        }
      }
    });

    it(`${REFUSED}: no frame for either`, async () => {
      const capture = listSharedCaptures().find(({ name }) => name === REFUSED);
      expect(capture).toBeDefined();
      const path = capture?.path ?? '';
      await expect(readTable(frames, path)).rejects.toThrow();
      expect(tsharkRows(path, []).size).toBe(0);
    });

    it('compares every column on many frames, and allows nothing of captures that are not there', () => {
      expect(COMPARED_COLUMNS.filter((column) => (seen.get(column) ?? 0) < 10)).toEqual([]);
      expect(Object.keys(ALLOWED).filter((name) => !captures.some((capture) => capture.name === name))).toEqual([]);
    });
  });
});

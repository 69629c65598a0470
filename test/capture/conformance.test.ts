// Every recorded capture beside the project: our frames equal tshark's, our facts equal capinfos'.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import type { SourceSummary } from '../../src/core/frame.ts';
import { describeWithShared, listSharedCaptures, readOracleFacts, readOracleRows, sharedCapture } from '../shared.ts';
import type { ReadFrame } from './read-bytes.ts';
import { copyInto, noteIds } from './read-bytes.ts';

/** tshark takes this one for another, patched format of the same magic number, and reads its first frame from byte 8 on. */
const MISREAD_BY_TSHARK = 'suricata-verify/bug-6875-fuzz.pcap';
const NO_CAPTURE = 'libpcap/pcap-invalid-version-1.pcap';

async function read(path: string): Promise<{ frames: readonly ReadFrame[]; summary: SourceSummary }> {
  const frames: ReadFrame[] = [];
  const summary = await openSource(path).run(copyInto(frames));
  return { frames, summary };
}

function seconds(time: string | null): string {
  return time === null ? '' : time;
}

describeWithShared('third-party captures, as tshark and capinfos see them', () => {
  const captures = listSharedCaptures('third-party').filter(
    ({ name }) => name !== NO_CAPTURE && name !== MISREAD_BY_TSHARK,
  );

  it.each(captures.map((capture) => [capture.name, capture.path] as const))('%s', async (name, path) => {
    const { frames, summary } = await read(path);
    const rows = readOracleRows(name);
    if (rows === null) throw new Error(`no recorded answer for ${name}`);
    expect(rows.length).toBeGreaterThan(0);
    const byNumber = new Map(frames.map((frame) => [String(frame.number), frame]));
    const isPcapng = summary.files[0]?.format === 'pcapng';
    const firstIds = new Map<string, number>();
    for (const row of rows) {
      const number = row['frame.number'] ?? '';
      const frame = byNumber.get(number);
      if (frame === undefined) {
        // Blocks of pcapng that tshark numbers although they hold no packet belong to no interface.
        expect([number, isPcapng, row['frame.interface_id']]).toEqual([number, true, '']);
        continue;
      }
      byNumber.delete(number);
      const capturedLength = String(frame.bytes.length / 2);
      expect([number, seconds(frame.time), String(frame.wireLength), capturedLength]).toEqual([
        number,
        row['frame.time_epoch'],
        row['frame.len'],
        row['frame.cap_len'],
      ]);
      if (!isPcapng) continue;
      // tshark starts interface numbers anew in each section; ours count on.
      const section = row['frame.section_number'] ?? '';
      const first = frame.interfaceId - Number(row['frame.interface_id']);
      expect(first).toBe(firstIds.get(section) ?? (section === '1' ? 0 : first));
      firstIds.set(section, first);
    }
    expect([...byNumber.keys()]).toEqual([]);
    compareFacts(name, frames, summary);
  });

  it('a version nobody reads is no capture', async () => {
    await expect(read(sharedCapture('third-party', NO_CAPTURE))).rejects.toMatchObject({ code: 'E_FILE_UNSUPPORTED' });
  });

  it('a damaged file is read up to the damage', async () => {
    const { frames, summary } = await read(sharedCapture('third-party', MISREAD_BY_TSHARK));
    expect(frames.map(({ time, wireLength }) => [time, wireLength])).toEqual([['1508525002.992213000', 188]]);
    expect(summary.endedBy).toBe('damaged-input');
    expect(noteIds(summary)).toEqual(['pcap.record-too-long']);
  });
});

function compareFacts(name: string, frames: readonly ReadFrame[], summary: SourceSummary): void {
  const facts = readOracleFacts(name);
  if (facts === null) throw new Error(`no recorded facts for ${name}`);
  const wireBytes = frames.reduce((sum, frame) => sum + frame.wireLength, 0);
  expect(String(summary.frames)).toBe(facts['Number of packets']);
  expect(`${wireBytes} bytes`).toBe(facts['Data size']);
  expect(`${summary.files[0]?.bytes} bytes`).toBe(facts['File size']);
  expect(facts['Number of interfaces in file']).toBe(String(summary.interfaces.length));
  const order = facts['Strict time order'];
  if (order !== 'Unknown') expect(summary.strictTimeOrder).toBe(order === 'True');
  if (facts['First packet time'] === undefined) return;
  expect(utc(summary.firstTime, facts['First packet time'])).toBe(facts['First packet time']);
  expect(utc(summary.lastTime, facts['Last packet time'])).toBe(facts['Last packet time']);
}

/** An instant as capinfos prints it, with as many digits as `like` has. */
function utc(time: string | null, like: unknown): string {
  const [sec = '', fraction = ''] = (time ?? '').split('.');
  const digits = String(like).split('.')[1]?.length ?? 0;
  const date = new Date(Number(sec) * 1000).toISOString().replace('T', ' ').slice(0, 19);
  return digits === 0 ? date : `${date}.${fraction.slice(0, digits)}`;
}

function readAnswers(scenario: string): LabAnswers {
  return JSON.parse(readFileSync(sharedCapture('lab', scenario, 'answers.json'), 'utf8')) as LabAnswers;
}

function nanoseconds(time: string | null): string | null {
  return time === null ? null : time.replace('.', '');
}

function toResolution(time: string | null, digits: number): string {
  const kept = (time ?? '').length - 9 + digits;
  return (time ?? '').slice(0, kept).padEnd((time ?? '').length, '0');
}

interface LabAnswers {
  readonly captures: Readonly<Record<string, LabCapture>>;
}
interface LabCapture {
  readonly sha256: string;
  readonly frames: number;
  readonly tsresol: number;
  readonly first_time_ns: string | null;
  readonly last_time_ns: string | null;
  readonly truncated_frames: number;
}

describeWithShared('lab captures, as their answers have them', () => {
  const captures = listSharedCaptures('lab');

  it.each(captures.map((capture) => [capture.name, capture.path] as const))('%s', async (name, path) => {
    const [scenario = '', file = ''] = name.split('/');
    const answers = readAnswers(scenario).captures[file];
    const { frames, summary } = await read(path);
    expect(summary.endedBy).toBe('end-of-input');
    expect(summary.notes).toEqual([]);
    if (answers === undefined) {
      expect(frames.length).toBeGreaterThan(0);
      return;
    }
    expect(summary.frames).toBe(answers.frames);
    expect(summary.files[0]?.sha256).toBe(answers.sha256);
    expect(nanoseconds(summary.firstTime)).toBe(answers.first_time_ns);
    expect(nanoseconds(summary.lastTime)).toBe(answers.last_time_ns);
    expect(summary.timeResolution).toBe(`1e-${answers.tsresol}`);
    expect(frames.filter((frame) => frame.bytes.length / 2 < frame.wireLength).length).toBe(answers.truncated_frames);
  });
});

describe('formats of one and the same capture', () => {
  describeWithShared('are the same frames', () => {
    it.each([
      ['publisher.pcapng.gz', 'pcapng+gzip', 9],
      ['publisher_ns.pcap', 'pcap (nanoseconds)', 9],
      ['publisher_us.pcap', 'pcap', 6],
      ['publisher_us_bigendian.pcap', 'pcap', 6],
      ['publisher_modified.pcap', 'pcap (modified)', 6],
    ])('%s', async (file, format, digits) => {
      const plain = await read(sharedCapture('lab', 'formats', 'publisher.pcapng'));
      const other = await read(sharedCapture('lab', 'formats', file));
      expect(other.summary.files[0]?.format).toBe(format);
      expect(other.frames).toEqual(plain.frames.map((frame) => ({ ...frame, time: toResolution(frame.time, digits) })));
    });
  });
});

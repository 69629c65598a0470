import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Announcement,
  announceTopic,
  encodeMessage,
  FORMAT,
  type Report,
  readAnnouncement,
  readReport,
  sessionOf,
} from '../../../src/transfer/selective/messages.ts';

const SHA = 'a'.repeat(64);
const announcement: Announcement = {
  format: FORMAT,
  state: 'open',
  name: 'input.txt',
  bytes: 673,
  fragments: 12,
  largest: 70,
  sha256: SHA,
};
const report: Report = {
  format: FORMAT,
  receiver: '0123abcd',
  state: 'receiving',
  next: 3,
  highest: 9,
  missing: [
    [3, 4],
    [7, 7],
  ],
  window: 64,
  reason: '',
};

describe('announcements', () => {
  it('are read back', () => {
    expect(readAnnouncement(encodeMessage(announcement))).toEqual(announcement);
    const empty = { ...announcement, bytes: 0, fragments: 0, largest: 0 };
    expect(readAnnouncement(encodeMessage(empty))).toEqual(empty);
  });

  it('are refused when they cannot be true', () => {
    const wrong: Record<string, unknown>[] = [
      { format: 'other' },
      { state: 'half-open' },
      { bytes: -1 },
      { bytes: 2 ** 32 },
      { bytes: 1.5 },
      { bytes: '673' },
      { fragments: 9 },
      { fragments: 674 },
      { fragments: 10_000_001 },
      { largest: 2 ** 21 },
      { sha256: 'A'.repeat(64) },
      { sha256: SHA.slice(1) },
      { name: 7 },
    ];
    for (const change of wrong) {
      expect(readAnnouncement(Buffer.from(JSON.stringify({ ...announcement, ...change })))).toBeNull();
    }
  });

  it('have names that are safe to print', () => {
    const name = '../../etc/\u001b[31mpass\u0000wd\u202e';
    expect(readAnnouncement(encodeMessage({ ...announcement, name }))?.name).toBe(' [31mpass wd ');
  });
});

describe('reports', () => {
  it('are read back', () => {
    expect(readReport(encodeMessage(report), 12)).toEqual(report);
  });

  it('are refused when they contradict themselves or the transfer', () => {
    const wrong: Record<string, unknown>[] = [
      { receiver: 'me' },
      { state: 'asleep' },
      { next: 13 },
      { highest: 12 },
      { highest: 1 },
      { window: 0 },
      { window: 100_000 },
      { missing: null },
      { missing: [[4, 4]] },
      { missing: [[3, 9]] },
      {
        missing: [
          [3, 4],
          [5, 5],
        ],
      },
      { missing: [[3, 2]] },
      { missing: [[3]] },
      { missing: [] },
      { next: 10, highest: 9, missing: [[10, 10]] },
    ];
    for (const change of wrong) {
      expect(readReport(Buffer.from(JSON.stringify({ ...report, ...change })), 12)).toBeNull();
    }
  });

  it('are refused when too long', () => {
    expect(readReport(encodeMessage({ ...report, reason: 'x'.repeat(70_000) }), 12)).toBeNull();
  });
});

describe('law: whatever anybody publishes', () => {
  it('is refused or read, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (payload) => {
          readAnnouncement(payload);
          readReport(payload, 10);
        },
      ),
    );
  });

  it('is refused when any field of a report is replaced by any value, or consistent', () => {
    const key = fc.constantFrom(...Object.keys(report));
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => {
        const read = readReport(Buffer.from(JSON.stringify({ ...report, [name]: value })), 12);
        if (read === null) return;
        expect(read.highest).toBeGreaterThanOrEqual(read.next - 1);
        let at = read.next;
        for (const [from, to] of read.missing) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(to).toBeLessThan(read.highest);
          at = to + 1;
        }
      }),
    );
  });
});

describe('topics', () => {
  it('name the session', () => {
    const session = '0123456789abcdef';
    expect(sessionOf(announceTopic('tp1/x', session), 'tp1/x')).toBe(session);
    for (const other of ['tp1/x/announce', `tp1/y/${session}/announce`, `tp1/x/${session}/data`, 'tp1/x/+/announce']) {
      expect(sessionOf(other, 'tp1/x')).toBeNull();
    }
  });
});

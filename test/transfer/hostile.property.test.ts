// Whatever is published on a transfer's topics: nothing throws, nothing grows beyond its limit, and a file that came whole is not touched by what did not
// belong to it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabAssembler } from '../../src/transfer/lab/assembler.ts';
import { HELD_BYTES, LARGEST_LAB_FILE, LARGEST_WINDOW, MOST_RECEIVERS } from '../../src/transfer/limits.ts';
import {
  type Announcement,
  encodeMessage,
  FORMAT,
  readAnnouncement,
  readReport,
} from '../../src/transfer/selective/messages.ts';
import { SelectiveReceiver } from '../../src/transfer/selective/receiver.ts';
import { SelectiveSender } from '../../src/transfer/selective/sender.ts';
import { numbered, readNumbered } from '../../src/transfer/wire-format.ts';

const MODES = ['plain', 'indexed', 'length', 'restart'] as const;

/** Bytes of anybody, and what nearly looks like ours. */
const payloads: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom('', '-', '+', ' ', '0', '00', '-1', '7', '9999999', '10000000', '99999999999999999999', 'é'),
      fc.constantFrom('|', '||', '', ':', '\0'),
      fc.uint8Array({ maxLength: 6 }),
    )
    .map(([number, bar, rest]) => Buffer.concat([Buffer.from(number + bar), rest])),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record({
      format: fc.constant(FORMAT),
      state: fc.constantFrom('open', 'closed', 'done', 'failed', 'receiving', 7),
      receiver: fc.constantFrom('0000000a', 'zzz', null),
      next: fc.oneof(fc.integer(), fc.double(), fc.constant('1')),
      highest: fc.oneof(fc.integer({ min: -2, max: 50 }), fc.double()),
      window: fc.oneof(fc.integer({ min: -1, max: 2000 }), fc.constant(null)),
      missing: fc.oneof(fc.array(fc.array(fc.integer({ min: -1, max: 60 }), { maxLength: 3 })), fc.constant({})),
      reason: fc.string({ unit: 'binary' }),
      name: fc.string({ unit: 'binary' }),
      bytes: fc.oneof(fc.nat(), fc.constant(2 ** 53)),
      fragments: fc.oneof(fc.nat(), fc.constant(-1)),
      largest: fc.nat(),
      sha256: fc.constantFrom('0'.repeat(64), 'x'),
    })
    .map((fields) => Buffer.from(JSON.stringify(fields))),
);

const isPrintable = (text: string): boolean => !/\p{C}/u.test(text);

describe('law: hostile messages', () => {
  it('the lab’s receiver counts them, and stays consistent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODES), fc.array(payloads, { maxLength: 60 }), (mode, all) => {
        const assembler = new LabAssembler(mode);
        for (const payload of all) assembler.take(payload);
        const content = Buffer.concat([...assembler.content()]);
        expect(content.length).toBe(assembler.bytes);
        expect(assembler.bytes).toBeLessThanOrEqual(LARGEST_LAB_FILE);
        const { ranges, count } = assembler.missing();
        expect(count).toBe(assembler.missingCount);
        expect(count).toBeGreaterThanOrEqual(0);
        expect(ranges.length).toBeLessThanOrEqual(20);
        expect(ranges.length > 0).toBe(count > 0);
      }),
    );
  });

  it('a whole numbered file among messages of another format is still whole', () => {
    const foreign = payloads.filter((payload) => readNumbered(payload) === null);
    fc.assert(
      fc.property(fc.array(foreign, { maxLength: 30 }), (noise) => {
        const assembler = new LabAssembler('indexed');
        const parts = ['uno ', 'dos ', 'tres'];
        for (const [index, part] of parts.entries()) {
          for (const payload of noise) expect(assembler.take(payload)).toBe('foreign');
          assembler.take(numbered(index, Buffer.from(part)));
        }
        expect(Buffer.concat([...assembler.content()]).toString()).toBe('uno dos tres');
        expect([assembler.missingCount, assembler.restarts]).toEqual([0, 0]);
      }),
    );
  });

  it('the selective receiver holds no more than it may, and writes fragments of the announced size only', () => {
    const announcement: Announcement = {
      format: FORMAT,
      state: 'open',
      name: 'x',
      bytes: 1e9,
      fragments: 1_000_000,
      largest: 1024,
      sha256: '0'.repeat(64),
    };
    const fragments = fc.array(fc.tuple(fc.oneof(fc.nat(5), fc.nat(3000), fc.nat()), fc.nat(1200)), { maxLength: 200 });
    fc.assert(
      fc.property(fragments, (all) => {
        let written = 0;
        const receiver = new SelectiveReceiver('0000000a', announcement, (bytes) => {
          expect(bytes.length).toBeLessThanOrEqual(announcement.largest);
          written += bytes.length;
        });
        for (const [index, length] of all) receiver.take(index, new Uint8Array(length));
        expect(written).toBe(receiver.bytes);
        const report = receiver.report('receiving');
        expect(report.highest - report.next).toBeLessThan(LARGEST_WINDOW);
        expect((report.highest - report.next) * announcement.largest).toBeLessThanOrEqual(HELD_BYTES);
        expect(readReport(encodeMessage(report), announcement.fragments)).toEqual(report);
      }),
    );
  });

  it('announcements and reports that cannot be true are refused, and words of others cannot steer a terminal', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const announcement = readAnnouncement(payload);
        if (announcement !== null) {
          expect(isPrintable(announcement.name)).toBe(true);
          expect(announcement.fragments * announcement.largest).toBeGreaterThanOrEqual(announcement.bytes);
        }
        const report = readReport(payload, 40);
        if (report === null) return;
        expect(isPrintable(report.reason)).toBe(true);
        expect(report.next).toBeLessThanOrEqual(40);
      }),
      { numRuns: 1000 },
    );
    const reason = 'gone \u001b[2J\u0007\r\n\u202e away';
    const report = { format: FORMAT, receiver: '0000000a', state: 'failed', next: 0, highest: -1, window: 8, reason };
    const read = readReport(Buffer.from(JSON.stringify({ ...report, missing: [] })), 40);
    expect(read?.reason).toBe('gone  [2J     away');
  });

  it('the sender keeps account of so many receivers, and counts whom it turned away', () => {
    const sender = new SelectiveSender({ fragments: 4, window: 64, receivers: 1 });
    const base = {
      format: FORMAT,
      state: 'receiving',
      next: 0,
      highest: -1,
      missing: [],
      window: 8,
      reason: '',
    } as const;
    for (let i = 0; i < MOST_RECEIVERS + 3; i++) {
      sender.onReport({ ...base, receiver: i.toString(16).padStart(8, '0') }, 0);
    }
    expect([sender.receivers.length, sender.turnedAway]).toEqual([MOST_RECEIVERS, 3]);
  });
});

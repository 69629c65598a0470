// The rings and clocks of the model.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/analyze/rules/index.ts';
import { CaptureClock } from '../../../src/live/model/capture-clock.ts';
import { MessageRing } from '../../../src/live/model/message-ring.ts';
import { NOTICES } from '../../../src/live/model/notice-kinds.ts';
import { CONNECTIONS_PER_KIND, ConnectionNotices, NoticeList } from '../../../src/live/model/notice-list.ts';
import { NumberRing } from '../../../src/live/model/number-ring.ts';
import { PayloadHead } from '../../../src/live/model/payload-head.ts';
import { RateWindow } from '../../../src/live/model/rate-window.ts';

const SECOND = 1_000_000_000;

describe('CaptureClock', () => {
  it('stands at the last frame, and goes on with the clock of the run where none comes', () => {
    const clock = new CaptureClock();
    clock.note(1_700_000_000, 999_999_999);
    clock.note(1_700_000_002, 0);
    clock.tick(5000);
    expect(clock.nowNs).toBe(SECOND + 1);
    clock.tick(5250);
    expect(clock.nowNs).toBe(SECOND + 1 + 250_000_000);
    clock.note(1_700_000_003, 0);
    clock.tick(5500);
    expect(clock.nowNs).toBe(2 * SECOND + 1);
    expect(clock.firstInstant).toBe('1700000000.999999999');
  });

  it('is at zero before the first frame', () => {
    const clock = new CaptureClock();
    clock.tick(3000);
    expect([clock.frames, clock.sinceFirst(1_700_000_000, 5), clock.firstInstant]).toEqual([0, 0, null]);
  });
});

describe('RateWindow', () => {
  it('divides by the time of the capture, over three seconds', () => {
    const rates = new RateWindow();
    for (let tick = 0; tick <= 40; tick++) rates.note((tick * SECOND) / 4, tick * 5, tick * 100);
    expect(rates.rate).toEqual({ messages: 20, bytes: 400 });
  });

  it('sinks to zero when nothing comes any more', () => {
    const rates = new RateWindow();
    rates.note(0, 0, 0);
    rates.note(SECOND, 100, 1000);
    expect(rates.rate.messages).toBe(100);
    for (let tick = 2; tick < 8; tick++) rates.note(tick * SECOND, 100, 1000);
    expect(rates.rate).toEqual({ messages: 0, bytes: 0 });
  });

  it('says nothing over no time, nor when the clock runs backwards', () => {
    const rates = new RateWindow();
    rates.note(5 * SECOND, 0, 0);
    expect(rates.rate).toEqual({ messages: 0, bytes: 0 });
    rates.note(5 * SECOND + 1000, 50, 50);
    expect(rates.rate).toEqual({ messages: 0, bytes: 0 });
    rates.note(2 * SECOND, 60, 60);
    expect(rates.rate).toEqual({ messages: 0, bytes: 0 });
  });
});

describe('rings', () => {
  it('keep the last ones in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(30),
        (list, size, limit) => {
          const numbers = new NumberRing(size);
          const messages = new MessageRing(size);
          for (const value of list) {
            numbers.add(value);
            messages.next().frame = value;
          }
          const kept = Math.min(limit, size, list.length);
          const expected = list.slice(list.length - kept);
          expect(numbers.last(limit)).toEqual(expected);
          expect(messages.last(limit).map(({ frame }) => frame)).toEqual(expected);
          expect([numbers.count, messages.count]).toEqual([list.length, list.length]);
        },
      ),
    );
  });
});

describe('PayloadHead', () => {
  it('keeps what was asked for, up to a hole', () => {
    const head = new PayloadHead(8);
    head.begin(6);
    head.add(Uint8Array.of(9, 1, 2, 3, 9), 1, 4, 0);
    head.add(Uint8Array.of(4, 5, 6, 7), 0, 4, 0);
    expect([...head.bytes.subarray(0, head.length)]).toEqual([1, 2, 3, 4, 5, 6]);
    head.begin(100);
    head.add(Uint8Array.of(1, 2), 0, 2, 0);
    head.add(Uint8Array.of(3), 0, 1, 40);
    expect([head.length, head.missing]).toEqual([2, true]);
  });
});

describe('NoticeList', () => {
  it('tells a limited number of connections apart, and counts all notices', () => {
    const list = new NoticeList();
    for (let stream = 0; stream <= CONNECTIONS_PER_KIND; stream++) {
      list.add(NOTICES.zeroWindow, stream, stream + 1, null);
      expect(list.rows(10).rows[0]?.moreConnections).toBe(stream === CONNECTIONS_PER_KIND);
    }
    list.add(NOTICES.zeroWindow, 0, 9999, null);
    expect(list.rows(10)).toMatchObject({
      rows: [{ stream: null, connections: CONNECTIONS_PER_KIND, count: CONNECTIONS_PER_KIND + 2, lastFrame: 9999 }],
      count: 1,
    });
  });

  it('has a row for each connection as long as they are few', () => {
    const list = new NoticeList();
    for (const stream of [4, 7, 4]) list.add(NOTICES.publishRefused, stream, stream + 10, `t/${stream}`);
    expect(list.rows(10).rows).toMatchObject([
      { stream: 7, connections: 1, count: 1, detail: 't/7' },
      { stream: 4, connections: 1, count: 2, detail: 't/4' },
    ]);
  });

  it('puts errors first, and the newest first among equals', () => {
    const list = new ConnectionNotices();
    list.add(NOTICES.outOfOrder, 0, 1, null);
    list.add(NOTICES.retransmissions, 0, 2, null);
    list.add(NOTICES.mqttConnectionRefused, 0, 3, 'Not authorized');
    list.add(NOTICES.synRetransmitted, 0, 4, null);
    list.add(NOTICES.retransmissions, 0, 9, null);
    const { rows } = list.rows(10);
    expect(rows.map(({ kind }) => kind.id)).toEqual([
      'mqtt.connection-refused',
      ...[NOTICES.synRetransmitted, NOTICES.retransmissions]
        .sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'warn' ? -1 : 1))
        .map(({ id }) => id),
      'tcp.out-of-order',
    ]);
    expect(rows.find(({ kind }) => kind === NOTICES.retransmissions)).toMatchObject({
      count: 2,
      firstFrame: 2,
      lastFrame: 9,
    });
  });

  it('uses the words of the findings of the report', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    const own = Object.values(NOTICES).filter(({ id }) => !ids.has(id as `${string}.${string}`));
    expect(own.map(({ id }) => id)).toEqual(['live.answer-overdue', 'live.connections-forgotten']);
  });
});

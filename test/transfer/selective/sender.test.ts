import { describe, expect, it } from 'vitest';
import { FORMAT, type NumberRange, type Report } from '../../../src/transfer/selective/messages.ts';
import { SILENCE_MS } from '../../../src/transfer/selective/receiver-view.ts';
import { SelectiveSender } from '../../../src/transfer/selective/sender.ts';

function report(receiver: string, next: number, more: Partial<Report> = {}): Report {
  const base = { format: FORMAT, receiver, state: 'receiving', missing: [], window: 100, reason: '' } as const;
  return { ...base, next, highest: next - 1, ...more };
}

const holes = (...missing: NumberRange[]): Pick<Report, 'missing'> => ({ missing });

function takeAll(sender: SelectiveSender, now: number): number[] {
  const taken: number[] = [];
  for (let index = sender.take(now); index >= 0; index = sender.take(now)) taken.push(index);
  return taken;
}

const A = '0000000a';
const B = '0000000b';

describe('SelectiveSender', () => {
  it('sends nothing before enough receivers have joined', () => {
    const sender = new SelectiveSender({ fragments: 10, window: 64, receivers: 2 });
    expect(takeAll(sender, 0)).toEqual([]);
    sender.onReport(report(A, 0), 1);
    expect(takeAll(sender, 1)).toEqual([]);
    sender.onReport(report(B, 0), 2);
    expect(takeAll(sender, 2)).toEqual([0, 1, 2, 3]);
  });

  it('sends more as acknowledgements come, within its window and the receiver’s', () => {
    const sender = new SelectiveSender({ fragments: 100, window: 64, receivers: 1 });
    sender.onReport(report(A, 0, { window: 10 }), 0);
    expect(takeAll(sender, 0)).toEqual([0, 1, 2, 3]);
    sender.onReport(report(A, 4, { window: 10 }), 20);
    expect(takeAll(sender, 20)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(sender.timer.smoothedMs).toBe(20);
    sender.onReport(report(A, 12, { window: 3 }), 40);
    expect(takeAll(sender, 40)).toEqual([12, 13, 14]);
  });

  it('repeats only what is reported missing although something later arrived', () => {
    const sender = new SelectiveSender({ fragments: 100, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 1, { highest: 3, ...holes([1, 1]) }), 10);
    expect(sender.window.size).toBeLessThan(6); // 0, 2, 3 acknowledged, then a loss
    expect(takeAll(sender, 10)[0]).toBe(1);
    expect(sender.resent).toBe(1);
    sender.onReport(report(A, 1, { highest: 3, ...holes([1, 1]) }), 11);
    expect(takeAll(sender, 11)).not.toContain(1); // it is on its way
  });

  it('notices that a repetition was lost, too', () => {
    const sender = new SelectiveSender({ fragments: 100, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 0, { highest: 3, ...holes([0, 0]) }), 10);
    const second = takeAll(sender, 10);
    expect(second[0]).toBe(0);
    const later = second[1] ?? -1;
    expect(later).toBe(4);
    sender.onReport(report(A, 0, { highest: later, ...holes([0, 0]) }), 20);
    expect(takeAll(sender, 20)[0]).toBe(0);
    expect(sender.timeouts).toBe(0);
  });

  it('repeats everything under way when the timer runs out, and waits longer the next time', () => {
    const sender = new SelectiveSender({ fragments: 100, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onTick(999);
    expect(sender.timeouts).toBe(0);
    sender.onTick(1000);
    expect(sender.timeouts).toBe(1);
    expect(sender.timer.timeoutMs).toBe(2000);
    expect(takeAll(sender, 1000)).toEqual([0]); // the window begins with one again
    sender.onReport(report(A, 1), 1010);
    expect(sender.timer.samples).toBe(0); // Karn: which of the two sendings was it?
    expect(takeAll(sender, 1010)).toEqual([1, 2]);
  });

  it('probes with a new fragment when an answer is overdue, beyond a full window, and finds all that was lost', () => {
    const sender = new SelectiveSender({ fragments: 100, window: 4, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 4), 20); // a round trip of 20 ms
    expect(takeAll(sender, 20)).toEqual([4, 5, 6, 7]); // all of these are lost
    expect(takeAll(sender, 59)).toEqual([]);
    expect(takeAll(sender, 60)).toEqual([8]);
    sender.onReport(report(A, 4, { highest: 8, ...holes([4, 7]) }), 80);
    expect(sender.window.size).toBe(2); // the losses halve the window; the probe has not
    expect(takeAll(sender, 80)).toEqual([4, 5]);
    expect([sender.probes, sender.timeouts]).toEqual([1, 0]);
  });

  it('probes with the latest fragment when there is no other, waiting twice as long each time', () => {
    const sender = new SelectiveSender({ fragments: 6, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 4), 20);
    expect(takeAll(sender, 20)).toEqual([4, 5]);
    const probes: [number, number][] = [];
    for (let now = 21; now < 20 + sender.timer.timeoutMs; now++) {
      sender.onTick(now);
      for (const index of takeAll(sender, now)) probes.push([now, index]);
    }
    expect(probes).toEqual([
      [60, 5],
      [140, 5],
    ]);
    sender.onReport(report(A, 4, { highest: 5, ...holes([4, 4]) }), 200);
    expect(takeAll(sender, 200)).toEqual([4]);
    sender.onReport(report(A, 6), 220);
    expect(takeAll(sender, 10_000)).toEqual([]);
    expect([sender.sent, sender.resent, sender.timeouts]).toEqual([9, 3, 0]);
  });

  it('never probes for what is not under way', () => {
    const sender = new SelectiveSender({ fragments: 2, window: 64, receivers: 1 });
    expect(takeAll(sender, 5000)).toEqual([]);
    sender.onReport(report(A, 0), 5000);
    takeAll(sender, 5000);
    sender.onReport(report(A, 2), 5010);
    expect(takeAll(sender, 60_000)).toEqual([]);
  });

  it('takes nothing back when reports overtake each other', () => {
    const sender = new SelectiveSender({ fragments: 20, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 4), 10);
    sender.onReport(report(A, 2), 11);
    expect(sender.confirmed(11)).toBe(4);
    expect(takeAll(sender, 11)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('begins again for one that joins late, and leaves out what it has', () => {
    const sender = new SelectiveSender({ fragments: 8, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 4), 10);
    expect(takeAll(sender, 10)).toEqual([4, 5, 6, 7]);
    sender.onReport(report(B, 1, { highest: 2, ...holes([1, 1]) }), 12);
    sender.onReport(report(A, 8), 20);
    expect(takeAll(sender, 20)).toEqual([1, 3]);
  });

  it('is finished when enough have everything and nobody is still at it', () => {
    const sender = new SelectiveSender({ fragments: 2, window: 64, receivers: 1 });
    expect(sender.isFinished(0)).toBe(false);
    sender.onReport(report(A, 0), 0);
    sender.onReport(report(B, 0), 0);
    sender.onReport(report(A, 2, { state: 'done' }), 10);
    expect(sender.isFinished(10)).toBe(false);
    sender.onReport(report(B, 2, { state: 'done' }), 20);
    expect(sender.isFinished(20)).toBe(true);
  });

  it('does not wait for ever for one that fell silent, and takes it back when it returns', () => {
    const sender = new SelectiveSender({ fragments: 8, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    sender.onReport(report(B, 0), 0);
    takeAll(sender, 0);
    sender.onReport(report(A, 4), 10);
    sender.onReport(report(A, 4), SILENCE_MS);
    sender.onTick(SILENCE_MS);
    expect(takeAll(sender, SILENCE_MS)).not.toContain(0);
    sender.onReport(report(B, 0), SILENCE_MS + 1);
    const again = takeAll(sender, SILENCE_MS + 1);
    expect(again[0]).toBe(0);
  });

  it('knows when everybody has given up', () => {
    const sender = new SelectiveSender({ fragments: 2, window: 64, receivers: 1 });
    sender.onReport(report(A, 0), 0);
    expect(sender.failure(0)).toBeNull();
    sender.onReport(report(A, 0, { state: 'failed', reason: 'disk full' }), 1);
    expect(sender.failure(1)?.reason).toBe('disk full');
    sender.onReport(report(B, 0), 2);
    expect(sender.failure(2)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { type Announcement, FORMAT } from '../../../src/transfer/selective/messages.ts';
import { SelectiveReceiver } from '../../../src/transfer/selective/receiver.ts';

const announced = (fragments: number, largest: number): Announcement => ({
  format: FORMAT,
  state: 'open',
  name: 'x',
  bytes: fragments * largest,
  fragments,
  largest,
  sha256: '0'.repeat(64),
});

function receiver(fragments: number, largest = 1): { readonly it: SelectiveReceiver; readonly text: () => string } {
  const parts: Uint8Array[] = [];
  const made = new SelectiveReceiver('0123abcd', announced(fragments, largest), (bytes) => parts.push(bytes.slice()));
  return { it: made, text: () => Buffer.concat(parts).toString() };
}

describe('SelectiveReceiver', () => {
  it('writes in order what comes in any order', () => {
    const { it: made, text } = receiver(5);
    for (const index of [0, 3, 1, 4]) expect(made.take(index, Buffer.from(String(index)))).toBe('new');
    expect(text()).toBe('01');
    expect(made.isComplete).toBe(false);
    made.take(2, Buffer.from('2'));
    expect(text()).toBe('01234');
    expect(made.isComplete).toBe(true);
    expect(made.late).toBe(2);
  });

  it('keeps its own copy of what it holds', () => {
    const { it: made, text } = receiver(2);
    const buffer = Buffer.from('b');
    made.take(1, buffer);
    buffer[0] = 0x78;
    made.take(0, Buffer.from('a'));
    expect(text()).toBe('ab');
  });

  it('reports what is missing', () => {
    const { it: made } = receiver(10);
    expect(made.report('receiving')).toMatchObject({ next: 0, highest: -1, missing: [] });
    for (const index of [0, 1, 4, 5, 7]) made.take(index, Buffer.from('x'));
    expect(made.report('receiving')).toMatchObject({
      next: 2,
      highest: 7,
      missing: [
        [2, 3],
        [6, 6],
      ],
    });
    for (const index of [2, 3, 6]) made.take(index, Buffer.from('x'));
    expect(made.report('receiving')).toMatchObject({ next: 8, highest: 7, missing: [] });
  });

  it('drops duplicates, written or held', () => {
    const { it: made, text } = receiver(5);
    made.take(0, Buffer.from('a'));
    made.take(2, Buffer.from('c'));
    expect(made.take(0, Buffer.from('z'))).toBe('duplicate');
    expect(made.take(2, Buffer.from('z'))).toBe('duplicate');
    made.take(1, Buffer.from('b'));
    expect(text()).toBe('abc');
    expect(made.duplicates).toBe(2);
  });

  it('refuses what is beyond its window, beyond the file, or larger than announced', () => {
    const { it: made } = receiver(100_000, 100_000);
    expect(made.window * 100_000).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(made.take(made.window, Buffer.from('x'))).toBe('refused');
    expect(made.take(made.window - 1, Buffer.from('x'))).toBe('new');
    expect(made.take(100_000, Buffer.from('x'))).toBe('refused');
    expect(made.take(0, Buffer.alloc(100_001))).toBe('refused');
    expect(made.report('receiving').next).toBe(0);
  });

  it('has nothing to wait for in an empty file', () => {
    expect(receiver(0, 0).it.isComplete).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { TopicTable } from '../../../../src/dissect/application/mqtt/topic-table.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('TopicTable', () => {
  it('gives the text of the bytes, wherever they lie', () => {
    const table = new TopicTable();
    const buf = bytesOf('xxa/ñ/byy');
    expect(table.text(buf, 2, buf.length - 2)).toBe('a/ñ/b');
    expect(table.text(bytesOf('a/ñ/b'), 0, 6)).toBe('a/ñ/b');
    expect(table.text(buf, 3, 3)).toBe('');
    expect(table.size).toBe(2);
  });

  it('stays right while it grows, and beyond its limit', () => {
    const table = new TopicTable();
    const count = 70_000;
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < count; i++) {
        const text = `plant/${i % 7}/sensor/${i}`;
        const bytes = bytesOf(text);
        if (table.text(bytes, 0, bytes.length) !== text) expect.fail(text);
      }
      expect(table.size).toBe(65_536);
    }
  });

  it('tells topics apart whose 32-bit hashes are equal', () => {
    // 65 536 topics have an equal pair with a chance of 0.4; eight times as many almost surely
    for (let round = 0; round < 8; round++) {
      const table = new TopicTable();
      for (let i = 0; i < 65_536; i++) {
        const text = `${round}/${i.toString(36)}`;
        const bytes = bytesOf(text);
        if (table.text(bytes, 0, bytes.length) !== text) expect.fail(text);
      }
    }
  });

  it('does not keep very long topics', () => {
    const table = new TopicTable();
    const long = bytesOf('x'.repeat(65_535));
    expect(table.text(long, 0, long.length)).toHaveLength(65_535);
    expect(table.size).toBe(0);
  });
});

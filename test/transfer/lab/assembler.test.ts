import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabAssembler } from '../../../src/transfer/lab/assembler.ts';
import { announcedLength, END_FAILURE, END_SUCCESS, numbered } from '../../../src/transfer/wire-format.ts';

const text = (assembler: LabAssembler): string => Buffer.concat([...assembler.content()]).toString();
const fragment = (index: number, content: string): Buffer => numbered(index, Buffer.from(content));

describe('plain', () => {
  it('puts together whatever comes, and never knows whether that is all', () => {
    const assembler = new LabAssembler('plain');
    for (const part of ['uno ', '2|dos ', '-1|ÿÿ']) assembler.take(Buffer.from(part));
    expect(text(assembler)).toBe('uno 2|dos -1|ÿÿ');
    expect(assembler.isComplete).toBe(false);
    expect(assembler.missing().count).toBe(0);
  });
});

describe('indexed', () => {
  it('names the holes, drops duplicates, and puts late fragments in their place', () => {
    const assembler = new LabAssembler('indexed');
    expect(assembler.take(fragment(0, 'a'))).toBe('fragment');
    assembler.take(fragment(4, 'e'));
    assembler.take(fragment(2, 'c'));
    expect(assembler.take(fragment(2, 'c'))).toBe('duplicate');
    expect(assembler.missing()).toEqual({
      ranges: [
        [1, 1],
        [3, 3],
      ],
      count: 2,
    });
    assembler.take(fragment(1, 'b'));
    assembler.take(fragment(3, 'd'));
    expect(assembler.missing()).toEqual({ ranges: [], count: 0 });
    expect(text(assembler)).toBe('abcde');
  });

  it('misses what came before it was there', () => {
    const assembler = new LabAssembler('indexed');
    assembler.take(fragment(3, 'd'));
    expect(assembler.missing()).toEqual({ ranges: [[0, 2]], count: 3 });
  });

  it('sees another run by its other bytes and forgets the old one from there on', () => {
    const assembler = new LabAssembler('indexed');
    for (const [index, content] of ['a', 'b', 'c', 'd'].entries()) assembler.take(fragment(index, content));
    expect(assembler.take(fragment(0, 'a'))).toBe('duplicate');
    expect(assembler.take(fragment(1, 'B'))).toBe('restarted');
    expect(text(assembler)).toBe('aB');
    expect(assembler.bytes).toBe(2);
    expect(assembler.missing().count).toBe(0);
  });

  it('counts messages of another format', () => {
    const assembler = new LabAssembler('indexed');
    expect(assembler.take(Buffer.from('hello'))).toBe('foreign');
    expect(assembler.take(END_FAILURE)).toBe('foreign');
    expect(assembler.foreign).toBe(2);
    expect(assembler.isUnderWay).toBe(false);
  });
});

describe('length', () => {
  it('is complete when the announced bytes have come without holes', () => {
    const assembler = new LabAssembler('length');
    expect(assembler.take(announcedLength(3))).toBe('announcement');
    assembler.take(fragment(1, 'a'));
    assembler.take(fragment(2, 'b'));
    expect(assembler.isComplete).toBe(false);
    assembler.take(fragment(3, 'c'));
    expect(assembler.isComplete).toBe(true);
    expect(text(assembler)).toBe('abc');
  });

  it('is not fooled by a sum that is right by luck', () => {
    const assembler = new LabAssembler('length');
    assembler.take(announcedLength(3));
    assembler.take(fragment(1, 'a'));
    assembler.take(fragment(3, 'cd'));
    expect(assembler.bytes).toBe(3);
    expect(assembler.isComplete).toBe(false);
    expect(assembler.missing()).toEqual({ ranges: [[2, 2]], count: 1 });
  });

  it('knows an empty file at once, and a new run by its announcement', () => {
    const assembler = new LabAssembler('length');
    assembler.take(announcedLength(0));
    expect(assembler.isComplete).toBe(true);
    const other = new LabAssembler('length');
    other.take(announcedLength(5));
    other.take(fragment(1, 'abc'));
    expect(other.take(announcedLength(2))).toBe('restarted');
    other.take(fragment(1, 'xy'));
    expect(other.isComplete).toBe(true);
    expect(text(other)).toBe('xy');
  });

  it('refuses an announcement beyond the limit', () => {
    expect(new LabAssembler('length').take(announcedLength(0xffffffff))).toBe('too-large');
  });
});

describe('restart', () => {
  it('begins again after the end packet of failure and closes with that of success', () => {
    const assembler = new LabAssembler('restart');
    assembler.take(fragment(0, 'a'));
    assembler.take(fragment(2, 'c'));
    expect(assembler.take(END_FAILURE)).toBe('restarted');
    expect(assembler.count).toBe(0);
    for (const [index, content] of ['ab', 'c', 'last'].entries()) assembler.take(fragment(index, content));
    expect(assembler.isComplete).toBe(false);
    expect(assembler.take(END_SUCCESS)).toBe('end');
    expect(assembler.isComplete).toBe(true);
    expect(text(assembler)).toBe('abclast');
    expect(assembler.restarts).toBe(1);
  });

  it('does not believe a success with holes', () => {
    const assembler = new LabAssembler('restart');
    assembler.take(fragment(0, 'a'));
    assembler.take(fragment(2, 'c'));
    assembler.take(END_SUCCESS);
    expect(assembler.isComplete).toBe(false);
    expect(assembler.isClosedWithHoles).toBe(true);
  });

  it('takes four zeros at the beginning for the file’s own', () => {
    const assembler = new LabAssembler('restart');
    assembler.take(fragment(0, '\0\0\0\0'));
    assembler.take(END_SUCCESS);
    expect(assembler.isComplete).toBe(true);
    expect(text(assembler)).toBe('\0\0\0\0');
  });
});

describe('law: numbered fragments in any order, some lost, some doubled', () => {
  it('yields the file, or exactly the missing numbers', () => {
    const file = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(file, fc.infiniteStream(fc.nat(9)), fc.infiniteStream(fc.nat()), (parts, dice, order) => {
        const sent: { readonly at: number; readonly index: number }[] = [];
        const lost = new Set<number>();
        for (let index = 0; index < parts.length; index++) {
          const throwOf = dice.next().value;
          if (throwOf === 0) lost.add(index);
          const copies = throwOf === 0 ? 0 : throwOf === 1 ? 2 : 1;
          for (let copy = 0; copy < copies; copy++) sent.push({ at: order.next().value, index });
        }
        sent.sort((a, b) => a.at - b.at);
        const assembler = new LabAssembler('indexed');
        for (const { index } of sent) assembler.take(numbered(index, parts[index]!));
        const last = Math.max(-1, ...sent.map(({ index }) => index));
        const expected = [...lost].filter((index) => index < last).sort((a, b) => a - b);
        const { ranges, count } = assembler.missing();
        expect(count).toBe(expected.length);
        expect(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i))).toEqual(
          expected,
        );
        const arrived = parts.filter((_, index) => !lost.has(index));
        expect(Buffer.concat([...assembler.content()])).toEqual(Buffer.concat(arrived));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  announcedLength,
  END_FAILURE,
  END_SUCCESS,
  numbered,
  readAnnouncedLength,
  readEndPacket,
  readNumbered,
} from '../../src/transfer/wire-format.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('numbered payloads', () => {
  it('are written as the lab writes them', () => {
    expect(numbered(7, bytes('quieran'))).toEqual(bytes('7|quieran'));
    expect(numbered(0, bytes(''))).toEqual(bytes('0|'));
    expect(announcedLength(673)).toEqual(bytes('0|\x00\x00\x02\xa1'));
    expect(END_FAILURE).toEqual(bytes('-1|\xff\xff\xff\xff'));
    expect(END_SUCCESS).toEqual(bytes('0|\x00\x00\x00\x00'));
  });

  it('are read back, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.uint8Array({ maxLength: 80 }), (index, content) => {
        const message = readNumbered(numbered(index, content));
        expect(message?.index).toBe(index);
        expect(Buffer.from(message?.bytes ?? [])).toEqual(Buffer.from(content));
      }),
    );
  });

  it('are told from anything else', () => {
    for (const other of ['', '|', 'x|', '7', '-|', '-2|x', '7 |x', '10000000|', '123456789|x', '-', '１|x']) {
      expect(readNumbered(Buffer.from(other))).toBeNull();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (content) => {
        const message = readNumbered(content);
        const written = /^(?:-1|\d{1,7})\|/.test(Buffer.from(content).toString('latin1'));
        expect(message !== null).toBe(written);
      }),
    );
  });
});

describe('lengths and end packets', () => {
  const read = (payload: Buffer, isUnderWay: boolean): unknown => {
    const message = readNumbered(payload);
    return message === null ? null : readEndPacket(message, isUnderWay);
  };

  it('are four bytes', () => {
    expect(readAnnouncedLength(readNumbered(announcedLength(0xfffffffe))?.bytes ?? bytes(''))).toBe(0xfffffffe);
    expect(readAnnouncedLength(bytes('abc'))).toBeNull();
    expect(read(END_FAILURE, false)).toBe('failure');
    expect(read(END_SUCCESS, true)).toBe('success');
  });

  it('are not seen in fragments of four bytes', () => {
    expect(read(END_SUCCESS, false)).toBeNull(); // the first fragment of a file that begins with four zeros
    expect(read(numbered(1, bytes('\0\0\0\0')), true)).toBeNull();
    expect(read(numbered(0, bytes('\0\0\0\x01')), true)).toBeNull();
    expect(read(numbered(0, bytes('\0\0\0')), true)).toBeNull();
    expect(read(numbered(-1, bytes('\xff\xff\xff\xfe')), true)).toBeNull();
  });
});

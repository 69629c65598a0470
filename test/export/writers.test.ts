import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/cli/commands/export-command.ts';
import type { Cell, Row } from '../../src/export/row.ts';
import { TextBuffer } from '../../src/export/text-buffer.ts';
import { csv } from '../../src/export/writers/csv.ts';
import { WRITERS } from '../../src/export/writers/index.ts';
import { ndjson } from '../../src/export/writers/ndjson.ts';
import type { WriterFormat } from '../../src/export/writers/writer.ts';
import { parseCsv } from './parse-csv.ts';

function write(format: WriterFormat, columns: readonly string[], rows: readonly Row[]): string {
  let text = '';
  const out = new TextBuffer((bytes, end) => {
    text += Buffer.from(bytes.subarray(0, end)).toString('utf8');
  });
  const writer = format.open(columns, out);
  for (const row of rows) writer.write(row);
  out.flush();
  return text;
}

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\n', '\r', '\\', 'a', 'ñ', '\u0000', '\u001b', '\u007f', '\u009b', '\u202e', '='),
  }),
  fc.array(fc.oneof(fc.integer(), fc.string())),
  fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.constant(null))),
);
const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
const COLUMNS = ['a', 'b "quoted"', 'c'];

describe('the registry of formats', () => {
  it('holds what the command line offers', () => {
    expect(WRITERS.map((format) => format.name)).toEqual([...EXPORT_FORMATS]);
  });
});

describe('ndjson', () => {
  it('is one JSON object a line, keys in order, and comes back as it was', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const lines = write(ndjson, COLUMNS, all).split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.length).toBe(all.length);
        lines.forEach((line, i) => {
          const expected = Object.fromEntries(COLUMNS.map((column, j) => [column, all[i]?.[j] ?? null]));
          expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(expected)));
          expect(Object.keys(JSON.parse(line) as object)).toEqual(COLUMNS);
        });
      }),
    );
  });

  it('contains nothing that a terminal obeys', () => {
    const text = write(ndjson, ['topic', 'list'], [['\u001b[2J\u009b31m\u007f\u202e\u200b', ['\u001b]0;x\u0007']]]);
    const obeyed = Array.from(text).filter((letter) => letter !== '\n' && /[\p{Cc}\p{Cf}]/u.test(letter));
    expect(obeyed).toEqual([]);
    expect(JSON.parse(text)).toEqual({ topic: '\u001b[2J\u009b31m\u007f\u202e\u200b', list: ['\u001b]0;x\u0007'] });
  });

  it('fills a short row with null', () => {
    expect(write(ndjson, ['a', 'b'], [[1]])).toBe('{"a":1,"b":null}\n');
  });
});

describe('csv', () => {
  it('comes back through a parser of RFC 4180', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [head, ...records] = parseCsv(write(csv, COLUMNS, all));
        expect(head).toEqual(COLUMNS);
        expect(records).toEqual(all.map((row) => row.map(asCsvText)));
      }),
    );
  });

  it('quotes only where needed, ends lines with CRLF, and tells absent from empty', () => {
    expect(
      write(
        csv,
        ['a', 'b', 'c', 'd'],
        [
          [1, 'x y', 'a,b', null],
          [true, '"', '', ['x']],
        ],
      ),
    ).toBe('a,b,c,d\r\n1,x y,"a,b",\r\ntrue,"""","","[""x""]"\r\n');
  });

  it('leaves texts and numbers that a spreadsheet would compute as they are', () => {
    expect(write(csv, ['a', 'b'], [['=1+1', -5]])).toBe('a,b\r\n=1+1,-5\r\n');
  });

  it('has its header even without a row', () => {
    expect(write(csv, ['a'], [])).toBe('a\r\n');
  });
});

function asCsvText(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

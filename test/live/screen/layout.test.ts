// Lines, rows, panels and figures.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  briefAge,
  briefRate,
  briefSize,
  elapsedClock,
  numberRuns,
  sparkline,
} from '../../../src/live/screen/figures.ts';
import { cutLine, fitLine, flowItems, lineWidth, plainLine, span } from '../../../src/live/screen/line.ts';
import { type Panel, shareRows, stackPanels } from '../../../src/live/screen/panel.ts';
import { layRows, type RowColumn } from '../../../src/live/screen/rows.ts';

const anyLine = fc.array(
  fc.constantFrom('a', 'bcd', '日本', '…', 'é', '👍', ' ').map((text) => span(text)),
  { maxLength: 12 },
);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('lines', () => {
  it('are cut to the width, and say so', () => {
    fc.assert(
      fc.property(anyLine, fc.nat(40), (line, width) => {
        const cut = cutLine(line, width);
        expect(lineWidth(cut)).toBeLessThanOrEqual(width);
        if (lineWidth(line) <= width) expect(cut).toEqual(line);
        else if (width > 0) expect(plainLine(cut)).toMatch(/…$/);
      }),
    );
  });

  it('are filled to the width exactly', () => {
    fc.assert(
      fc.property(anyLine, fc.nat(40), fc.constantFrom('left' as const, 'right' as const), (line, width, align) => {
        const fitted = lineWidth(fitLine(line, width, align));
        expect(fitted).toBeLessThanOrEqual(width);
        if (lineWidth(line) <= width) expect(fitted).toBe(width);
      }),
    );
  });

  it('take as many items as fit', () => {
    const items = ['uno', 'dos', 'tres'].map((text) => [span(text)]);
    expect(flowItems(items, 9).map(plainLine)).toEqual(['uno · dos', 'tres']);
    expect(flowItems(items, 2).map(plainLine)).toEqual(['u…', 'd…', 't…']);
    expect(flowItems([], 10)).toEqual([]);
  });
});

describe('rows', () => {
  const columns: readonly RowColumn[] = [
    { drop: 0, align: 'right', least: null },
    { drop: 0, align: 'left', least: 4 },
    { drop: 1, align: 'left', least: null },
    { drop: 2, align: 'right', least: null },
  ];
  const rows = [
    [[span('1')], [span('a long name')], [span('state')], [span('9')]],
    [[span('12')], [span('b')], [], [span('10')]],
  ];

  it('drop and cut in this order', () => {
    expect(layRows(columns, rows, 40).map(plainLine)).toEqual([' 1 a long name state  9', '12 b                 10']);
    expect(layRows(columns, rows, 20).map(plainLine)).toEqual([' 1 a long … state  9', '12 b              10']);
    expect(layRows(columns, rows, 14).map(plainLine)).toEqual([' 1 a lo… state', '12 b']);
    expect(layRows(columns, rows, 10).map(plainLine)).toEqual([' 1 a long…', '12 b']);
  });
});

describe('panels', () => {
  const panel = (fields: Partial<Panel>): Panel => ({
    title: [span('T')],
    least: 1,
    want: 3,
    rank: 1,
    isElastic: false,
    body: (rows) => Array.from({ length: rows }, () => [span('x')]),
    ...fields,
  });

  it('leave out the least important where there is no room', () => {
    expect(shareRows([panel({ rank: 2 }), panel({ rank: 1 }), panel({ rank: 3 })], 4)).toEqual([2, 2, 0]);
  });

  it('give what nobody wants to the elastic one', () => {
    expect(shareRows([panel({}), panel({ rank: 2, isElastic: true })], 20)).toEqual([4, 16]);
  });

  it('fill the rows exactly', () => {
    const anyPanel = fc
      .record({ least: fc.nat(4), want: fc.nat(9), rank: fc.nat(9), isElastic: fc.boolean() })
      .map((fields) => panel(fields));
    fc.assert(
      fc.property(
        fc.array(anyPanel, { minLength: 1, maxLength: 6 }),
        fc.nat(40),
        fc.integer({ min: 1, max: 90 }),
        (list, rows, width) => {
          const lines = stackPanels(list, rows, width);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('figures', () => {
  it('are brief', () => {
    expect([0, 673, 1024, 12_700, 5_242_880].map((bytes) => plain(briefSize(bytes, 'es')))).toEqual([
      ...['0 B', '673 B', '1,0 KiB', '12,4 KiB', '5,0 MiB'],
    ]);
    expect([0, 0.04, 0.31, 9.96, 1250].map((rate) => plain(briefRate(rate, 'en')))).toEqual([
      ...['0/s', '0/s', '0.3/s', '10.0/s', '1250/s'],
    ]);
    expect([0, 9.94e9, 9.96e9, 59.4e9, 59.6e9, 3599e9, 7260e9].map((ns) => plain(briefAge(ns, 'en')))).toEqual([
      ...['0.0 s', '9.9 s', '10 s', '59 s', '1 min 0 s', '59 min 59 s', '2 h 1 min'],
    ]);
    expect(elapsedClock(3_723_999)).toBe('01:02:03');
  });

  it('draw bars from nothing to the largest', () => {
    expect(sparkline([0, 50, 100], 8)).toBe('▁▅█');
    expect(sparkline([1, 2, 3, 4], 2)).toBe('▇█');
    expect(sparkline([0, 0], 8)).toBe('▁▁');
    expect(sparkline([], 8)).toBe('');
  });

  it('name runs of numbers', () => {
    expect(numberRuns([2, 3, 4, 9, 11, 12], 6)).toBe('2…4, 9, 11…12');
    expect(numberRuns([1, 3, 5], 2)).toBe('1, 3, …');
  });
});

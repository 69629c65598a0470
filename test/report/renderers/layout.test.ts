import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutColumns, naturalWidth } from '../../../src/report/renderers/column-widths.ts';
import { GlyphMask } from '../../../src/report/renderers/glyph-mask.ts';
import { cutText, displayWidth, wrapText } from '../../../src/report/renderers/wrap.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('wrapText', () => {
  it('breaks at spaces and keeps what a no-break space joins', () => {
    expect(wrapText('3\u00a0893\u00a0947 ns y más', 12)).toEqual(['3\u00a0893\u00a0947 ns', 'y más']);
    expect(wrapText('a b', 80)).toEqual(['a b']);
    expect(wrapText('', 10)).toEqual(['']);
  });

  it('breaks a long word behind a separator if it can', () => {
    expect(wrapText('broker.hivemq.com', 10)).toEqual(['broker.', 'hivemq.com']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('counts wide letters twice', () => {
    expect(wrapText('日本語', 4)).toEqual(['日本', '語']);
  });

  it('never exceeds the width, and loses no letter', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrapText(text, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        const letters = (whole: string): string => whole.replace(/\s/g, '');
        expect(letters(lines.join(''))).toBe(letters(text));
      }),
    );
  });
});

describe('cutText', () => {
  it('ends in … where something is missing', () => {
    expect(cutText('日本語テキスト', 6)).toBe('日本…');
    expect(cutText('abc', 3)).toBe('abc');
  });

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 1, max: 30 }),
        (text, width) => displayWidth(cutText(text, width)) <= width,
      ),
    );
  });
});

describe('GlyphMask', () => {
  it('gives every letter one column per stand-in, and gives the letters back', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const mask = new GlyphMask();
        for (const text of texts.filter((one) => !/[\ue000-\uf8ff]/.test(one))) {
          const masked = mask.mask(text);
          expect(masked).toHaveLength(displayWidth(masked));
          expect(displayWidth(mask.unmask(masked))).toBe(displayWidth(text));
        }
      }),
    );
    const mask = new GlyphMask();
    expect(mask.unmask(mask.mask('año 日本 🙂 x'))).toBe('año 日本 🙂 x');
  });
});

describe('layoutColumns', () => {
  const rows = [
    ['Trama', 'Hora', 'Texto'],
    ['10', '13:15:04,779687350', 'Nos los representantes del pueblo de la Nación Argentina'],
  ];

  it('gives each column what it wants where there is room', () => {
    expect(layoutColumns([{ head: 'Trama' }, { head: 'Hora' }, { head: 'Texto' }], rows, 200)?.widths).toEqual([
      5, 18, 56,
    ]);
    expect(naturalWidth(rows)).toBe(5 + 18 + 56 + 10);
  });

  it('takes from the widest first', () => {
    expect(layoutColumns([{ head: 'Trama' }, { head: 'Hora' }, { head: 'Texto' }], rows, 60)?.widths).toEqual([
      5, 18, 27,
    ]);
  });

  it('leaves out columns in the order they allow', () => {
    const columns = [{ head: 'Trama' }, { head: 'Hora', dropOrder: 1 }, { head: 'Texto', overflow: 'cut' as const }];
    expect(layoutColumns(columns, rows, 40)?.shown).toEqual([0, 2]);
  });

  it('gives up where not even the narrowest columns fit', () => {
    const columns = Array.from({ length: 20 }, (_, at) => ({ head: `column ${at}` }));
    expect(layoutColumns(columns, [columns.map((column) => column.head)], 80)).toBeNull();
  });

  it('never exceeds the page', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyText, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 40, max: 200 }),
        (texts, width) => {
          const layout = layoutColumns(
            Array.from({ length: 4 }, () => ({ head: '' })),
            texts,
            width,
          );
          const total = (layout?.widths ?? []).reduce((sum, one) => sum + one + 3, 1);
          return layout !== null && total <= width;
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls, escapeMarkdown, previewText, wireText } from '../../../src/report/format/escape.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

describe('escapeControls', () => {
  it.each([
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['a\u0000b', 'a\\u{0}b'],
    ['\u009b2J', '\\u{9b}2J'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['line\nbreak', 'line\\u{a}break'],
    ['\ud800', '\\u{d800}'],
    ['\ue000', '\\u{e000}'],
    ['ñandú 日本 🙂', 'ñandú 日本 🙂'],
  ])('%j', (text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });

  it('treats every character of the basic plane as its Unicode category says', () => {
    const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}]/u;
    const wrong: string[] = [];
    for (let code = 0; code < 0x1_0000; code++) {
      const character = String.fromCharCode(code);
      if ((escapeControls(character) === character) === unsafe.test(character)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('leaves nothing that a terminal would obey, and does nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = escapeControls(text);
        expect(once).not.toMatch(DANGEROUS);
        expect(escapeControls(once)).toBe(once);
      }),
    );
  });
});

describe('wireText', () => {
  it('names the full size of what it cuts, and cuts no letter in two', () => {
    expect(wireText('🙂'.repeat(200), 10).replaceAll('\u00a0', ' ')).toBe(`${'🙂'.repeat(10)}… (800 bytes)`);
    expect(wireText('tp1/grupo')).toBe('tp1/grupo');
  });

  it('shows spaces that only look like one', () => {
    expect(wireText('a\u00a0b\u3000c')).toBe('a\\u{a0}b\\u{3000}c');
  });

  it('does not let marks pile up', () => {
    expect(wireText(`a${'\u0301'.repeat(100)}`)).toBe(`a${'\u0301'.repeat(4)}…`);
  });
});

describe('previewText', () => {
  it('stays on one line', () => {
    expect(previewText('uno\r\ndos\ntres\tcuatro')).toBe('uno↵dos↵tres⇥cuatro');
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['*x* _y_ `z`', '\\*x\\* \\_y\\_ \\`z\\`'],
    ['<b onmouseover=x>', '\\<b onmouseover=x\\>'],
    ['[a](javascript:x)', '\\[a\\](javascript:x)'],
    ['&lt;', '&amp;lt;'],
    ['# no heading', '\\# no heading'],
    ['- no list', '\\- no list'],
    ['1. no list', '1\\. no list'],
    ['10.20.0.2', '10.20.0.2'],
    ['-1', '-1'],
    ['---', '\\---'],
    ['===', '\\==='],
    ['back\\slash', 'back\\\\slash'],
  ])('%s', (text, shown) => {
    expect(escapeMarkdown(text)).toBe(shown);
  });
});

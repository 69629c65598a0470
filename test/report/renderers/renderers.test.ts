import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import type { ProfileName, ReportContext } from '../../../src/report/document.ts';
import { type ReportFormat, renderers } from '../../../src/report/renderers/index.ts';
import { renderTerminal } from '../../../src/report/renderers/terminal.ts';
import { empty, example } from '../example-analysis.ts';

const PROFILES: readonly ProfileName[] = ['lab', 'full', 'short'];
const LANGS = ['es', 'en'] as const;

function context(extra: Partial<ReportContext> = {}): ReportContext {
  return { lang: 'es', profile: 'full', timeZone: 'America/Argentina/Buenos_Aires', width: 80, color: false, ...extra };
}

function render(format: ReportFormat, extra: Partial<ReportContext> = {}, analysis: Analysis = example): string {
  return renderers[format].render(analysis, context(extra));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/;
const LEAK = /undefined|NaN|\[object|(?<![\w."'-])null(?![\w-])/;

describe.each(PROFILES)('profile %s', (profile) => {
  describe.each(LANGS)('in %s', (lang) => {
    it.each([40, 80, 100, 140, 200])('is never wider than a terminal of %i columns', (width) => {
      const lines = render('terminal', { profile, lang, width }).split('\n');
      expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
    });

    it.each(['terminal', 'markdown'] as const)('%s shows no value that is none, and no control character', (format) => {
      for (const analysis of [example, empty]) {
        const text = render(format, { profile, lang }, analysis);
        expect(text).not.toMatch(LEAK);
        expect(text).not.toMatch(UNSAFE);
        expect(text.endsWith('\n')).toBe(true);
      }
    });

    it('has Markdown tables whose rows have as many cells as their head', () => {
      const tables = markdownTables(render('markdown', { profile, lang }));
      expect(tables.length).toBeGreaterThan(0);
      for (const table of tables) {
        const cells = table.map((line) => line.replaceAll(/\\./g, '').split('|').length);
        expect(new Set(cells).size).toBe(1);
        expect(table[1]).toMatch(/^(\| -{3}:? )+\|$/);
      }
    });
  });
});

/** Runs of lines that begin with a pipe. */
function markdownTables(text: string): string[][] {
  return text
    .split(/\n{2,}/)
    .map((part) => part.split('\n').filter((line) => line.startsWith('|')))
    .filter((table) => table.length > 0);
}

describe('terminal', () => {
  it('has colour only when told', () => {
    const introducer = '\u001b[';
    expect(render('terminal', { color: false })).not.toContain(introducer);
    expect(render('terminal', { color: true })).toContain(introducer);
  });

  it('differs in colour only by its colours', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
    expect(render('terminal', { color: true }).replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(render('terminal'));
  });

  it('draws every line of a table equally wide', () => {
    const lines = render('terminal', { width: 120 }).split('\n');
    let width = 0;
    for (const line of lines) {
      if (line.startsWith('┌')) width = stringWidth(line);
      if (/^[│├└]/.test(line)) expect(stringWidth(line)).toBe(width);
    }
    expect(width).toBeGreaterThan(0);
  });

  it('shows a table with more columns than fit as lists', () => {
    const columns = Array.from({ length: 20 }, (_, at) => ({ head: `column ${at}` }));
    const rows = [columns.map((_, at) => `value ${at}`)];
    const table = { kind: 'table', caption: null, columns, rows, more: null } as const;
    const text = renderTerminal(
      { lang: 'en', title: 'T', sections: [{ id: 's', stream: null, blocks: [table] }] },
      80,
      false,
    );
    expect(text).toContain('column 19  value 19');
    expect(text).not.toContain('┌');
  });
});

describe('markdown', () => {
  it('keeps a stranger’s markup from becoming ours', () => {
    const text = render('markdown');
    expect(text).not.toContain('<b>');
    expect(text).toContain('\\<b\\>');
    expect(text).toContain('evil\\|');
  });

  it('begins with the title and has headings in order', () => {
    const levels = render('markdown')
      .split('\n')
      .filter((line) => /^#+ /.test(line))
      .map((line) => line.indexOf(' '));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.reduce((previous, level) => {
      expect(level).toBeLessThanOrEqual(previous + 1);
      return level;
    });
  });
});

describe('json', () => {
  it('is the Analysis, two spaces deep, with nothing a terminal would obey', () => {
    const text = render('json');
    expect(JSON.parse(text)).toEqual(example);
    expect(text).toContain('\n  "schemaVersion": 1,\n');
    expect(text).not.toMatch(UNSAFE);
  });
});

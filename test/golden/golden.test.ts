// The whole tool on each capture of captures/, byte for byte: the JSON report, and the lab report in both languages.
// `npm run golden` rewrites the files; read the difference line by line before you commit it.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analyze/analysis.ts';
import { LANGS } from '../../src/core/text.ts';
import { analyze } from '../../src/index.ts';
import type { ReportContext } from '../../src/report/document.ts';
import { renderers } from '../../src/report/renderers/index.ts';

const root = resolve(import.meta.dirname, '../..');
const update = process.env['GOLDEN_UPDATE'] === '1';
const captures = readdirSync(join(root, 'captures')).filter((name) => /\.(pcapng|pcap|gz)$/.test(name));
/** These two are also kept as a student sees them, at two widths of terminal. */
const ON_TERMINAL = ['captura_publisher.pcapng', 'lab_missing6_subscriber.pcapng'];

/** Without what differs from checkout to checkout: the path of the file, the version of the tool. */
function portable(analysis: Analysis, name: string): Analysis {
  const files = analysis.capture.files.map((file) => ({ ...file, path: name }));
  return { ...analysis, tool: { ...analysis.tool, version: '0.0.0' }, capture: { ...analysis.capture, files } };
}

function expectGolden(name: string, text: string): void {
  const path = join(import.meta.dirname, 'expected', name);
  if (update) {
    mkdirSync(join(import.meta.dirname, 'expected'), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  expect(existsSync(path), `${name} is missing: npm run golden`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

describe.each(captures)('%s', (name) => {
  it.each(LANGS)('gives the golden reports (%s)', async (lang) => {
    const analysis = portable(await analyze([join(root, 'captures', name)], { lang }), name);
    const page: ReportContext = { lang, profile: 'lab', timeZone: 'UTC', width: 100, color: false };
    const options = { stream: null, listLimit: null };
    if (lang === 'en') expectGolden(`${name}.analysis.json`, renderers.json.render(analysis, page, options));
    expectGolden(`${name}.lab.${lang}.md`, renderers.markdown.render(analysis, page, options));
    if (!ON_TERMINAL.includes(name)) return;
    for (const width of [80, 140]) {
      expectGolden(`${name}.lab.${lang}.${width}.txt`, renderers.terminal.render(analysis, { ...page, width }, options));
    }
  });
});

describe('golden files', () => {
  it('belong to a capture each', () => {
    const expected = readdirSync(join(import.meta.dirname, 'expected'));
    expect(expected.filter((file) => !captures.some((name) => file.startsWith(`${name}.`)))).toEqual([]);
  });
});

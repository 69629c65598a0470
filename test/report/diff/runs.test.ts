// The report on two runs: every width, both languages, both formats; verdicts in colour; nothing from the wire reaches the terminal raw.

import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSequence } from '../../../src/capture/sequence-source.ts';
import type { Lang } from '../../../src/core/text.ts';
import type { CaptureDiff } from '../../../src/diff/capture-diff.ts';
import { diffCaptures } from '../../../src/diff/diff-captures.ts';
import type { DiffInput } from '../../../src/diff/diff-input.ts';
import { DiffLogs } from '../../../src/diff/diff-logs.ts';
import { runPipeline } from '../../../src/pipeline.ts';
import { renderDiff } from '../../../src/report/diff/renderers.ts';
import type { ReportContext } from '../../../src/report/document.ts';
import { displayWidth } from '../../../src/report/renderers/wrap.ts';
import { framesOf } from '../../builders/scenario.ts';
import { inputOf } from '../../diff/read-input.ts';
import { type SyntheticRun, segmentsOf } from '../../diff/runs/synthetic-run.ts';

const folder = new URL('../../../captures/', import.meta.url);

async function readCapture(name: string, lang: Lang): Promise<DiffInput> {
  const logs = new DiffLogs();
  const path = fileURLToPath(new URL(name, folder));
  const { analysis } = await runPipeline(openSequence([path]), { ...logs.hooks, lang });
  return logs.input(name, analysis);
}

function readFrames(run: SyntheticRun): DiffInput {
  return inputOf(framesOf(segmentsOf(run)), `run ${run.seed}`);
}

function context(lang: Lang, fields: Partial<ReportContext> = {}): ReportContext {
  return { lang, profile: 'lab', timeZone: 'UTC', width: 100, color: false, ...fields };
}

const PAIRS = [
  ['captura_publisher.pcapng', 'captura_subscriber.pcapng'],
  ['lab_indexed_qos2_broker.pcapng', 'lab_wrong_password_publisher.pcapng'],
] as const;

describe.each(['es', 'en'] as const)('in %s', (lang) => {
  const diffs: CaptureDiff[] = [];
  beforeAll(async () => {
    for (const [a, b] of PAIRS) {
      diffs.push(diffCaptures(await readCapture(a, lang), await readCapture(b, lang), { lang, mode: 'runs' }));
    }
  });

  it('no line is wider than the page, from 40 columns to 200', () => {
    for (const diff of diffs) {
      for (const width of [40, 47, 60, 72, 80, 100, 120, 160, 200]) {
        const text = renderDiff(diff, 'terminal', context(lang, { width }));
        const tooWide = text.split('\n').filter((line) => displayWidth(line) > width);
        expect(tooWide).toEqual([]);
      }
    }
  });

  it('stands side by side, aligned: every row of a table is as wide as its frame', () => {
    const text = renderDiff(diffs[0] ?? fail(), 'terminal', context(lang, { width: 120 }));
    const tables = text.split('\n\n').filter((part) => part.includes('┌') && part.includes('MSS'));
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      const lines = table.split('\n').filter((line) => /^[┌│├└]/.test(line));
      expect(new Set(lines.map(displayWidth)).size).toBe(1);
    }
    const row = text.split('\n').find((line) => line.includes(lang === 'es' ? 'MSS · cliente' : 'MSS · client')) ?? '';
    expect(row.split('│').map((cell) => cell.trim().replaceAll('\u00a0', ' '))).toEqual([
      '',
      lang === 'es' ? 'MSS · cliente' : 'MSS · client',
      '1460 bytes',
      '1460 bytes',
      '=',
      lang === 'es' ? 'igual' : 'same',
      '',
    ]);
  });

  it('says every verdict, and why where it is not plain', () => {
    const text = renderDiff(diffs[0] ?? fail(), 'terminal', context(lang, { width: 200 })).replace(/\s+/g, ' ');
    const words =
      lang === 'es'
        ? ['DISTINTO', 'dentro del ruido', 'no se puede saber', 'por naturaleza', 'un solo valor por ejecución', 'Holm']
        : ['DIFFERENT', 'within noise', 'cannot be told', 'by nature', 'a single value in each run', 'Holm'];
    for (const word of words) expect(text).toContain(word);
  });

  it('tells the connections that have no counterpart', () => {
    const { runs } = diffs[1] ?? fail();
    expect((runs?.onlyACount ?? 0) + (runs?.onlyBCount ?? 0)).toBeGreaterThan(0);
    const text = renderDiff(diffs[1] ?? fail(), 'terminal', context(lang));
    expect(text).toContain(
      lang === 'es' ? 'Sin pareja en la otra ejecución' : 'Without a counterpart in the other run',
    );
  });

  it('colours by verdict, and only when told to', () => {
    const diff = diffs[0] ?? fail();
    expect(renderDiff(diff, 'terminal', context(lang))).not.toContain('\u001b');
    const text = renderDiff(diff, 'terminal', context(lang, { color: true, width: 200 }));
    const styled = (word: string): string[] => {
      const pattern = new RegExp(`(\\u001b\\[[\\d;]*m)${word}`, 'g');
      return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
    };
    const [different, same] =
      lang === 'es' ? [styled('DISTINTO'), styled('igual')] : [styled('DIFFERENT'), styled('same')];
    expect(different).toHaveLength(1);
    expect(same).toHaveLength(1);
    expect(different).not.toEqual(same);
  });

  it('is a table in Markdown too, with as many cells in every row', () => {
    const text = renderDiff(diffs[0] ?? fail(), 'markdown', context(lang));
    const tables = text.split('\n\n').filter((part) => part.startsWith('| '));
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) {
      const cells = table.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('tells only what differs on a short page', () => {
    const [short, lab] = (['short', 'lab'] as const).map((profile) =>
      renderDiff(diffs[0] ?? fail(), 'terminal', context(lang, { profile })),
    );
    expect(short?.length).toBeLessThan((lab?.length ?? 0) / 2);
    expect(short).toContain(lang === 'es' ? 'publicador' : 'publisher');
    expect(short).not.toContain('MSS');
  });
});

it('makes names from the wire harmless', () => {
  const hostile = 'a\u001b[2J\u202e|`*evil*';
  const diff = diffCaptures(readFrames({ seed: 1, clientId: hostile }), readFrames({ seed: 2 }), { mode: 'runs' });
  expect(diff.differences.map(({ kind }) => kind)).toContain('runs.client-id');
  for (const format of ['terminal', 'markdown'] as const) {
    const text = renderDiff(diff, format, context('en'));
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text).toContain('evil');
  }
});

it('two equal runs: the answer says so, and no row is called different', () => {
  const input = readFrames({ seed: 3 });
  const diff = diffCaptures(input, input, { mode: 'runs' });
  expect(diff.same).toBe(true);
  const text = renderDiff(diff, 'terminal', context('en', { width: 200 }));
  expect(text).not.toContain('DIFFERENT');
  expect(text).toMatch(/\d+\squantities: \d+\sthe same and \d+\sdifferent by nature/);
});

it('a row limit of one cuts every table and says so', () => {
  const diff = diffCaptures(readFrames({ seed: 4 }), readFrames({ seed: 5, mss: 536 }), { mode: 'runs' });
  const text = renderDiff(diff, 'terminal', context('en'), 1);
  expect(text).toContain('… and');
});

function fail(): never {
  throw new Error('no diff');
}

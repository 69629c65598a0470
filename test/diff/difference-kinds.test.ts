// The kinds of difference: documented one by one, and nothing in the code that is not.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIFF_MODES } from '../../src/diff/capture-diff.ts';
import { DIFFERENCE_KINDS } from '../../src/diff/difference-kinds.ts';
import { sourceFiles } from './source-files.ts';

const HEAD = `# Kinds of difference of \`diff\`

What \`--only\` and \`--ignore\` accept: a kind (\`path.segment-lost\`) or its area (\`path\`). Each difference in the JSON names its \`kind\`.
A kind is never renamed. This table is made from the code: \`npx vitest run test/diff/difference-kinds.test.ts -u\` renews it.
`;

const WORDS = { error: 'error', warn: 'warning', note: 'note' } as const;

const TITLES = {
  path: 'one connection at two points',
  delivery: 'both sides of a broker',
  runs: 'two runs of one experiment',
} as const;

function page(): string {
  const tables = DIFF_MODES.map((mode) => {
    const rows = DIFFERENCE_KINDS.filter(({ kind }) => kind.startsWith(`${mode}.`)).map(
      ({ kind, severities, meaning }) =>
        `| \`${kind}\` | ${severities.map((one) => WORDS[one]).join(', ')} | ${meaning.en} | ${meaning.es} |`,
    );
    return `\n## ${mode}: ${TITLES[mode]}\n\n| Kind | Weight | What it is | Qué es |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return HEAD + tables.join('');
}

describe('the kinds of difference', () => {
  it('are those of docs/diff-kinds.md', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/diff-kinds.md');
  });

  it('are unique stable ids of an area', () => {
    const kinds = DIFFERENCE_KINDS.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const kind of kinds) expect(kind).toMatch(/^(path|delivery|runs)\.[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('are all that the code names in full', () => {
    const known = new Set(DIFFERENCE_KINDS.map(({ kind }) => kind));
    const named = sourceFiles('src/diff').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'((?:path|delivery|runs)\.[a-z-]+)'/g)].map(([, kind]) => kind),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const kind of named) expect(known).toContain(kind);
  });
});

import { describe, expect, it } from 'vitest';
import type { AnalysisFacts, Evidence } from '../../src/analyze/rule.ts';
import { defineRule } from '../../src/analyze/rule.ts';
import { RULES } from '../../src/analyze/rules/index.ts';
import { runRules } from '../../src/analyze/run-rules.ts';

const nothing = {} as AnalysisFacts;

function rule(id: 'a.a' | 'b.b' | 'c.c', severity: 'note' | 'warn' | 'error', ...evidence: Evidence<{ n: number }>[]) {
  return defineRule<{ n: number }>({
    id,
    severity,
    clause: null,
    title: { es: 'título', en: 'title' },
    check: () => evidence,
    explain: { es: ({ n }) => `hay ${n}`, en: ({ n }) => `there are ${n}` },
  });
}

describe('findings', () => {
  it('come in order of severity, then of first frame; those without frames last', () => {
    const rules = [
      rule('a.a', 'note', { stream: 0, frames: [1], facts: { n: 1 } }),
      rule('b.b', 'error', { stream: null, frames: [], facts: { n: 2 } }, { stream: 1, frames: [9], facts: { n: 3 } }),
      rule('c.c', 'warn', { stream: 2, frames: [4], facts: { n: 4 }, severity: 'error' }),
    ];
    expect(runRules(rules, nothing, 'en').map(({ facts }) => facts['n'])).toEqual([4, 3, 2, 1]);
  });

  it('are worded in the language asked for', () => {
    const rules = [rule('a.a', 'note', { stream: 0, frames: [1], facts: { n: 5 } })];
    expect(runRules(rules, nothing, 'es')[0]).toMatchObject({ title: 'título', text: 'hay 5' });
    expect(runRules(rules, nothing, 'en')[0]).toMatchObject({ title: 'title', text: 'there are 5' });
  });

  it('name at most fifty frames and count all', () => {
    const frames = Array.from({ length: 80 }, (_, index) => index + 1);
    const [finding] = runRules([rule('a.a', 'note', { stream: 0, frames, facts: { n: 1 } })], nothing, 'en');
    expect([finding?.frames.length, finding?.framesCount]).toEqual([50, 80]);
  });
});

describe('rules', () => {
  it('have ids of their own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+\.[a-z0-9-]+$/);
  });

  it('have titles in both languages', () => {
    for (const { title } of RULES) expect(title.es).not.toBe(title.en);
  });
});

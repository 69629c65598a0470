import { describe, expect, it } from 'vitest';
import { useColor } from '../../src/cli/color.ts';

describe('useColor', () => {
  it.each([
    ['auto', 'terminal', {}, true],
    ['auto', 'pipe', {}, false],
    ['auto', 'file', {}, false],
    ['auto', 'terminal', { TERM: 'dumb' }, false],
    ['auto', 'terminal', { NO_COLOR: '1' }, false],
    ['auto', 'terminal', { NO_COLOR: '' }, true],
    ['auto', 'pipe', { FORCE_COLOR: '1' }, true],
    ['auto', 'pipe', { FORCE_COLOR: '' }, false],
    ['auto', 'terminal', { FORCE_COLOR: '0' }, false],
    ['auto', 'terminal', { FORCE_COLOR: 'false' }, false],
    ['auto', 'pipe', { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
    ['auto', 'file', { FORCE_COLOR: '1' }, false],
    ['always', 'file', {}, true],
    ['always', 'pipe', { NO_COLOR: '1' }, true],
    ['never', 'terminal', { FORCE_COLOR: '1' }, false],
  ] as const)('--color %s to a %s with %o → %s', (choice, target, env, expected) => {
    expect(useColor(choice, target, env)).toBe(expected);
  });
});

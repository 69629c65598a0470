import { describe, expect, it } from 'vitest';
import { finish, mix } from '../../src/core/hash.ts';

describe('hash', () => {
  it('spreads keys that differ only in a port over the low bits', () => {
    const buckets = new Uint32Array(1024);
    for (let port = 0; port < 65536; port++) {
      const slot = finish(mix(mix(0, 0x0a000001), port)) & 1023;
      buckets[slot] = (buckets[slot] ?? 0) + 1;
    }
    expect(Math.min(...buckets)).toBeGreaterThan(20); // 64 on average
    expect(Math.max(...buckets)).toBeLessThan(130);
  });
});

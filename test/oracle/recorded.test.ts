// Real TCP, recorded here and now at both ends: losses, reordering, doubled frames, zero windows, resets, half-open connections, reused
// ports, keep-alives, offload … equal tshark 4.0.17 cell by cell. Nothing depends on which of them happened how often.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithTshark } from '../flow/tshark.ts';
import { compareFrames } from './compare-frames.ts';
import { TestNetwork, whyNoNetwork } from './network.ts';

const reason = whyNoNetwork();
if (reason !== null) {
  if (process.env['REQUIRE_SYSTEM'] === '1') throw new Error(`traffic cannot be recorded here: ${reason}`);
  console.warn(`skipped: traffic recorded here and now: ${reason}`);
}

/** Certain to happen, whatever the scheduler does. */
const CERTAIN = [
  'keep_alive',
  'keep_alive_ack',
  'zero_window',
  'window_full',
  'retransmission',
  'reused_ports',
  'duplicate_ack',
];
const OLD_STYLE = ['tcp_window_scaling', 'tcp_sack', 'tcp_timestamps'];

describeWithTshark('recorded here and now', () => {
  describe.skipIf(reason !== null)('in network namespaces', () => {
    const network = new TestNetwork();
    const folder = mkdtempSync(join(tmpdir(), 'mqttscope-recorded-'));
    const file = (name: string): string => join(folder, `${name}.pcapng`);
    const kinds = new Map<string, number>();

    beforeAll(async () => {
      await network.open();
      network.setTcp('tcp_fastopen', 3);
      await network.record({ a: file('modern at a'), b: file('modern at b') });
      for (const name of OLD_STYLE) network.setTcp(name, 0);
      for (const host of ['a', 'b'] as const) network.offload(host, 'good', false);
      await network.record({ a: file('old style at a'), b: file('old style at b') });
    }, 60_000);

    afterAll(() => {
      network.close();
      rmSync(folder, { recursive: true });
    });

    it.each(['modern at a', 'modern at b', 'old style at a', 'old style at b'])(
      '%s',
      { timeout: 60_000 },
      async (name) => {
        const { problems, rows } = await compareFrames(file(name));
        expect(problems).toEqual([]);
        expect(rows.size).toBeGreaterThan(500);
        for (const { analysis = '' } of rows.values()) {
          for (const kind of analysis.split(' ')) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
      },
    );

    it('the same with frames missing, as a capture that could not keep up', { timeout: 60_000 }, async () => {
      // SYNs stay: where one is missing and the ports are used again, two-pass tshark begins with the numbers of the later connection.
      const withoutSyn = framesWithoutSyn(file('modern at a'));
      const missing = withoutSyn.filter((frame, index) => frame > 20 && index % 17 === 0).slice(0, 100);
      execFileSync('editcap', [file('modern at a'), file('holes'), ...missing.map(String)], { stdio: 'pipe' });
      const { problems, rows } = await compareFrames(file('holes'));
      expect(problems).toEqual([]);
      expect([...rows.values()].some(({ analysis = '' }) => analysis.includes('ack_lost_segment'))).toBe(true);
    });

    it('has the events it was made for', () => {
      expect(CERTAIN.filter((kind) => !kinds.has(kind))).toEqual([]);
    });
  });
});

function framesWithoutSyn(capture: string): number[] {
  const filter = ['-r', capture, '-Y', '!(tcp.flags.syn == 1)', '-T', 'fields', '-e', 'frame.number'];
  return execFileSync('tshark', filter, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n')
    .map(Number);
}

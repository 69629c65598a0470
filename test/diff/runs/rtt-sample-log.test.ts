// The log of round trips against what the analysis says of the same capture, and its limits.

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSequence } from '../../../src/capture/sequence-source.ts';
import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../../../src/core/direction.ts';
import { RttSampleLog } from '../../../src/diff/runs/rtt-sample-log.ts';
import { Pipeline, runPipeline } from '../../../src/pipeline.ts';
import { framesOf } from '../../builders/scenario.ts';
import { NO_SUMMARY } from '../../flow/no-summary.ts';
import { type SyntheticRun, segmentsOf } from './synthetic-run.ts';

const BROKER = fileURLToPath(new URL('../../../captures/lab_indexed_qos2_broker.pcapng', import.meta.url));

function logOf(run: SyntheticRun, log: RttSampleLog): RttSampleLog {
  const pipeline = new Pipeline({ extraListeners: [log] });
  for (const frame of framesOf(segmentsOf(run))) pipeline.sink(frame);
  pipeline.end(NO_SUMMARY);
  return log;
}

describe('RttSampleLog', () => {
  it('holds what the analysis sums up', async () => {
    const log = new RttSampleLog();
    const { analysis } = await runPipeline(openSequence([BROKER], {}), { extraListeners: [log] });
    expect(analysis.connections).toHaveLength(2);
    for (const { stream, rtt } of analysis.connections) {
      for (const [direction, sender] of [
        [CLIENT_TO_SERVER, 'client'],
        [SERVER_TO_CLIENT, 'server'],
      ] as const) {
        const samples = log.samples(stream, direction);
        expect(samples).toHaveLength(rtt[sender]?.samples ?? 0);
        expect(Math.min(...samples)).toBe(rtt[sender]?.minNs);
        expect(Math.max(...samples)).toBe(rtt[sender]?.maxNs);
        expect(Math.round(samples.reduce((sum, each) => sum + each, 0) / samples.length)).toBe(rtt[sender]?.meanNs);
      }
    }
  });

  it('leaves out what may answer either of two copies', () => {
    const all = logOf({ seed: 5, messages: 10 }, new RttSampleLog()).samples(0, CLIENT_TO_SERVER);
    const fewer = logOf({ seed: 5, messages: 10, lost: [3, 7] }, new RttSampleLog()).samples(0, CLIENT_TO_SERVER);
    expect(fewer).toHaveLength(all.length - 2);
    expect(Math.max(...fewer)).toBeLessThan(100_000_000);
  });

  it('keeps every second, fourth, eighth … in order when there are too many', () => {
    const run: SyntheticRun = { seed: 6, messages: 100 };
    const all = logOf(run, new RttSampleLog()).samples(0, CLIENT_TO_SERVER);
    for (const capacity of [2, 4, 10, 50, 64]) {
      const kept = logOf(run, new RttSampleLog(capacity)).samples(0, CLIENT_TO_SERVER);
      const stride = 2 ** Math.ceil(Math.log2(all.length / capacity));
      expect(kept.length).toBeLessThanOrEqual(capacity);
      expect(kept).toEqual(all.filter((_, at) => at % stride === 0));
    }
  });

  it('says how many connections it left out', () => {
    const log = logOf({ seed: 7 }, new RttSampleLog(100, 0));
    expect(log.omittedStreams).toBe(1);
    expect(log.samples(0, CLIENT_TO_SERVER)).toEqual([]);
    expect(log.samples(12, SERVER_TO_CLIENT)).toEqual([]);
  });
});

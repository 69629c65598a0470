// npm run bench [-- --full] [--workload iot] [--runs 5]: whole processes, interleaved, medians and spread, peak memory, ratios;
// and the truth of each workload against what the tool reports. --live: live/live-bench.ts.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ANALYZE, GOALS, presentContenders } from './contenders.ts';
import { runLiveBench } from './live/live-bench.ts';
import { type Measurement, measure, median, warm } from './measure.ts';
import { differences } from './truth-check.ts';
import { workloads } from './workloads/index.ts';

const SMALL_SCALE = 0.04;
const SLOW_RUNS = 1;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    workload: { type: 'string', multiple: true },
    runs: { type: 'string', default: '5' },
    'no-tshark': { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    engine: { type: 'string', multiple: true },
    rate: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '4' },
    device: { type: 'string', default: 'lo' },
  },
});

if (values.live) {
  await runLiveBench({
    workload: values.workload?.[0] ?? 'session',
    seconds: Number(values.seconds),
    engines: values.engine ?? [],
    rates: (values.rate ?? []).map(Number),
    device: values.device,
  });
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-bench-'));
try {
  for (const workload of workloads) {
    if (values.workload && !values.workload.includes(workload.name)) continue;
    const capture = join(folder, `${workload.name}.pcapng`);
    const truth = workload.generate(capture, values.full ? 1 : SMALL_SCALE);
    console.log(
      `\n## ${workload.name}: ${truth.frames} frames, ${Math.round(statSync(capture).size / 1e6)} MB (${workload.description})\n`,
    );
    const results = await race(capture, Number(values.runs));
    printTable(results);
    printGoals(workload.name, results);
    const wrong = await differences(ANALYZE.command(capture), truth);
    console.log(
      wrong.length === 0
        ? '\nTruth reproduced exactly.'
        : `\nTRUTH MISSED:\n${wrong.map((line) => `- ${line}`).join('\n')}`,
    );
    if (wrong.length > 0) process.exitCode = 1;
    rmSync(capture);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Results = ReadonlyMap<string, readonly Measurement[]>;

/** Everybody once, then everybody again: noise of the machine hits all alike. */
async function race(capture: string, runs: number): Promise<Results> {
  const results = new Map<string, Measurement[]>();
  const contenders = presentContenders().filter((c) => !(values['no-tshark'] && c.slow));
  for (let run = 0; run < runs; run++) {
    for (const contender of contenders) {
      if (contender.slow && run >= SLOW_RUNS) continue;
      warm(capture);
      const list = results.get(contender.name) ?? [];
      list.push(await measure(contender.command(capture)));
      results.set(contender.name, list);
    }
  }
  return results;
}

function seconds(results: Results, name: string): number {
  return median((results.get(name) ?? []).map((m) => m.seconds));
}

function printTable(results: Results): void {
  console.log('| | median s | min – max s | peak MB | × ours |\n| --- | ---: | ---: | ---: | ---: |');
  const ours = seconds(results, ANALYZE.name);
  for (const [name, measurements] of results) {
    const all = measurements.map((m) => m.seconds);
    const peak = Math.max(...measurements.map((m) => m.peakMegabytes ?? 0));
    const failed = measurements.some((m) => m.exitCode !== 0) ? ' (failed)' : '';
    const [low, high] = [Math.min(...all).toFixed(2), Math.max(...all).toFixed(2)];
    console.log(
      `| ${name}${failed} | ${median(all).toFixed(2)} | ${low} – ${high} | ${peak.toFixed(0)} | ${(median(all) / ours).toFixed(2)} |`,
    );
  }
}

function printGoals(workload: string, results: Results): void {
  const goals = GOALS.filter((goal) => goal.workload === workload && results.has(goal.theirs));
  if (goals.length > 0) console.log('');
  for (const goal of goals) {
    const reached = seconds(results, goal.theirs) / seconds(results, goal.ours.name);
    const verdict = reached >= goal.ratio ? 'met' : 'not met';
    console.log(`- ${goal.ours.name} against ${goal.theirs}: × ${reached.toFixed(1)} (goal ${goal.ratio}: ${verdict})`);
  }
}

// Writes a workload and, beside it, its truth: node build/bench/generate.js iot 0.02 iot.pcapng

import { writeFileSync } from 'node:fs';
import { workloads } from './workloads/index.ts';

const [name, scale, path] = process.argv.slice(2);
const workload = workloads.find((candidate) => candidate.name === name);
if (workload === undefined || path === undefined)
  throw new Error(`usage: generate.js ${workloads.map((w) => w.name).join('|')} SCALE FILE`);
writeFileSync(`${path}.truth.json`, `${JSON.stringify(workload.generate(path, Number(scale)), null, 2)}\n`);

// bulk: eight connections that move PUBLISH packets of 64 kB to 1.1 MB in full frames.

import { CaptureOutput } from '../capture-output.ts';
import { ConnectionScript, NO_TROUBLE } from '../connection-script.ts';
import { Random } from '../random.ts';
import { type Truth, TruthCounter, type Workload } from '../workload.ts';

const FRAMES = 950_000;
const CONNECTIONS = 8;
const SEGMENT_BYTES = 1460;

export const bulk: Workload = {
  name: 'bulk',
  description: '1 GB of 1514-byte frames, 8 connections, PUBLISH of 64 kB to 1.1 MB',
  generate(path: string, scale: number): Truth {
    const output = new CaptureOutput(path);
    const truth = new TruthCounter();
    const random = new Random(1883);
    const payload = new Uint8Array(1_100_000).map(() => random.below(256));
    const scripts = Array.from({ length: CONNECTIONS }, (_, i) => {
      const wire = {
        id: i + 1,
        ipv6: i === 7,
        vlan: 0,
        clientPort: 40_000 + i,
        seq: [random.next(), random.next()] as [number, number],
      };
      const script = new ConnectionScript(wire, output, truth, random, NO_TROUBLE);
      script.open();
      return script;
    });
    const frames = Math.round(FRAMES * scale);
    let time = 1_795_339_446_342_051_480n;
    while (output.frames < frames) {
      const script = scripts[random.below(CONNECTIONS)];
      if (script === undefined) continue;
      if (script.idle)
        script.publish(0, random.below(3), payload.subarray(0, random.between(64_000, 1_100_000)), SEGMENT_BYTES);
      for (let burst = random.between(1, 20); burst > 0 && !script.idle; burst--) {
        script.step(time);
        time += 12_000n;
      }
    }
    output.close();
    return truth.truth(output.frames);
  },
};

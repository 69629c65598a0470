// session: one QoS 2 connection, a million packets long.

import { CaptureOutput } from '../capture-output.ts';
import { ConnectionScript, NO_TROUBLE } from '../connection-script.ts';
import { Random } from '../random.ts';
import { type Truth, TruthCounter, type Workload } from '../workload.ts';

const FRAMES = 1_000_000;

export const session: Workload = {
  name: 'session',
  description: '1 M packets of one QoS 2 connection',
  generate(path: string, scale: number): Truth {
    const output = new CaptureOutput(path);
    const truth = new TruthCounter();
    const random = new Random(2);
    const payload = new Uint8Array(100).map(() => 32 + random.below(95));
    const wire = {
      id: 1,
      ipv6: false,
      vlan: 0,
      clientPort: 40_000,
      seq: [random.next(), random.next()] as [number, number],
    };
    const script = new ConnectionScript(wire, output, truth, random, NO_TROUBLE);
    script.open();
    const frames = Math.round(FRAMES * scale);
    let time = 1_795_339_446_342_051_480n;
    while (output.frames < frames) {
      if (script.idle) script.publish(0, 2, payload.subarray(0, random.between(20, 100)), 1460);
      script.step(time);
      time += BigInt(random.between(20_000, 400_000));
    }
    output.close();
    return truth.truth(output.frames);
  },
};

// iot: 10 000 MQTT connections at once, small messages of QoS 0, 1 and 2, and everything that goes wrong on real networks.

import { CaptureOutput } from '../capture-output.ts';
import { ConnectionScript, type Trouble } from '../connection-script.ts';
import { Random } from '../random.ts';
import type { Wire } from '../tcp-peer.ts';
import { type Truth, TruthCounter, type Workload } from '../workload.ts';

const FRAMES = 5_000_000;
const CONNECTIONS = 10_000;
/** Exchanges in a connection's life: about 16 000 connections in all at full size. */
const EXCHANGES_PER_LIFE = 55;
const SEGMENT_BYTES = 1448;
const TROUBLE: Trouble = { retransmission: 0.01, hole: 0.0005, reordering: 0.003, zeroWindow: 0.0005 };

interface Device {
  script: ConnectionScript;
  exchangesLeft: number;
}

export const iot: Workload = {
  name: 'iot',
  description: '5 M packets, 10 000 connections at once, QoS 0/1/2, IPv4/IPv6, VLAN, loss, reordering, holes',
  generate(path: string, scale: number): Truth {
    const output = new CaptureOutput(path);
    const truth = new TruthCounter();
    const random = new Random(20_261_122);
    const frames = Math.round(FRAMES * scale);
    const payload = new Uint8Array(400).map(() => 32 + random.below(95));
    let lastId = 0;
    const newDevice = (lifeShare: number): Device => {
      const id = ++lastId;
      const wire: Wire = {
        id,
        ipv6: random.chance(0.1),
        vlan: random.chance(0.05) ? random.between(1, 4000) : 0,
        clientPort: random.between(32_768, 60_999),
        seq: [random.next(), random.next()],
      };
      const script = new ConnectionScript(wire, output, truth, random, TROUBLE);
      script.open();
      script.subscribe();
      return { script, exchangesLeft: Math.ceil(EXCHANGES_PER_LIFE * lifeShare) };
    };
    const devices = Array.from({ length: Math.max(10, Math.round(CONNECTIONS * scale)) }, () =>
      newDevice(random.between(1, 100) / 60),
    );
    let time = 1_795_339_446_342_051_480n;
    while (output.frames < frames) {
      const slot = random.below(devices.length);
      const device = devices[slot];
      if (device === undefined) continue;
      time += BigInt(random.between(200, 2800));
      if (device.script.idle) nextExchange(device, random, payload);
      device.script.step(time);
      time += 4000n;
      if (device.script.finished) devices[slot] = newDevice(1);
    }
    output.close();
    return truth.truth(output.frames);
  },
};

function nextExchange(device: Device, random: Random, payload: Uint8Array): void {
  if (device.exchangesLeft-- <= 0) {
    device.script.close();
    return;
  }
  const dice = random.below(100);
  if (dice < 5) device.script.ping();
  else {
    const side = dice < 80 ? 0 : 1;
    const qos = [0, 0, 0, 1, 1, 2][random.below(6)] ?? 0;
    device.script.publish(side, qos, payload.subarray(0, random.between(8, 200)), SEGMENT_BYTES);
  }
}

// Who runs in the benchmark, and which ratio to whom is the goal.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export interface Contender {
  readonly name: string;
  command(capture: string): readonly string[];
  /** Slow ones run once or twice only. */
  readonly slow: boolean;
}

const program = resolve(import.meta.dirname, '../../bin/mqttscope.cjs');

export const ANALYZE: Contender = {
  name: 'mqttscope analyze --format json',
  command: (capture) => ['node', program, 'analyze', capture, '--format', 'json', '--no-progress'],
  slow: false,
};

export const EXPORT_MESSAGES: Contender = {
  name: 'mqttscope export --table messages',
  command: (capture) => [
    'node',
    program,
    'export',
    capture,
    '--table',
    'messages',
    '--format',
    'ndjson',
    '--no-progress',
  ],
  slow: false,
};

const tsharkFields = [
  'frame.number',
  'frame.time_epoch',
  'tcp.stream',
  'mqtt.msgtype',
  'mqtt.topic',
  'mqtt.msgid',
  'mqtt.qos',
];

const others: readonly Contender[] = [
  { name: 'cat', command: (capture) => ['cat', capture], slow: false },
  { name: 'capinfos', command: (capture) => ['capinfos', capture], slow: false },
  { name: 'tcptrace -l', command: (capture) => ['tcptrace', '-n', '-l', capture], slow: false },
  {
    name: 'tshark -q -z conv,tcp',
    command: (capture) => ['tshark', '-n', '-q', '-z', 'conv,tcp', '-r', capture],
    slow: true,
  },
  {
    name: 'tshark -T fields',
    command: (capture) => [
      'tshark',
      '-r',
      capture,
      '-Y',
      'mqtt',
      '-T',
      'fields',
      ...tsharkFields.flatMap((field) => ['-e', field]),
    ],
    slow: true,
  },
];

/** All that are on this machine; says which are not. */
export function presentContenders(): readonly Contender[] {
  const present = others.filter((contender) => {
    const [tool = ''] = contender.command('');
    const found = spawnSync('which', [tool]).status === 0;
    if (!found) console.error(`not on this machine, left out: ${tool}`);
    return found;
  });
  return [ANALYZE, EXPORT_MESSAGES, ...present];
}

export interface Goal {
  readonly workload: string;
  readonly ours: Contender;
  readonly theirs: string;
  readonly ratio: number;
}

const goal = (ours: Contender, theirs: string, iot: number, bulk: number, session: number): readonly Goal[] => [
  { workload: 'iot', ours, theirs, ratio: iot },
  { workload: 'bulk', ours, theirs, ratio: bulk },
  { workload: 'session', ours, theirs, ratio: session },
];

export const GOALS: readonly Goal[] = [
  ...goal(ANALYZE, 'tshark -q -z conv,tcp', 50, 20, 20),
  ...goal(EXPORT_MESSAGES, 'tshark -T fields', 30, 40, 50),
  ...goal(ANALYZE, 'tcptrace -l', 4.5, 1.5, 1.5),
];

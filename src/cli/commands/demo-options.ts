// What the two halves of the demonstration are told: the options of `transfer` that `demo` takes, and values of its own.

import { statSync } from 'node:fs';
import type { PublishOptions, SubscribeOptions } from '../../transfer/transfer-options.ts';
import { TRANSFER_MODES } from '../../transfer/wire-format.ts';
import { Arguments } from '../arguments.ts';
import { readChoice } from '../option-values.ts';
import { DEMO_MODE } from './demo-command.ts';
import { BROKER, DROP, IDLE, LOSS, MODE, PACE, QOS, SEED, SIZE, TIMEOUT, TOPIC, WAIT } from './transfer-options.ts';
import { readPublishOptions, readSubscribeOptions } from './transfer-values.ts';

export interface DemoPaths {
  readonly input: string;
  readonly output: string;
}

/** Throws UsageError. */
export function readDemoOptions(
  args: Arguments,
  env: NodeJS.ProcessEnv,
  url: string,
  paths: DemoPaths,
): readonly [PublishOptions, SubscribeOptions] {
  const mode = readChoice(args, DEMO_MODE, TRANSFER_MODES, 'indexed');
  const values = new Map<string, readonly string[]>([
    [BROKER.name, [url]],
    [TOPIC.name, ['tp1/demo']],
    [MODE.name, [mode]],
    [PACE.name, [args.value(PACE) ?? '0.1']],
    [WAIT.name, ['10']],
    [TIMEOUT.name, ['10']],
    [IDLE.name, ['1.5']],
  ]);
  for (const option of [QOS, SIZE, DROP, LOSS, SEED]) if (args.has(option)) values.set(option.name, args.all(option));
  const told = new Arguments([], values);
  // Credentials of the environment are meant for another broker.
  const calm = { ...env, MQTTSCOPE_USERNAME: '', MQTTSCOPE_PASSWORD: '' };
  const publishing = readPublishOptions(told, paths.input, calm);
  const receiving = readSubscribeOptions(told, paths.output, calm);
  // Whoever knows the length need not wait for the silence after the last fragment.
  const expectedBytes = statSync(paths.input, { throwIfNoEntry: false })?.size ?? null;
  const idleMs = Math.max(receiving.idleMs, 3 * publishing.paceMs);
  return [publishing, { ...receiving, keepsPart: false, expectedBytes, idleMs }];
}

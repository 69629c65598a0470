// The shipped schema of `diff --format json`: every mode is valid against it, and nothing it does not know gets through.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { DiffMode } from '../../src/diff/capture-diff.ts';
import { DIFF_MODES } from '../../src/diff/capture-diff.ts';
import { diffCaptures } from '../../src/diff/diff-captures.ts';
import { describeWithShared, sharedCapture } from '../shared.ts';
import { readInput } from './read-input.ts';

const path = fileURLToPath(new URL('../../schemas/diff.schema.json', import.meta.url));
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(path, 'utf8')) as object,
);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** As it is printed: what JSON cannot hold is gone. */
function printed(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function problems(value: Json): readonly string[] {
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function ownCapture(name: string): string {
  return fileURLToPath(new URL(`../../captures/${name}`, import.meta.url));
}

describe('diff.schema.json', () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['captura_publisher.pcapng', 'captura_subscriber.pcapng'],
    ['lab_plain_qos2_publisher.pcapng.gz', 'lab_plain_qos2_publisher_us_bigendian.pcap'],
    ['lab_plain_qos2_publisher.pcapng', 'lab_mqtt5_publisher.pcapng'],
  ];

  it.each(pairs)('%s against %s, in every mode', async (a, b) => {
    const [left, right] = [await readInput(ownCapture(a)), await readInput(ownCapture(b))];
    for (const mode of [null, ...DIFF_MODES]) {
      for (const lang of ['es', 'en'] as const) {
        expect([mode, problems(printed(diffCaptures(left, right, { mode, lang })))]).toEqual([mode, []]);
      }
    }
  });

  it('refuses a missing key and a strange one', async () => {
    const input = await readInput(ownCapture('lab_plain_qos2_publisher.pcapng'));
    const whole = printed(diffCaptures(input, input)) as { [key: string]: Json };
    expect(problems(whole)).toEqual([]);
    for (const key of Object.keys(whole)) {
      const { [key]: _, ...rest } = whole;
      expect([key, validate(rest)]).toEqual([key, false]);
    }
    expect(validate({ ...whole, more: 1 })).toBe(false);
  });
});

describeWithShared('diff.schema.json on the recorded runs', () => {
  const cases: readonly (readonly [scenario: string, a: string, b: string, mode: DiffMode])[] = [
    ...['tcp_loss', 'tcp_reorder', 'capture_loss', 'mid_session', 'syn_retransmission', 'zero_window'].flatMap(
      (scenario) => [
        [scenario, 'publisher', 'broker', 'path'] as const,
        [scenario, 'publisher', 'subscriber', 'delivery'] as const,
      ],
    ),
    ...['qos0', 'qos1', 'mqtt5', 'secure', 'tls13', 'websocket', 'noloop_hivemq_like'].flatMap((scenario) => [
      [scenario, 'publisher', 'subscriber', 'delivery'] as const,
      [scenario, 'publisher', 'subscriber', 'runs'] as const,
    ]),
  ];

  it.each(cases)('%s: %s against %s as %s', async (scenario, a, b, mode) => {
    const left = await readInput(sharedCapture('lab', scenario, `${a}.pcapng`));
    const right = await readInput(sharedCapture('lab', scenario, `${b}.pcapng`));
    expect(problems(printed(diffCaptures(left, right, { mode })))).toEqual([]);
  });
});

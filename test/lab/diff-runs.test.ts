// Runs of the lab against each other: the differences a teacher would name, and none that the network made up.

import { beforeAll, expect, it } from 'vitest';
import { compareRuns, type RunsComparison } from '../../src/diff/runs/compare-runs.ts';
import type { RunsInput } from '../../src/diff/runs/runs-input.ts';
import { expectMirrored } from '../diff/runs/mirror.ts';
import { readRun } from '../diff/runs/read-run.ts';
import { describeWithShared, listSharedCaptures, sharedCapture } from '../shared.ts';

const CONTEXT = { lang: 'en', listLimit: 1000 } as const;

/** 'kind' or 'kind detail', and what it was and became where the pair says it. */
type Named = readonly [kind: string, a?: unknown, b?: unknown];

interface Pair {
  readonly a: string;
  readonly b: string;
  /** Must be among the differences. */
  readonly named: readonly Named[];
  /** Are chance, or a matter of taste: may be among them. */
  readonly allowed?: readonly string[];
}

/** What a teacher says when shown both captures, told from LAB.md and the truth of each run. */
const PAIRS: readonly Pair[] = [
  { a: 'plain_qos2/publisher', b: 'indexed_qos2/publisher', named: [['fragment-format', 'raw', 'indexed']] },
  { a: 'plain_qos2/subscriber', b: 'indexed_qos2/subscriber', named: [['fragment-format', 'raw', 'indexed']] },
  { a: 'plain_qos2/broker', b: 'indexed_qos2/broker', named: [['fragment-format', 'raw', 'indexed']] },
  {
    a: 'qos0/publisher',
    b: 'qos1/publisher',
    named: [
      ['publish-qos', '0', '1'],
      ['message-count PUBACK', 0, 11],
    ],
    allowed: ['data-segments'],
  },
  {
    a: 'qos0/subscriber',
    b: 'qos1/subscriber',
    named: [
      ['publish-qos', '0', '1'],
      ['subscription tp1/aguilar_klockner', '0 → 0', '1 → 1'],
      ['message-count PUBACK', 0, 10],
    ],
    allowed: ['data-segments'],
  },
  {
    a: 'qos1/publisher',
    b: 'indexed_qos2/publisher',
    named: [
      ['publish-qos', '1', '2'],
      ['message-count PUBACK', 11, 0],
      ['message-count PUBREC', 0, 11],
      ['message-count PUBREL', 0, 11],
      ['message-count PUBCOMP', 0, 11],
    ],
    allowed: ['data-segments', 'rtt', 'first-data-rtt', 'publish-interval'],
  },
  {
    a: 'tcp_loss/publisher',
    b: 'large_300k/publisher',
    named: [
      ['finding tcp.retransmissions', 1, 0],
      ['publish-qos', '1', '2'],
      ['file-bytes', 60_000, 300_000],
      ['message-count PUBACK', 1, 0],
      ['message-count PUBREC', 0, 1],
      ['message-count PUBREL', 0, 1],
      ['message-count PUBCOMP', 0, 1],
    ],
    allowed: ['data-segments'],
  },
  {
    a: 'mqtt5/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['protocol-version', '5.0', '3.1.1'],
      ['client-id', 'lab-v5', ''],
      ['publish-topics', 'tp1/aguilar_klockner, tp1/nadie', 'tp1/aguilar_klockner'],
      ['publish-qos', '1, 2', '2'],
      ['fragment-format', 'indexed', 'raw'],
      ['publish-interval'],
    ],
    allowed: ['message-count PUBACK', 'rtt', 'step-time'],
  },
  {
    a: 'zero_window/subscriber',
    b: 'large_300k/subscriber',
    named: [
      ['finding tcp.zero-window', 1, 0],
      ['window-scale', 0, 10],
      ['initial-window', 2920, 64_240],
      ['publish-qos', '0', '2'],
      ['subscription tp1/aguilar_klockner', '0 → 0', '2 → 2'],
      ['client-id', 'slow-reader', ''],
      ['file-bytes', 60_000, 300_000],
    ],
    allowed: ['data-segments', 'message-count PUBREC', 'message-count PUBREL'],
  },
  {
    a: 'missing6/publisher',
    b: 'indexed_qos2/publisher',
    named: [
      ['finding mqtt.fragments-missing', 1, 0],
      ['fragments-missing', '6', ''],
      ['file-bytes', 615, 673],
      ['fragment-sequences', 'incomplete', 'unknown'],
    ],
    allowed: ['rtt', 'step-time'],
  },
  {
    a: 'keepalive_idle/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['keep-alive', 4, 60],
      ['role', 'neither', 'publisher'],
      ['message-count PINGREQ', 3, 0],
      ['message-count PUBLISH', 0, 11],
      ['client-id', 'inactivo-pub', ''],
    ],
    allowed: ['data-segments'],
  },
  {
    a: 'noloop_over20_paho16/publisher',
    b: 'indexed_qos2/publisher',
    named: [
      ['finding mqtt.qos2-never-released', 1, 0],
      ['message-count PUBREL', 0, 11],
      ['message-count PUBCOMP', 0, 11],
      ['exchange-state PUBLISH QoS 2: complete', 0, 11],
      ['exchange-state PUBLISH QoS 2: unconfirmed', 20, 0],
      ['teardown', 'reset', 'fin'],
      ['fragment-sequences', 'unknown, unknown', 'unknown'],
      ['file-bytes', 1240, 673],
      ['timestamps', false, true],
      ['publish-interval'],
    ],
    allowed: ['rtt', 'step-time', 'first-data-rtt', 'initial-window', 'initial-rtt', 'syn-rtt'],
  },
  {
    a: 'syn_retransmission/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['finding tcp.syn-retransmitted', 1, 0],
      ['fragment-format', 'indexed', 'raw'],
    ],
    allowed: ['rtt', 'step-time', 'exchange-time'],
  },
  {
    a: 'websocket/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['transport', 'websocket', 'tcp'],
      ['broker-port', 8083, 1883],
      ['fragment-format', 'indexed', 'raw'],
    ],
    allowed: ['rtt', 'step-time', 'exchange-time'],
  },
  {
    a: 'will_abrupt_kill/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['will', 'tp1/aguilar_klockner · QoS 2 · 17 B', ''],
      ['disconnect', '', 'client'],
      ['will-outcome', 'triggered', 'none'],
      ['finding mqtt.session-without-disconnect', 1, 0],
      ['client-id', 'lab-will', ''],
      ['file-bytes'],
    ],
    allowed: ['data-segments', 'message-count PUBLISH', 'fragment-count', 'fragment-format'],
  },
  {
    a: 'wrong_password/publisher',
    b: 'plain_qos2/publisher',
    named: [
      ['connack-code', 5, 0],
      ['finding mqtt.connection-refused'],
      ['user-name', 'alumno', ''],
      ['password-sent', true, false],
      ['connection-unpaired'],
    ],
    allowed: [
      ...['role', 'broker-port', 'client-id', 'keep-alive', 'disconnect', 'data-segments', 'message-count PUBLISH'],
      ...['finding mqtt.plaintext-credentials', 'teardown-initiator', 'connections'],
    ],
  },
  {
    a: 'capture_loss/publisher',
    b: 'indexed_qos2/publisher',
    named: [['finding capture.segments-missing', 1, 0]],
  },
  {
    // What the capture missed is no difference of the runs.
    a: 'capture_loss/broker',
    b: 'indexed_qos2/broker',
    named: [['finding capture.segments-missing', 1, 0]],
    allowed: ['finding mqtt.fragments-missing'],
  },
  {
    a: 'mid_session/subscriber',
    b: 'indexed_qos2/subscriber',
    named: [['publish-interval']],
    allowed: ['rtt', 'exchange-time'],
  },
  {
    a: 'plain_qos2/publisher',
    b: 'tls13/publisher',
    named: [
      ['finding capture.no-mqtt', 0, 1],
      ['broker-port', 1883, 8883],
      ['connections', 1, 0],
    ],
    allowed: ['rtt', 'data-segments'],
  },
];

describeWithShared('runs of the lab against each other', () => {
  const inputs = new Map<string, RunsInput>();
  beforeAll(async () => {
    for (const name of new Set(PAIRS.flatMap(({ a, b }) => [a, b]))) {
      inputs.set(name, await readRun(sharedCapture('lab', `${name}.pcapng`)));
    }
  }, 60_000);

  function compare(a: string, b: string): RunsComparison {
    const [one, other] = [inputs.get(a), inputs.get(b)];
    if (one === undefined || other === undefined) throw new Error(`${a}, ${b}: not read`);
    return compareRuns(one, other, CONTEXT);
  }

  it.each(PAIRS)('$a against $b', ({ a, b, named, allowed = [] }) => {
    const told = compare(a, b).differences.map(({ kind, facts }) => ({
      name: [kind.replace('runs.', ''), facts['detail'] ?? ''].join(' ').trim(),
      a: facts['a'],
      b: facts['b'],
    }));
    for (const [name, was, became] of named) {
      const found = told.filter((each) => each.name === name);
      expect(
        found.map((each) => each.name),
        `${name} among ${told.map((each) => each.name).join(', ')}`,
      ).toContain(name);
      if (was !== undefined) expect(found).toContainEqual({ name, a: was, b: became });
    }
    const expected = [...named.map(([name]) => name), ...allowed];
    const surprising = told.filter(
      ({ name }) => !expected.includes(name) && !expected.includes(name.split(' ')[0] ?? ''),
    );
    expect(surprising).toEqual([]);
  });

  it.each(PAIRS)('$b against $a is the mirror image', ({ a, b }) => {
    expectMirrored(compare(a, b), compare(b, a));
  });

  it('every capture is the same as itself', async () => {
    for (const { path } of listSharedCaptures('lab').filter(({ name }) => name.endsWith('/publisher.pcapng'))) {
      const input = await readRun(path);
      const { differences, runs } = compareRuns(input, input, CONTEXT);
      expect(differences).toEqual([]);
      expect(runs.verdicts.different).toBe(0);
    }
  }, 60_000);
});

// All MQTT messages of the recorded runs of the lab, with the frames that carried them, equal the reference answers.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import { describeWithShared, sharedCapture, sharedDir } from '../shared.ts';
import { Heard } from './heard.ts';

/** What lies inside these is not readable at this floor. */
const CARRIED = new Set(['tls13', 'websocket']);

interface AnswerMessage {
  readonly type: string;
  readonly dir: 'client' | 'server';
  readonly first_frame: number;
  readonly last_frame: number;
  readonly delivered_frame: number;
  readonly rel_seq: number;
  readonly after_resync?: boolean;
}

interface AnswerSide {
  readonly gaps_never_filled_rel_seq: readonly (readonly [number, number])[];
}

interface AnswerSession {
  readonly client: string;
  readonly mqtt_packets: readonly AnswerMessage[];
  readonly tcp: { readonly client: AnswerSide; readonly server: AnswerSide };
}

interface Answers {
  readonly captures: Readonly<Record<string, { readonly sessions?: readonly AnswerSession[] }>>;
}

const scenarios = sharedDir === null ? [] : readdirSync(sharedCapture('lab')).filter((name) => !CARRIED.has(name));

describeWithShared('the lab', () => {
  it.each(scenarios)('%s', async (scenario) => {
    const folder = sharedCapture('lab', scenario);
    const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Answers;
    let compared = 0;
    for (const [file, { sessions = [] }] of Object.entries(answers.captures)) {
      const heard = new Heard();
      const engine = new FlowEngine(new Dissector(), [heard], { protocols: [mqtt] });
      const source = await openSource(join(folder, file));
      engine.end(await source.run((frame) => engine.onFrame(frame)));
      for (const session of sessions) {
        const flow = engine.flows.find(({ client }) => `${client.address}:${client.port}` === session.client);
        expect(flow?.protocol).toBe('mqtt');
        const ours = heard.messages.filter(({ stream }) => stream === flow?.stream);
        expect(ours.map((message) => Object.values(pick(message))).sort(byPlace)).toEqual(
          session.mqtt_packets.map(answerRow).sort(byPlace),
        );
        expect(ours.map(({ deliveredFrame }) => deliveredFrame)).toEqual(
          ours.map(({ deliveredFrame }) => deliveredFrame).sort((a, b) => a - b),
        );
        compared += ours.length;
      }
      const holes = sessions.flatMap(({ tcp }) => [
        ...tcp.client.gaps_never_filled_rel_seq.map(([from, to]) => `0 ${from}-${to}`),
        ...tcp.server.gaps_never_filled_rel_seq.map(([from, to]) => `1 ${from}-${to}`),
      ]);
      const found = heard.gaps.map(
        ({ direction, relativeSeq, bytes }) => `${direction} ${relativeSeq}-${relativeSeq + bytes}`,
      );
      expect(found.sort()).toEqual(holes.sort());
      expect(heard.gaps.every(({ cause }) => cause === 'capture-loss')).toBe(true);
      expect(heard.unparsed).toEqual([]);
    }
    expect(compared).toBeGreaterThan(0);
  });
});

function pick(message: Heard['messages'][number]): Record<string, unknown> {
  const { direction, type, firstFrame, lastFrame, deliveredFrame, relativeSeq, resynchronised } = message;
  return { direction, relativeSeq, type, firstFrame, lastFrame, deliveredFrame, resynchronised };
}

function answerRow(answer: AnswerMessage): unknown[] {
  const { dir, rel_seq, type, first_frame, last_frame, delivered_frame, after_resync = false } = answer;
  return [dir === 'client' ? 0 : 1, rel_seq, type, first_frame, last_frame, delivered_frame, after_resync];
}

function byPlace(a: readonly unknown[], b: readonly unknown[]): number {
  return Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]);
}

// The MQTT part of every recorded capture of the lab (over TCP and over WebSocket) against its reference answers, connection by connection.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { FragmentReport, MqttReport } from '../../src/analyze/analysis.ts';
import { describeWithShared, sharedCapture } from '../shared.ts';
import { instantOf, labCaptures, type Side } from './answers.ts';
import { type MqttRun, runMqtt } from './mqtt-run.ts';

interface StepAnswer {
  readonly frame: number;
  readonly time_ns: string;
}

interface ExchangeAnswer {
  readonly sender: Side;
  readonly mid: number;
  readonly qos: number;
  readonly payload_len?: number;
  readonly publish: StepAnswer | null;
  readonly puback?: StepAnswer | null;
  readonly pubrec?: StepAnswer | null;
  readonly pubrel?: StepAnswer | null;
  readonly pubcomp?: StepAnswer | null;
  readonly missing: readonly string[];
  readonly complete: boolean;
  readonly duration_ns?: string;
}

interface PacketAnswer {
  readonly type: string;
  readonly length: number;
  readonly last_frame: number;
  readonly last_time_ns: string;
  readonly dir: Side;
  readonly mid?: number;
  readonly qos?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly topic?: string;
  readonly topic_by_alias?: string;
  readonly payload_len?: number;
}

interface FragmentRowAnswer {
  readonly order: number;
  readonly index: number | null;
  readonly size: number;
  readonly payload_len: number;
  readonly frame: number;
  readonly time_ns: string;
  readonly mid: number | null;
  readonly dup: boolean;
  readonly sha256: string;
  readonly text: string | null;
  readonly special: string | null;
}

interface FragmentAnswer {
  readonly indexed: boolean;
  readonly count: number;
  readonly total_bytes: number;
  readonly rows: readonly FragmentRowAnswer[];
  readonly sequences?: readonly { readonly indices: readonly number[]; readonly missing_inside: readonly number[] }[];
}

interface MqttAnswer {
  readonly stream: number;
  readonly transport: string;
  readonly mqtt_packets: readonly PacketAnswer[];
  readonly mqtt_frames_by_type: Readonly<Record<string, readonly number[]>>;
  readonly keepalive_s: number | null;
  readonly pings: readonly (readonly [number, Side])[];
  readonly disconnect_frame: number | null;
  readonly exchanges: readonly ExchangeAnswer[];
  readonly fragments?: Readonly<Partial<Record<Side, FragmentAnswer>>>;
}

const STEPS = ['publish', 'puback', 'pubrec', 'pubrel', 'pubcomp'] as const;

function expectedExchange(answer: ExchangeAnswer): object {
  return {
    originator: answer.sender,
    packetIdentifier: answer.mid,
    qos: answer.qos,
    steps: STEPS.flatMap((step) => {
      const at = answer[step];
      return at == null ? [] : [{ type: step.toUpperCase(), frame: at.frame, time: instantOf(at.time_ns) }];
    }),
    missing: answer.missing.map((step) => step.toUpperCase()),
    complete: answer.complete,
    totalNs: answer.duration_ns === undefined || !answer.complete ? null : Number(answer.duration_ns),
  };
}

function foundExchanges(report: MqttReport): object[] {
  return report.exchanges
    .filter(({ kind }) => kind === 'publish')
    .map(({ originator, packetIdentifier, qos, steps, missing, state, totalNs }) => ({
      originator,
      packetIdentifier,
      qos,
      steps,
      missing,
      complete: state === 'complete',
      totalNs: state === 'complete' ? totalNs : null,
    }));
}

function expectedPacket(answer: PacketAnswer): object {
  const isPublish = answer.type === 'PUBLISH';
  return {
    frame: answer.last_frame,
    direction: answer.dir,
    time: instantOf(answer.last_time_ns),
    type: answer.type,
    length: answer.length,
    packetIdentifier: answer.mid ?? null,
    qos: isPublish ? answer.qos : null,
    dup: answer.dup ?? false,
    retain: answer.retain ?? false,
    topic: isPublish ? (answer.topic_by_alias ?? answer.topic) : null,
    payloadLength: isPublish ? answer.payload_len : null,
  };
}

function expectFragments(found: FragmentReport | null | undefined, answer: FragmentAnswer): void {
  expect(found).not.toBeNull();
  if (found == null) return;
  expect(found.count).toBe(answer.count);
  expect(found.totalBytes).toBe(answer.total_bytes);
  expect(found.format !== 'raw').toBe(answer.indexed);
  expect(
    found.rows.map(({ order, index, size, payloadLength, frame, time, packetIdentifier, dup, sha256, special }) => ({
      order,
      index,
      size,
      payloadLength,
      frame,
      time,
      packetIdentifier,
      dup,
      sha256,
      special,
    })),
  ).toEqual(
    answer.rows.map((row) => ({
      order: row.order,
      index: row.index,
      size: row.size,
      payloadLength: row.payload_len,
      frame: row.frame,
      time: instantOf(row.time_ns),
      packetIdentifier: row.mid,
      dup: row.dup,
      sha256: row.sha256,
      special: row.special,
    })),
  );
  found.rows.forEach((row, at) => {
    const text = answer.rows[at]?.text ?? null;
    if (row.special === null && text !== null) expect(row.text).toBe(text);
  });
  expect(found.sequences.map(({ missing }) => missing)).toEqual(
    (answer.sequences ?? []).map((sequence) => sequence.missing_inside),
  );
  expect(found.sequences.map(({ from, to }) => [from, to])).toEqual(
    (answer.sequences ?? []).map(({ indices }) => [Math.min(...indices), Math.max(...indices)]),
  );
}

describeWithShared('MQTT answers of the recorded lab', () => {
  for (const { name, path, answer } of labCaptures()) {
    const sessions = (answer.sessions as unknown as MqttAnswer[]).filter(
      (session) => session.transport === 'mqtt' || session.transport === 'ws',
    );
    if (sessions.length === 0) continue;
    const runs: { run?: Promise<MqttRun> } = {};
    const reportOf = async (session: MqttAnswer): Promise<MqttReport> => {
      runs.run ??= runMqtt(path);
      const report = (await runs.run).report(session.stream);
      if (report === null) throw new Error(`${name}: no MQTT found in stream ${session.stream}`);
      return report;
    };

    it(`${name}: packets, exchanges, fragments`, async () => {
      for (const session of sessions) {
        const report = await reportOf(session);
        expect(report.timeline.map(({ anomalies, ...row }) => row)).toEqual(
          [...session.mqtt_packets].map(expectedPacket),
        );
        expect(report.messageFrames).toEqual(session.mqtt_frames_by_type);
        expect(report.keepAlive).toBe(session.keepalive_s);
        expect(report.disconnect?.frame ?? null).toBe(session.disconnect_frame);
        expect(
          report.pings.flatMap((ping) => [
            [ping.requestFrame, 'client'],
            [ping.responseFrame, 'server'],
          ]),
        ).toEqual(session.pings);
        const byFirst = (a: ExchangeAnswer, b: ExchangeAnswer): number => firstFrame(a) - firstFrame(b);
        expect(foundExchanges(report)).toEqual([...session.exchanges].sort(byFirst).map(expectedExchange));
        for (const side of ['client', 'server'] as const) {
          const fragments = session.fragments?.[side];
          if (fragments === undefined) expect(report.fragments?.[side] ?? null).toBeNull();
          else expectFragments(report.fragments?.[side], fragments);
        }
      }
    });
  }
});

function firstFrame(answer: ExchangeAnswer): number {
  return Math.min(...STEPS.flatMap((step) => answer[step]?.frame ?? []));
}

describeWithShared('MQTT of the two published captures', () => {
  it('captura_publisher: eleven QoS 2 messages that are never released', async () => {
    const report = (await runMqtt(sharedCapture('paper', 'captura_publisher.pcapng'))).report(0);
    expect(report?.messageFrames).toEqual({
      CONNECT: [8],
      CONNACK: [12],
      PUBLISH: [10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52],
      PUBREC: [14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54],
      DISCONNECT: [56],
    });
    expect(report?.exchangeStates).toContainEqual({
      kind: 'publish',
      qos: 2,
      originator: 'client',
      state: 'unconfirmed',
      count: 11,
    });
    expect(report?.maximumInFlight).toEqual({ client: 11, server: 0 });
    expect(report?.fragments?.client).toMatchObject({ count: 11, totalBytes: 673 });
    expect(report?.fragments?.server).toBeNull();
  });

  it('captura_subscriber: twelve messages, the last one without PUBCOMP', async () => {
    const report = (await runMqtt(sharedCapture('paper', 'captura_subscriber.pcapng'))).report(0);
    expect(report?.messageFrames).toMatchObject({
      CONNECT: [8],
      CONNACK: [12],
      SUBSCRIBE: [10],
      SUBACK: [14],
      PUBLISH: [16, 23, 29, 35, 41, 47, 53, 59, 65, 71, 77, 83],
      PUBREL: [20, 26, 32, 38, 44, 50, 56, 62, 68, 74, 80, 86],
    });
    const open = report?.exchanges.filter(({ kind, state }) => kind === 'publish' && state !== 'complete') ?? [];
    expect(open.map(({ missing }) => missing)).toEqual([['PUBCOMP']]);
    expect(report?.disconnect).toBeNull();
    expect(report?.fragments?.server).toMatchObject({ count: 12, totalBytes: 673 });
  });
});

it('the reference answers can be parsed', () => {
  for (const { name } of labCaptures()) {
    const [scenario = ''] = name.split('/');
    expect(() => JSON.parse(readFileSync(sharedCapture('lab', scenario, 'answers.json'), 'utf8'))).not.toThrow();
  }
});

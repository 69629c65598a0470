// `diff`, delivery mode, on the lab's recordings: what the publisher's capture shows leave against what the subscriber's shows arrive, message by
// message, judged by the clients' own logs (truth.json) and by the packets that were read independently (answers.json).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareDelivery, type DeliveryComparison } from '../../src/diff/delivery/compare-delivery.ts';
import type { DeliveryRow, MessageView } from '../../src/diff/delivery/delivery-diff.ts';
import { diffCaptures } from '../../src/diff/diff-captures.ts';
import type { DiffInput } from '../../src/diff/diff-input.ts';
import { readInput } from '../diff/read-input.ts';
import { describeWithShared, sharedCapture, sharedDir } from '../shared.ts';

type Point = 'publisher' | 'subscriber' | 'broker';

interface PacketAnswer {
  readonly type: string;
  readonly dir: 'client' | 'server';
  readonly first_frame: number;
  readonly last_frame: number;
  readonly last_time_ns: string;
  readonly qos?: number;
  readonly payload_len?: number;
}

interface Answers {
  readonly captures: Readonly<
    Record<
      string,
      { readonly sessions: readonly { readonly stream: number; readonly mqtt_packets?: readonly PacketAnswer[] }[] }
    >
  >;
}

interface AppEvent {
  readonly ev: string;
  readonly n?: number | string;
  readonly qos?: number;
}

interface Truth {
  readonly processes: Readonly<Record<string, { readonly events?: readonly AppEvent[] }>>;
  readonly removed_frames?: Readonly<Record<Point, readonly number[]>>;
  readonly source?: string;
}

const scenarios = (sharedDir === null ? [] : readdirSync(sharedCapture('lab'))).filter((scenario) =>
  (['publisher', 'subscriber'] as const).every((point) =>
    existsSync(sharedCapture('lab', scenario, `${point}.pcapng`)),
  ),
);

/** Nothing is published there, or nothing can be read. */
const WITHOUT_MESSAGES = ['keepalive_idle', 'tls13', 'wrong_password'];
const withMessages = scenarios.filter((scenario) => !WITHOUT_MESSAGES.includes(scenario));
/** Frames were taken out of these files: what they show is told by the recording they came from. */
const whole = withMessages.filter((scenario) => scenario !== 'capture_loss');

const inputs = new Map<string, Promise<DiffInput>>();

function input(scenario: string, point: Point): Promise<DiffInput> {
  const path = sharedCapture('lab', scenario, `${point}.pcapng`);
  const known = inputs.get(path) ?? readInput(path);
  inputs.set(path, known);
  return known;
}

async function compare(scenario: string, a: Point, b: Point): Promise<DeliveryComparison> {
  return compareDelivery(await input(scenario, a), await input(scenario, b), { lang: 'en', listLimit: 1000 });
}

function read<T>(scenario: string, name: string): T {
  return JSON.parse(readFileSync(sharedCapture('lab', scenario, name), 'utf8')) as T;
}

/** PUBLISH packets of a capture, as they were read independently. */
function publishes(scenario: string, point: Point, direction: 'client' | 'server'): readonly PacketAnswer[] {
  const sessions = read<Answers>(scenario, 'answers.json').captures[`${point}.pcapng`]?.sessions ?? [];
  return sessions
    .flatMap((session) => session.mqtt_packets ?? [])
    .filter((packet) => packet.type === 'PUBLISH' && packet.dir === direction);
}

function events(scenario: string, process: string, kind: string): readonly AppEvent[] {
  return (read<Truth>(scenario, 'truth.json').processes[process]?.events ?? []).filter(({ ev }) => ev === kind);
}

function frames(rows: readonly DeliveryRow[], of: (row: DeliveryRow) => MessageView | null): number[] {
  return rows.flatMap((row) => of(row)?.frame ?? []);
}

function nanoseconds(instant: string): bigint {
  const [sec = '0', nsec = '0'] = instant.split('.');
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}

function kinds({ differences }: DeliveryComparison): string[] {
  return differences.map(({ kind, facts }) => `${kind} ${facts['messages']}`);
}

describeWithShared('delivery on the lab recordings', () => {
  it('knows the scenarios', () => {
    expect(whole.length).toBeGreaterThan(18);
  });

  it.each(whole)('%s: every message that left arrived, in its frames and at its times', async (scenario) => {
    const { delivery } = await compare(scenario, 'publisher', 'subscriber');
    expect(delivery.sameRun).toBe('yes');
    const rows = delivery.messages.filter(({ marks }) => !marks.includes('will'));
    const arrived = rows.filter(({ outcome }) => outcome === 'delivered');
    const sentPackets = publishes(scenario, 'publisher', 'client');
    const gotPackets = publishes(scenario, 'subscriber', 'server');
    expect(frames(rows, (row) => row.a.published)).toEqual(sentPackets.map((packet) => packet.last_frame));
    expect(frames(delivery.messages, (row) => row.b.delivered)).toEqual(gotPackets.map((packet) => packet.last_frame));
    for (const { a, b, delayNs } of arrived) {
      const sent = sentPackets.find((packet) => packet.last_frame === a.published?.frame);
      const got = gotPackets.find((packet) => packet.last_frame === b.delivered?.frame);
      expect(a.published?.firstFrame).toBe(sent?.first_frame);
      expect(nanoseconds(a.published?.time ?? '0')).toBe(BigInt(sent?.last_time_ns ?? -1));
      expect(nanoseconds(b.delivered?.time ?? '0')).toBe(BigInt(got?.last_time_ns ?? -1));
      expect(delayNs).toBe(Number(BigInt(got?.last_time_ns ?? 0) - BigInt(sent?.last_time_ns ?? 0)));
      expect(delayNs).toBeGreaterThan(12_500_000); // the way from the broker alone takes that long
    }
  });

  it.each(whole)('%s: what the applications logged: as many received, none lost or doubled', async (scenario) => {
    const { delivery, differences } = await compare(scenario, 'publisher', 'subscriber');
    const received = events(scenario, 'subscriber', 'received');
    const { outcomes } = delivery;
    // A capture that begins in the middle shows fewer than the application saw.
    if (scenario === 'mid_session') expect(outcomes.delivered).toBe(publishes(scenario, 'subscriber', 'server').length);
    else expect(outcomes.delivered).toBe(received.length);
    expect(outcomes).toMatchObject({
      missing: 0,
      doubled: 0,
      altered: 0,
      unexpected: 0,
      'not-captured': 0,
      undetermined: 0,
    });
    const lowered = delivery.marks['qos-lowered'] ?? 0;
    expect(delivery.marks).toEqual({
      ...(lowered === 0 ? {} : { 'qos-lowered': lowered }),
      ...(scenario === 'will_abrupt_kill' ? { will: 1 } : {}),
    });
    expect(lowered).toBe(scenario === 'qos_downgrade' ? received.length : 0);
    expect(differences.map(({ kind }) => kind)).toEqual(lowered === 0 ? [] : ['delivery.qos-lowered']);
  });

  it.each(whole)('%s: the order and numbers of the applications', async (scenario) => {
    const published = events(scenario, 'publisher', 'publish').filter(({ n }) => typeof n === 'number');
    const { delivery } = await compare(scenario, 'publisher', 'subscriber');
    const rows = delivery.messages.filter(({ index, outcome }) => index !== null && outcome === 'delivered');
    const skipped = scenario === 'mid_session' ? published.length - rows.length : 0;
    // Control and end packets of the other formats carry numbers of their own.
    if (['data_lost', 'secure'].includes(scenario) || rows.length === 0) return;
    const logged = published.map(({ n }) => Number(n)).slice(skipped, skipped + rows.length);
    expect(rows.map(({ index }) => index)).toEqual(logged);
  });

  it('mqtt5: the message that nobody subscribed to is no loss', async () => {
    const { delivery } = await compare('mqtt5', 'publisher', 'subscriber');
    expect(delivery.messages.filter(({ outcome }) => outcome === 'not-due')).toMatchObject([
      { topic: 'tp1/nadie', reason: 'no-subscription', subscriber: null },
    ]);
  });

  it.each(['missing6', 'data_lost'])(
    '%s: fragment 6 was never published, and so is missing on both sides',
    async (scenario) => {
      const { delivery } = await compare(scenario, 'publisher', 'subscriber');
      expect(delivery.files).toMatchObject([{ neverPublished: [6], missingCount: 0, identical: true }]);
    },
  );

  it('the file arrives whole wherever it was published whole', async () => {
    for (const scenario of ['plain_qos2', 'indexed_qos2', 'qos0', 'qos1', 'websocket', 'mqtt5', 'noloop_hivemq_like']) {
      const { delivery } = await compare(scenario, 'publisher', 'subscriber');
      expect(delivery.files, scenario).toMatchObject([{ publishedBytes: 673, deliveredBytes: 673, identical: true }]);
    }
  });

  it('noloop: what the broker passed on without PUBREL arrived', async () => {
    const { delivery } = await compare('noloop_over20_paho16', 'publisher', 'subscriber');
    expect(delivery.outcomes).toMatchObject({ delivered: 20, missing: 0 });
  });

  it('tls13: nothing can be read, and it says so', async () => {
    const { delivery, differences } = await compare('tls13', 'publisher', 'subscriber');
    expect(delivery.sameRun).toBe('unknown');
    expect(differences).toMatchObject([{ kind: 'delivery.nothing-readable', facts: { encrypted: true } }]);
    expect(delivery.notes).toHaveLength(2);
  });

  it('keepalive_idle: nobody publishes', async () => {
    const { delivery, differences } = await compare('keepalive_idle', 'publisher', 'subscriber');
    expect(delivery.messagesCount).toBe(0);
    expect(differences).toEqual([]);
  });

  it('capture_loss: what a capture lost is not called lost', async () => {
    const { removed_frames: removed, source = '' } = read<Truth>('capture_loss', 'truth.json');
    const gone = (point: Point, direction: 'client' | 'server'): number =>
      publishes(source, point, direction).filter((packet) => removed?.[point].includes(packet.last_frame)).length;
    for (const [a, b] of [
      ['publisher', 'subscriber'],
      ['publisher', 'broker'],
      ['broker', 'subscriber'],
    ] as const) {
      const result = await compare('capture_loss', a, b);
      expect(result.delivery.outcomes).toMatchObject({ missing: 0, doubled: 0, unexpected: 0 });
      const isThere = (point: Point): boolean => point === a || point === b;
      // A PUBLISH counts as not captured only if no capture at hand shows it.
      const unseen = [
        (['publisher', 'broker'] as const).filter(isThere).map((point) => gone(point, 'client')),
        (['subscriber', 'broker'] as const).filter(isThere).map((point) => gone(point, 'server')),
      ].map((counts) => Math.min(...counts));
      expect(result.delivery.outcomes['not-captured']).toBe((unseen[0] ?? 0) + (unseen[1] ?? 0));
    }
  });

  it.each(
    whole.filter((scenario) => existsSync(sharedCapture('lab', scenario, 'broker.pcapng')) && scenario !== 'formats'),
  )('%s: the broker’s own capture gives exact delays, and the same messages', async (scenario) => {
    const apart = await compare(scenario, 'publisher', 'subscriber');
    for (const [a, b] of [
      ['publisher', 'broker'],
      ['broker', 'subscriber'],
    ] as const) {
      const { delivery, differences } = await compare(scenario, a, b);
      expect(delivery.outcomes.delivered).toBe(apart.delivery.outcomes.delivered);
      expect(delivery.outcomes).toMatchObject({ missing: 0, doubled: 0, unexpected: 0, altered: 0 });
      expect(differences.map(({ kind }) => kind)).toEqual(apart.differences.map(({ kind }) => kind));
      const side = a === 'broker' ? 'a' : 'b';
      expect(delivery.delays.map(({ from, to, exact }) => [from, to, exact])).toEqual([[side, side, true]]);
      const up = publishes(scenario, 'broker', 'client');
      const down = publishes(scenario, 'broker', 'server');
      for (const row of delivery.messages) {
        const { published, delivered } = row[side];
        if (published === null || delivered === null || row.delayNs === null) continue;
        const from = up.find((packet) => packet.last_frame === published.frame)?.last_time_ns ?? 0;
        const to = down.find((packet) => packet.last_frame === delivered.frame)?.last_time_ns ?? -1;
        expect(row.delayNs).toBe(Number(BigInt(to) - BigInt(from)));
      }
      // All three points share one clock: whatever bounds the offset must leave room for none.
      const { lowerNs, upperNs } = delivery.clock;
      expect(lowerNs ?? 0).toBeLessThanOrEqual(0);
      expect(upperNs ?? 0).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(scenarios)('%s: against itself there is no difference', async (scenario) => {
    for (const point of ['publisher', 'subscriber', 'broker'] as const) {
      const path = sharedCapture('lab', scenario, `${point}.pcapng`);
      if (!existsSync(path)) continue;
      const again = await readInput(path);
      const same = compareDelivery(await input(scenario, point), again, { lang: 'en', listLimit: 1000 });
      expect(kinds(same), point).toEqual([]);
    }
  });

  it('the two sides are told apart from two runs without being asked', async () => {
    const together = diffCaptures(await input('qos0', 'publisher'), await input('qos0', 'subscriber'));
    expect(together).toMatchObject({ mode: 'delivery', same: true });
    const apart = diffCaptures(await input('plain_qos2', 'publisher'), await input('indexed_qos2', 'subscriber'));
    expect(apart.mode).toBe('runs');
    const forced = diffCaptures(await input('plain_qos2', 'publisher'), await input('indexed_qos2', 'subscriber'), {
      mode: 'delivery',
    });
    expect(forced.differences).toMatchObject([{ kind: 'delivery.different-runs' }]);
  });

  it('the two reference captures are of different runs', async () => {
    const [a, b] = await Promise.all(
      ['captura_publisher', 'captura_subscriber'].map((name) => readInput(sharedCapture('paper', `${name}.pcapng`))),
    );
    if (a === undefined || b === undefined) throw new Error('two captures');
    const { delivery, differences } = compareDelivery(a, b, { lang: 'en', listLimit: 1000 });
    expect(delivery.sameRun).toBe('no');
    expect(delivery.sameRunReasons[0]).toMatch(/^None of the 11 messages .* \(12\)\.$/);
    expect(differences).toHaveLength(1);
  });
});

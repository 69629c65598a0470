// `diff`, path mode, on the lab's recordings: between a client's capture and the broker's, exactly what the wire did is found.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSequence } from '../../src/capture/sequence-source.ts';
import type { FrameSource } from '../../src/capture/source.ts';
import { formatInstant } from '../../src/core/time.ts';
import type { CaptureDiff } from '../../src/diff/capture-diff.ts';
import { diffCaptures } from '../../src/diff/diff-captures.ts';
import type { DiffInput } from '../../src/diff/diff-input.ts';
import type { SegmentFate } from '../../src/diff/path/path-diff.ts';
import { at } from '../../src/diff/path/segment-columns.ts';
import { startOf } from '../../src/diff/path/stream-traffic.ts';
import { readInput, readSource } from '../diff/read-input.ts';
import { describeWithShared, sharedCapture, sharedDir } from '../shared.ts';

interface WireEvent {
  readonly ev: 'drop' | 'delay' | 'dup';
  readonly t_ns: string;
  readonly from: 'pub' | 'sub' | 'brk';
  readonly to: 'pub' | 'sub' | 'brk';
  readonly sport: number;
  readonly dport: number;
  readonly seq: number;
  readonly len: number;
}

interface Truth {
  readonly one_way_delay_us: Readonly<Record<'pub' | 'sub', number>>;
  readonly wire_events: readonly WireEvent[];
  readonly removed_frames?: Readonly<Record<'publisher' | 'subscriber' | 'broker', readonly number[]>>;
}

const HOSTS = { publisher: 'pub', subscriber: 'sub' } as const;
type Client = keyof typeof HOSTS;

const scenarios = sharedDir === null ? [] : readdirSync(sharedCapture('lab'));
const cases = scenarios.flatMap((scenario) =>
  (['publisher', 'subscriber'] as const)
    .filter((client) => existsSync(sharedCapture('lab', scenario, `${client}.pcapng`)))
    .filter(() => existsSync(sharedCapture('lab', scenario, 'broker.pcapng')))
    .map((client) => [scenario, client] as const),
);

const inputs = new Map<string, Promise<DiffInput>>();

function input(scenario: string, point: string): Promise<DiffInput> {
  const path = sharedCapture('lab', scenario, `${point}.pcapng`);
  const known = inputs.get(path) ?? readInput(path);
  inputs.set(path, known);
  return known;
}

function truthOf(scenario: string): Truth {
  return JSON.parse(readFileSync(sharedCapture('lab', scenario, 'truth.json'), 'utf8')) as Truth;
}

/** "sender seq length" of the events of this client's link, in order of time. */
function events(scenario: string, client: Client, kind: WireEvent['ev']): readonly string[] {
  const host = HOSTS[client];
  return truthOf(scenario)
    .wire_events.filter((event) => event.ev === kind && (event.from === host || event.to === host))
    .map((event) => `${event.from === host ? 'client' : 'server'} ${event.seq} ${event.len}`)
    .sort();
}

/** The same for the rows of a diff with these fates: absolute numbers, from the segment that was sent. */
async function rows(
  scenario: string,
  diff: CaptureDiff,
  fates: readonly SegmentFate[],
  names: readonly [string, string],
) {
  const [a, b] = [await input(scenario, names[0]), await input(scenario, names[1])];
  const found: string[] = [];
  for (const connection of diff.path?.connections ?? []) {
    for (const row of connection.rows) {
      if (!fates.includes(row.fate)) continue;
      const [log, frame] = row.aFrame === null ? [b.segments, row.bFrame] : [a.segments, row.aFrame];
      const index = log.columns.frame.subarray(0, log.count).indexOf(frame ?? 0);
      found.push(`${row.direction} ${at(log.columns.seq, index)} ${row.length}`);
    }
  }
  return found.sort();
}

async function compare(scenario: string, a: string, b: string): Promise<CaptureDiff> {
  return diffCaptures(await input(scenario, a), await input(scenario, b), { listLimit: 100_000 });
}

describeWithShared('diff of a client and the broker', () => {
  it('has recordings to compare', () => {
    expect(cases.length).toBeGreaterThan(40);
    expect(scenarios.flatMap((scenario) => truthOf(scenario).wire_events).length).toBeGreaterThan(5);
  });

  it.each(cases)('%s, %s: exactly what the wire dropped and delayed', async (scenario, client) => {
    const diff = await compare(scenario, client, 'broker');
    const names = [client, 'broker'] as const;
    if (diff.path === null) return expect([scenario, client]).toEqual(['wrong_password', 'subscriber']); // it never connected
    expect(await rows(scenario, diff, ['lost'], names)).toEqual(events(scenario, client, 'drop'));
    expect(await rows(scenario, diff, ['reordered', 'delayed'], names)).toEqual(events(scenario, client, 'delay'));
    expect(await rows(scenario, diff, ['doubled'], names)).toEqual(events(scenario, client, 'dup'));
    expect(await rows(scenario, diff, ['injected', 'altered', 'recut'], names)).toEqual([]);
    if (scenario !== 'capture_loss')
      expect(await rows(scenario, diff, ['capture-missed', 'not-seen'], names)).toEqual([]);
  });

  it.each(cases)('%s, %s: who is where, and one clock for both', async (scenario, client) => {
    const { path } = await compare(scenario, client, 'broker');
    if (path === null) return;
    const oneWayNs = truthOf(scenario).one_way_delay_us[HOSTS[client]] * 1000;
    for (const connection of path.connections) {
      expect(connection.nearerClient).toBe('a');
      expect(connection.directions.client.senderSide).toBe('a');
      expect(connection.directions.server.senderSide).toBe('b');
    }
    // All points of the lab share one clock.
    for (const point of [path.clock, path.clock?.atStart, path.clock?.atEnd]) {
      expect(Math.abs(point?.offsetNs ?? Number.NaN)).toBeLessThanOrEqual(point?.uncertaintyNs ?? Number.NaN);
    }
    expect(path.clock?.isSkewSeen).toBe(false);
    expect(path.clock?.roundTripNs).toBeGreaterThan(2 * oneWayNs);
    expect(path.clock?.roundTripNs).toBeLessThan(2 * oneWayNs + 1_000_000);
  });

  it.each(cases)('%s, %s: the other way round it is the mirror image', async (scenario, client) => {
    const straight = await compare(scenario, client, 'broker');
    const mirrored = await compare(scenario, 'broker', client);
    if (straight.path === null) return expect(mirrored.path).toBeNull();
    const described = (diff: CaptureDiff, own: 'a' | 'b', other: 'a' | 'b'): readonly string[] =>
      diff.differences.map((one) => `${one.kind} ${one[own].frames} ${one[other].frames}`).sort();
    expect(described(mirrored, 'b', 'a')).toEqual(described(straight, 'a', 'b'));
  });

  it('tells the frames that a capture missed from those the network lost', async () => {
    const removed = truthOf('capture_loss').removed_frames;
    for (const client of ['publisher', 'subscriber'] as const) {
      const { path } = await compare('capture_loss', client, 'broker');
      const [whole, wholeBroker] = [await input('indexed_qos2', client), await input('indexed_qos2', 'broker')];
      const connection = path?.connections[0];
      const missed = (connection?.rows ?? []).filter(({ fate }) => fate === 'capture-missed' || fate === 'not-seen');
      const places = missed.map(
        (row) => `${row.aFrame === null ? 'a' : 'b'} ${row.direction} ${row.relativeSeq} ${row.length}`,
      );
      const expected = [
        ...placesOf(whole, connection?.a.stream ?? 0, removed?.[client] ?? []).map((place) => `a ${place}`),
        ...placesOf(wholeBroker, connection?.b.stream ?? 0, removed?.broker ?? []).map((place) => `b ${place}`),
      ];
      expect(expected.length).toBeGreaterThan(3);
      expect(places.sort()).toEqual(expected.sort());
    }
  });

  it.each([
    'publisher.pcapng.gz',
    'publisher_ns.pcap',
    'publisher_us.pcap',
    'publisher_us_bigendian.pcap',
    'publisher_modified.pcap',
    'publisher.pcapng',
  ])('formats: publisher.pcapng against %s: the same', async (name) => {
    const diff = diffCaptures(
      await input('formats', 'publisher'),
      await readInput(sharedCapture('lab', 'formats', name)),
    );
    expect([diff.mode, diff.same, diff.differencesCount]).toEqual(['path', true, 0]);
    expect(diff.path?.connections.map(({ nearerClient }) => nearerClient)).toEqual(['same']);
  });

  it('formats: finds both connections of the broker in a merged capture', async () => {
    const merged = await readInput(sharedCapture('lab', 'formats', 'merged_publisher_subscriber.pcapng'));
    const broker = await readInput(sharedCapture('lab', 'plain_qos2', 'broker.pcapng'));
    const cooked = await readInput(sharedCapture('lab', 'formats', 'broker_any_sll.pcapng'));
    for (const other of [broker, cooked]) {
      const diff = diffCaptures(merged, other);
      if (diff.mode !== 'path') continue;
      expect(diff.path?.connectionsCount).toBe(2);
      expect(diff.path?.onlyACount).toBe(0);
    }
    expect([diffCaptures(merged, broker).mode, diffCaptures(merged, cooked).mode]).toContain('path');
  });
});

/** "sender relativeSeq length" of frames of a stream. */
function placesOf({ segments }: DiffInput, stream: number, frames: readonly number[]): readonly string[] {
  const indexes = [...segments.segmentsOf(stream)];
  const bases = ([0, 1] as const).map((server) => {
    const own = indexes.filter((index) => (at(segments.columns.marks, index) & 1) === server);
    return at(segments.columns.seq, own[0] ?? 0);
  });
  return indexes
    .filter((index) => frames.includes(at(segments.columns.frame, index)))
    .map((index) => {
      const server = at(segments.columns.marks, index) & 1;
      const traffic = {
        columns: segments.columns,
        indexes: new Int32Array(0),
        baseSeq: bases[server] ?? 0,
        baseAck: 0,
        capturedTwice: 0,
      };
      return `${server === 1 ? 'server' : 'client'} ${startOf(traffic, index)} ${at(segments.columns.length, index)}`;
    });
}

/** A capture read by a clock that is `offsetNs` ahead and runs faster by `skew`, from its first frame on. */
function byOtherClock(path: string, offsetNs: number, skew: number): FrameSource {
  const source = openSequence([path]);
  const moved = (sec: number, nsec: number, first: readonly [number, number]): readonly [number, number] => {
    const since = (sec - first[0]) * 1e9 + nsec - first[1];
    const total = nsec + Math.round(offsetNs % 1e9) + Math.round(skew * since);
    const carry = Math.floor(total / 1e9);
    return [sec + Math.trunc(offsetNs / 1e9) + carry, total - carry * 1e9];
  };
  return {
    label: path,
    stop: () => source.stop(),
    run: async (sink) => {
      let first: readonly [number, number] | null = null;
      let last: readonly [number, number] = [0, 0];
      const summary = await source.run((frame) => {
        first ??= [frame.sec, frame.nsec];
        last = moved(frame.sec, frame.nsec, first);
        [frame.sec, frame.nsec] = last;
        sink(frame);
      });
      const start = first === null ? null : formatInstant(...moved(first[0], first[1], first));
      return { ...summary, firstTime: start, lastTime: formatInstant(...last) };
    },
  };
}

describeWithShared('diff of captures whose clocks differ', () => {
  const clocks = [
    [3.6e12, 0],
    [-86_400e9 - 123_456_789, 0],
    [1.5e9, 200e-6],
    [-2.5e9, -200e-6],
    [40_000_000, 1000e-6],
    [-40_000_000, -1000e-6],
  ] as const;
  const moved = ['keepalive_idle', 'plain_qos2', 'tcp_loss', 'syn_retransmission', 'zero_window'].flatMap((scenario) =>
    clocks.map(([offsetNs, skew]) => [scenario, offsetNs, skew] as const),
  );

  it.each(moved)('%s: offset %d ns and rate %d are found within what is said', async (scenario, offsetNs, skew) => {
    const a = await input(scenario, 'publisher');
    const brokerPath = sharedCapture('lab', scenario, 'broker.pcapng');
    const b = await readSource(byOtherClock(brokerPath, offsetNs, skew), brokerPath);
    const diff = diffCaptures(a, b, { listLimit: 100_000 });
    expect(await rows(scenario, diff, ['lost'], ['publisher', 'broker'])).toEqual(
      events(scenario, 'publisher', 'drop'),
    );
    const clock = diff.path?.clock;
    const brokerStart = instantNs((await input(scenario, 'broker')).analysis.capture.firstTime);
    for (const point of [clock, clock?.atStart, clock?.atEnd]) {
      const since = Number(instantNs(point?.time ?? null) - brokerStart);
      const truth = offsetNs + skew * since;
      // While a segment is on its way, the truth itself moves: skew times that long.
      const moving = Math.abs(skew) * 30e6;
      expect(Math.abs((point?.offsetNs ?? Number.NaN) - truth)).toBeLessThanOrEqual(
        (point?.uncertaintyNs ?? 0) + moving,
      );
    }
    const [low = 0, high = 0] = clock?.skewPpmRange ?? [];
    expect(skew * 1e6).toBeGreaterThanOrEqual(low - 1);
    expect(skew * 1e6).toBeLessThanOrEqual(high + 1);
    // Half the round trip, and what the unknown rate adds.
    expect(clock?.uncertaintyNs).toBeLessThan((clock?.roundTripNs ?? 0) / 2 + 1_000_000);
    // A millisecond a second shows from a second on.
    if (Math.abs(skew) >= 1000e-6 && !['tcp_loss', 'zero_window'].includes(scenario))
      expect(clock?.isSkewSeen).toBe(true);
  });

  it('far more than the uncertainty is told when the clocks run apart for 14 s', async () => {
    const path = sharedCapture('lab', 'keepalive_idle', 'broker.pcapng');
    const { path: found } = diffCaptures(
      await input('keepalive_idle', 'publisher'),
      await readSource(byOtherClock(path, 0, 300e-6), path),
    );
    expect(found?.clock?.isSkewSeen).toBe(true);
    expect(found?.clock?.skewPpm).toBeGreaterThan(280);
    expect(found?.clock?.skewPpm).toBeLessThan(320);
  });

  const editcap = spawnSync('editcap', ['--version']).status === 0;
  if (!editcap) console.warn('skipped: offsets made with editcap: it is not installed');
  describe.skipIf(!editcap)('made with editcap -t', () => {
    it.each(['3600', '-0.25', '0.0000015', '-123456.789'])('%s s', async (seconds) => {
      const folder = mkdtempSync(join(tmpdir(), 'mqttscope-clock-'));
      try {
        for (const point of ['publisher', 'broker'] as const) {
          const moved = join(folder, `${point}.pcapng`);
          const source = sharedCapture('lab', 'plain_qos2', `${point}.pcapng`);
          expect(spawnSync('editcap', ['-t', seconds, source, moved]).status).toBe(0);
          const other = point === 'broker' ? 'publisher' : 'broker';
          const diff = diffCaptures(await input('plain_qos2', other), await readInput(moved));
          const clock = diff.path?.clock;
          expect(Math.abs((clock?.offsetNs ?? Number.NaN) - Number(seconds) * 1e9)).toBeLessThanOrEqual(
            clock?.uncertaintyNs ?? Number.NaN,
          );
          expect(diff.differences.map(({ kind }) => kind)).toEqual(['path.connection-only-in-one']);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it.each([
      ['0.000000001', 1n, 'nsecpcap'],
      ['-0.000000999', -999n, 'pcapng'],
      ['-7200.5', -7_200_500_000_000n, 'pcapng'],
      ['31536000.123456789', 31_536_000_123_456_789n, 'pcapng'],
      ['-400000000.5', -400_000_000_500_000_000n, 'pcapng'],
      ['3600', 3_600_000_000_000n, 'pcap'],
      ['-0.000001', -1000n, 'pcap'],
    ] as const)('%s s, at one point: nothing differs but the clock', async (seconds, movedNs, format) => {
      const folder = mkdtempSync(join(tmpdir(), 'mqttscope-clock-'));
      try {
        const copy = join(folder, 'moved');
        const source = sharedCapture('lab', 'plain_qos2', 'broker.pcapng');
        expect(spawnSync('editcap', ['-t', seconds, '-F', format, source, copy]).status).toBe(0);
        const diff = diffCaptures(await input('plain_qos2', 'broker'), await readInput(copy));
        const { offsetNs = 0, uncertaintyNs = Number.NaN, isSkewSeen } = diff.path?.clock ?? {};
        expect([diff.same, isSkewSeen]).toEqual([true, false]);
        const error = BigInt(offsetNs) - movedNs;
        expect(error < 0n ? -error : error).toBeLessThanOrEqual(BigInt(uncertaintyNs));
        expect(uncertaintyNs).toBeLessThanOrEqual(format === 'pcap' ? 1100 : 100);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});

function instantNs(text: string | null): bigint {
  const [sec = '0', nsec = '0'] = (text ?? '').split('.');
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}

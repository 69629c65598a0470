// Runs of one experiment made up frame by frame: a client publishes with QoS 1 over a path with a given delay, jitter and loss.

import { RttSampleLog } from '../../../src/diff/runs/rtt-sample-log.ts';
import type { RunsInput } from '../../../src/diff/runs/runs-input.ts';
import { Pipeline } from '../../../src/pipeline.ts';
import { ack, connack, connect, disconnect, publish } from '../../builders/mqtt.ts';
import { framesOf, type ScenarioSegment, type Side } from '../../builders/scenario.ts';
import { tcpOption } from '../../builders/tcp.ts';
import { NO_SUMMARY } from '../../flow/no-summary.ts';
import { normal, random } from './statistics/random.ts';

export interface SyntheticRun {
  readonly seed: number;
  readonly messages?: number;
  readonly delayNs?: number;
  /** Standard deviation of the delay. */
  readonly jitterNs?: number;
  /** Share of PUBLISH segments that the capture at the client sees twice: the first copy is lost behind it. */
  readonly loss?: number;
  /** Packet identifiers of messages that are lost once, for certain. */
  readonly lost?: readonly number[];
  /** The client does not acknowledge PUBACK at once: nothing stands between one message and the next. */
  readonly deaf?: boolean;
  readonly mss?: number;
  readonly keepAlive?: number;
  readonly clientId?: string;
  readonly payloadBytes?: number;
  /** Ns between two messages. */
  readonly intervalNs?: number;
  readonly serverPort?: number;
  readonly lang?: 'es' | 'en';
}

const SYN = 2;
const PSH = 8;
const ACK = 16;
const FIN = 1;
const NOTHING = new Uint8Array(0);
const RETRANSMISSION_NS = 250_000_000;

/** The frames as a capture beside the client sees them. */
export function segmentsOf(run: SyntheticRun): ScenarioSegment[] {
  const next = random(run.seed);
  const delay = run.delayNs ?? 20_000_000;
  const jitter = run.jitterNs ?? 1_000_000;
  const trip = (): number => Math.max(1_000, Math.round(delay + jitter * Math.abs(normal(next))));
  const segments: ScenarioSegment[] = [];
  const numbers: [number, number] = [Math.floor(next() * 2 ** 32), Math.floor(next() * 2 ** 32)];
  let timeNs = 0;
  const write = (
    from: Side,
    flags: number,
    payload: Uint8Array,
    options: readonly number[] = [],
    resent = false,
  ): void => {
    const to = from === 0 ? 1 : 0;
    const seq = resent ? (numbers[from] - payload.length) >>> 0 : numbers[from] >>> 0;
    const window = (flags & SYN) !== 0 ? 64_240 : 502;
    const ackNumber = (flags & ACK) !== 0 ? numbers[to] >>> 0 : 0;
    segments.push({ from, seq, ack: ackNumber, flags, payload, window, options, timeNs });
    if (!resent) numbers[from] += payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  };
  const after = (ns: number): void => {
    timeNs += ns;
  };
  const options = [
    ...tcpOption.mss(run.mss ?? 1460),
    1,
    ...tcpOption.windowScale(7),
    ...tcpOption.sackPermitted(),
    1,
    1,
  ];
  write(0, SYN, NOTHING, options);
  after(trip());
  write(1, SYN | ACK, NOTHING, options);
  after(20_000);
  write(0, ACK, NOTHING);
  after(100_000);
  write(0, PSH | ACK, connect({ clientId: run.clientId ?? 'meter', keepAlive: run.keepAlive ?? 60 }));
  after(trip());
  write(1, PSH | ACK, connack());
  for (let id = 1; id <= (run.messages ?? 40); id++) {
    after(run.intervalNs ?? 100_000_000);
    const payload = new Uint8Array(run.payloadBytes ?? 50).fill(97 + (id % 26));
    const message = publish({ topic: 'plant/level', qos: 1, id, payload });
    write(0, PSH | ACK, message);
    const isLost = next() < (run.loss ?? 0) || run.lost?.includes(id) === true;
    if (isLost) {
      after(RETRANSMISSION_NS);
      write(0, PSH | ACK, message, [], true);
    }
    after(trip());
    write(1, PSH | ACK, ack('PUBACK', id));
    after(30_000);
    if (run.deaf !== true) write(0, ACK, NOTHING);
  }
  after(50_000_000);
  write(0, PSH | ACK, disconnect());
  write(0, FIN | ACK, NOTHING);
  after(trip());
  write(1, FIN | ACK, NOTHING);
  after(20_000);
  write(0, ACK, NOTHING);
  return segments;
}

/** Reads the frames as the program would. */
export function inputOf(run: SyntheticRun): RunsInput {
  const rttSamples = new RttSampleLog();
  const pipeline = new Pipeline({ extraListeners: [rttSamples], lang: run.lang ?? 'en' });
  const next = random(run.seed + 1);
  const ports = { clientPort: 40_000 + Math.floor(next() * 20_000), serverPort: run.serverPort ?? 1883 };
  for (const frame of framesOf(segmentsOf(run), ports)) pipeline.sink(frame);
  return { label: `run ${run.seed}`, analysis: pipeline.end(NO_SUMMARY), rttSamples };
}

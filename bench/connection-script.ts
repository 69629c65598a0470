// One generated MQTT connection: what it sends next, segment by segment, with the trouble it meets.

import type { CaptureOutput } from './capture-output.ts';
import * as mqtt from './mqtt-bytes.ts';
import type { Random } from './random.ts';
import { ACK, FIN, PSH, SYN, type Wire, writeSegment } from './tcp-peer.ts';
import type { TruthCounter } from './workload.ts';

export interface Trouble {
  /** Probabilities per data segment. */
  readonly retransmission: number;
  readonly hole: number;
  readonly reordering: number;
  /** Probability per exchange. */
  readonly zeroWindow: number;
}

export const NO_TROUBLE: Trouble = { retransmission: 0, hole: 0, reordering: 0, zeroWindow: 0 };

type Side = 0 | 1;
type Step = (time: bigint) => void;

const WINDOW = 501;
const NOTHING = new Uint8Array(0);
/** Between two segments that one step writes. */
const BACK_TO_BACK_NS = 2000n;

export class ConnectionScript {
  readonly #wire: Wire;
  readonly #output: CaptureOutput;
  readonly #truth: TruthCounter;
  readonly #random: Random;
  readonly #trouble: Trouble;
  readonly #topic: string;
  #steps: Step[] = [];
  #packetIdentifier = 0;
  /** Per side: the last data segment was left out, so the next one must be written. */
  readonly #holeOpen: [boolean, boolean] = [false, false];
  /** Bytes that were left out, and no later segment of either side shows it yet: what the capture cannot prove is no truth. */
  #unprovedBytes = 0;
  finished = false;

  constructor(wire: Wire, output: CaptureOutput, truth: TruthCounter, random: Random, trouble: Trouble) {
    this.#wire = wire;
    this.#output = output;
    this.#truth = truth;
    this.#random = random;
    this.#trouble = trouble;
    this.#topic = `plant/${wire.id % 50}/device/${wire.id}/telemetry`;
  }

  get idle(): boolean {
    return this.#steps.length === 0;
  }

  /** Writes the next segment (or the next few, back to back). */
  step(time: bigint): void {
    this.#steps.shift()?.(time);
  }

  open(): void {
    this.#then((time) => {
      this.#truth.connections++;
      this.#segment(0, SYN, time);
    });
    this.#then((time) => this.#segment(1, SYN | ACK, time));
    this.#then((time) => this.#segment(0, ACK, time));
    this.#message(0, mqtt.connect(`device-${this.#wire.id}`));
    this.#message(1, mqtt.CONNACK);
    this.#acknowledge(0);
  }

  subscribe(): void {
    const id = this.#nextIdentifier();
    this.#message(0, mqtt.subscribe(id, 'plant/#', 2));
    this.#message(1, mqtt.suback(id, 2));
    this.#acknowledge(0);
  }

  ping(): void {
    this.#message(0, mqtt.PINGREQ);
    this.#message(1, mqtt.PINGRESP);
    this.#acknowledge(0);
  }

  /** One PUBLISH from `side` with all its acknowledgements. */
  publish(side: Side, qos: number, payload: Uint8Array, segmentBytes: number): void {
    const other: Side = side === 0 ? 1 : 0;
    const id = qos > 0 ? this.#nextIdentifier() : 0;
    const packet = mqtt.publish(this.#topic, qos, id, payload);
    if (packet.length > segmentBytes) this.#largeMessage(side, packet, segmentBytes);
    else this.#message(side, packet, qos === 0);
    if (qos === 0) this.#acknowledge(other);
    if (qos === 1) this.#message(other, mqtt.acknowledgement(4, id));
    if (qos === 2) {
      this.#message(other, mqtt.acknowledgement(5, id));
      this.#message(side, mqtt.acknowledgement(6, id));
      this.#message(other, mqtt.acknowledgement(7, id));
    }
    if (qos > 0) this.#acknowledge(side);
    if (this.#random.chance(this.#trouble.zeroWindow)) this.#stall(other);
  }

  close(): void {
    this.#message(0, mqtt.DISCONNECT);
    this.#then((time) => this.#segment(0, FIN | ACK, time));
    this.#then((time) => this.#segment(1, FIN | ACK, time));
    this.#then((time) => {
      this.#segment(0, ACK, time);
      this.finished = true;
    });
  }

  #then(step: Step): void {
    this.#steps.push(step);
  }

  #nextIdentifier(): number {
    this.#packetIdentifier = (this.#packetIdentifier % 65_535) + 1;
    return this.#packetIdentifier;
  }

  #segment(side: Side, flags: number, time: bigint, window: number = WINDOW): void {
    this.#write(side, flags, this.#wire.seq[side], NOTHING, 0, 0, time, window);
    if (flags & (SYN | FIN)) this.#wire.seq[side] = (this.#wire.seq[side] + 1) >>> 0;
  }

  #write(
    side: Side,
    flags: number,
    seq: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    time: bigint,
    window: number,
  ): void {
    if (this.#unprovedBytes > 0) {
      this.#truth.gaps++;
      this.#truth.gapBytes += this.#unprovedBytes;
      this.#unprovedBytes = 0;
    }
    writeSegment(this.#output, this.#wire, side, flags, seq, window, bytes, from, to, time);
  }

  #acknowledge(side: Side): void {
    this.#then((time) => this.#segment(side, ACK, time));
  }

  /** The receiver closes its window and opens it again. */
  #stall(side: Side): void {
    this.#then((time) => this.#segment(side, ACK, time, 0));
    this.#then((time) => this.#segment(side, ACK, time));
  }

  /** A packet in one segment; only a packet that nobody answers may fall into a hole. */
  #message(side: Side, packet: Uint8Array, mayVanish = false): void {
    this.#then((time) => {
      const seq = this.#wire.seq[side];
      this.#wire.seq[side] = (seq + packet.length) >>> 0;
      if (mayVanish && !this.#holeOpen[side] && this.#random.chance(this.#trouble.hole)) {
        this.#holeOpen[side] = true;
        this.#unprovedBytes = packet.length;
        return;
      }
      this.#truth.message(mqtt.TYPE_NAMES[(packet[0] ?? 0) >> 4] ?? 'RESERVED');
      const halves = packet.length >= 40 && !this.#holeOpen[side] && this.#random.chance(this.#trouble.reordering);
      this.#holeOpen[side] = false;
      const middle = halves ? packet.length >> 1 : 0;
      this.#write(side, PSH | ACK, seq + middle, packet, middle, packet.length, time, WINDOW);
      if (halves) {
        this.#truth.reordered++;
        this.#write(side, PSH | ACK, seq, packet, 0, middle, time + BACK_TO_BACK_NS, WINDOW);
      } else if (this.#random.chance(this.#trouble.retransmission)) {
        this.#truth.retransmissions++;
        this.#write(side, PSH | ACK, seq, packet, 0, packet.length, time + BACK_TO_BACK_NS, WINDOW);
      }
    });
  }

  /** A packet over many full segments, acknowledged every second one. */
  #largeMessage(side: Side, packet: Uint8Array, segmentBytes: number): void {
    const other: Side = side === 0 ? 1 : 0;
    for (let from = 0, count = 1; from < packet.length; from += segmentBytes, count++) {
      const to = Math.min(from + segmentBytes, packet.length);
      this.#then((time) => {
        const seq = this.#wire.seq[side];
        this.#wire.seq[side] = (seq + (to - from)) >>> 0;
        this.#write(side, to === packet.length ? PSH | ACK : ACK, seq, packet, from, to, time, WINDOW);
        if (to === packet.length) this.#truth.message('PUBLISH');
      });
      if (count % 2 === 0 || to === packet.length) this.#acknowledge(other);
    }
    this.#holeOpen[side] = false;
  }
}

// A carrier between two layers of streams: feeds its decoder with the outer bytes, gives the inner ones their frames and times, and searches for
// a place to go on where the decoder has lost its framing.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';
import type { Carrier, CarrierDecoder, CarrierEvent, CarrierSink, InnerProbe } from '../dissect/application/carrier.ts';
import type { AppProtocol } from '../dissect/application/protocol.ts';
import { PieceOrigin } from './byte-sink.ts';
import type { StreamReader } from './lane.ts';
import { Origin } from './listener.ts';
import type { MessageContext } from './message-context.ts';
import { OriginMap } from './origin-map.ts';
import { StreamBuffer } from './stream-buffer.ts';
import type { TcpFlow } from './tcp-flow.ts';
import type { StreamSource, TwoWayStream } from './two-way-stream.ts';

/** The outer bytes of one direction. */
class CarrierLane implements StreamReader {
  readonly #carried: CarriedStream;
  readonly #direction: Direction;
  /** Of the outer piece that is being read: a copy, what was handed in may be overwritten meanwhile. */
  readonly piece: PieceOrigin = new PieceOrigin();
  pieceAt = 0;
  /** Of what the carrier's next event is about. */
  readonly unit: Origin = new Origin();
  /** While framing is lost: bytes that may be its new start. */
  readonly #carry: StreamBuffer = new StreamBuffer();
  readonly #carryOrigins: OriginMap = new OriginMap();
  #unparsedBytes = 0;
  #unparsedFrame = 0;

  constructor(carried: CarriedStream, direction: Direction) {
    this.#carried = carried;
    this.#direction = direction;
  }

  bytes(buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void {
    const { decoder } = this.#carried;
    if (decoder.hasLostFraming(this.#direction)) {
      this.#seek(buf, at, end, origin);
      return;
    }
    const { piece } = this;
    piece.frame = origin.frame;
    piece.timeNs = origin.timeNs;
    piece.deliveredFrame = origin.deliveredFrame;
    piece.relativeSeq = origin.relativeSeq;
    piece.startsSegment = origin.startsSegment;
    this.pieceAt = at;
    const stoppedAt = decoder.bytes(this.#direction, buf, at, end, origin.startsSegment);
    this.noteSkipped(end - stoppedAt, piece.frame);
  }

  missing(count: number): void {
    if (this.#carried.decoder.hasLostFraming(this.#direction)) this.#discardCarry();
    else this.#carried.decoder.missing(this.#direction, count);
  }

  finish(): void {
    this.#discardCarry();
    this.#carried.decoder.finish(this.#direction);
    this.#tellUnparsed();
    this.#carried.inner.lanes[this.#direction].finish();
  }

  noteSkipped(bytes: number, frame: number): void {
    if (bytes === 0) return;
    if (this.#unparsedBytes === 0) this.#unparsedFrame = frame;
    this.#unparsedBytes += bytes;
  }

  /** Looks for a place to resume at the start of a segment. */
  #seek(buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void {
    const carry = this.#carry;
    if (carry.length > 0) {
      this.#carryOrigins.add(carry.length, origin);
      carry.append(buf, at, end);
      const verdict = this.#ask(carry.store, 0, carry.length);
      if (verdict === 'yes') {
        this.#resume();
        const { store, length } = carry;
        carry.store = new Uint8Array(0);
        carry.length = 0;
        this.#carryOrigins.replay(store, 0, length, origin, this);
        this.#tellUnparsed();
        return;
      }
      if (verdict === 'more' && carry.length < this.#carried.context.limits.probeBytes) return;
      carry.length -= end - at; // the bytes before this piece start nothing; this piece may
      this.#discardCarry();
    }
    const verdict = origin.startsSegment ? this.#ask(buf, at, end) : 'no';
    if (verdict === 'yes') {
      this.#resume();
      this.bytes(buf, at, end, origin);
      this.#tellUnparsed();
    } else if (verdict === 'more') {
      this.#carryOrigins.add(0, origin);
      carry.append(buf, at, end);
    } else this.noteSkipped(end - at, origin.frame);
  }

  #ask(buf: Uint8Array, at: number, end: number): ReturnType<CarrierDecoder['resumesAt']> {
    return this.#carried.decoder.resumesAt(this.#direction, buf, at, end, this.#carried.probeInner);
  }

  #resume(): void {
    this.#tellUnparsed();
    this.#carried.decoder.resume(this.#direction);
  }

  #discardCarry(): void {
    this.noteSkipped(this.#carry.length, this.#carryOrigins.firstFrame);
    this.#carry.clear();
    this.#carryOrigins.clear();
  }

  /** Waits until somebody knows what they are no part of. */
  #tellUnparsed(): void {
    if (this.#unparsedBytes === 0 || !this.#carried.isRecognised) return;
    this.#carried.unparsed(this.#direction, this.#unparsedBytes, this.#unparsedFrame);
    this.#unparsedBytes = 0;
  }
}

export class CarriedStream implements CarrierSink, StreamSource {
  readonly decoder: CarrierDecoder;
  readonly inner: TwoWayStream;
  readonly context: MessageContext;
  readonly carriers: readonly string[];
  readonly protocols: readonly AppProtocol[];
  readonly innerCarriers: readonly Carrier[];
  readonly probeInner: InnerProbe;
  readonly #flow: TcpFlow;
  readonly #source: StreamSource;
  readonly #lanes: readonly [CarrierLane, CarrierLane];
  readonly #started: [boolean, boolean] = [false, false];
  /** Of inner bytes. REUSED. */
  readonly #innerOrigin: PieceOrigin = new PieceOrigin();

  /** `openInner` makes the pair of streams inside. */
  constructor(
    flow: TcpFlow,
    context: MessageContext,
    carrier: Carrier,
    source: StreamSource,
    openInner: (source: StreamSource) => TwoWayStream,
  ) {
    this.#flow = flow;
    this.context = context;
    this.#source = source;
    this.carriers = [...source.carriers, carrier.name];
    const mayCarry = ({ name }: { readonly name: string }): boolean =>
      carrier.inside === null || carrier.inside.includes(name);
    this.protocols = context.protocols.filter(mayCarry);
    this.innerCarriers = context.carriers.filter((other) => mayCarry(other) && !this.carriers.includes(other.name));
    this.probeInner = (buf, at, end) => this.inner.looksFamiliar(buf, at, end);
    this.decoder = carrier.open(this);
    this.#lanes = [new CarrierLane(this, 0), new CarrierLane(this, 1)];
    this.inner = openInner(this);
  }

  /** The reader of a direction's outer bytes; `seeking`: the first one need not start anything. */
  reader(direction: Direction, seeking: boolean): StreamReader {
    if (seeking) this.decoder.loseFraming(direction);
    return this.#lanes[direction];
  }

  get evidence(): string {
    return this.decoder.evidence;
  }

  get promisesProtocol(): boolean {
    return this.decoder.promisesInner;
  }

  /** What lies inside is known. */
  get isRecognised(): boolean {
    return this.#flow.protocol !== null;
  }

  hasStarted(direction: Direction): boolean {
    return this.#started[direction] || this.#source.hasStarted(direction);
  }

  recognised(protocol: string): void {
    this.decoder.carries(protocol);
    this.#source.recognised(protocol);
  }

  giveUp(): void {
    this.decoder.dropInner();
  }

  starts(direction: Direction, isFirst: boolean): void {
    this.#flow.carriers = this.carriers;
    if (this.#started[direction]) return;
    this.#started[direction] = true;
    this.inner.start(direction, isFirst);
  }

  innerBytes(
    direction: Direction,
    buf: Uint8Array,
    at: number,
    end: number,
    sourceAt: number,
    startsUnit: boolean,
  ): void {
    const { piece, pieceAt } = this.#lanes[direction];
    const origin = this.#innerOrigin;
    origin.frame = piece.frame;
    origin.timeNs = piece.timeNs;
    origin.deliveredFrame = piece.deliveredFrame;
    origin.relativeSeq = (piece.relativeSeq + (sourceAt - pieceAt)) >>> 0;
    origin.startsSegment = startsUnit;
    this.inner.lanes[direction].bytes(buf, at, end, origin);
  }

  innerMissing(direction: Direction, count: number): void {
    this.inner.lanes[direction].missing(count);
  }

  unitStarts(direction: Direction, sourceAt: number): void {
    const { piece, pieceAt, unit } = this.#lanes[direction];
    unit.firstFrame = piece.frame;
    unit.firstTimeNs = piece.timeNs;
    unit.relativeSeq = (piece.relativeSeq + (sourceAt - pieceAt)) >>> 0;
  }

  event(direction: Direction, event: CarrierEvent): void {
    const { piece, unit } = this.#lanes[direction];
    unit.lastFrame = piece.frame;
    unit.lastTimeNs = piece.timeNs;
    unit.deliveredFrame = piece.deliveredFrame;
    this.context.hooks.carrier(this.#flow, direction, event, unit);
  }

  flag(kind: AnomalyKind): void {
    this.context.flag(kind, this.#flow.lastFrame);
  }

  skipped(direction: Direction, bytes: number): void {
    this.#lanes[direction].noteSkipped(bytes, this.#lanes[direction].unit.firstFrame);
  }

  unparsed(direction: Direction, bytes: number, frame: number): void {
    this.context.hooks.unparsed(this.#flow, direction, bytes, frame);
  }
}

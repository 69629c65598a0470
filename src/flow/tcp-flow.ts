// One TCP connection: what is made once is here, what every segment changes lies in its record.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../core/direction.ts';
import { TimeBase } from '../core/time.ts';
import type { AppProtocol, MessageDecoder } from '../dissect/application/protocol.ts';
import type { Conversation } from './conversation.ts';
import type { Endpoint, Flow, FlowSide, Orientation, RttSamples, SegmentObserver } from './flow.ts';
import { endpointOf, portOf } from './flow-key.ts';
import { CLIENT_IS_SECOND } from './flow-record-shared.ts';
import { type FlowRecords, sideAt } from './flow-records.ts';
import type { RttStore } from './rtt-samples.ts';
import { DETAILS_UNWANTED, HAS_SYN, HAS_WATCH, OFFERED_SCALE, SENT_FIN } from './side-bits.ts';
import { SAW_RST } from './tcp-handshake.ts';

/** Getters over one direction's block of the record. */
export class TcpFlowSide implements FlowSide {
  synOptions: Uint8Array | null = null;
  #records: FlowRecords;
  readonly #store: RttStore;
  #side: number;
  /** Set when the flow leaves the table: its samples go back to the pool. */
  #finalRtt: RttSamples | null = null;
  #finalAckRtt: RttSamples | null = null;
  #isFinal = false;

  constructor(records: FlowRecords, store: RttStore, side: number) {
    this.#records = records;
    this.#store = store;
    this.#side = side;
  }

  get initialSeq(): number | null {
    return this.#has(HAS_SYN) ? this.#records.initialSeq(this.#side) >>> 0 : null;
  }

  get baseSeq(): number {
    return this.#records.baseSeq(this.#side) >>> 0;
  }

  get frames(): number {
    return this.#records.frames(this.#side);
  }

  get bytes(): number {
    return this.#records.bytes(this.#side);
  }

  get dataSegments(): number {
    return this.#records.dataSegments(this.#side);
  }

  get retransmittedBytes(): number {
    return this.#records.retransmittedBytes(this.#side);
  }

  get windowScale(): number | null {
    return this.#has(OFFERED_SCALE) ? this.offeredScale : null;
  }

  get initialWindow(): number | null {
    return presentOrNull(this.#records.initialWindow(this.#side));
  }

  get minimumWindow(): number | null {
    return presentOrNull(this.#records.minimumWindow(this.#side));
  }

  get maximumWindow(): number | null {
    return presentOrNull(this.#records.maximumWindow(this.#side));
  }

  get rtt(): RttSamples | null {
    return this.#isFinal ? this.#finalRtt : this.#store.summary(this.#records, this.#side, true);
  }

  get ackRtt(): RttSamples | null {
    return this.#isFinal ? this.#finalAckRtt : this.#store.summary(this.#records, this.#side, false);
  }

  /** What takes memory is forgotten, and not noted from now on. */
  dropDetails(): void {
    this.#records.setSideBit(this.#side, DETAILS_UNWANTED);
    this.#store.release(this.#side);
    this.synOptions = null;
  }

  /** Shift count as the SYN offers it; only with OFFERED_SCALE. */
  offeredScale = 0;
  /** The first SYN has been looked at: later ones change nothing. */
  hasOffered = false;

  /** Moves the getters to a record of their own. */
  detach(records: FlowRecords, side: number): void {
    this.#finalRtt = this.rtt;
    this.#finalAckRtt = this.ackRtt;
    this.#isFinal = true;
    this.#records = records;
    this.#side = side;
  }

  get hasFin(): boolean {
    return this.#has(SENT_FIN);
  }

  /** WINDOW_SHIFT: what is in force, −1 unknown, −2 not in use. */
  get shiftInForce(): number {
    return this.#records.windowShift(this.#side);
  }

  #has(bit: number): boolean {
    return this.#records.sideHas(this.#side, bit);
  }
}

export interface Framing {
  readonly protocol: AppProtocol;
  readonly decoder: MessageDecoder;
}

/** Fields in the order of their use: the first few lie in one line of the processor's cache. */
export class TcpFlow implements Flow {
  /** Word offset of the record. */
  record: number;
  readonly stream: number;
  /** What cuts and reads its messages, where they lie in TCP itself; null: not known, or inside of a carrier. */
  framing: Framing | null = null;
  /** Reassembly and framing; null until there is payload, and while the connection is in step (in-step.ts). */
  conversation: Conversation | null = null;
  observer: SegmentObserver | null = null;
  readonly orientation: Orientation;
  readonly sides: readonly [TcpFlowSide, TcpFlowSide];
  protocol: string | null = null;
  protocolEvidence: string | null = null;
  carriers: readonly string[] = [];
  watchData = true;
  /** onFlowClose was called. */
  closed = false;
  #records: FlowRecords;
  // Made when somebody asks: of many connections nobody ever does.
  #client: Endpoint | null = null;
  #server: Endpoint | null = null;
  #time: TimeBase | null = null;

  constructor(records: FlowRecords, store: RttStore, record: number, orientation: Orientation) {
    this.#records = records;
    this.record = record;
    this.stream = records.stream(record);
    this.orientation = orientation;
    this.sides = [
      new TcpFlowSide(records, store, sideAt(record, CLIENT_TO_SERVER)),
      new TcpFlowSide(records, store, sideAt(record, SERVER_TO_CLIENT)),
    ];
  }

  get keepsDetails(): boolean {
    return !this.#records.sideHas(sideAt(this.record, CLIENT_TO_SERVER), DETAILS_UNWANTED);
  }

  set keepsDetails(wanted: boolean) {
    if (wanted) return; // what went by untold cannot be had again
    this.sides[0].dropDetails();
    this.sides[1].dropDetails();
  }

  get records(): FlowRecords {
    return this.#records;
  }

  /** Reads what most segments need of it (flow-preview.ts). */
  touch(): number {
    return this.framing === null ? this.record : (this.framing.decoder.touch?.() ?? 0);
  }

  /** Some of its payload was looked at. */
  get hasStream(): boolean {
    return this.conversation !== null || this.framing !== null;
  }

  get client(): Endpoint {
    this.#client ??= endpointOf(this.#records, this.record, this.#records.flowHas(this.record, CLIENT_IS_SECOND));
    return this.#client;
  }

  get server(): Endpoint {
    this.#server ??= endpointOf(this.#records, this.record, !this.#records.flowHas(this.record, CLIENT_IS_SECOND));
    return this.#server;
  }

  /** Is this the port of one of the ends? */
  hasPort(port: number): boolean {
    return portOf(this.#records, this.record, false) === port || portOf(this.#records, this.record, true) === port;
  }

  get time(): TimeBase {
    this.#time ??= new TimeBase(this.#records.baseSec(this.record), this.#records.baseNsec(this.record));
    return this.#time;
  }

  get firstFrame(): number {
    return this.#records.firstFrame(this.record);
  }

  get lastFrame(): number {
    return this.#records.lastFrame(this.record);
  }

  get frames(): number {
    return this.sides[0].frames + this.sides[1].frames;
  }

  get lastTimeNs(): number {
    return this.#records.lastTime(this.record);
  }

  get completeness(): number {
    return this.#records.completeness(this.record);
  }

  get hasReset(): boolean {
    return (this.completeness & SAW_RST) !== 0;
  }

  /** Both sides have sent a FIN. */
  get hasBothFins(): boolean {
    return this.sides[0].hasFin && this.sides[1].hasFin;
  }

  get initialRttNs(): number | null {
    const initialRttNs = this.#records.initialRtt(this.record);
    return initialRttNs > 0 ? initialRttNs : null;
  }

  watchAck(direction: Direction, seqEnd: number): void {
    const side = sideAt(this.record, direction);
    this.#records.setWatchedSeq(side, seqEnd | 0);
    this.#records.setSideBit(side, HAS_WATCH);
  }

  /** The flow leaves the table: its numbers move to a record of its own. */
  detach(): void {
    const alone = this.#records.detach(this.record);
    this.#records = alone;
    this.record = 0;
    this.sides[0].detach(alone, sideAt(0, CLIENT_TO_SERVER));
    this.sides[1].detach(alone, sideAt(0, SERVER_TO_CLIENT));
  }
}

function presentOrNull(value: number): number | null {
  return value < 0 ? null : value;
}

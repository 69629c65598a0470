// Two streams of ordered bytes, one a direction: finds out which protocol or carrier they are, then hands them to its readers.
// TCP's own streams are one such pair, the inner streams of a carrier another.

import type { Direction } from '../core/direction.ts';
import { opposite } from '../core/direction.ts';
import type { Carrier, InnerProbe, Verdict } from '../dissect/application/carrier.ts';
import type { AppProtocol, MessageDecoder } from '../dissect/application/protocol.ts';
import type { ByteSink, PieceOrigin } from './byte-sink.ts';
import { CarriedStream } from './carried-stream.ts';
import { Lane, type StreamReader } from './lane.ts';
import { PROBE_LIMIT } from './limits.ts';
import type { MessageContext } from './message-context.ts';
import { MessageCutter } from './message-cutter.ts';
import { resumesAt } from './resync.ts';
import type { Framing, TcpFlow } from './tcp-flow.ts';

const NO_PROTOCOLS: readonly AppProtocol[] = [];

/** What the streams come from: TCP, or a carrier. */
export interface StreamSource {
  /** Carriers around these streams, outermost first. */
  readonly carriers: readonly string[];
  /** How a protocol found here was found (Flow.protocolEvidence). */
  readonly evidence: string;
  /** One of the protocols is expected: a longer search is worth it. */
  readonly promisesProtocol: boolean;
  readonly protocols: readonly AppProtocol[];
  readonly innerCarriers: readonly Carrier[];
  hasStarted(direction: Direction): boolean;
  recognised(protocol: string): void;
  /** Nobody will ask for these bytes any more. */
  giveUp(): void;
}

export class TwoWayStream {
  readonly lanes: readonly [ByteSink, ByteSink];
  readonly #lanes: readonly [Lane, Lane];
  readonly #flow: TcpFlow;
  readonly #context: MessageContext;
  readonly #source: StreamSource;
  /** Protocols that may be asked: those at home on one of the ports first. Made when they are first needed, like what follows. */
  #candidates: readonly AppProtocol[] | null = null;
  /** Made when they are first needed: most connections need none. */
  #innerProbes: ReadonlyMap<Carrier, InnerProbe> | null = null;
  /** What the user says it is. */
  #stated: AppProtocol | null = null;
  #isRecognised = false;
  #protocol: AppProtocol | null = null;
  #isGivenUp = false;

  constructor(flow: TcpFlow, context: MessageContext, source: StreamSource) {
    this.#flow = flow;
    this.#context = context;
    this.#source = source;
    this.#lanes = [new Lane(0, this), new Lane(1, this)];
    this.lanes = this.#lanes;
  }

  /** The readers of a connection in step: nothing of what they keep is needed to go on (in-step.ts). */
  resume({ protocol, decoder }: Framing): void {
    this.#protocol = protocol;
    for (const lane of this.#lanes) lane.aligned = true;
    this.#openReaders(this.#cutters(protocol, decoder));
  }

  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  isAtBoundary(direction: Direction): boolean {
    const { reader } = this.#lanes[direction];
    return reader instanceof MessageCutter && reader.isAtBoundary;
  }

  /** The first byte of a direction is known; `isFirst`: it is the first of the whole stream. */
  start(direction: Direction, isFirst: boolean): void {
    const lane = this.#lanes[direction];
    lane.aligned = isFirst;
    if (lane.reader !== null) this.#openReader(lane, !isFirst);
  }

  /** The user says what it is; a name that is not known here counts for nothing. */
  recogniseAs(name: string): void {
    this.#stated = this.#allCandidates().find((candidate) => candidate.name === name) ?? null;
    const carrier = this.#source.innerCarriers.find((candidate) => candidate.name === name);
    if (carrier !== undefined) this.#recogniseCarrier(carrier);
  }

  /** Could a message start here, of the protocol that was recognised or of any that may be? */
  looksFamiliar(buf: Uint8Array, at: number, end: number): Verdict {
    if (this.#protocol !== null) return resumesAt(this.#protocol, buf, at, end);
    return firstVerdict(this.#allCandidates(), buf, at, end);
  }

  /** Bytes of a direction whose protocol is not known. */
  ask(lane: Lane, buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void {
    if (this.#isGivenUp) return;
    if (lane.denied && !this.#mayAskAgain(lane, origin)) {
      lane.skip(end - at, origin.frame);
      return;
    }
    const { kept, keptOrigins } = lane;
    if (kept.length > 0) {
      keptOrigins.add(kept.length, origin);
      kept.append(buf, at, end);
    }
    const verdict = kept.length > 0 ? this.#probe(kept.store, 0, kept.length) : this.#probe(buf, at, end);
    if (verdict === 'more') {
      if (kept.length === 0) {
        keptOrigins.add(0, origin);
        kept.append(buf, at, end);
      }
      if (kept.length <= this.#context.limits.probeBytes) return;
      this.#context.flag(PROBE_LIMIT, origin.frame);
      this.#deny(lane);
    } else if (verdict === 'no') {
      if (kept.length === 0) lane.skip(end - at, origin.frame);
      this.#deny(lane);
    } else {
      const whole = kept.length > 0;
      this.#replay(this.#lanes[opposite(lane.direction)]);
      if (whole) this.#replay(lane);
      else lane.reader?.bytes(buf, at, end, origin);
    }
  }

  /** 'yes': the readers are there. */
  #probe(buf: Uint8Array, at: number, end: number): Verdict {
    let undecided = false;
    for (const protocol of this.#stated === null ? this.#allCandidates() : NO_PROTOCOLS) {
      const verdict = protocol.probe(buf, at, end);
      if (verdict === 'more') undecided = true;
      if (verdict !== 'yes') continue;
      this.#recognise(protocol, this.#source.evidence);
      return 'yes';
    }
    this.#innerProbes ??= innerProbes(this.#source.innerCarriers, this.#context);
    for (const [carrier, inner] of this.#innerProbes) {
      const verdict = carrier.probe(buf, at, end, inner);
      if (verdict === 'more') undecided = true;
      if (verdict !== 'yes') continue;
      this.#recogniseCarrier(carrier);
      return 'yes';
    }
    if (undecided) return 'more';
    if (this.#stated === null) return 'no';
    this.#recognise(this.#stated, 'decode-as'); // it is not inside of anything
    return 'yes';
  }

  /** In the middle of a stream, or where a protocol is expected, a later segment may start with a message. */
  #mayAskAgain(lane: Lane, origin: PieceOrigin): boolean {
    return this.#isPatient && origin.startsSegment && lane.skippedBytes < this.#context.limits.searchBytes;
  }

  get #isPatient(): boolean {
    const { protocols, innerCarriers, promisesProtocol } = this.#source;
    if (promisesProtocol || protocols.some((protocol) => this.#isAtHome(protocol))) return true;
    // Seen from its start, a carrier shows itself at once.
    return innerCarriers.some((carrier) => this.#isAtHome(carrier)) && this.#lanes.some((lane) => !lane.aligned);
  }

  #isAtHome({ ports }: { readonly ports: readonly number[] }): boolean {
    return ports.some((port) => this.#flow.hasPort(port));
  }

  #allCandidates(): readonly AppProtocol[] {
    if (this.#candidates !== null) return this.#candidates;
    const { protocols } = this.#source;
    const hinted = protocols.filter((protocol) => this.#isAtHome(protocol));
    this.#candidates = [...hinted, ...protocols.filter((protocol) => !hinted.includes(protocol))];
    return this.#candidates;
  }

  #deny(lane: Lane): void {
    lane.skipKept();
    lane.denied = true;
    if (this.#isPatient || !this.#lanes[opposite(lane.direction)].denied) return;
    this.#isGivenUp = true;
    this.#source.giveUp();
  }

  #recognise(protocol: AppProtocol, evidence: string): void {
    if (this.#isRecognised) return;
    this.#protocol = protocol;
    const decoder = protocol.open();
    this.#openReaders(this.#cutters(protocol, decoder));
    if (this.#source.carriers.length === 0) this.#flow.framing = { protocol, decoder };
    this.#flow.protocol = protocol.name;
    this.#flow.protocolEvidence = evidence;
    this.#source.recognised(protocol.name);
    this.#context.hooks.protocol(this.#flow);
  }

  #cutters(protocol: AppProtocol, decoder: MessageDecoder): (direction: Direction, seeking: boolean) => StreamReader {
    return (direction, seeking) => new MessageCutter(this.#flow, direction, protocol, decoder, this.#context, seeking);
  }

  #recogniseCarrier(carrier: Carrier): void {
    if (this.#isRecognised) return;
    const openInner = (source: StreamSource): TwoWayStream => new TwoWayStream(this.#flow, this.#context, source);
    const carried = new CarriedStream(this.#flow, this.#context, carrier, this.#source, openInner);
    this.#openReaders((direction, seeking) => carried.reader(direction, seeking));
  }

  #openReaders(makeReader: (direction: Direction, seeking: boolean) => StreamReader): void {
    this.#isRecognised = true;
    this.#makeReader = makeReader;
    for (const lane of this.#lanes) {
      this.#openReader(lane, !lane.aligned && this.#source.hasStarted(lane.direction));
    }
  }

  #makeReader: (direction: Direction, seeking: boolean) => StreamReader | null = () => null;

  #openReader(lane: Lane, seeking: boolean): void {
    lane.reader = this.#makeReader(lane.direction, seeking || lane.skippedBytes > 0);
    lane.reader?.noteSkipped(lane.skippedBytes, lane.skippedFrame);
    lane.skippedBytes = 0;
  }

  #replay(lane: Lane): void {
    const { kept, keptOrigins, reader } = lane;
    if (kept.length === 0 || reader === null) return;
    const { store, length } = kept;
    kept.store = new Uint8Array(0);
    kept.length = 0;
    keptOrigins.replay(store, 0, length, this.#context.replayOrigin, reader);
  }
}

function innerProbes(carriers: readonly Carrier[], context: MessageContext): ReadonlyMap<Carrier, InnerProbe> {
  return new Map(carriers.map((carrier) => [carrier, innerProbe(carrier, context)]));
}

/** Asks the protocols that a carrier may carry. */
function innerProbe(carrier: Carrier, context: MessageContext): InnerProbe {
  const protocols = context.protocols.filter(({ name }) => carrier.inside === null || carrier.inside.includes(name));
  return (buf, at, end) => firstVerdict(protocols, buf, at, end);
}

/** 'yes' if any of them says so; 'more' if one of them needs more. */
function firstVerdict(protocols: readonly AppProtocol[], buf: Uint8Array, at: number, end: number): Verdict {
  let undecided = false;
  for (const protocol of protocols) {
    const verdict = protocol.probe(buf, at, end);
    if (verdict === 'yes') return 'yes';
    if (verdict === 'more') undecided = true;
  }
  return undecided ? 'more' : 'no';
}

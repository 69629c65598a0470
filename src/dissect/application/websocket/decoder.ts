// One WebSocket connection: the HTTP/1.1 upgrade of both sides, then frames — RFC 6455 §1.3, §4.

import { matchesAscii, u8 } from '../../../core/bytes.ts';
import { CLIENT_TO_SERVER, type Direction, opposite, SERVER_TO_CLIENT } from '../../../core/direction.ts';
import { type CarrierDecoder, type CarrierSink, type InnerProbe, UNKNOWN_AMOUNT, type Verdict } from '../carrier.ts';
import { HEAD_TOO_LONG, SUBPROTOCOL_NOT_MQTT } from './anomalies.ts';
import { framesChainAt } from './chaining.ts';
import { deflateTerms, PERMESSAGE_DEFLATE } from './extensions.ts';
import { FrameReader } from './frame-reader.ts';
import type { FrameTerms } from './frame-rules.ts';
import { WebSocketFrameView } from './frame-view.ts';
import { HeadCollector } from './http-head.ts';
import { UpgradeRequest, UpgradeResponse } from './upgrade.ts';

/** What a direction is doing. */
const READS_HEAD = 0;
/** Client: the request is through, its answer is not. */
const AWAITS_ANSWER = 1;
const READS_FRAMES = 2;
/** HTTP without WebSocket: another request may follow. */
const IS_PLAIN_HTTP = 3;
const IS_LOST = 4;

/** Sub-protocols that mean MQTT: the standard's name, and what clients of MQTT 3.1 use. */
const MQTT_SUBPROTOCOLS = ['mqtt', 'mqttv3.1'];
const HEAD_STARTS: readonly [string, string] = ['GET ', 'HTTP/1.'];
/** Methods begin with a capital letter; as a frame that is FIN 0, RSV1 1. 'A' and 'B' may be compressed fragments. */
const FIRST_METHOD_LETTER = 0x43;
const LAST_METHOD_LETTER = 0x5a;

class Terms implements FrameTerms {
  compression: FrameTerms['compression'] = 'unknown';
  forgets: readonly [boolean, boolean] = [false, false];
  hasOtherExtensions = false;
  carriesMqtt = false;
  wantsInner = true;
  readonly view: WebSocketFrameView = new WebSocketFrameView();
}

class Side {
  readonly direction: Direction;
  readonly frames: FrameReader;
  readonly head: HeadCollector = new HeadCollector();
  phase = READS_HEAD;

  constructor(direction: Direction, sink: CarrierSink, terms: FrameTerms) {
    this.direction = direction;
    this.frames = new FrameReader(direction, sink, terms);
  }
}

export class WebSocketDecoder implements CarrierDecoder {
  readonly #sink: CarrierSink;
  readonly #terms: Terms = new Terms();
  readonly #sides: readonly [Side, Side];
  #request: UpgradeRequest | null = null;
  #response: UpgradeResponse | null = null;

  constructor(sink: CarrierSink) {
    this.#sink = sink;
    this.#sides = [new Side(CLIENT_TO_SERVER, sink, this.#terms), new Side(SERVER_TO_CLIENT, sink, this.#terms)];
  }

  get evidence(): string {
    return this.#request !== null || this.#response !== null ? 'upgrade' : 'content';
  }

  get promisesInner(): boolean {
    if (this.#response !== null) return isMqttName(this.#response.subprotocol);
    return this.#request === null || this.#request.subprotocols.some(isMqttName);
  }

  bytes(direction: Direction, buf: Uint8Array, at: number, end: number, startsSegment: boolean): number {
    const side = this.#sides[direction];
    let isSegmentStart = startsSegment;
    while (at < end) {
      switch (side.phase) {
        case READS_HEAD:
          at = this.#readHead(side, buf, at, end);
          break;
        case AWAITS_ANSWER:
          if (isMethodLetter(u8(buf, at))) side.phase = READS_HEAD;
          else this.#start(side, true); // it goes on with frames: the answer that allows it is not in the capture
          break;
        case READS_FRAMES:
          at = side.frames.read(buf, at, end);
          if (side.frames.isLost) side.phase = IS_LOST;
          break;
        case IS_PLAIN_HTTP:
          if (!isSegmentStart || !matchesAscii(buf, at, end, HEAD_STARTS[direction])) return end;
          side.phase = READS_HEAD;
          break;
        default:
          return at;
      }
      isSegmentStart = false;
    }
    return at;
  }

  missing(direction: Direction, count: number): void {
    const side = this.#sides[direction];
    if (side.phase === IS_PLAIN_HTTP || side.phase === IS_LOST) return;
    if (side.phase === READS_FRAMES) {
      side.frames.missing(count);
      if (side.frames.isLost) side.phase = IS_LOST;
    } else this.loseFraming(direction);
  }

  finish(direction: Direction): void {
    const side = this.#sides[direction];
    if (side.phase === READS_FRAMES) side.frames.finish();
  }

  hasLostFraming(direction: Direction): boolean {
    return this.#sides[direction].phase === IS_LOST;
  }

  loseFraming(direction: Direction): void {
    const side = this.#sides[direction];
    if (side.phase === READS_FRAMES) side.frames.lose();
    this.#sink.skipped(direction, side.head.length);
    side.head.clear();
    side.phase = IS_LOST;
  }

  resumesAt(direction: Direction, buf: Uint8Array, at: number, end: number, inner: InnerProbe): Verdict {
    if (matchesAscii(buf, at, end, HEAD_STARTS[direction])) return 'yes';
    const { masked } = this.#sides[direction].frames;
    return framesChainAt(buf, at, end, {
      masked,
      mayBeCompressed: this.#terms.compression !== 'none',
      inner: this.#terms.wantsInner ? inner : null,
    });
  }

  resume(direction: Direction): void {
    const side = this.#sides[direction];
    side.phase = READS_HEAD; // bytes that are no head are frames
    side.head.clear();
  }

  carries(protocol: string): void {
    this.#terms.carriesMqtt = protocol === 'mqtt';
    this.#checkSubprotocol();
  }

  dropInner(): void {
    this.#terms.wantsInner = false;
  }

  #readHead(side: Side, buf: Uint8Array, at: number, end: number): number {
    const { head } = side;
    if (head.length === 0) {
      this.#sink.unitStarts(side.direction, at);
      if (!isMethodLetter(u8(buf, at))) {
        this.#startInMiddle(side);
        return at;
      }
    }
    const next = head.take(buf, at, end);
    if (head.isTooLong) {
      this.#sink.flag(HEAD_TOO_LONG);
      this.loseFraming(side.direction);
    } else if (head.isComplete) {
      const complete = head.read();
      head.clear();
      if (side.direction === CLIENT_TO_SERVER) this.#takeRequest(side, new UpgradeRequest(complete));
      else this.#takeResponse(side, new UpgradeResponse(complete, this.#request));
    }
    return next;
  }

  #takeRequest(side: Side, request: UpgradeRequest): void {
    if (!request.asksUpgrade) {
      side.phase = IS_PLAIN_HTTP;
      return;
    }
    this.#request = request;
    for (const kind of request.anomalies()) this.#sink.flag(kind);
    this.#sink.event(side.direction, request);
    side.phase = AWAITS_ANSWER;
    if (this.#response?.isUpgrade === true) this.#start(side, true);
  }

  #takeResponse(side: Side, response: UpgradeResponse): void {
    if (response.isInterim) return;
    const asker = this.#sides[opposite(side.direction)];
    // An answer to some other request of the same connection.
    if (!response.isUpgrade && asker.phase !== AWAITS_ANSWER) {
      side.phase = IS_PLAIN_HTTP;
      return;
    }
    this.#response = response;
    for (const kind of response.anomalies()) this.#sink.flag(kind);
    if (!response.isUpgrade) {
      this.#sink.event(side.direction, response);
      this.#request = null;
      this.#response = null;
      side.phase = IS_PLAIN_HTTP;
      asker.phase = IS_PLAIN_HTTP;
      return;
    }
    this.#agree(response);
    this.#checkSubprotocol();
    this.#sink.event(side.direction, response);
    this.#start(side, true);
    if (asker.phase === AWAITS_ANSWER) this.#start(asker, true);
  }

  /** Asked when both are known: what was agreed and what lies inside. */
  #checkSubprotocol(): void {
    const response = this.#response;
    if (this.#terms.carriesMqtt && response !== null && !isMqttName(response.subprotocol))
      this.#sink.flag(SUBPROTOCOL_NOT_MQTT);
  }

  #agree(response: UpgradeResponse): void {
    const terms = this.#terms;
    const deflate = deflateTerms(response.extensions);
    terms.compression = deflate === null ? 'none' : 'agreed';
    terms.forgets = deflate?.forgets ?? terms.forgets;
    terms.hasOtherExtensions = response.extensions.some((extension) => extension.name !== PERMESSAGE_DEFLATE);
  }

  #start(side: Side, isFirst: boolean): void {
    side.phase = READS_FRAMES;
    this.#sink.starts(side.direction, isFirst);
  }

  /** Frames without a head before them: behind a hole, or the capture starts here. */
  #startInMiddle(side: Side): void {
    side.frames.resume();
    this.#start(side, false);
    this.#sink.innerMissing(side.direction, UNKNOWN_AMOUNT);
  }
}

function isMethodLetter(byte: number): boolean {
  return byte >= FIRST_METHOD_LETTER && byte <= LAST_METHOD_LETTER;
}

function isMqttName(subprotocol: string | null): boolean {
  return subprotocol !== null && MQTT_SUBPROTOCOLS.includes(subprotocol.toLowerCase());
}

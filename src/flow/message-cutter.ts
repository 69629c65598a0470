// Cuts the ordered bytes of one direction into messages, at any byte boundary. A message that lies in one piece is decoded there;
// of one that spans pieces only the head is copied, its payload streams past the listeners.

import type { Direction } from '../core/direction.ts';
import { UNKNOWN_AMOUNT } from '../dissect/application/carrier.ts';
import {
  type AppProtocol,
  MALFORMED,
  type MessageDecoder,
  type MessageView,
  NEED_MORE,
} from '../dissect/application/protocol.ts';
import { announceWhole } from './announce.ts';
import type { ByteSink, PieceOrigin } from './byte-sink.ts';
import { MESSAGE_HEAD_LIMIT, PAYLOAD_MISSING } from './limits.ts';
import type { MessageContext } from './message-context.ts';
import { MessagePlace } from './message-place.ts';
import { MessageSearch } from './resync.ts';
import { StreamBuffer } from './stream-buffer.ts';
import type { TcpFlow } from './tcp-flow.ts';
import { UnparsedBytes } from './unparsed-bytes.ts';

const NO_BYTES = new Uint8Array(0);

export class MessageCutter implements ByteSink {
  readonly #flow: TcpFlow;
  readonly #direction: Direction;
  readonly #protocol: AppProtocol;
  readonly #decoder: MessageDecoder;
  readonly #context: MessageContext;
  /** The head of the message so far. */
  readonly #carry: StreamBuffer = new StreamBuffer();
  /** No message boundary is known: one is searched for. */
  #seeking: boolean;
  /** The next message is the first after a search. */
  #resynchronised: boolean;
  /** Payload bytes of the current message that are still to come; 0: none is being streamed. */
  #remaining = 0;
  #length = 0;
  #headLength = 0;
  /** Bytes that follow the head and are no payload (a head cut by its limit). */
  #untold = 0;
  #announcesPayload = false;
  /** Missing payload bytes: not yet told, and all of this message. */
  #missingUntold = 0;
  #missingTotal = 0;
  readonly #place: MessagePlace = new MessagePlace();
  readonly #unparsed: UnparsedBytes = new UnparsedBytes();
  readonly #search: MessageSearch;

  /** `seeking`: the first byte need not be the start of a message. */
  constructor(
    flow: TcpFlow,
    direction: Direction,
    protocol: AppProtocol,
    decoder: MessageDecoder,
    context: MessageContext,
    seeking: boolean,
  ) {
    this.#flow = flow;
    this.#direction = direction;
    this.#protocol = protocol;
    this.#decoder = decoder;
    this.#context = context;
    this.#seeking = seeking;
    this.#resynchronised = seeking;
    this.#search = new MessageSearch(protocol, this.#unparsed, context.limits.probeBytes);
  }

  /** Stands between two messages, and nothing is special about the next one. */
  get isAtBoundary(): boolean {
    if (this.#seeking || this.#resynchronised || this.#unparsed.count > 0) return false;
    return this.#remaining === 0 && this.#carry.length === 0;
  }

  bytes(buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void {
    const pieceAt = at;
    while (at < end) {
      if (this.#seeking) at = this.#seek(buf, at, end, at === pieceAt, origin);
      else {
        if (this.#remaining > 0) {
          this.#place.noteLast(origin);
          at = this.#stream(buf, at, end);
        } else if (this.#carry.length > 0) {
          this.#place.noteLast(origin);
          at = this.#completeHead(buf, at, end);
        } else at = this.#cut(buf, at, end, pieceAt, origin);
      }
    }
  }

  missing(count: number): void {
    if (this.#seeking) {
      this.#search.discard();
      return;
    }
    if (this.#remaining > 0 && count !== UNKNOWN_AMOUNT) {
      const ofPayload = Math.min(count, this.#remaining);
      this.#remaining -= ofPayload;
      this.#missingUntold += ofPayload;
      this.#missingTotal += ofPayload;
      if (this.#remaining === 0) this.#finishStreamed();
      if (ofPayload === count) return; // framing goes on: the length is known
    }
    this.#loseFraming();
  }

  finish(): void {
    this.#search.discard();
    this.#discardCarry();
    this.#tellUnparsed();
  }

  /** Bytes that went by before this cutter was made. */
  noteSkipped(bytes: number, frame: number): void {
    this.#unparsed.note(bytes, frame);
  }

  #cut(buf: Uint8Array, at: number, end: number, pieceAt: number, origin: PieceOrigin): number {
    const length = this.#protocol.measure(buf, at, end);
    if (length === MALFORMED) {
      this.#unparsed.note(end - at, origin.frame);
      this.#loseFraming();
      return end;
    }
    this.#place.begin(origin, at - pieceAt);
    if (length !== NEED_MORE && at + length <= end) {
      this.#emitWhole(buf, at, length);
      return at + length;
    }
    const head = length === NEED_MORE ? NEED_MORE : this.#protocol.headLength(buf, at, end, length);
    if (head === NEED_MORE || at + head > end) {
      this.#carry.append(buf, at, end);
      return end;
    }
    this.#carry.append(buf, at, at + head);
    this.#startStreaming(length, head);
    return at + head;
  }

  /** The head is not complete: takes as few bytes as tell more, so that nothing of the next message is copied. */
  #completeHead(buf: Uint8Array, at: number, end: number): number {
    const carry = this.#carry;
    const length = this.#protocol.measure(carry.store, 0, carry.length);
    if (length === MALFORMED) {
      this.#loseFraming();
      this.#unparsed.note(end - at, this.#place.lastFrame);
      return end;
    }
    const head = length === NEED_MORE ? NEED_MORE : this.#protocol.headLength(carry.store, 0, carry.length, length);
    const wanted = head === NEED_MORE ? 1 : head - carry.length;
    const taken = Math.min(wanted, end - at);
    if (carry.length + taken > this.#context.limits.messageHeadBytes) {
      this.#context.flag(MESSAGE_HEAD_LIMIT, this.#place.lastFrame);
      this.#loseFraming();
      this.#unparsed.note(end - at, this.#place.lastFrame);
      return end;
    }
    carry.append(buf, at, at + taken);
    if (taken === wanted) this.#takeHead();
    return at + taken;
  }

  /** The byte that tells how long the head is may be its last one. */
  #takeHead(): void {
    const carry = this.#carry;
    const length = this.#protocol.measure(carry.store, 0, carry.length);
    if (length === MALFORMED) this.#loseFraming();
    if (length === MALFORMED || length === NEED_MORE) return;
    const head = this.#protocol.headLength(carry.store, 0, carry.length, length);
    if (head === NEED_MORE || head > carry.length) return;
    if (head < length) this.#startStreaming(length, head);
    else {
      this.#emitWhole(carry.store, 0, length);
      carry.clear();
    }
  }

  #emitWhole(buf: Uint8Array, at: number, length: number): void {
    this.#place.fill(this.#context.origin, this.#resynchronised);
    announceWhole(this.#context, this.#flow, this.#direction, this.#decoder, buf, at, length);
    this.#resynchronised = false;
  }

  /** The head of a message lies in the carry buffer, the rest is payload. */
  #startStreaming(length: number, head: number): void {
    this.#length = length;
    this.#headLength = head;
    this.#remaining = length - head;
    this.#missingUntold = 0;
    this.#missingTotal = 0;
    this.#untold = 0;
    this.#announcesPayload = false;
    const { hooks, origin } = this.#context;
    if (!hooks.hearsMessageStarts && !hooks.hearsPayload) return;
    const view = this.#decodeHead();
    this.#place.fill(this.#context.origin, this.#resynchronised);
    if (hooks.hearsMessageStarts) hooks.messageStart(this.#flow, this.#direction, view, origin);
    this.#announcesPayload = hooks.hearsPayload && (view.payloadLength ?? 0) > 0;
    if (!this.#announcesPayload) return;
    const payloadAt = view.payloadAt ?? head;
    if (payloadAt < head) hooks.payload(this.#flow, this.#direction, this.#carry.store, payloadAt, head, 0);
    else this.#untold = payloadAt - head;
  }

  #stream(buf: Uint8Array, at: number, end: number): number {
    const taken = Math.min(this.#remaining, end - at);
    if (this.#announcesPayload) {
      const skipped = Math.min(this.#untold, taken);
      this.#untold -= skipped;
      if (taken > skipped) {
        this.#context.hooks.payload(this.#flow, this.#direction, buf, at + skipped, at + taken, this.#missingUntold);
        this.#missingUntold = 0;
      }
    }
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#finishStreamed();
    return at + taken;
  }

  #finishStreamed(): void {
    const { hooks, origin, anomalies } = this.#context;
    if (this.#announcesPayload && this.#missingUntold > 0) {
      hooks.payload(this.#flow, this.#direction, NO_BYTES, 0, 0, this.#missingUntold);
    }
    const view = this.#decodeHead(); // anew: the other direction may have used the decoder's view in between
    this.#place.fill(this.#context.origin, this.#resynchronised);
    if (this.#missingTotal > 0)
      anomalies.add(PAYLOAD_MISSING, this.#headLength, this.#length - this.#headLength, this.#missingTotal);
    hooks.message(this.#flow, this.#direction, view, origin, anomalies);
    this.#carry.clear();
    this.#resynchronised = false;
  }

  #decodeHead(): MessageView {
    const context = this.#context;
    context.anomalies.clear();
    return this.#decoder.decode(
      this.#carry.store,
      0,
      this.#headLength,
      this.#length,
      this.#direction,
      context.flagMessage,
    );
  }

  /** Looks for a message. Returns where to go on. */
  #seek(buf: Uint8Array, at: number, end: number, isPieceStart: boolean, origin: PieceOrigin): number {
    const found = this.#search.look(buf, at, end, isPieceStart && origin.startsSegment, origin);
    if (found === 'nothing') return end;
    this.#tellUnparsed();
    this.#seeking = false;
    this.#resynchronised = true;
    if (found === 'here') return at;
    this.#search.replay(origin, this);
    return end;
  }

  #loseFraming(): void {
    this.#discardCarry();
    this.#seeking = true;
  }

  #discardCarry(): void {
    const carry = this.#carry;
    if (this.#remaining > 0) {
      // The payload that was streamed belongs to a message that never ended.
      const streamed = this.#length - this.#remaining - this.#missingTotal - carry.length;
      this.#unparsed.note(streamed, this.#place.firstFrame);
      this.#remaining = 0;
    }
    this.#unparsed.note(carry.length, this.#place.firstFrame);
    carry.clear();
  }

  #tellUnparsed(): void {
    const { count, frame } = this.#unparsed;
    if (count > 0) this.#context.hooks.unparsed(this.#flow, this.#direction, count, frame);
    this.#unparsed.count = 0;
  }
}

// The frames of one direction — RFC 6455 §5, RFC 7692 §6, §7.2: cut at any byte boundary, unmasked and passed on piece by piece; never a frame
// or a message as a whole.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import { u8 } from '../../../core/bytes.ts';
import type { Direction } from '../../../core/direction.ts';
import { type CarrierSink, UNKNOWN_AMOUNT } from '../carrier.ts';
import {
  CLOSE_INVALID,
  CONTINUATION_UNEXPECTED,
  HISTORY_MISSING,
  INFLATE_FAILED,
  MESSAGE_INTERRUPTED,
  TEXT_FRAME,
} from './anomalies.ts';
import { FrameHeader, headerLength, MAX_HEADER_BYTES } from './frame-header.ts';
import { checkHeader, type FrameTerms, isSoundClose, RSV1 } from './frame-rules.ts';
import { MAX_CONTROL_BYTES } from './frame-view.ts';
import { Inflater } from './inflate.ts';
import type { InflateSink } from './inflate-window.ts';
import { UNMASK_BYTES, UNMASKED, unmask } from './masking.ts';
import { isData, WS_CLOSE, WS_CONTINUATION, WS_TEXT } from './opcodes.ts';

/** Of the message that frames make up: none is open, one is, or nobody knows (the capture starts in the middle). */
const NO_MESSAGE = 0;
const OPEN_MESSAGE = 1;
const UNKNOWN_MESSAGE = 2;

export class FrameReader implements InflateSink {
  readonly #direction: Direction;
  readonly #sink: CarrierSink;
  readonly #terms: FrameTerms;
  /** The header of the frame so far, where it did not come in one piece. */
  readonly #carry: Uint8Array = new Uint8Array(MAX_HEADER_BYTES);
  #headerBytes = 0;
  readonly #header: FrameHeader = new FrameHeader();
  /** Payload bytes that were passed, and that are to come. */
  #passed = 0;
  #remaining = 0;
  #missing = 0;
  #message = NO_MESSAGE;
  #isCompressed = false;
  /** The rest of the compressed message cannot be read. */
  #isUnreadable = false;
  #inflater: Inflater | null = null;
  /** The decompressor has seen every message of this direction. */
  #knowsHistory = true;
  #hasClosed = false;
  #sourceAt = 0;
  #startsUnit = false;
  #close: Uint8Array | null = null;
  #closeLength = 0;
  /** Framing was lost: `resume` first. */
  isLost = false;
  /** How the frames seen so far were: 1 masked, 0 not, −1 none seen. */
  masked = -1;

  constructor(direction: Direction, sink: CarrierSink, terms: FrameTerms) {
    this.#direction = direction;
    this.#sink = sink;
    this.#terms = terms;
  }

  /** Goes on behind a hole, or in the middle of a stream, with the first byte of a frame. */
  resume(): void {
    this.isLost = false;
    this.#message = UNKNOWN_MESSAGE;
    this.#isCompressed = false;
    this.#forgetHistory();
  }

  /** Returns `end`, or where framing was lost. */
  read(buf: Uint8Array, at: number, end: number): number {
    while (at < end && !this.isLost) {
      at = this.#remaining > 0 ? this.#readPayload(buf, at, end) : this.#readHeader(buf, at, end);
    }
    return at;
  }

  /** The next `count` bytes are lost. */
  missing(count: number): void {
    if (count !== UNKNOWN_AMOUNT && this.#remaining > 0) {
      const ofFrame = Math.min(count, this.#remaining);
      this.#missing += ofFrame;
      this.#passed += ofFrame;
      this.#remaining -= ofFrame;
      if (isData(this.#header.opcode)) this.#losePayload(ofFrame);
      if (this.#remaining === 0) this.#endFrame();
      if (ofFrame === count) return; // the next frame starts where it should
    }
    this.lose();
  }

  /** What is under way stays incomplete. */
  lose(): void {
    this.#sink.skipped(this.#direction, this.#headerBytes);
    this.#headerBytes = 0;
    if (this.#remaining > 0) this.#announce();
    this.#remaining = 0;
    this.isLost = true;
    this.#sink.innerMissing(this.#direction, UNKNOWN_AMOUNT);
  }

  /** Nothing will follow. */
  finish(): void {
    if (this.#headerBytes > 0) this.#sink.skipped(this.#direction, this.#headerBytes);
    this.#headerBytes = 0;
    if (this.#remaining > 0) this.#announce();
    this.#remaining = 0;
  }

  inflated(buf: Uint8Array, at: number, end: number): void {
    this.#sink.innerBytes(this.#direction, buf, at, end, this.#sourceAt, this.#startsUnit);
    this.#startsUnit = false;
  }

  #readHeader(buf: Uint8Array, at: number, end: number): number {
    if (this.#headerBytes === 0) {
      this.#sink.unitStarts(this.#direction, at);
      const length = headerLength(buf, at, end);
      if (length > 0 && at + length <= end) {
        this.#startFrame(buf, at, end);
        return at + length;
      }
    }
    const carry = this.#carry;
    carry[this.#headerBytes++] = u8(buf, at);
    if (headerLength(carry, 0, this.#headerBytes) === this.#headerBytes) {
      const whole = this.#headerBytes;
      this.#headerBytes = 0;
      this.#startFrame(carry, 0, whole);
    }
    return at + 1;
  }

  /** `at`: a whole header. */
  #startFrame(buf: Uint8Array, at: number, end: number): void {
    const header = this.#header;
    header.read(buf, at, end);
    this.masked = header.isMasked ? 1 : 0;
    this.#remaining = header.payloadLength;
    this.#passed = 0;
    this.#missing = 0;
    this.#closeLength = 0;
    checkHeader(header, this.#direction, this.#hasClosed, this.#terms, this.#sink);
    if (isData(header.opcode)) this.#startData();
    if (!header.isPossible) this.lose();
    else if (this.#remaining === 0) this.#endFrame();
  }

  #startData(): void {
    if (this.#header.opcode === WS_CONTINUATION) {
      if (this.#message === NO_MESSAGE) this.#flag(CONTINUATION_UNEXPECTED);
      if (this.#message !== OPEN_MESSAGE) this.#isCompressed = false;
      this.#message = OPEN_MESSAGE;
      return;
    }
    if (this.#message === OPEN_MESSAGE) {
      this.#flag(MESSAGE_INTERRUPTED);
      if (this.#isCompressed) this.#forgetHistory();
    }
    this.#message = OPEN_MESSAGE;
    this.#isCompressed = (this.#header.reserved & RSV1) !== 0 && this.#terms.compression !== 'none';
    this.#isUnreadable = false;
    this.#startsUnit = true;
  }

  #readPayload(buf: Uint8Array, at: number, end: number): number {
    let to = Math.min(end, at + this.#remaining);
    const wanted = isData(this.#header.opcode)
      ? this.#terms.wantsInner && !this.#isUnreadable
      : this.#header.opcode === WS_CLOSE;
    if (!wanted) {
      this.#passed += to - at;
      this.#remaining -= to - at;
    } else if (this.#header.isMasked) {
      to = Math.min(to, at + UNMASK_BYTES);
      unmask(buf, at, to, this.#header.key, 0, this.#passed % 4, UNMASKED, 0);
      this.#passed += to - at;
      this.#remaining -= to - at;
      this.#pass(UNMASKED, 0, to - at, at);
    } else {
      this.#passed += to - at;
      this.#remaining -= to - at;
      this.#pass(buf, at, to, at);
    }
    if (this.#remaining === 0) this.#endFrame();
    return to;
  }

  /** Payload as the sender meant it; it came from `sourceAt` on. */
  #pass(buf: Uint8Array, at: number, end: number, sourceAt: number): void {
    if (this.#header.opcode === WS_CLOSE) {
      this.#close ??= new Uint8Array(MAX_CONTROL_BYTES);
      for (let i = at; i < end && this.#closeLength < MAX_CONTROL_BYTES; i++)
        this.#close[this.#closeLength++] = u8(buf, i);
      return;
    }
    this.#sourceAt = sourceAt;
    if (!this.#isCompressed) {
      this.inflated(buf, at, end);
      return;
    }
    this.#inflater ??= new Inflater(this);
    if (!this.#inflater.write(buf, at, end)) this.#giveUpMessage();
  }

  #losePayload(count: number): void {
    this.#startsUnit = false;
    if (this.#isCompressed) {
      if (!this.#isUnreadable) this.#sink.innerMissing(this.#direction, UNKNOWN_AMOUNT);
      this.#isUnreadable = true;
      this.#forgetHistory();
    } else this.#sink.innerMissing(this.#direction, count);
  }

  /** The data of this message are wrong, or build on what was not captured. */
  #giveUpMessage(): void {
    this.#flag(this.#inflater?.reachedTooFar === true && !this.#knowsHistory ? HISTORY_MISSING : INFLATE_FAILED);
    this.#isUnreadable = true;
    this.#forgetHistory();
    this.#sink.innerMissing(this.#direction, UNKNOWN_AMOUNT);
  }

  #forgetHistory(): void {
    this.#inflater?.reset();
    this.#knowsHistory = false;
  }

  #endFrame(): void {
    if (isData(this.#header.opcode) && this.#header.isFinal) this.#endMessage();
    this.#announce();
    if (this.#header.opcode === WS_TEXT && this.#terms.carriesMqtt && this.#header.payloadLength > 0)
      this.#flag(TEXT_FRAME);
    if (this.#header.opcode === WS_CLOSE) this.#hasClosed = true;
  }

  #endMessage(): void {
    this.#message = NO_MESSAGE;
    if (!this.#isCompressed || this.#isUnreadable || !this.#terms.wantsInner) return;
    const inflater = this.#inflater;
    if (inflater !== null && !inflater.endMessage()) this.#giveUpMessage();
    if (this.#terms.forgets[this.#direction]) {
      inflater?.reset();
      this.#knowsHistory = true;
    }
  }

  #announce(): void {
    const { view } = this.#terms;
    view.opcode = this.#header.opcode;
    view.isFinal = this.#header.isFinal;
    view.reserved = this.#header.reserved;
    view.isMasked = this.#header.isMasked;
    view.payloadLength = this.#header.payloadLength;
    view.missingBytes = this.#missing + this.#remaining;
    view.isCompressed = isData(this.#header.opcode) && this.#isCompressed;
    view.closeLength = this.#closeLength;
    if (this.#close !== null && this.#closeLength > 0) view.closeBytes.set(this.#close);
    if (this.#header.opcode === WS_CLOSE && view.missingBytes === 0 && !isSoundClose(view)) this.#flag(CLOSE_INVALID);
    this.#sink.event(this.#direction, view);
  }

  #flag(kind: AnomalyKind): void {
    this.#sink.flag(kind);
  }
}

// DEFLATE, read as a stream — RFC 1951, as permessage-deflate uses it (RFC 7692 §7.2.2): stops and goes on at any byte, holds no more than
// the 32 KiB window. A decompressor that wants whole messages could not tell which frame a byte inside came from.

import { u8 } from '../../../core/bytes.ts';
import { FIXED_DISTANCES, FIXED_LITERALS, HuffmanCode } from './huffman.ts';

export interface InflateSink {
  /** The next decompressed bytes: [at, end) of `buf`, which dies with the call. */
  inflated(buf: Uint8Array, at: number, end: number): void;
}

const WINDOW_BYTES = 32_768;
const FIRST_WINDOW_BYTES = 1024;
/** What a sender takes off the end of every message — RFC 7692 §7.2.1. */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

const BLOCK_HEADER = 0;
const STORED_LENGTH = 1;
const STORED_CHECK = 2;
const STORED_BYTES = 3;
const TABLE_SIZES = 4;
const CODE_LENGTH_CODES = 5;
const CODE_LENGTHS = 6;
const REPEAT = 7;
const SYMBOLS = 8;
const LENGTH_BITS = 9;
const DISTANCE = 10;
const DISTANCE_BITS = 11;
const BROKEN = 12;

/** RFC 1951 §3.2.7. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** RFC 1951 §3.2.5: symbols 257 … 285 and distance codes 0 … 29. */
const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const END_OF_BLOCK = 256;
const MOST_LITERAL_CODES = 286;
const MOST_DISTANCE_CODES = 30;
/** `#decode`: too few bits; no such code. */
const WAIT = -1;
const NO_CODE = -2;

export class Inflater {
  readonly #sink: InflateSink;
  #state = BLOCK_HEADER;
  /** A distance reached behind the bytes that are known. */
  reachedTooFar = false;
  /** Output; grows to the window's size, then is a ring. */
  #window: Uint8Array = new Uint8Array(0);
  #position = 0;
  #told = 0;
  /** Bytes that may be referred to. */
  #history = 0;
  #bits = 0;
  #bitCount = 0;
  #isFinal = false;
  #hasInput = false;
  #count = 0;
  #index = 0;
  #literalCodes = 0;
  #distanceCodes = 0;
  #codeLengthCodes = 0;
  #symbol = 0;
  #length = 0;
  readonly #lengths: Uint8Array = new Uint8Array(MOST_LITERAL_CODES + MOST_DISTANCE_CODES + 32);
  #literals: HuffmanCode = FIXED_LITERALS;
  #distances: HuffmanCode = FIXED_DISTANCES;
  readonly #ownLiterals: HuffmanCode = new HuffmanCode(MOST_LITERAL_CODES);
  readonly #ownDistances: HuffmanCode = new HuffmanCode(MOST_DISTANCE_CODES);
  readonly #ownLengths: HuffmanCode = new HuffmanCode(CODE_LENGTH_ORDER.length);
  #buf: Uint8Array = TAIL;
  #at = 0;
  #end = 0;

  constructor(sink: InflateSink) {
    this.#sink = sink;
  }

  /** Forgets everything: the next byte starts a stream. */
  reset(): void {
    this.#state = BLOCK_HEADER;
    this.reachedTooFar = false;
    this.#position = 0;
    this.#told = 0;
    this.#history = 0;
    this.#bits = 0;
    this.#bitCount = 0;
    this.#isFinal = false;
    this.#hasInput = false;
  }

  /** The next compressed bytes of a message. false: they cannot be decompressed; only `reset` helps. */
  write(buf: Uint8Array, at: number, end: number): boolean {
    this.#buf = buf;
    this.#at = at;
    this.#end = end;
    if (at < end) this.#hasInput = true;
    while (this.#state !== BROKEN && this.#step()) {
      // One step after the other, until the input ends.
    }
    this.#tell();
    this.#buf = TAIL;
    return this.#state !== BROKEN;
  }

  /** The message is complete; the history stays. */
  endMessage(): boolean {
    const isAtBoundary = this.#state === BLOCK_HEADER && this.#bitCount < 8;
    const isWhole = !this.#hasInput || (isAtBoundary && this.#isFinal);
    if (!isWhole && (!this.write(TAIL, 0, TAIL.length) || this.#state !== BLOCK_HEADER)) return false;
    this.#hasInput = false;
    this.#isFinal = false;
    this.#bits = 0;
    this.#bitCount = 0;
    return true;
  }

  /** Does what the state asks for. false: more input is needed, or nothing helps. */
  #step(): boolean {
    switch (this.#state) {
      case BLOCK_HEADER:
        return this.#readBlockHeader();
      case STORED_LENGTH:
        if (!this.#need(16)) return false;
        this.#count = this.#take(16);
        this.#state = STORED_CHECK;
        return true;
      case STORED_CHECK:
        if (!this.#need(16)) return false;
        if ((this.#take(16) ^ 0xffff) !== this.#count) return this.#fail();
        this.#state = STORED_BYTES;
        return true;
      case STORED_BYTES:
        return this.#copyStored();
      case TABLE_SIZES:
        return this.#readTableSizes();
      case CODE_LENGTH_CODES:
        return this.#readCodeLengthCodes();
      case CODE_LENGTHS:
        return this.#readCodeLengths();
      case REPEAT:
        return this.#repeatCodeLength();
      case SYMBOLS:
        return this.#readSymbols();
      case LENGTH_BITS:
        return this.#readLengthBits();
      case DISTANCE:
        return this.#readDistance();
      case DISTANCE_BITS:
        return this.#readDistanceBits();
      default:
        return false;
    }
  }

  #readBlockHeader(): boolean {
    if (!this.#need(3)) return false;
    this.#isFinal = this.#take(1) === 1;
    const type = this.#take(2);
    if (type === 0) {
      this.#take(this.#bitCount & 7); // §3.2.4: stored bytes start at a byte
      this.#state = STORED_LENGTH;
    } else if (type === 1) {
      this.#literals = FIXED_LITERALS;
      this.#distances = FIXED_DISTANCES;
      this.#state = SYMBOLS;
    } else if (type === 2) this.#state = TABLE_SIZES;
    else return this.#fail();
    return true;
  }

  #copyStored(): boolean {
    while (this.#count > 0) {
      if (!this.#need(8)) return false;
      this.#put(this.#take(8));
      this.#count--;
    }
    return this.#endBlock();
  }

  /** A block that calls itself the last ends a DEFLATE stream; another may follow at the next byte (RFC 7692 §7.2.3.4). */
  #endBlock(): boolean {
    if (this.#isFinal) this.#take(this.#bitCount & 7);
    this.#state = BLOCK_HEADER;
    return true;
  }

  #readTableSizes(): boolean {
    if (!this.#need(14)) return false;
    this.#literalCodes = this.#take(5) + 257;
    this.#distanceCodes = this.#take(5) + 1;
    this.#codeLengthCodes = this.#take(4) + 4;
    if (this.#literalCodes > MOST_LITERAL_CODES || this.#distanceCodes > MOST_DISTANCE_CODES) return this.#fail();
    this.#lengths.fill(0);
    this.#index = 0;
    this.#state = CODE_LENGTH_CODES;
    return true;
  }

  #readCodeLengthCodes(): boolean {
    while (this.#index < this.#codeLengthCodes) {
      if (!this.#need(3)) return false;
      this.#lengths[CODE_LENGTH_ORDER[this.#index++] ?? 0] = this.#take(3);
    }
    if (!this.#ownLengths.build(this.#lengths, 0, CODE_LENGTH_ORDER.length, false)) return this.#fail();
    this.#lengths.fill(0);
    this.#index = 0;
    this.#state = CODE_LENGTHS;
    return true;
  }

  #readCodeLengths(): boolean {
    const wanted = this.#literalCodes + this.#distanceCodes;
    while (this.#index < wanted) {
      const symbol = this.#decode(this.#ownLengths);
      if (symbol === WAIT) return false;
      if (symbol === NO_CODE) return this.#fail();
      if (symbol >= 16) {
        this.#symbol = symbol;
        this.#state = REPEAT;
        return true;
      }
      this.#lengths[this.#index++] = symbol;
    }
    const hasEnd = u8(this.#lengths, END_OF_BLOCK) > 0;
    const isSound =
      hasEnd &&
      this.#ownLiterals.build(this.#lengths, 0, this.#literalCodes, true) &&
      this.#ownDistances.build(this.#lengths, this.#literalCodes, wanted, true);
    if (!isSound) return this.#fail();
    this.#literals = this.#ownLiterals;
    this.#distances = this.#ownDistances;
    this.#state = SYMBOLS;
    return true;
  }

  /** 16: the last length again, 17 and 18: zeros. */
  #repeatCodeLength(): boolean {
    const extra = this.#symbol === 16 ? 2 : this.#symbol === 17 ? 3 : 7;
    if (!this.#need(extra)) return false;
    const times = this.#take(extra) + (this.#symbol === 18 ? 11 : 3);
    if (this.#symbol === 16 && this.#index === 0) return this.#fail();
    if (this.#index + times > this.#literalCodes + this.#distanceCodes) return this.#fail();
    const length = this.#symbol === 16 ? u8(this.#lengths, this.#index - 1) : 0;
    this.#lengths.fill(length, this.#index, this.#index + times);
    this.#index += times;
    this.#state = CODE_LENGTHS;
    return true;
  }

  #readSymbols(): boolean {
    for (;;) {
      const symbol = this.#decode(this.#literals);
      if (symbol === WAIT) return false;
      if (symbol < END_OF_BLOCK) {
        if (symbol < 0) return this.#fail();
        this.#put(symbol);
      } else if (symbol === END_OF_BLOCK) return this.#endBlock();
      else {
        this.#symbol = symbol - END_OF_BLOCK - 1;
        if (this.#symbol >= LENGTH_BASES.length) return this.#fail();
        this.#state = LENGTH_BITS;
        return true;
      }
    }
  }

  #readLengthBits(): boolean {
    const extra = LENGTH_EXTRA[this.#symbol] ?? 0;
    if (!this.#need(extra)) return false;
    this.#length = (LENGTH_BASES[this.#symbol] ?? 0) + this.#take(extra);
    this.#state = DISTANCE;
    return true;
  }

  #readDistance(): boolean {
    const symbol = this.#decode(this.#distances);
    if (symbol === WAIT) return false;
    if (symbol === NO_CODE || symbol >= DISTANCE_BASES.length) return this.#fail();
    this.#symbol = symbol;
    this.#state = DISTANCE_BITS;
    return true;
  }

  #readDistanceBits(): boolean {
    const extra = DISTANCE_EXTRA[this.#symbol] ?? 0;
    if (!this.#need(extra)) return false;
    const distance = (DISTANCE_BASES[this.#symbol] ?? 0) + this.#take(extra);
    if (distance > this.#history) {
      this.reachedTooFar = true;
      return this.#fail();
    }
    for (let i = 0; i < this.#length; i++) {
      const from = this.#position - distance;
      this.#put(u8(this.#window, from < 0 ? from + WINDOW_BYTES : from));
    }
    this.#state = SYMBOLS;
    return true;
  }

  #put(byte: number): void {
    if (this.#position === this.#window.length) this.#makeRoom();
    this.#window[this.#position++] = byte;
    if (this.#history < WINDOW_BYTES) this.#history++;
  }

  #makeRoom(): void {
    if (this.#window.length < WINDOW_BYTES) {
      const larger = new Uint8Array(Math.max(FIRST_WINDOW_BYTES, 2 * this.#window.length));
      larger.set(this.#window);
      this.#window = larger;
      return;
    }
    this.#tell();
    this.#position = 0;
    this.#told = 0;
  }

  #tell(): void {
    if (this.#position > this.#told) this.#sink.inflated(this.#window, this.#told, this.#position);
    this.#told = this.#position;
  }

  /** Are `count` (16 at most) bits here? Takes as many bytes as that needs. */
  #need(count: number): boolean {
    while (this.#bitCount < count) {
      if (this.#at >= this.#end) return false;
      this.#bits |= u8(this.#buf, this.#at++) << this.#bitCount;
      this.#bitCount += 8;
    }
    return true;
  }

  #take(count: number): number {
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }

  /** The next symbol of a code; codes are written from their highest bit on (§3.1.1). */
  #decode(code: HuffmanCode): number {
    let path = 0;
    for (let length = 1; length <= code.longest; length++) {
      if (!this.#need(length)) return WAIT;
      path = (path << 1) | ((this.#bits >>> (length - 1)) & 1);
      const symbol = code.symbolOf(path, length);
      if (symbol >= 0) {
        this.#take(length);
        return symbol;
      }
    }
    return NO_CODE;
  }

  #fail(): boolean {
    this.#state = BROKEN;
    return false;
  }
}

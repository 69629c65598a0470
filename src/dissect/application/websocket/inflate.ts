// DEFLATE, read as a stream — RFC 1951, as permessage-deflate uses it (RFC 7692 §7.2.2): stops and goes on at any byte, holds no more than
// the 32 KiB window. A decompressor that wants whole messages could not tell which frame a byte inside came from.

import { u8 } from '../../../core/bytes.ts';
import { BitReader, NO_CODE, WAIT } from './bit-reader.ts';
import {
  CODE_LENGTH_ORDER,
  DISTANCE_BASES,
  DISTANCE_EXTRA,
  END_OF_BLOCK,
  LENGTH_BASES,
  LENGTH_EXTRA,
  MOST_DISTANCE_CODES,
  MOST_LITERAL_CODES,
} from './deflate-tables.ts';
import { FIXED_DISTANCES, FIXED_LITERALS, HuffmanCode } from './huffman.ts';
import { type InflateSink, InflateWindow } from './inflate-window.ts';

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

export class Inflater {
  readonly #window: InflateWindow;
  readonly #bits: BitReader = new BitReader();
  #state = BLOCK_HEADER;
  /** A distance reached behind the bytes that are known. */
  reachedTooFar = false;
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

  constructor(sink: InflateSink) {
    this.#window = new InflateWindow(sink);
  }

  /** Forgets everything: the next byte starts a stream. */
  reset(): void {
    this.#state = BLOCK_HEADER;
    this.reachedTooFar = false;
    this.#window.forget();
    this.#bits.clear();
    this.#isFinal = false;
    this.#hasInput = false;
  }

  /** The next compressed bytes of a message. false: they cannot be decompressed; only `reset` helps. */
  write(buf: Uint8Array, at: number, end: number): boolean {
    this.#bits.give(buf, at, end);
    if (at < end) this.#hasInput = true;
    while (this.#state !== BROKEN && this.#step()) {
      // One step after the other, until the input ends.
    }
    this.#window.tell();
    this.#bits.release();
    return this.#state !== BROKEN;
  }

  /** The message is complete; the history stays. */
  endMessage(): boolean {
    const isAtBoundary = this.#state === BLOCK_HEADER && this.#bits.count < 8;
    const isWhole = !this.#hasInput || (isAtBoundary && this.#isFinal);
    if (!isWhole && (!this.write(TAIL, 0, TAIL.length) || this.#state !== BLOCK_HEADER)) return false;
    this.#hasInput = false;
    this.#isFinal = false;
    this.#bits.clear();
    return true;
  }

  /** Does what the state asks for. false: more input is needed, or nothing helps. */
  #step(): boolean {
    switch (this.#state) {
      case BLOCK_HEADER:
        return this.#readBlockHeader();
      case STORED_LENGTH:
        if (!this.#bits.need(16)) return false;
        this.#count = this.#bits.take(16);
        this.#state = STORED_CHECK;
        return true;
      case STORED_CHECK:
        if (!this.#bits.need(16)) return false;
        if ((this.#bits.take(16) ^ 0xffff) !== this.#count) return this.#fail();
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
    if (!this.#bits.need(3)) return false;
    this.#isFinal = this.#bits.take(1) === 1;
    const type = this.#bits.take(2);
    if (type === 0) {
      this.#bits.align(); // §3.2.4: stored bytes start at a byte
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
      if (!this.#bits.need(8)) return false;
      this.#window.put(this.#bits.take(8));
      this.#count--;
    }
    return this.#endBlock();
  }

  /** A block that calls itself the last ends a DEFLATE stream; another may follow at the next byte (RFC 7692 §7.2.3.4). */
  #endBlock(): boolean {
    if (this.#isFinal) this.#bits.align();
    this.#state = BLOCK_HEADER;
    return true;
  }

  #readTableSizes(): boolean {
    if (!this.#bits.need(14)) return false;
    this.#literalCodes = this.#bits.take(5) + 257;
    this.#distanceCodes = this.#bits.take(5) + 1;
    this.#codeLengthCodes = this.#bits.take(4) + 4;
    if (this.#literalCodes > MOST_LITERAL_CODES || this.#distanceCodes > MOST_DISTANCE_CODES) return this.#fail();
    this.#lengths.fill(0);
    this.#index = 0;
    this.#state = CODE_LENGTH_CODES;
    return true;
  }

  #readCodeLengthCodes(): boolean {
    while (this.#index < this.#codeLengthCodes) {
      if (!this.#bits.need(3)) return false;
      this.#lengths[CODE_LENGTH_ORDER[this.#index++] ?? 0] = this.#bits.take(3);
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
      const symbol = this.#bits.decode(this.#ownLengths);
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
    if (!this.#bits.need(extra)) return false;
    const times = this.#bits.take(extra) + (this.#symbol === 18 ? 11 : 3);
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
      const symbol = this.#bits.decode(this.#literals);
      if (symbol === WAIT) return false;
      if (symbol < END_OF_BLOCK) {
        if (symbol < 0) return this.#fail();
        this.#window.put(symbol);
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
    if (!this.#bits.need(extra)) return false;
    this.#length = (LENGTH_BASES[this.#symbol] ?? 0) + this.#bits.take(extra);
    this.#state = DISTANCE;
    return true;
  }

  #readDistance(): boolean {
    const symbol = this.#bits.decode(this.#distances);
    if (symbol === WAIT) return false;
    if (symbol === NO_CODE || symbol >= DISTANCE_BASES.length) return this.#fail();
    this.#symbol = symbol;
    this.#state = DISTANCE_BITS;
    return true;
  }

  #readDistanceBits(): boolean {
    const extra = DISTANCE_EXTRA[this.#symbol] ?? 0;
    if (!this.#bits.need(extra)) return false;
    const distance = (DISTANCE_BASES[this.#symbol] ?? 0) + this.#bits.take(extra);
    if (!this.#window.repeat(this.#length, distance)) {
      this.reachedTooFar = true;
      return this.#fail();
    }
    this.#state = SYMBOLS;
    return true;
  }

  #fail(): boolean {
    this.#state = BROKEN;
    return false;
  }
}

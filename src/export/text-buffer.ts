// Text on its way out, as UTF-8 in one reused buffer: a table of millions of rows costs no string per row and no system call per line.

import { u8 } from '../core/bytes.ts';

/** Takes bytes [0, end) before it returns; the memory is reused afterwards. */
export type ByteSink = (bytes: Uint8Array, end: number) => void;

const CAPACITY = 1 << 18;
/** Rows are handed on at this fill, so that a line rarely has to be cut over two writes. */
const HAND_ON_AT = 1 << 16;
const MOST_BYTES_PER_CODE_UNIT = 3;
/** Fewer bytes are copied faster one by one than by a call. */
const WORTH_A_CALL = 24;

export class TextBuffer {
  readonly #bytes = Buffer.allocUnsafe(CAPACITY);
  readonly #sink: ByteSink;
  #at = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Any text. */
  text(value: string): void {
    if (value.length * MOST_BYTES_PER_CODE_UNIT > CAPACITY - this.#at) {
      this.flush();
      if (value.length * MOST_BYTES_PER_CODE_UNIT > CAPACITY) {
        const whole = Buffer.from(value, 'utf8');
        this.#sink(whole, whole.length);
        return;
      }
    }
    if (!this.asciiUnless(value, NOTHING_EXCLUDED)) this.#at += this.#bytes.write(value, this.#at);
  }

  /**
   * Writes `value` if it is ASCII without any character of `excluded` (a table of 128 flags); otherwise writes nothing and returns false.
   * Short texts are copied faster by this loop than by any call into the runtime.
   */
  asciiUnless(value: string, excluded: Uint8Array): boolean {
    const length = value.length;
    if (length > CAPACITY - this.#at) this.flush();
    if (length > CAPACITY) return false;
    const bytes = this.#bytes;
    const start = this.#at;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f || excluded[code] !== 0) return false;
      bytes[start + i] = code;
    }
    this.#at = start + length;
    return true;
  }

  /** A whole number from 0 to 2^31 − 1 digit by digit, anything else as JavaScript prints it. */
  number(value: number): void {
    if (value !== (value | 0) || value < 0) {
      this.text(String(value));
      return;
    }
    if (CAPACITY - this.#at < 10) this.flush();
    const bytes = this.#bytes;
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    const end = this.#at + digits;
    let rest = value;
    for (let at = end - 1; at >= this.#at; at--) {
      const quotient = (rest / 10) | 0;
      bytes[at] = 0x30 + rest - quotient * 10;
      rest = quotient;
    }
    this.#at = end;
  }

  /** Bytes prepared before (names, separators). */
  prepared(bytes: Uint8Array): void {
    if (bytes.length > CAPACITY - this.#at) this.flush();
    if (bytes.length > WORTH_A_CALL) {
      this.#bytes.set(bytes, this.#at);
    } else {
      for (let i = 0; i < bytes.length; i++) this.#bytes[this.#at + i] = u8(bytes, i);
    }
    this.#at += bytes.length;
  }

  /** A row is whole: hands the text on when enough has gathered. */
  endRow(): void {
    if (this.#at >= HAND_ON_AT) this.flush();
  }

  flush(): void {
    if (this.#at === 0) return;
    const end = this.#at;
    this.#at = 0;
    this.#sink(this.#bytes, end);
  }
}

const NOTHING_EXCLUDED = new Uint8Array(128);

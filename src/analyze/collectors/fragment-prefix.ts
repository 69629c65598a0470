// How a payload may carry its fragment number: "7|…", a text prefix, a JSON field, an integer in front. Each reader says what it sees in one payload.

import { u8, u16be, u16le, u32be, u32le, u64be, u64le } from '../../core/bytes.ts';

/** Bytes at the start of a payload that the readers look at. */
export const HEAD_LIMIT = 256;
/** Numbers above this are times, measurements or identifiers of things, not fragments. */
const LARGEST_INDEX = 9_999_999;

export type PrefixFormat = 'indexed' | 'json' | 'integer-prefix' | 'text-prefix';

/** Reads one way of numbering; `index` and `length` hold what the last call found. */
export abstract class PrefixReader {
  abstract readonly format: PrefixFormat;
  /** Stable name of this reader: 'indexed', 'json:seq', 'u32be', 'text:frag #'. */
  abstract readonly name: string;
  /** The fragment's number; may be negative (end packets). */
  index = 0;
  /** Bytes before the fragment's own. */
  length = 0;
  /** The number starts again from 0 when it reaches this; 0: it does not. */
  readonly modulus: number = 0;

  /** false: this payload is not of this format. `payloadLength` may be larger than headLength. */
  abstract read(head: Uint8Array, headLength: number, payloadLength: number): boolean;
}

const MINUS = 0x2d;
const BAR = 0x7c;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** ASCII decimal number, "|", bytes: `7|quieran`. */
export class IndexedPrefix extends PrefixReader {
  readonly format = 'indexed';
  readonly name = 'indexed';

  override read(head: Uint8Array, headLength: number): boolean {
    let at = 0;
    const negative = headLength > 0 && u8(head, 0) === MINUS;
    if (negative) at = 1;
    let value = 0;
    const digitsAt = at;
    while (at < headLength && at - digitsAt < 10 && isDigit(u8(head, at))) value = value * 10 + u8(head, at++) - 0x30;
    if (at === digitsAt || at >= headLength || u8(head, at) !== BAR || value > LARGEST_INDEX) return false;
    this.index = negative ? -value : value;
    this.length = at + 1;
    return true;
  }
}

/** An unsigned integer of 1, 2, 4 or 8 bytes in front. */
export class IntegerPrefix extends PrefixReader {
  readonly format = 'integer-prefix';
  readonly name: string;
  override readonly modulus: number;
  readonly #bytes: 1 | 2 | 4 | 8;
  readonly #bigEndian: boolean;

  constructor(bytes: 1 | 2 | 4 | 8, bigEndian: boolean) {
    super();
    this.#bytes = bytes;
    this.#bigEndian = bigEndian;
    this.name = bytes === 1 ? 'u8' : `u${bytes * 8}${bigEndian ? 'be' : 'le'}`;
    this.modulus = bytes <= 2 ? 2 ** (8 * bytes) : 0;
  }

  /** A number alone, with nothing behind it, is a measurement and no fragment. */
  override read(head: Uint8Array, headLength: number, payloadLength: number): boolean {
    if (headLength < this.#bytes || payloadLength === this.#bytes) return false;
    this.index = this.#value(head);
    this.length = this.#bytes;
    return this.index <= LARGEST_INDEX;
  }

  #value(head: Uint8Array): number {
    if (this.#bytes === 1) return u8(head, 0);
    if (this.#bytes === 2) return this.#bigEndian ? u16be(head, 0) : u16le(head, 0);
    if (this.#bytes === 4) return this.#bigEndian ? u32be(head, 0) : u32le(head, 0);
    return this.#bigEndian ? u64be(head, 0) : u64le(head, 0);
  }
}

/** Words, a number, punctuation, all the same in every payload but the number: "frag 7: …", "[7/33] …", "7;…". */
export class TextPrefix extends PrefixReader {
  readonly format = 'text-prefix';
  readonly name: string;
  readonly #lead: string;
  readonly #tail: string;

  constructor(lead: string, tail: string) {
    super();
    this.#lead = lead;
    this.#tail = tail;
    this.name = `text:${lead}#${tail}`;
  }

  override read(head: Uint8Array, headLength: number): boolean {
    const found = splitTextPrefix(head, headLength);
    if (found === null || found.lead !== this.#lead || found.tail !== this.#tail) return false;
    this.index = found.index;
    this.length = found.length;
    return true;
  }
}

interface SplitPrefix {
  readonly lead: string;
  readonly index: number;
  /** What follows the number, a total such as "/33" written as "/n". */
  readonly tail: string;
  readonly length: number;
}

/** Words before the number, the number, an optional "/total" or "of total", one to three marks or blanks behind. ASCII alone is asked about: without the u flag it compiles ten times faster. */
const TEXT_PREFIX = /^([^\d\r\n{}"]{0,24}?)(\d{1,7})((?:\s?(?:\/|of|de)\s?\d{1,7})?)([^\w\s.]{1,2}\s?|\s)/;

/** null: the payload does not begin with anything that looks like a numbered text prefix. */
export function splitTextPrefix(head: Uint8Array, headLength: number): SplitPrefix | null {
  let text = '';
  for (let i = 0; i < headLength && i < 48; i++) {
    const byte = u8(head, i);
    if (byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) break;
    text += String.fromCharCode(byte);
  }
  const found = TEXT_PREFIX.exec(text);
  if (found === null) return null;
  const [whole, lead = '', digits = '', total = '', tail = ''] = found;
  return {
    lead,
    index: Number(digits),
    tail: total === '' ? tail : `${total.replace(/\d+/, 'n')}${tail}`,
    length: whole.length,
  };
}

/** A number in a JSON object under a name that speaks of order. */
export class JsonPrefix extends PrefixReader {
  readonly format = 'json';
  readonly name: string;
  readonly key: string;
  readonly #pattern: RegExp;

  constructor(key: string) {
    super();
    this.key = key;
    this.name = `json:${key}`;
    const literal = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.#pattern = new RegExp(`"${literal}"\\s*:\\s*(-?\\d{1,7})(?=\\s*[,}])`, 'u');
  }

  override read(head: Uint8Array, headLength: number): boolean {
    if (!looksLikeJson(head, headLength)) return false;
    const found = this.#pattern.exec(asciiOf(head, headLength));
    if (found === null) return false;
    this.index = Number(found[1]);
    this.length = 0; // the whole object is the fragment
    return true;
  }
}

/** Names under which people number things, in English and Spanish. */
const SEQUENCE_KEY =
  /"([\w-]*(?:seq(?:uence|uencia)?|sec(?:uencia)?|index|indice|índice|idx|frag(?:ment|mento)?(?:_?(?:no|num|id))?|part(?:e)?|chunk|packet|paquete|count(?:er)?|contador|num(?:ber|ero)?|número|orden|order|msg_?(?:id|no|num)?|message_?(?:id|no|num)?|mensaje)|id|no|nr|n|i|k)"\s*:\s*-?\d{1,7}(?=\s*[,}])/giu;
/** Keys tried per topic. */
const KEY_LIMIT = 4;

/** The keys of a JSON payload that may hold the number, in order. */
export function sequenceKeys(head: Uint8Array, headLength: number): string[] {
  if (!looksLikeJson(head, headLength)) return [];
  const keys = new Set<string>();
  for (const found of asciiOf(head, headLength).matchAll(SEQUENCE_KEY)) {
    if (keys.size < KEY_LIMIT && found[1] !== undefined) keys.add(found[1]);
  }
  return [...keys];
}

function looksLikeJson(head: Uint8Array, headLength: number): boolean {
  let at = 0;
  while (at < headLength && (u8(head, at) === 0x20 || (u8(head, at) >= 0x09 && u8(head, at) <= 0x0d))) at++;
  return at < headLength && u8(head, at) === 0x7b;
}

function asciiOf(head: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8(head, i));
  return text;
}

/** The readers worth trying on a topic whose first payload begins like this. */
export function readersFor(head: Uint8Array, headLength: number): PrefixReader[] {
  const readers: PrefixReader[] = [new IndexedPrefix()];
  for (const key of sequenceKeys(head, headLength)) readers.push(new JsonPrefix(key));
  const text = splitTextPrefix(head, headLength);
  if (text !== null && !text.tail.startsWith('|')) readers.push(new TextPrefix(text.lead, text.tail));
  // The widest first: a little-endian counter of 8 bytes is also one of 4 and of 2.
  for (const bytes of [8, 4, 2] as const) {
    readers.push(new IntegerPrefix(bytes, true), new IntegerPrefix(bytes, false));
  }
  readers.push(new IntegerPrefix(1, true));
  return readers;
}

// The head of an HTTP/1.1 message — RFC 9112 §2.1, §3, §4, §5: collected at any byte boundary, taken apart once.

import { u8 } from '../../../core/bytes.ts';

/** Longer heads are not read. */
export const MAX_HEAD_BYTES = 65_536;

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = new Uint8Array(0);
const FIRST_CAPACITY = 512;

export interface HttpHead {
  readonly startLine: string;
  /** All values of a field in the order they came; empty: the field is not there. */
  values(name: string): readonly string[];
}

/** Collects a head; bytes behind it are not touched. */
export class HeadCollector {
  #store: Uint8Array = EMPTY;
  #length = 0;
  #lineLength = 0;
  isComplete = false;
  isTooLong = false;

  get length(): number {
    return this.#length;
  }

  /** Takes bytes up to the end of the head. Returns where it stopped. */
  take(buf: Uint8Array, at: number, end: number): number {
    let i = at;
    while (i < end && !this.isComplete && this.#length + (i - at) < MAX_HEAD_BYTES) {
      const byte = u8(buf, i++);
      if (byte === LF) {
        this.isComplete = this.#lineLength === 0; // a lone LF ends a line too (RFC 9112 §2.2)
        this.#lineLength = 0;
      } else if (byte !== CR) this.#lineLength++;
    }
    this.#append(buf, at, i);
    this.isTooLong = !this.isComplete && this.#length >= MAX_HEAD_BYTES;
    return i;
  }

  /** Cold. */
  read(): HttpHead {
    return parseHead(this.#store, 0, this.#length);
  }

  clear(): void {
    this.#store = EMPTY;
    this.#length = 0;
    this.#lineLength = 0;
    this.isComplete = false;
    this.isTooLong = false;
  }

  #append(buf: Uint8Array, at: number, end: number): void {
    const needed = this.#length + (end - at);
    if (needed > this.#store.length) {
      let capacity = Math.max(FIRST_CAPACITY, this.#store.length);
      while (capacity < needed) capacity *= 2;
      const larger = new Uint8Array(capacity);
      larger.set(this.#store.subarray(0, this.#length));
      this.#store = larger;
    }
    this.#store.set(buf.subarray(at, end), this.#length);
    this.#length = needed;
  }
}

/** Bytes as text, one character a byte: field values are octets (RFC 9110 §5.5). */
function latin1(buf: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) text += String.fromCharCode(u8(buf, i));
  return text;
}

export function parseHead(buf: Uint8Array, at: number, end: number): HttpHead {
  const [startLine = '', ...lines] = latin1(buf, at, end).split(/\r?\n/);
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return { startLine, values: (name) => fields.get(name) ?? [] };
}

/** Values of a field that is a list: "a, b" and two lines are the same (RFC 9110 §5.3). Quotes keep their commas. */
export function listValues(head: HttpHead, name: string): readonly string[] {
  return head.values(name).flatMap((value) => splitOutsideQuotes(value, ','));
}

/** The parts between separators, trimmed, without empty ones. */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && quoted) i++;
    else if (character === '"') quoted = !quoted;
    else if (i >= text.length || (character === separator && !quoted)) {
      const part = text.slice(from, i).trim();
      if (part !== '') parts.push(part);
      from = i + 1;
    }
  }
  return parts;
}

/** Is `token` in the list, in any case? */
export function listsToken(head: HttpHead, name: string, token: string): boolean {
  return listValues(head, name).some((item) => item.toLowerCase() === token);
}

// Reads the fields of one packet body, one after the other, and remembers why it stopped — MQTT 3.1.1 §1.5, MQTT 5.0 §1.5.

import { u8, u16be } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { BODY_TOO_SHORT, TRAILING_BYTES, VARINT_TOO_LONG } from './anomalies.ts';

export const READ_OK = 0;
/** The bytes are not here (limit of the head, capture): no fault of the sender. */
export const READ_CUT = 1;
/** The packet ends before the field does: malformed. */
export const READ_SHORT = 2;
/** A variable byte integer of more than four bytes: malformed. */
export const READ_VARINT_TOO_LONG = 3;
/** Malformed in a way that was raised where it was found: nothing behind it can be located. */
export const READ_LOST = 4;

/** REUSED. Once a read fails, every further read fails and yields 0. */
export class BodyCursor {
  buf: Uint8Array = new Uint8Array(0);
  at = 0;
  /** One past the bytes that are here. */
  headEnd = 0;
  /** One past the last byte of the packet; ≥ headEnd. */
  packetEnd = 0;
  state: number = READ_OK;
  /** Bytes that the failed read wanted. */
  wanted = 0;
  /** The last field read by `field()`, without its length bytes. */
  fieldAt = 0;
  fieldEnd = 0;
  /** false: the last `varint()` used more bytes than needed. */
  minimal = true;
  /** The last property block, and which properties (identifier 0 … 63) it holds. */
  propertiesAt = 0;
  propertiesEnd = 0;
  seenLow = 0;
  seenHigh = 0;
  /** −1: the last property block has none. */
  topicAlias = -1;

  open(buf: Uint8Array, at: number, headEnd: number, packetEnd: number): void {
    this.buf = buf;
    this.at = at;
    this.packetEnd = packetEnd;
    this.headEnd = Math.min(headEnd, packetEnd);
    this.state = READ_OK;
    this.wanted = 0;
    this.fieldAt = at;
    this.fieldEnd = at;
    this.minimal = true;
    this.clearProperties();
  }

  clearProperties(): void {
    this.propertiesAt = 0;
    this.propertiesEnd = 0;
    this.seenLow = 0;
    this.seenHigh = 0;
    this.topicAlias = -1;
  }

  /** Everything was read so far, and the packet has more. */
  hasMore(): boolean {
    return this.state === READ_OK && this.at < this.packetEnd;
  }

  hasProperty(id: number): boolean {
    return ((id < 32 ? this.seenLow >>> id : this.seenHigh >>> (id - 32)) & 1) !== 0;
  }

  byte(): number {
    if (!this.#has(1)) return 0;
    return u8(this.buf, this.at++);
  }

  u16(): number {
    if (!this.#has(2)) return 0;
    this.at += 2;
    return u16be(this.buf, this.at - 2);
  }

  /** Two bytes of length and as many bytes as they say: `fieldAt`, `fieldEnd`. false: it is not (wholly) here; the cursor stays before it. */
  field(): boolean {
    if (!this.#has(2)) return false;
    const length = u16be(this.buf, this.at);
    if (!this.#has(2 + length)) return false;
    this.fieldAt = this.at + 2;
    this.fieldEnd = this.fieldAt + length;
    this.at = this.fieldEnd;
    return true;
  }

  /** Variable byte integer, MQTT 5.0 §1.5.5. */
  varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 4; i++) {
      if (!this.#has(i + 1)) return 0;
      const byte = u8(this.buf, this.at + i);
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        this.minimal = i === 0 || byte !== 0;
        this.at += i + 1;
        return value;
      }
      unit *= 128;
    }
    this.state = READ_VARINT_TOO_LONG;
    return 0;
  }

  /** Goes to `at`, which may lie behind the bytes that are here: then nothing more can be read. */
  skipTo(at: number): void {
    this.at = at;
    if (at > this.headEnd && this.state === READ_OK) this.state = READ_CUT;
  }

  /** Raises what is wrong with the end of the body: a field that runs past it, bytes that are left over. */
  finish(flag: Flag): void {
    if (this.state === READ_SHORT) flag(BODY_TOO_SHORT, this.at, this.wanted, Math.max(0, this.packetEnd - this.at));
    else if (this.state === READ_VARINT_TOO_LONG) flag(VARINT_TOO_LONG, this.at, 0, 0);
    else if (this.state === READ_OK && this.at < this.packetEnd)
      flag(TRAILING_BYTES, this.at, 0, this.packetEnd - this.at);
  }

  #has(bytes: number): boolean {
    if (this.state !== READ_OK) return false;
    if (this.at + bytes <= this.headEnd) return true;
    this.wanted = bytes;
    this.state = this.at + bytes > this.packetEnd ? READ_SHORT : READ_CUT;
    return false;
  }
}

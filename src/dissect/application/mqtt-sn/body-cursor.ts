// Reads the fields behind a message's header, one after the other, and says at the end whether they fitted — MQTT-SN 1.2 §5.3, §5.4.

import { u8, u16be } from '../../../core/bytes.ts';
import { decodeText, HAS_CONTROL, HAS_NUL, HAS_WILDCARD, NOT_UTF8, textTraits } from '../mqtt/utf8.ts';
import type { Flag } from '../protocol.ts';
import {
  BODY_TOO_LONG,
  BODY_TOO_SHORT,
  CLIENT_ID_LENGTH,
  MESSAGE_ID_ZERO,
  RETURN_CODE_RESERVED,
  TEXT_CONTROL_CHARACTER,
  TEXT_NOT_UTF8,
  TOPIC_EMPTY,
  TOPIC_ID_RESERVED,
  TOPIC_WILDCARD,
  UNUSED_FLAG_BITS,
} from './anomalies.ts';
import { unusedFlagsOf } from './message-types.ts';
import { isKnownReturnCode } from './return-codes.ts';

const LONGEST_CLIENT_ID = 23;
const RESERVED_TOPIC_ID = 0xffff;

/** A field that is not (wholly) here is null, and so is every field behind it. */
export class SnBodyCursor {
  readonly buf: Uint8Array;
  at: number;
  /** One past the captured bytes of the message. */
  readonly captureEnd: number;
  /** One past its last byte; ≥ captureEnd. */
  readonly messageEnd: number;
  readonly flag: Flag;
  #stopped = false;

  constructor(buf: Uint8Array, at: number, captureEnd: number, messageEnd: number, flag: Flag) {
    this.buf = buf;
    this.at = at;
    this.captureEnd = Math.min(captureEnd, messageEnd);
    this.messageEnd = messageEnd;
    this.flag = flag;
  }

  /** Bytes of the message that no field has taken yet, captured or not. */
  get left(): number {
    return this.#stopped ? 0 : Math.max(0, this.messageEnd - this.at);
  }

  byte(): number | null {
    return this.#take(1) ? u8(this.buf, this.at - 1) : null;
  }

  u16(): number | null {
    return this.#take(2) ? u16be(this.buf, this.at - 2) : null;
  }

  /** The Flags octet; raises bits that this message type does not use. */
  flags(messageType: number): number | null {
    const flags = this.byte();
    if (flags !== null && (flags & unusedFlagsOf(messageType)) !== 0)
      this.flag(UNUSED_FLAG_BITS, this.at - 1, 0, flags);
    return flags;
  }

  /** A message id that may not be 0. */
  messageId(): number | null {
    const messageId = this.u16();
    if (messageId === 0) this.flag(MESSAGE_ID_ZERO, this.at - 2, 1, 0);
    return messageId;
  }

  returnCode(): number | null {
    const code = this.byte();
    if (code !== null && !isKnownReturnCode(code)) this.flag(RETURN_CODE_RESERVED, this.at - 1, 0, code);
    return code;
  }

  /** A normal or predefined topic id; `zeroAllowed`: 0 stands for "none" here. */
  topicId(zeroAllowed: boolean): number | null {
    const topicId = this.u16();
    if (topicId === RESERVED_TOPIC_ID || (topicId === 0 && !zeroAllowed)) {
      this.flag(TOPIC_ID_RESERVED, this.at - 2, 0, topicId);
    }
    return topicId;
  }

  /** The rest of the message as a topic name or filter. */
  topic(wildcardsAllowed: boolean): string | null {
    if (this.#stopped) return null;
    const at = this.at;
    if (this.left === 0) this.flag(TOPIC_EMPTY, at, 1, 0);
    return this.#text(this.messageEnd - at, wildcardsAllowed);
  }

  /** Two octets of text: a short topic name. */
  shortTopic(wildcardsAllowed: boolean): string | null {
    if (this.left >= 2) return this.#text(2, wildcardsAllowed);
    this.#take(2);
    return null;
  }

  /** The rest of the message as a client identifier. */
  clientId(): string | null {
    if (this.#stopped) return null;
    const at = this.at;
    const length = this.left;
    const text = this.#text(length, true);
    // Of a text that the capture cut the characters cannot be counted.
    const characters = text === null || this.captureEnd < this.messageEnd ? Math.min(1, length) : [...text].length;
    if (characters < 1 || characters > LONGEST_CLIENT_ID) this.flag(CLIENT_ID_LENGTH, at, LONGEST_CLIENT_ID, length);
    return text;
  }

  /** A copy of the captured rest. */
  payload(): Uint8Array {
    const payload = this.#stopped ? new Uint8Array(0) : this.buf.slice(this.at, Math.max(this.at, this.captureEnd));
    this.at = this.messageEnd;
    return payload;
  }

  /** Raises bytes behind the last field. */
  finish(): void {
    if (!this.#stopped && this.at < this.messageEnd) this.flag(BODY_TOO_LONG, this.at, 0, this.messageEnd - this.at);
  }

  /** The captured part of the next `length` bytes as text. */
  #text(length: number, wildcardsAllowed: boolean): string {
    const at = this.at;
    const end = Math.min(at + length, Math.max(at, this.captureEnd));
    const isWhole = end === at + length;
    const traits = textTraits(this.buf, at, end);
    // A text that the capture cut may end inside a character: no fault of the sender's.
    if ((traits & NOT_UTF8) !== 0 && isWhole) this.flag(TEXT_NOT_UTF8, at, 0, 0);
    if ((traits & (HAS_NUL | HAS_CONTROL)) !== 0) this.flag(TEXT_CONTROL_CHARACTER, at, 0, 0);
    if ((traits & HAS_WILDCARD) !== 0 && !wildcardsAllowed) this.flag(TOPIC_WILDCARD, at, 0, 0);
    this.at = at + length;
    return decodeText(this.buf, at, end);
  }

  #take(bytes: number): boolean {
    if (this.#stopped) return false;
    if (this.at + bytes <= this.captureEnd) {
      this.at += bytes;
      return true;
    }
    if (this.at + bytes > this.messageEnd) this.flag(BODY_TOO_SHORT, this.at, bytes, this.messageEnd - this.at);
    this.#stopped = true;
    return false;
  }
}

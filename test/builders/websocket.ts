// WebSocket as bytes, right or wrong: the HTTP upgrade, frames, and compressed messages — written from RFC 6455 and RFC 7692, independent of src.

import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { ascii, be16, be32, concat } from './bytes.ts';

export const WS_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const WINDOW = 32_768;

export interface FrameFields {
  readonly opcode?: number;
  readonly fin?: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly reserved?: number;
  /** Four bytes; null: not masked. */
  readonly mask?: readonly number[] | null;
  /** Bytes of the length field; default: the shortest. */
  readonly lengthWidth?: 0 | 2 | 8;
  /** As written; default: the payload's. */
  readonly length?: number;
}

export function wsFrame(payload: Uint8Array, fields: FrameFields = {}): Uint8Array {
  const { opcode = 2, fin = true, reserved = 0, mask = null } = fields;
  const length = fields.length ?? payload.length;
  const width = fields.lengthWidth ?? (length < 126 ? 0 : length < 65_536 ? 2 : 8);
  const short = width === 0 ? length : width === 2 ? 126 : 127;
  const long = width === 0 ? [] : width === 2 ? be16(length) : [...be32(Math.floor(length / 2 ** 32)), ...be32(length)];
  return concat(
    [(fin ? 0x80 : 0) | (reserved << 4) | opcode, (mask === null ? 0 : 0x80) | short],
    long,
    mask ?? [],
    mask === null ? payload : payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)),
  );
}

export interface RequestFields {
  readonly path?: string;
  readonly key?: string;
  readonly subprotocols?: string | null;
  readonly extensions?: string | null;
  /** More header lines, or replacements of the whole head. */
  readonly lines?: readonly string[];
}

export function upgradeRequest(fields: RequestFields = {}): Uint8Array {
  const { path = '/mqtt', key = WS_KEY, subprotocols = 'mqtt', extensions = null, lines = [] } = fields;
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: broker.example:8083',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    ...(subprotocols === null ? [] : [`Sec-WebSocket-Protocol: ${subprotocols}`]),
    ...(extensions === null ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
    ...lines,
  ];
  return ascii(`${head.join('\r\n')}\r\n\r\n`);
}

export interface ResponseFields {
  readonly key?: string;
  readonly accept?: string;
  readonly subprotocol?: string | null;
  readonly extensions?: string | null;
}

export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

export function upgradeResponse(fields: ResponseFields = {}): Uint8Array {
  const { key = WS_KEY, subprotocol = 'mqtt', extensions = null } = fields;
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: WebSocket',
    'connection: keep-alive, Upgrade',
    `Sec-WebSocket-Accept: ${fields.accept ?? acceptOf(key)}`,
    ...(subprotocol === null ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    ...(extensions === null ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
  ];
  return ascii(`${head.join('\r\n')}\r\n\r\n`);
}

/** The sender's side of permessage-deflate. */
export class Deflater {
  #history: Uint8Array = new Uint8Array(0);
  readonly #keepsHistory: boolean;
  readonly #windowBits: number;

  constructor(keepsHistory: boolean, windowBits = 15) {
    this.#keepsHistory = keepsHistory;
    this.#windowBits = windowBits;
  }

  /** One message, without the four bytes that are always the same (RFC 7692 §7.2.1). */
  message(plain: Uint8Array, level = 6): Uint8Array {
    const options = { windowBits: this.#windowBits, level, finishFlush: constants.Z_SYNC_FLUSH };
    const dictionary = this.#history.slice(-(2 ** this.#windowBits));
    const packed = deflateRawSync(plain, dictionary.length > 0 ? { ...options, dictionary } : options);
    if (this.#keepsHistory) this.#history = concat(this.#history, plain).slice(-WINDOW);
    return packed.length === 0 ? Uint8Array.of(0) : Uint8Array.from(packed.subarray(0, -4));
  }
}

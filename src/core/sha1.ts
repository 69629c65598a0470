// SHA-1 — RFC 3174. Only to check what a protocol computes with it (WebSocket's handshake), never for security.

import { i32be } from './bytes.ts';

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** The 20 bytes of the digest. */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  putU32(padded, padded.length - 8, Math.floor(message.length / 0x2000_0000));
  putU32(padded, padded.length - 4, (message.length << 3) >>> 0);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) mixBlock(state, words, padded, at);
  const digest = new Uint8Array(20);
  state.forEach((word, index) => {
    putU32(digest, 4 * index, word);
  });
  return digest;
}

/** RFC 3174 §6.1. */
function mixBlock(state: Int32Array, words: Int32Array, buf: Uint8Array, at: number): void {
  const word = (t: number): number => words[t] ?? 0;
  for (let t = 0; t < 16; t++) words[t] = i32be(buf, at + 4 * t);
  for (let t = 16; t < 80; t++) words[t] = rotate(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    const mixed = (rotate(a, 5) + choose(t, b, c, d) + e + word(t)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = mixed;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
  state[4] = (state[4] ?? 0) + e;
}

/** Function and constant of step t — RFC 3174 §5. */
function choose(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function putU32(buf: Uint8Array, at: number, value: number): void {
  buf[at] = value >>> 24;
  buf[at + 1] = value >>> 16;
  buf[at + 2] = value >>> 8;
  buf[at + 3] = value;
}

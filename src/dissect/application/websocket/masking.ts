// Masking — RFC 6455 §5.3: payload byte i is combined with byte i mod 4 of the key.

import { u8 } from '../../../core/bytes.ts';

/** Payload is unmasked in pieces of this size. */
export const UNMASK_BYTES = 16_384;

/** REUSED by all connections: what lies in it is gone with the next piece. */
export const UNMASKED: Uint8Array = new Uint8Array(UNMASK_BYTES);

/** Unmasks [at, end), UNMASK_BYTES at most, into `out` from `outAt` on; `keyAt`: the key in `key`; `phase`: index of the first byte modulo 4. */
export function unmask(
  buf: Uint8Array,
  at: number,
  end: number,
  key: Uint8Array,
  keyAt: number,
  phase: number,
  out: Uint8Array,
  outAt: number,
): void {
  const first = u8(key, keyAt + phase);
  const second = u8(key, keyAt + ((phase + 1) & 3));
  const third = u8(key, keyAt + ((phase + 2) & 3));
  const fourth = u8(key, keyAt + ((phase + 3) & 3));
  let i = at;
  for (; i + 4 <= end; i += 4) {
    out[outAt] = u8(buf, i) ^ first;
    out[outAt + 1] = u8(buf, i + 1) ^ second;
    out[outAt + 2] = u8(buf, i + 2) ^ third;
    out[outAt + 3] = u8(buf, i + 3) ^ fourth;
    outAt += 4;
  }
  if (i < end) out[outAt] = u8(buf, i) ^ first;
  if (i + 1 < end) out[outAt + 1] = u8(buf, i + 1) ^ second;
  if (i + 2 < end) out[outAt + 2] = u8(buf, i + 2) ^ third;
}

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
  for (let i = at; i < end; i++) {
    out[outAt++] = u8(buf, i) ^ u8(key, keyAt + phase);
    phase = (phase + 1) & 3;
  }
}

// Reading numbers out of captured bytes — the only place in the project that indexes a Uint8Array without a bound check.
// Callers check a header's length once, then read freely (ARCHITECTURE: "check the length once").

export function u8(buf: Uint8Array, at: number): number {
  return buf[at] as number;
}

export function u16be(buf: Uint8Array, at: number): number {
  return ((buf[at] as number) << 8) | (buf[at + 1] as number);
}

export function u16le(buf: Uint8Array, at: number): number {
  return (buf[at] as number) | ((buf[at + 1] as number) << 8);
}

export function u24be(buf: Uint8Array, at: number): number {
  return ((buf[at] as number) << 16) | ((buf[at + 1] as number) << 8) | (buf[at + 2] as number);
}

/** Unsigned 32 bits, network byte order. */
export function u32be(buf: Uint8Array, at: number): number {
  return (
    (((buf[at] as number) << 24) |
      ((buf[at + 1] as number) << 16) |
      ((buf[at + 2] as number) << 8) |
      (buf[at + 3] as number)) >>>
    0
  );
}

/** The same 32 bits as a signed integer: no heap number, good enough to compare and to hash. */
export function i32be(buf: Uint8Array, at: number): number {
  return (
    ((buf[at] as number) << 24) |
    ((buf[at + 1] as number) << 16) |
    ((buf[at + 2] as number) << 8) |
    (buf[at + 3] as number)
  );
}

export function u32le(buf: Uint8Array, at: number): number {
  return (
    ((buf[at] as number) |
      ((buf[at + 1] as number) << 8) |
      ((buf[at + 2] as number) << 16) |
      ((buf[at + 3] as number) << 24)) >>>
    0
  );
}

/** Unsigned 64 bits as a number; exact up to 2^53. */
export function u64be(buf: Uint8Array, at: number): number {
  return u32be(buf, at) * 0x1_0000_0000 + u32be(buf, at + 4);
}

export function u64le(buf: Uint8Array, at: number): number {
  return u32le(buf, at + 4) * 0x1_0000_0000 + u32le(buf, at);
}

/** Do the bytes at `at` spell `ascii`? False where they run past `end`. */
export function matchesAscii(buf: Uint8Array, at: number, end: number, ascii: string): boolean {
  if (at + ascii.length > end) return false;
  for (let i = 0; i < ascii.length; i++) if (buf[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

// TCP sequence arithmetic modulo 2^32 — RFC 9293 §3.4. Sequence numbers are uint32; only this file compares them.

/** How far `b` lies after `a`, in −2^31 … 2^31−1. */
export function seqDelta(a: number, b: number): number {
  return (b - a) | 0;
}

export function seqAdd(a: number, bytes: number): number {
  return (a + bytes) >>> 0;
}

export function seqBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function seqAfter(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}

export function seqAtOrBefore(a: number, b: number): boolean {
  return a === b || ((a - b) | 0) < 0;
}

export function seqAtOrAfter(a: number, b: number): boolean {
  return a === b || ((b - a) | 0) < 0;
}

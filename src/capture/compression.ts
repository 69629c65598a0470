// Is it compressed? Told by the first bytes — RFC 1952, RFC 8878. What unpacks is loaded only then (decompress.ts).

import { u32be, u32le } from '../core/bytes.ts';

export type Compression = 'gzip' | 'zstd';

const ZSTD_MAGIC = 0xfd2fb528;
/** RFC 8878 §3.1.2: skippable frames may stand before the first one with data. */
const ZSTD_SKIPPABLE_MAGIC = 0x184d2a50;

/** RFC 1952 §2.3.1: two magic bytes, and the only method there is; needs 4 bytes at `at`. */
export function compressionOf(buf: Uint8Array, at: number): Compression | null {
  if (u32be(buf, at) >>> 8 === 0x1f8b08) return 'gzip';
  const magic = u32le(buf, at);
  return magic === ZSTD_MAGIC || (magic & ~0x0f) >>> 0 === ZSTD_SKIPPABLE_MAGIC ? 'zstd' : null;
}

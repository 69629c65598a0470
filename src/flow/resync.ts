// Finding the next whole message behind a hole, or in a stream whose beginning is not in the capture.
// Only a segment boundary may start one: senders nearly always begin a segment with a message, and bytes inside a payload
// that happen to look like a message are far more likely than a message that starts inside a segment behind a hole.

import { type AppProtocol, MALFORMED } from '../dissect/application/protocol.ts';
import type { ByteSink, PieceOrigin } from './byte-sink.ts';
import { OriginMap } from './origin-map.ts';
import { StreamBuffer } from './stream-buffer.ts';
import type { UnparsedBytes } from './unparsed-bytes.ts';

/** Could framing resume at `at`, the start of a segment's payload? */
export function resumesAt(protocol: AppProtocol, buf: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more' {
  const verdict = protocol.probe(buf, at, end);
  if (verdict !== 'yes') return verdict;
  return protocol.measure(buf, at, end) === MALFORMED ? 'no' : 'yes';
}

/** 'here': at the start of the piece. 'kept': at the first byte that was kept; replay gives them. */
export type SearchResult = 'here' | 'kept' | 'nothing';

export class MessageSearch {
  readonly #protocol: AppProtocol;
  readonly #unparsed: UnparsedBytes;
  readonly #probeBytes: number;
  /** Bytes from a segment boundary on that are too few to tell. */
  readonly #kept: StreamBuffer = new StreamBuffer();
  readonly #origins: OriginMap = new OriginMap();

  /** Bytes that start no message go to `unparsed`; at most `probeBytes` are kept. */
  constructor(protocol: AppProtocol, unparsed: UnparsedBytes, probeBytes: number) {
    this.#protocol = protocol;
    this.#unparsed = unparsed;
    this.#probeBytes = probeBytes;
  }

  /** Looks at the next bytes; `mayStart`: they begin where a segment's payload begins. */
  look(buf: Uint8Array, at: number, end: number, mayStart: boolean, origin: PieceOrigin): SearchResult {
    const kept = this.#kept;
    if (kept.length > 0) {
      this.#origins.add(kept.length, origin);
      kept.append(buf, at, end);
      const verdict = resumesAt(this.#protocol, kept.store, 0, kept.length);
      if (verdict === 'yes') return 'kept';
      if (verdict === 'more' && kept.length < this.#probeBytes) return 'nothing';
      kept.length -= end - at; // what came before this piece starts no message; this piece may
      this.discard();
    }
    const verdict = mayStart ? resumesAt(this.#protocol, buf, at, end) : 'no';
    if (verdict === 'yes') return 'here';
    if (verdict === 'no') this.#unparsed.note(end - at, origin.frame);
    else {
      this.#origins.add(0, origin);
      kept.append(buf, at, end);
    }
    return 'nothing';
  }

  /** Gives the kept bytes to a sink, piece by piece; `origin` is overwritten. */
  replay(origin: PieceOrigin, sink: ByteSink): void {
    const { store, length } = this.#kept;
    this.#kept.store = new Uint8Array(0);
    this.#kept.length = 0;
    this.#origins.replay(store, 0, length, origin, sink);
  }

  /** The kept bytes start no message. */
  discard(): void {
    this.#unparsed.note(this.#kept.length, this.#origins.firstFrame);
    this.#kept.clear();
    this.#origins.clear();
  }
}

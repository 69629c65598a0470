// Finding the next whole message behind a hole, or in a stream whose beginning is not in the capture.
// Only a segment boundary may start one: senders nearly always begin a segment with a message, and bytes inside a payload
// that happen to look like a message are far more likely than a message that starts inside a segment behind a hole.

import { type AppProtocol, MALFORMED } from '../dissect/application/protocol.ts';

/** Could framing resume at `at`, the start of a segment's payload? */
export function resumesAt(protocol: AppProtocol, buf: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more' {
  const verdict = protocol.probe(buf, at, end);
  if (verdict !== 'yes') return verdict;
  return protocol.measure(buf, at, end) === MALFORMED ? 'no' : 'yes';
}

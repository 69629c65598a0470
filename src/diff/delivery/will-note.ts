// The will of a CONNECT, as the message that the broker publishes when the client is gone — MQTT 3.1.1 and 5.0 §3.1.2.5, §3.1.3.

import { HashBudget, PayloadReader } from '../../analyze/collectors/payload-reader.ts';
import { CLIENT_TO_SERVER } from '../../core/direction.ts';
import type { ConnectMessage } from '../../dissect/application/mqtt/message.ts';
import type { Origin } from '../../flow/listener.ts';
import { HEAD_BYTES, PublishNote, type SessionNote } from './notes.ts';

const OFFSETS: readonly number[] = [0];

/** For PayloadReader: one digest, of all of it. */
export function wholePayload(): readonly number[] {
  return OFFSETS;
}

/** null: it leaves none. */
export function willNote(
  session: SessionNote,
  { will }: ConnectMessage,
  origin: Origin,
  timeNs: number,
): PublishNote | null {
  if (will === null) return null;
  const { length } = will.payload;
  const reader = new PayloadReader(new HashBudget(length), wholePayload);
  reader.begin(length);
  reader.add(will.payload, 0, length, 0);
  reader.finish();
  return new PublishNote({
    session,
    direction: CLIENT_TO_SERVER,
    ordinal: -1,
    topic: will.topic,
    payload: { length, sha256: reader.digests[0] ?? null, head: will.payload.slice(0, HEAD_BYTES) },
    qos: will.qos,
    dup: false,
    retain: will.retain,
    packetIdentifier: -1,
    firstFrame: origin.firstFrame,
    lastFrame: origin.lastFrame,
    timeNs,
    relativeSeq: origin.relativeSeq,
    resendOf: null,
    isWill: true,
  });
}

// What a WebSocket frame may look like on this connection — RFC 6455 §5.1, §5.2, §5.5, RFC 7692 §6.

import { CLIENT_TO_SERVER, type Direction } from '../../../core/direction.ts';
import type { CarrierSink } from '../carrier.ts';
import {
  CLIENT_UNMASKED,
  CONTROL_FRAGMENTED,
  CONTROL_TOO_LONG,
  DATA_AFTER_CLOSE,
  LENGTH_INVALID,
  LENGTH_NOT_MINIMAL,
  RESERVED_BITS,
  RESERVED_OPCODE,
  SERVER_MASKED,
} from './anomalies.ts';
import type { FrameHeader } from './frame-header.ts';
import { MAX_CONTROL_BYTES, type WebSocketFrameView } from './frame-view.ts';
import { isControl, isData, isReserved, isSendableCloseCode, WS_CONTINUATION } from './opcodes.ts';

/** RSV1: the message is compressed. */
export const RSV1 = 4;

/** What the two directions of a connection share. */
export interface FrameTerms {
  /** RSV1 marks compressed messages: agreed, not agreed, or the handshake is not in the capture. */
  readonly compression: 'agreed' | 'none' | 'unknown';
  /** By Direction: every compressed message starts without history. */
  readonly forgets: readonly [boolean, boolean];
  /** Another extension was agreed, which may use the reserved bits. */
  readonly hasOtherExtensions: boolean;
  readonly carriesMqtt: boolean;
  readonly wantsInner: boolean;
  readonly view: WebSocketFrameView;
}

/** Flags what the header breaks; `hasClosed`: its sender has sent a close frame. */
export function checkHeader(
  header: FrameHeader,
  direction: Direction,
  hasClosed: boolean,
  terms: FrameTerms,
  sink: CarrierSink,
): void {
  const { opcode, isMasked } = header;
  if (direction === CLIENT_TO_SERVER && !isMasked) sink.flag(CLIENT_UNMASKED);
  if (direction !== CLIENT_TO_SERVER && isMasked) sink.flag(SERVER_MASKED);
  if (!header.isPossible) sink.flag(LENGTH_INVALID);
  else if (!header.isMinimal) sink.flag(LENGTH_NOT_MINIMAL);
  if (isReserved(opcode)) sink.flag(RESERVED_OPCODE);
  // Only the first frame of a message carries RSV1 (RFC 7692 §6.1).
  const mayCompress = terms.compression !== 'none' && isData(opcode) && opcode !== WS_CONTINUATION;
  const allowed = mayCompress ? RSV1 : 0;
  if ((header.reserved & ~allowed) !== 0 && !terms.hasOtherExtensions) sink.flag(RESERVED_BITS);
  if (isControl(opcode)) {
    if (!header.isFinal) sink.flag(CONTROL_FRAGMENTED);
    if (header.payloadLength > MAX_CONTROL_BYTES) sink.flag(CONTROL_TOO_LONG);
  } else if (hasClosed) sink.flag(DATA_AFTER_CLOSE);
}

/** Empty, or a code that may be sent and a reason in UTF-8 — RFC 6455 §5.5.1, §7.4. */
export function isSoundClose(view: WebSocketFrameView): boolean {
  if (view.payloadLength === 0) return true;
  const code = view.closeCode;
  return code !== null && isSendableCloseCode(code) && view.isCloseReasonUtf8;
}

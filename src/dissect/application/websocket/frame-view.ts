// One WebSocket frame as listeners see it. REUSED: valid only during the call.

import { u16be } from '../../../core/bytes.ts';
import type { CarrierEvent } from '../carrier.ts';
import { opcodeName, WS_CLOSE } from './opcodes.ts';

/** Longest payload of a control frame — RFC 6455 §5.5. */
export const MAX_CONTROL_BYTES = 125;
const CODE_BYTES = 2;

export class WebSocketFrameView implements CarrierEvent {
  readonly carrier = 'websocket';
  readonly type = 'frame';
  opcode = 0;
  isFinal = false;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  reserved = 0;
  isMasked = false;
  payloadLength = 0;
  /** Payload bytes that are lost in a hole, or behind the end of the capture. */
  missingBytes = 0;
  /** Part of a message that permessage-deflate has compressed. */
  isCompressed = false;
  /** Of a close frame, unmasked; `closeLength` of them. */
  readonly closeBytes: Uint8Array = new Uint8Array(MAX_CONTROL_BYTES);
  closeLength = 0;

  get name(): string {
    return opcodeName(this.opcode);
  }

  /** null: no close frame, or one that gives none. */
  get closeCode(): number | null {
    return this.opcode === WS_CLOSE && this.closeLength >= CODE_BYTES ? u16be(this.closeBytes, 0) : null;
  }

  /** Cold. null: no close frame, or one that gives no code; '': a code without a reason. */
  get closeReason(): string | null {
    return this.closeCode === null ? null : new TextDecoder().decode(this.#reason());
  }

  /** Cold. */
  get isCloseReasonUtf8(): boolean {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(this.#reason());
      return true;
    } catch {
      return false;
    }
  }

  #reason(): Uint8Array {
    return this.closeBytes.subarray(CODE_BYTES, Math.max(CODE_BYTES, this.closeLength));
  }
}

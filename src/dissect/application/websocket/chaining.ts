// Do WebSocket frames chain here? Asked where no handshake says so: behind a hole, and where the capture starts in the middle.

import { u8 } from '../../../core/bytes.ts';
import type { InnerProbe, Verdict } from '../carrier.ts';
import { headerLength, isMasked, isMinimalLength, isPossibleLength, maskAt, payloadLength } from './frame-header.ts';
import { MAX_CONTROL_BYTES } from './frame-view.ts';
import { unmask } from './masking.ts';
import { isControl, isReserved, WS_CONTINUATION } from './opcodes.ts';

export interface ChainRules {
  /** 1: frames must be masked, 0: must not be, −1: all alike. */
  readonly masked: number;
  readonly mayBeCompressed: boolean;
  /** null: nobody can judge what lies inside; then the frames must end where the bytes end. */
  readonly inner: InnerProbe | null;
}

/** Frames looked at in a row; more add nothing. */
const ENOUGH_FRAMES = 16;
/** Inner bytes that are looked at. */
const SAMPLE_BYTES = 4096;
/** A longer frame is more likely a wrong guess. */
const LONGEST_PLAUSIBLE = 0x7fff_ffff;
/** REUSED. */
const SAMPLE = new Uint8Array(SAMPLE_BYTES);

/** 'more': what is here fits, but it is not enough to tell. */
export function framesChainAt(buf: Uint8Array, at: number, end: number, rules: ChainRules): Verdict {
  if (at >= end) return 'more';
  let masked = rules.masked;
  let sampled = 0;
  let hasHiddenData = false;
  let isSampling = rules.inner !== null;
  for (let frames = 0; at < end && frames < ENOUGH_FRAMES; frames++) {
    if (!isPlausibleStart(buf, at, rules.mayBeCompressed)) return 'no';
    const header = headerLength(buf, at, end);
    if (header === 0) break;
    if (masked >= 0 && isMasked(buf, at) !== (masked === 1)) return 'no';
    masked = isMasked(buf, at) ? 1 : 0;
    const opcode = u8(buf, at) & 0x0f;
    if (at + header > end) break;
    const length = payloadLength(buf, at);
    if (!isPossibleLength(buf, at) || !isMinimalLength(buf, at) || length > LONGEST_PLAUSIBLE) return 'no';
    if (isControl(opcode)) {
      if (length > MAX_CONTROL_BYTES) return 'no';
    } else if (frames === 0 && opcode === WS_CONTINUATION)
      return 'no'; // what lies inside starts in an earlier frame
    else if ((u8(buf, at) & 0x40) !== 0) {
      hasHiddenData = true;
      isSampling = false; // what follows cannot be joined to what came before
    } else if (isSampling) {
      const from = at + header;
      const taken = Math.min(length, end - from, SAMPLE_BYTES - sampled);
      if (masked === 1) unmask(buf, from, from + taken, buf, maskAt(buf, at, end), 0, SAMPLE, sampled);
      else SAMPLE.set(buf.subarray(from, from + taken), sampled);
      sampled += taken;
    }
    at += header + length;
  }
  if (rules.inner !== null && sampled > 0) return rules.inner(SAMPLE, 0, sampled);
  if (at === end && (rules.inner === null || hasHiddenData || sampled === 0)) return 'yes';
  return 'more';
}

/** Opcode, FIN and reserved bits. */
function isPlausibleStart(buf: Uint8Array, at: number, mayBeCompressed: boolean): boolean {
  const first = u8(buf, at);
  const opcode = first & 0x0f;
  if (isReserved(opcode)) return false;
  const reserved = (first >> 4) & 7;
  if (isControl(opcode)) return first >= 0x80 && reserved === 0;
  return reserved === 0 || (reserved === 4 && mayBeCompressed && opcode !== WS_CONTINUATION);
}

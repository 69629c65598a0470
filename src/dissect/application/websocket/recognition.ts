// Are these bytes WebSocket? By its upgrade request or answer, or, where the capture starts later, by what its frames carry.

import { matchesAscii, u8 } from '../../../core/bytes.ts';
import type { InnerProbe, Verdict } from '../carrier.ts';
import { framesChainAt } from './chaining.ts';
import { WS_BINARY } from './opcodes.ts';

/** A request that has not asked for WebSocket by then is taken for plain HTTP. */
const MOST_HEAD_BYTES = 16_384;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const FIELD = 'upgrade:';
const VALUE = 'websocket';
const FIN = 0x80;

export function probeWebSocket(buf: Uint8Array, at: number, end: number, inner: InnerProbe): Verdict {
  const first = u8(buf, at);
  if ((first & ~FIN) === WS_BINARY) return dataAt(buf, at, end, inner);
  const starts = startsLike(buf, at, end, 'GET ');
  if (starts !== 'no') return starts === 'more' ? 'more' : asksUpgrade(buf, at, end);
  const answers = startsLike(buf, at, end, 'HTTP/1.1 101');
  return answers === 'yes' ? asksUpgrade(buf, at, end) : answers;
}

/** Binary frames that chain and whose content is wanted. */
function dataAt(buf: Uint8Array, at: number, end: number, inner: InnerProbe): Verdict {
  return framesChainAt(buf, at, end, { masked: -1, mayBeCompressed: false, inner });
}

function startsLike(buf: Uint8Array, at: number, end: number, ascii: string): Verdict {
  const here = Math.min(ascii.length, end - at);
  if (!matchesAscii(buf, at, end, ascii.slice(0, here))) return 'no';
  return here === ascii.length ? 'yes' : 'more';
}

/** Is there a field "Upgrade: websocket", in any case, before the head ends? */
function asksUpgrade(buf: Uint8Array, at: number, end: number): Verdict {
  let lineAt = at;
  for (let i = at; i < end; i++) {
    if (u8(buf, i) !== LF) continue;
    const lineEnd = i > lineAt && u8(buf, i - 1) === CR ? i - 1 : i;
    if (lineEnd === lineAt) return 'no';
    if (isUpgradeField(buf, lineAt, lineEnd)) return 'yes';
    lineAt = i + 1;
  }
  return end - at > MOST_HEAD_BYTES ? 'no' : 'more';
}

function isUpgradeField(buf: Uint8Array, at: number, end: number): boolean {
  if (!matchesAnyCase(buf, at, end, FIELD)) return false;
  let valueAt = at + FIELD.length;
  while (valueAt < end && (u8(buf, valueAt) === SPACE || u8(buf, valueAt) === TAB)) valueAt++;
  return matchesAnyCase(buf, valueAt, end, VALUE);
}

/** `ascii` is in small letters. */
function matchesAnyCase(buf: Uint8Array, at: number, end: number, ascii: string): boolean {
  if (at + ascii.length > end) return false;
  for (let i = 0; i < ascii.length; i++) {
    const byte = u8(buf, at + i);
    const small = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (small !== ascii.charCodeAt(i)) return false;
  }
  return true;
}

// TCP options of one segment — RFC 9293 §3.2, RFC 7323, RFC 2018, RFC 8684, RFC 7413: as numbers for the tracker, as plain values for
// reports. The table of kinds is in tcp-option-kinds.ts.

import { u8, u16be, u32be } from '../../core/bytes.ts';
import {
  EXPERIMENT_FAST_OPEN,
  fixedOptionLength,
  MAX_WINDOW_SHIFT,
  MPTCP_SUBTYPES,
  OPTION_END,
  OPTION_EXPERIMENT_1,
  OPTION_EXPERIMENT_2,
  OPTION_FAST_OPEN,
  OPTION_MPTCP,
  OPTION_MSS,
  OPTION_SACK,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_USER_TIMEOUT,
  OPTION_WINDOW_SCALE,
  optionLength,
  optionName,
} from './tcp-option-kinds.ts';

export { MAX_WINDOW_SHIFT, OPTION_MSS } from './tcp-option-kinds.ts';

/** 40 option bytes hold no more (RFC 2018 §3). */
const MAX_SACK_BLOCKS = 4;
const MPTCP_CAPABLE = 0;
const MPTCP_CAPABLE_WITH_KEY = 12;

/** One segment's options. REUSED: filled by scanTcpOptions. −1 stands for an option that is absent (or has an impossible length). */
export class TcpOptionsView {
  mss = -1;
  /** As written; above 14 it is used as 14 (MAX_WINDOW_SHIFT). */
  windowScale = -1;
  sackPermitted = false;
  hasTimestamps = false;
  tsVal = 0;
  tsEcr = 0;
  sackBlocks = 0;
  /** Absolute edges of the blocks [0, sackBlocks); right edges are exclusive. */
  readonly sackLeft: Float64Array = new Float64Array(MAX_SACK_BLOCKS);
  readonly sackRight: Float64Array = new Float64Array(MAX_SACK_BLOCKS);
  /** A bit for the subtype of each MPTCP option (RFC 8684 §3). */
  mptcpSubtypes = 0;
  /** An MP_CAPABLE carries a key (RFC 8684 §3.1); the SYN of version 1 has none. */
  mptcpHasKey = false;
  /** Bytes of the Fast Open cookie; 0 asks for one. */
  fastOpenCookieLength = -1;
  fastOpenCookieAt = 0;
}

/** Fills `view` from the option bytes [at, end), captured ones only. */
export function scanTcpOptions(buf: Uint8Array, at: number, end: number, view: TcpOptionsView): void {
  view.mss = -1;
  view.windowScale = -1;
  view.sackPermitted = false;
  view.hasTimestamps = false;
  view.tsVal = 0;
  view.tsEcr = 0;
  view.sackBlocks = 0;
  view.mptcpSubtypes = 0;
  view.mptcpHasKey = false;
  view.fastOpenCookieLength = -1;
  view.fastOpenCookieAt = 0;
  while (at < end) {
    const kind = u8(buf, at);
    if (kind === OPTION_END) return;
    const length = optionLength(buf, at, end);
    if (length === 0) return;
    if (length > 1) readOption(buf, at, kind, length, view);
    at += length;
  }
}

function readOption(buf: Uint8Array, at: number, kind: number, length: number, view: TcpOptionsView): void {
  switch (kind) {
    case OPTION_MSS:
      if (length === 4) view.mss = u16be(buf, at + 2);
      return;
    case OPTION_WINDOW_SCALE:
      if (length === 3) view.windowScale = u8(buf, at + 2);
      return;
    case OPTION_SACK_PERMITTED:
      if (length === 2) view.sackPermitted = true;
      return;
    case OPTION_SACK:
      readSackBlocks(buf, at, length, view);
      return;
    case OPTION_TIMESTAMPS:
      if (length !== 10) return;
      view.hasTimestamps = true;
      view.tsVal = u32be(buf, at + 2);
      view.tsEcr = u32be(buf, at + 6);
      return;
    case OPTION_MPTCP:
      readMptcp(buf, at, length, view);
      return;
    case OPTION_FAST_OPEN:
      view.fastOpenCookieLength = length - 2;
      view.fastOpenCookieAt = at + 2;
      return;
    case OPTION_EXPERIMENT_2:
      if (length < 4 || u16be(buf, at + 2) !== EXPERIMENT_FAST_OPEN) return;
      view.fastOpenCookieLength = length - 4;
      view.fastOpenCookieAt = at + 4;
      return;
  }
}

function readSackBlocks(buf: Uint8Array, at: number, length: number, view: TcpOptionsView): void {
  for (let edgeAt = at + 2; edgeAt + 8 <= at + length && view.sackBlocks < MAX_SACK_BLOCKS; edgeAt += 8) {
    view.sackLeft[view.sackBlocks] = u32be(buf, edgeAt);
    view.sackRight[view.sackBlocks] = u32be(buf, edgeAt + 4);
    view.sackBlocks++;
  }
}

function readMptcp(buf: Uint8Array, at: number, length: number, view: TcpOptionsView): void {
  if (length < 3) return;
  const subtype = u8(buf, at + 2) >> 4;
  view.mptcpSubtypes |= 1 << subtype;
  if (subtype === MPTCP_CAPABLE && length >= MPTCP_CAPABLE_WITH_KEY) view.mptcpHasKey = true;
}

export interface SackBlock {
  readonly left: number;
  /** Exclusive. */
  readonly right: number;
}

/** One option; beside kind, name and length only the keys its kind has. */
export interface TcpOption {
  readonly kind: number;
  readonly name: string;
  /** As written, with kind and length byte; 1 for NOP and EOL. */
  readonly length: number;
  /** MSS. */
  readonly value?: number;
  /** Window scale, as written. */
  readonly shift?: number;
  /** 2^shift, the shift taken as 14 at most (RFC 7323 §2.3). */
  readonly multiplier?: number;
  readonly tsval?: number;
  readonly tsecr?: number;
  readonly blocks?: readonly SackBlock[];
  /** Fast Open cookie in hex; '' asks for one. */
  readonly cookie?: string;
  /** User timeout. */
  readonly seconds?: number;
  /** MPTCP. */
  readonly subtype?: number;
  readonly subtypeName?: string;
  /** Shared experiment identifier (RFC 6994). */
  readonly experimentId?: number;
  /** Bytes this tool gives no meaning to, in hex. */
  readonly data?: string;
  /** The sender wrote a length this option cannot have. */
  readonly malformed?: true;
  /** The capture cut it. */
  readonly truncated?: true;
}

/**
 * Describes captured option bytes, from the first to the EOL or the first one whose length makes no sense.
 * `wholeLength`: how many option bytes the header has, where the capture kept fewer.
 */
export function describeTcpOptions(bytes: Uint8Array, wholeLength: number = bytes.length): TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = optionLength(bytes, at, bytes.length);
    if (length === 0) {
      options.push(brokenOption(bytes, at, wholeLength));
      break;
    }
    options.push(describeOption(bytes, at, length));
    if (u8(bytes, at) === OPTION_END) break;
    at += length;
  }
  return options;
}

function brokenOption(bytes: Uint8Array, at: number, wholeLength: number): TcpOption {
  const kind = u8(bytes, at);
  const lengthIsHere = at + 1 < bytes.length;
  const length = lengthIsHere ? u8(bytes, at + 1) : 0;
  const isCut = lengthIsHere ? length >= 2 && at + length <= wholeLength : wholeLength > bytes.length;
  const base = { kind, name: optionName(kind), length, data: hex(bytes, at + (lengthIsHere ? 2 : 1), bytes.length) };
  return isCut ? { ...base, truncated: true } : { ...base, malformed: true };
}

function describeOption(bytes: Uint8Array, at: number, length: number): TcpOption {
  const kind = u8(bytes, at);
  const base = { kind, name: optionName(kind), length };
  const fixed = fixedOptionLength(kind);
  if (fixed !== 0 && length !== fixed) return { ...base, data: hex(bytes, at + 2, at + length), malformed: true };
  switch (kind) {
    case OPTION_MSS:
      return { ...base, value: u16be(bytes, at + 2) };
    case OPTION_WINDOW_SCALE: {
      const shift = u8(bytes, at + 2);
      return { ...base, shift, multiplier: 2 ** Math.min(shift, MAX_WINDOW_SHIFT) };
    }
    case OPTION_SACK:
      return { ...base, blocks: sackBlocks(bytes, at, length), ...((length - 2) % 8 === 0 ? {} : { malformed: true }) };
    case OPTION_TIMESTAMPS:
      return { ...base, tsval: u32be(bytes, at + 2), tsecr: u32be(bytes, at + 6) };
    case OPTION_USER_TIMEOUT: {
      const value = u16be(bytes, at + 2);
      return { ...base, seconds: (value & 0x7fff) * (value >> 15 === 1 ? 60 : 1) }; // RFC 5482 §3: high bit = minutes
    }
    case OPTION_FAST_OPEN:
      return { ...base, cookie: hex(bytes, at + 2, at + length) };
    case OPTION_MPTCP:
      return { ...base, ...mptcp(bytes, at, length) };
    case OPTION_EXPERIMENT_1:
    case OPTION_EXPERIMENT_2:
      return { ...base, ...experiment(bytes, at, length) };
    default:
      return length > 2 ? { ...base, data: hex(bytes, at + 2, at + length) } : base;
  }
}

function sackBlocks(bytes: Uint8Array, at: number, length: number): SackBlock[] {
  const blocks: SackBlock[] = [];
  for (let edgeAt = at + 2; edgeAt + 8 <= at + length; edgeAt += 8) {
    blocks.push({ left: u32be(bytes, edgeAt), right: u32be(bytes, edgeAt + 4) });
  }
  return blocks;
}

function mptcp(bytes: Uint8Array, at: number, length: number): Partial<TcpOption> {
  if (length < 3) return { malformed: true };
  const subtype = u8(bytes, at + 2) >> 4;
  const name = MPTCP_SUBTYPES.find(([number]) => number === subtype)?.[1] ?? `unknown (0x${subtype.toString(16)})`;
  return { subtype, subtypeName: name, data: hex(bytes, at + 2, at + length) };
}

function experiment(bytes: Uint8Array, at: number, length: number): Partial<TcpOption> {
  if (length < 4) return { data: hex(bytes, at + 2, at + length) };
  const experimentId = u16be(bytes, at + 2);
  if (experimentId === EXPERIMENT_FAST_OPEN)
    return { name: 'TFO', experimentId, cookie: hex(bytes, at + 4, at + length) };
  return { experimentId, data: hex(bytes, at + 4, at + length) };
}

function hex(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) text += u8(bytes, i).toString(16).padStart(2, '0');
  return text;
}

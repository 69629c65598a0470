// TCP options: the table of kinds and the step that walks them — RFC 9293 §3.2, IANA "TCP Option Kind Numbers".

import { u8 } from '../../core/bytes.ts';

export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_TIMESTAMPS = 8;
export const OPTION_USER_TIMEOUT = 28;
export const OPTION_MPTCP = 30;
export const OPTION_FAST_OPEN = 34;
export const OPTION_EXPERIMENT_1 = 253;
export const OPTION_EXPERIMENT_2 = 254;
/** Experiment identifier (RFC 6994) under which Fast Open was tried before it had kind 34 — RFC 7413 §4.1.1. */
export const EXPERIMENT_FAST_OPEN = 0xf989;

/** NOP, NOP, Timestamps of 10 bytes: the layout RFC 7323 Appendix A advises, as read by i32be. */
export const TIMESTAMPS_ALIGNED = 0x0101080a;

/** RFC 7323 §2.3: a larger shift is used as this one. */
export const MAX_WINDOW_SHIFT = 14;

interface OptionKind {
  readonly kind: number;
  readonly name: string;
  /** Bytes with kind and length byte; 0: variable. */
  readonly length: number;
  readonly spec: string;
}

function option(kind: number, name: string, length: number, spec: string): OptionKind {
  return { kind, name, length, spec };
}

export const TCP_OPTIONS: readonly OptionKind[] = [
  option(OPTION_END, 'EOL', 1, 'RFC 9293 §3.2'),
  option(OPTION_NOP, 'NOP', 1, 'RFC 9293 §3.2'),
  option(OPTION_MSS, 'MSS', 4, 'RFC 9293 §3.7.1'),
  option(OPTION_WINDOW_SCALE, 'WScale', 3, 'RFC 7323 §2.2'),
  option(OPTION_SACK_PERMITTED, 'SACK permitted', 2, 'RFC 2018 §2'),
  option(OPTION_SACK, 'SACK', 0, 'RFC 2018 §3'),
  option(6, 'Echo', 6, 'RFC 1072 §3'),
  option(7, 'Echo Reply', 6, 'RFC 1072 §3'),
  option(OPTION_TIMESTAMPS, 'Timestamps', 10, 'RFC 7323 §3.2'),
  option(9, 'Partial Order Permitted', 2, 'RFC 1693 §3.1'),
  option(10, 'Partial Order Profile', 3, 'RFC 1693 §3.1'),
  option(11, 'CC', 6, 'RFC 1644 §3.1'),
  option(12, 'CC.NEW', 6, 'RFC 1644 §3.1'),
  option(13, 'CC.ECHO', 6, 'RFC 1644 §3.1'),
  option(14, 'Alternate Checksum Request', 3, 'RFC 1146 §2'),
  option(15, 'Alternate Checksum Data', 0, 'RFC 1146 §3'),
  option(16, 'Skeeter', 0, 'IANA'),
  option(17, 'Bubba', 0, 'IANA'),
  option(18, 'Trailer Checksum', 3, 'IANA'),
  option(19, 'MD5 signature', 18, 'RFC 2385 §3'),
  option(20, 'SCPS capabilities', 0, 'IANA'),
  option(21, 'Selective negative acknowledgements', 0, 'IANA'),
  option(22, 'Record boundaries', 0, 'IANA'),
  option(23, 'Corruption experienced', 0, 'IANA'),
  option(24, 'SNAP', 0, 'IANA'),
  option(26, 'Compression filter', 0, 'IANA'),
  option(27, 'Quick-Start Response', 8, 'RFC 4782 §3.1'),
  option(OPTION_USER_TIMEOUT, 'User Timeout', 4, 'RFC 5482 §3'),
  option(29, 'Authentication', 0, 'RFC 5925 §2.2'),
  option(OPTION_MPTCP, 'MPTCP', 0, 'RFC 8684 §3'),
  option(OPTION_FAST_OPEN, 'TFO', 0, 'RFC 7413 §4.1.1'),
  option(69, 'Encryption Negotiation', 0, 'RFC 8547 §4.2'),
  option(172, 'AccECN order 0', 0, 'RFC 9768 §3.2.3'),
  option(174, 'AccECN order 1', 0, 'RFC 9768 §3.2.3'),
  option(OPTION_EXPERIMENT_1, 'Experiment', 0, 'RFC 4727 §7.1'),
  option(OPTION_EXPERIMENT_2, 'Experiment', 0, 'RFC 4727 §7.1'),
];

/** MPTCP subtypes — RFC 8684 §3, table 2. */
export const MPTCP_SUBTYPES: readonly (readonly [subtype: number, name: string])[] = [
  [0, 'MP_CAPABLE'],
  [1, 'MP_JOIN'],
  [2, 'DSS'],
  [3, 'ADD_ADDR'],
  [4, 'REMOVE_ADDR'],
  [5, 'MP_PRIO'],
  [6, 'MP_FAIL'],
  [7, 'MP_FASTCLOSE'],
  [8, 'MP_TCPRST'],
  [15, 'MP_EXPERIMENTAL'],
];

const FIXED_LENGTHS = new Uint8Array(256);
for (const { kind, length } of TCP_OPTIONS) FIXED_LENGTHS[kind] = length;

/** The only length the option may have; 0: variable, or an unknown kind. */
export function fixedOptionLength(kind: number): number {
  return u8(FIXED_LENGTHS, kind);
}

/** 'MSS', 'unknown (0x2b)'. */
export function optionName(kind: number): string {
  const row = TCP_OPTIONS.find((candidate) => candidate.kind === kind);
  return row?.name ?? `unknown (0x${kind.toString(16).padStart(2, '0')})`;
}

/**
 * The step of a walk: bytes from the option at `at` (< end) to the next one; 0 where no option can be read, because its length byte
 * is missing, below 2, or leads past `end`. The walk ends there, and behind OPTION_END.
 */
export function optionLength(buf: Uint8Array, at: number, end: number): number {
  const kind = u8(buf, at);
  if (kind === OPTION_NOP || kind === OPTION_END) return 1;
  if (at + 2 > end) return 0;
  const length = u8(buf, at + 1);
  return length < 2 || at + length > end ? 0 : length;
}

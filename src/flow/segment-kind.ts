// What a segment shows, as tshark 4.0 names it (tcp.analysis.*): one bit each, in the order of the field list.

export const RETRANSMISSION: number = 1 << 0;
export const FAST_RETRANSMISSION: number = 1 << 1;
export const SPURIOUS_RETRANSMISSION: number = 1 << 2;
export const OUT_OF_ORDER: number = 1 << 3;
export const LOST_SEGMENT: number = 1 << 4;
export const ACK_LOST_SEGMENT: number = 1 << 5;
export const KEEP_ALIVE: number = 1 << 6;
export const KEEP_ALIVE_ACK: number = 1 << 7;
export const DUPLICATE_ACK: number = 1 << 8;
export const WINDOW_UPDATE: number = 1 << 9;
export const WINDOW_FULL: number = 1 << 10;
export const ZERO_WINDOW: number = 1 << 11;
export const ZERO_WINDOW_PROBE: number = 1 << 12;
export const ZERO_WINDOW_PROBE_ACK: number = 1 << 13;
export const REUSED_PORTS: number = 1 << 14;
export const TFO_SYN: number = 1 << 15;
export const TFO_ACK: number = 1 << 16;
export const TFO_IGNORED: number = 1 << 17;

/** Suffix of the tcp.analysis.* field, by bit number. */
export const ANALYSIS_NAMES: readonly string[] = [
  'retransmission',
  'fast_retransmission',
  'spurious_retransmission',
  'out_of_order',
  'lost_segment',
  'ack_lost_segment',
  'keep_alive',
  'keep_alive_ack',
  'duplicate_ack',
  'window_update',
  'window_full',
  'zero_window',
  'zero_window_probe',
  'zero_window_probe_ack',
  'reused_ports',
  'tfo_syn',
  'tfo_ack',
  'tfo_ignored',
];

/** The names of the bits that are set. */
export function analysisNames(bits: number): string[] {
  return ANALYSIS_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

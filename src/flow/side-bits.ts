// What a connection's record remembers of one direction in single bits (FlowRecords.sideBits).

export const HAS_BASE_SEQ: number = 1 << 0;
/** This side's SYN or SYN-ACK is in the capture. */
export const HAS_SYN: number = 1 << 1;
/** Only a SYN was seen: its window is not scaled yet. */
export const IS_FIRST_ACK: number = 1 << 2;
/** bytes_in_flight may be computed (no hole since the other side's last ACK). */
export const VALID_IN_FLIGHT: number = 1 << 3;
export const PUSH_WAS_SET: number = 1 << 4;
/** The ring's entries follow each other in sequence space, oldest first. */
export const RING_ORDERED: number = 1 << 5;
export const HAS_WATCH: number = 1 << 6;
export const SENT_ACK: number = 1 << 7;
export const SENT_FIN: number = 1 << 8;
/** The last window (RST apart) was 0. */
export const WINDOW_IS_ZERO: number = 1 << 9;
/** The SYN carried a window scale option (WINDOW_SHIFT may later be overruled by the other SYN). */
export const OFFERED_SCALE: number = 1 << 10;
/** Some round trip was not Karn-clean: the second series stands alone. */
export const KARN_IS_SPLIT: number = 1 << 11;
/** The last segment was a keep-alive, a zero window probe (tshark's lastsegmentflags, as far as its rules ask). */
export const WAS_KEEP_ALIVE: number = 1 << 12;
export const WAS_WINDOW_PROBE: number = 1 << 13;
/** Nothing of this direction waits behind a hole: IN_ORDER_SEQ is its next byte (in-step.ts). */
export const IN_ORDER: number = 1 << 14;
/** Besides, its framing stands between two messages. */
export const AT_BOUNDARY: number = 1 << 16;
/** Besides, nobody reads its bytes. */
export const UNREAD: number = 1 << 17;
/** Nobody looks closely at the connection: neither round trips nor SYN options are kept. */
export const DETAILS_UNWANTED: number = 1 << 15;
/** Besides, its FIN has come. */
export const HAS_ENDED: number = 1 << 18;

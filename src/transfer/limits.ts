// What a transfer may grow to. Every limit is told when it is hit.

/** Bytes of a file: the announced length has four bytes. */
export const LARGEST_FILE = 0xffff_ffff;
/** Bytes of a file in the lab's modes, whose receiver keeps the fragments in memory until it can judge them. */
export const LARGEST_LAB_FILE: number = 64 * 1024 * 1024;
/** Fragments of such a file, however short they are. */
export const MOST_LAB_FRAGMENTS = 2_000_000;
/** Times a receiver of the lab's modes begins anew: more are no publisher that has trouble, but several at once. */
export const MOST_RESTARTS = 1000;
/** Bytes of one fragment; brokers refuse or drop large messages. */
export const LARGEST_FRAGMENT: number = 1024 * 1024;
/** The highest fragment number plus one. */
export const MOST_FRAGMENTS = 10_000_000;
/** Bytes of fragments that came before their turn, held by the receiver of a selective transfer. */
export const HELD_BYTES: number = 16 * 1024 * 1024;
/** Fragments a receiver may hold, and a sender may have under way. */
export const LARGEST_WINDOW = 1024;
/** Receivers a sender keeps account of. */
export const MOST_RECEIVERS = 64;

// Where noise ends. One place for every number that a verdict depends on.

/** Chance of even one false alarm over all tests of a comparison of two equal runs. */
export const SIGNIFICANCE = 0.05;

/** A shift or a rate that changes by less than this share matters to nobody, however certain it is. */
export const LEAST_SHARE = 0.1;

/** Below it Cliff's delta is negligible — J. Romano et al., Annual Meeting of the Florida Association of Institutional Research (2006). */
export const LEAST_DELTA = 0.147;

/** From here on it is large (same source). */
export const LARGE_DELTA = 0.474;

/** So many measurements show how far single ones scatter. */
export const LEAST_YARDSTICK = 10;

/** A single value may well be the farthest of its run: two runs are told apart by it only beyond so many times that scatter. */
export const YARDSTICK_MARGIN = 2;

/** Frames that a difference names of each side. */
export const FRAMES_OF_A_DIFFERENCE = 20;

// Wireshark's "conversation completeness" in words.

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'Incomplete, SYN_SENT'],
  [3, 'Incomplete, CLIENT_ESTABLISHED'],
  [7, 'Incomplete, ESTABLISHED'],
  [15, 'Incomplete, DATA'],
  [23, 'Complete, NO_DATA'],
  [39, 'Complete, NO_DATA'],
  [55, 'Complete, NO_DATA'],
  [31, 'Complete, WITH_DATA'],
  [47, 'Complete, WITH_DATA'],
  [63, 'Complete, WITH_DATA'],
]);

/** Wireshark's label of tcp.completeness. */
export function completenessText(bits: number): string {
  return NAMES.get(bits) ?? 'Incomplete';
}

// Words that came over the network, fit to be printed: whoever wrote them must not steer the terminal.

/** At most `length` characters, without control characters, line breaks or invisible ones. */
export function printable(text: string, length: number): string {
  return text.replace(/[\p{C}\p{Z}]/gu, ' ').slice(0, length);
}

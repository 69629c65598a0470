// Keys from the bytes of a terminal in raw mode — ECMA-48 §8.3 (CSI), and what xterm and its kind send for arrows and Tab.

/** A key that means something here, or a printable character. */
export type Key =
  | { readonly kind: 'character'; readonly text: string }
  | {
      readonly kind:
        | 'enter'
        | 'escape'
        | 'backspace'
        | 'erase-line'
        | 'next'
        | 'previous'
        | 'interrupt'
        | 'suspend'
        | 'redraw';
    };

type NamedKind = Exclude<Key['kind'], 'character'>;

const CONTROLS: ReadonlyMap<string, NamedKind> = new Map([
  ['\u0003', 'interrupt'], // Ctrl-C: in raw mode the terminal sends no signal
  ['\u0008', 'backspace'],
  ['\t', 'next'],
  ['\n', 'enter'],
  ['\u000c', 'redraw'], // Ctrl-L
  ['\r', 'enter'],
  ['\u0015', 'erase-line'], // Ctrl-U
  ['\u001a', 'suspend'], // Ctrl-Z
  ['\u007f', 'backspace'],
]);

/** Behind ESC [ or ESC O. */
const FINALS: ReadonlyMap<string, NamedKind> = new Map([
  ['A', 'previous'],
  ['B', 'next'],
  ['C', 'next'],
  ['D', 'previous'],
  ['Z', 'previous'], // Shift-Tab
]);

const ESC = '\u001b';
/** One ECMA-48 control sequence, an SS3 key, or any one character. */
const PIECE = new RegExp(`${ESC}\\[[0-?]*[ -/]*([@-~])|${ESC}O([@-~])|${ESC}${ESC}|.`, 'gsu');

/** The keys of one read; sequences that mean nothing here are left out. */
export function readKeys(text: string): Key[] {
  const keys: Key[] = [];
  for (const match of text.matchAll(PIECE)) {
    const [piece] = match;
    const final = match[1] ?? match[2];
    if (final !== undefined) {
      const kind = FINALS.get(final);
      if (kind !== undefined) keys.push({ kind });
    } else if (piece.startsWith(ESC)) {
      keys.push({ kind: 'escape' });
    } else {
      const kind = CONTROLS.get(piece);
      if (kind !== undefined) keys.push({ kind });
      else if (!/\p{Cc}/u.test(piece)) keys.push({ kind: 'character', text: piece });
    }
  }
  return keys;
}

// cli-table3 measures with its own, older idea of how wide a letter is. While it works, every letter that is not a plain one is replaced by stand-ins
// from the private use area, which every measure takes for one column; so a table is as wide as it was computed, whatever a topic contains.

import { displayWidth, graphemes, isPlain } from './wrap.ts';

const FILLER = '\ue000';
const FIRST = 0xe001;
const LAST = 0xf8ff;

/** One table's letters. Texts must not contain private use characters (format/escape.ts shows those as \u{…}). */
export class GlyphMask {
  private readonly byLetter = new Map<string, string>();
  private readonly byStandIn = new Map<string, string>();

  /** The same text in letters of one column each. */
  mask(text: string): string {
    if (isPlain(text)) return text;
    return graphemes(text)
      .map((letter) => (isPlain(letter) ? letter : this.standIn(letter)))
      .join('');
  }

  unmask(text: string): string {
    return text.replace(/[\ue000-\uf8ff]/g, (standIn) => this.byStandIn.get(standIn) ?? '');
  }

  private standIn(letter: string): string {
    const width = displayWidth(letter);
    if (width === 0) return '';
    const known = this.byLetter.get(letter);
    if (known !== undefined) return known;
    const code = FIRST + this.byStandIn.size;
    if (code > LAST) return '?'.padEnd(width, '?'); // 6 000 different letters in one table: not text any more
    const made = String.fromCharCode(code);
    this.byStandIn.set(made, letter);
    const whole = made + FILLER.repeat(width - 1);
    this.byLetter.set(letter, whole);
    return whole;
  }
}

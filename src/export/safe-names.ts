// Names for files and folders made of texts from the wire: nothing of them reaches the file system as a path, no two are the same on a file system
// that does not tell small letters from capitals, none is a name that Windows keeps for itself.

const LONGEST = 60;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

export class SafeNames {
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #fallback: string;

  /** `fallback`: for texts of which nothing is left. */
  constructor(fallback: string) {
    this.#fallback = fallback;
  }

  /** Always the same name for the same text, and another one for every other. */
  nameFor(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const base = baseOf(text) || this.#fallback;
    let name = base;
    for (let i = 2; this.#taken.has(name.toLowerCase()); i++) name = `${base}-${i}`;
    this.#taken.add(name.toLowerCase());
    this.#names.set(text, name);
    return name;
  }
}

function baseOf(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, LONGEST)
    .replace(/[._-]+$/, '');
  return RESERVED.test(plain) ? `_${plain}` : plain;
}

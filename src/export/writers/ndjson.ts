// NDJSON: one JSON object a line, keys in the order of the columns — RFC 8259, ndjson.org.

import type { Cell, Row } from '../row.ts';
import type { TextBuffer } from '../text-buffer.ts';
import type { RowWriter, WriterFormat } from './writer.ts';

export const ndjson: WriterFormat = {
  name: 'ndjson',
  summary: { es: 'un objeto JSON por línea', en: 'one JSON object per line' },
  open: (columns, out) => new NdjsonWriter(columns, out),
};

/** Where a row has null or [], as bits by column, its text is the same in every such row: it is put together once. */
interface Template {
  readonly nulls: number;
  readonly empties: number;
  /** Columns with a value, and the text before each of them; the last text ends the line. */
  readonly filled: readonly number[];
  readonly texts: readonly Uint8Array[];
}

/** Columns that fit the bits of a number. */
const MOST_BITS = 31;
/** Rows of real captures have a dozen forms; whoever makes thousands pays for them. */
const MOST_TEMPLATES = 500;

class NdjsonWriter implements RowWriter {
  readonly #out: TextBuffer;
  /** `{"frame":`, `,"time":` … */
  readonly #keys: readonly string[];
  #templates: Template[] = [];
  #last: Template | null = null;

  constructor(columns: readonly string[], out: TextBuffer) {
    this.#out = out;
    this.#keys = columns.map((column, i) => `${i === 0 ? '{' : ','}${JSON.stringify(column)}:`);
  }

  write(row: Row): void {
    const out = this.#out;
    const { filled, texts } = this.#templateOf(row);
    let i = 0;
    for (; i < filled.length; i++) {
      out.prepared(texts[i] ?? NO_BYTES);
      writeJson(row[filled[i] ?? 0] ?? null, out);
    }
    out.prepared(texts[i] ?? NO_BYTES);
    out.endRow();
  }

  #templateOf(row: Row): Template {
    const columns = Math.min(this.#keys.length, MOST_BITS);
    let nulls = 0;
    let empties = 0;
    for (let i = 0; i < columns; i++) {
      const value = row[i] ?? null;
      if (value === null) nulls |= 1 << i;
      else if (typeof value === 'object' && Array.isArray(value) && value.length === 0) empties |= 1 << i;
    }
    const last = this.#last;
    if (last !== null && last.nulls === nulls && last.empties === empties) return last;
    let template = this.#templates.find((each) => each.nulls === nulls && each.empties === empties);
    if (template === undefined) {
      template = this.#makeTemplate(nulls, empties);
      if (this.#templates.length >= MOST_TEMPLATES) this.#templates = [];
      this.#templates.push(template);
    }
    this.#last = template;
    return template;
  }

  #makeTemplate(nulls: number, empties: number): Template {
    const filled: number[] = [];
    const texts: Uint8Array[] = [];
    let text = '';
    for (const [i, key] of this.#keys.entries()) {
      text += key;
      if (i < MOST_BITS && (nulls & (1 << i)) !== 0) text += 'null';
      else if (i < MOST_BITS && (empties & (1 << i)) !== 0) text += '[]';
      else {
        filled.push(i);
        texts.push(Buffer.from(text));
        text = '';
      }
    }
    texts.push(Buffer.from(`${text}}\n`));
    return { nulls, empties, filled, texts };
  }
}

const NO_BYTES = new Uint8Array(0);

/** One value as JSON; lone surrogates come out escaped, so that the text is valid UTF-8. */
export function writeJson(value: Cell, out: TextBuffer): void {
  if (value === null) {
    out.text('null');
  } else if (typeof value === 'number') {
    out.number(value);
  } else if (typeof value === 'string') {
    out.text('"');
    if (out.asciiUnless(value, ESCAPED)) out.text('"');
    else out.text(escapeUnsafe(JSON.stringify(value)).slice(1));
  } else if (value === true) {
    out.text('true');
  } else if (value === false) {
    out.text('false');
  } else if (Array.isArray(value) && value.length === 0) {
    out.text('[]');
  } else {
    out.text(escapeUnsafe(JSON.stringify(value)));
  }
}

/** What JSON allows as it stands but a terminal might obey or hide: DEL and C1 controls, direction marks, invisible characters. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escapeUnsafe(json: string): string {
  return json.replace(UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** RFC 8259 §7: control characters, quotation mark and reverse solidus must be escaped; DEL is, too. */
const ESCAPED = Uint8Array.from({ length: 128 }, (_, code) =>
  code < 0x20 || code === 0x22 || code === 0x5c || code === 0x7f ? 1 : 0,
);

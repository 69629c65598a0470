// CSV — RFC 4180: header line, CRLF, quotation marks doubled. Absent is an empty cell, an empty text is "". Lists and objects are JSON text.
// Cells are data, not made safe for spreadsheets: a text that begins with = + - or @ is written as it is, because a script must get back
// what was on the wire. Whoever opens the file in a spreadsheet imports such columns as text.

import type { Cell, Row } from '../row.ts';
import type { TextBuffer } from '../text-buffer.ts';
import type { RowWriter, WriterFormat } from './writer.ts';

export const csv: WriterFormat = {
  name: 'csv',
  summary: {
    es: 'valores separados por comas (RFC 4180), con cabecera',
    en: 'comma-separated values (RFC 4180), with a header',
  },
  open: (columns, out) => {
    out.text(`${columns.map(quoteIfNeeded).join(',')}\r\n`);
    return new CsvWriter(columns.length, out);
  },
};

class CsvWriter implements RowWriter {
  readonly #columns: number;
  readonly #out: TextBuffer;

  constructor(columns: number, out: TextBuffer) {
    this.#columns = columns;
    this.#out = out;
  }

  write(row: Row): void {
    const out = this.#out;
    for (let i = 0; i < this.#columns; i++) {
      if (i > 0) out.text(',');
      writeCell(row[i] ?? null, out);
    }
    out.text('\r\n');
    out.endRow();
  }
}

function writeCell(value: Cell, out: TextBuffer): void {
  if (value === null) return;
  if (typeof value === 'number') out.number(value);
  else if (typeof value === 'boolean') out.text(value ? 'true' : 'false');
  else if (typeof value !== 'string') out.text(quoteIfNeeded(JSON.stringify(value)));
  else if (value === '') out.text('""');
  else if (!out.asciiUnless(value, QUOTED)) out.text(quoteIfNeeded(value));
}

function quoteIfNeeded(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const QUOTED = Uint8Array.from({ length: 128 }, (_, code) => ('",\r\n'.includes(String.fromCharCode(code)) ? 1 : 0));

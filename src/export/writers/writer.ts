// What an export format is: rows in, text out.

import type { Text } from '../../core/text.ts';
import type { Row } from '../row.ts';
import type { TextBuffer } from '../text-buffer.ts';

export interface RowWriter {
  write(row: Row): void;
}

export interface WriterFormat {
  readonly name: string;
  readonly summary: Text;
  /** Begins a table: writes what stands before its first row. */
  open(columns: readonly string[], out: TextBuffer): RowWriter;
}

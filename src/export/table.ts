// A table: a name, columns, and a reader that turns what it hears into rows.

import type { Analysis } from '../analyze/analysis.ts';
import type { StatedFormat } from '../analyze/collectors/fragment-format.ts';
import type { Lang, Text } from '../core/text.ts';
import type { Listener } from '../flow/listener.ts';
import type { SessionListener } from '../session/session-listener.ts';
import type { Row } from './row.ts';

/** Takes what it needs before it returns: rows are REUSED. */
export type RowSink = (row: Row) => void;

/** Hears frames, connections and sessions, and emits rows as soon as they are complete. */
export interface TableReader extends Listener, SessionListener {
  /** Only tables with `needsAnalysis`: everything has been read and judged; nothing in it is capped. */
  onAnalysis?(analysis: Analysis): void;
}

export interface TableOptions {
  /** Only this connection; null: all. */
  readonly stream: number | null;
  /** How payloads are numbered; null: fragments are not looked for. */
  readonly fragments: StatedFormat | null;
  readonly lang: Lang;
}

export interface Table {
  readonly name: string;
  readonly summary: Text;
  readonly columns: readonly string[];
  /** true: its rows are made of the finished analysis, which must then be made. */
  readonly needsAnalysis: boolean;
  open(emit: RowSink, options: TableOptions): TableReader;
}

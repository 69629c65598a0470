// Reads one table of a capture in this process, as `export` composes it.

import { openSource } from '../../src/capture/open-source.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Row } from '../../src/export/row.ts';
import type { RowSink, Table, TableOptions } from '../../src/export/table.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';

export type TableRecord = Readonly<Record<string, unknown>>;

const ALL: TableOptions = { stream: null, lang: 'en', fragments: { format: null, prefix: 'any', reader: null } };

/** The records of a table that needs no analysis. */
export async function readTable(
  table: Table,
  path: string,
  options: Partial<TableOptions> = {},
): Promise<TableRecord[]> {
  const found: TableRecord[] = [];
  const emit: RowSink = (row: Row) => {
    if (row.length !== table.columns.length) throw new Error(`${row.length} cells for ${table.columns.length} columns`);
    found.push(structuredClone(Object.fromEntries(table.columns.map((column, i) => [column, row[i] as unknown]))));
  };
  const reader = table.open(emit, { ...ALL, ...options });
  const engine = new FlowEngine(new Dissector(), [new SessionTracker([reader]), reader]);
  const summary = await openSource(path).run((frame) => engine.onFrame(frame));
  engine.end(summary);
  return found;
}

// One record of a table: its cells in the order of the table's columns.

import type { JsonValue } from './json-value.ts';

/** null: absent. Lists and objects are written as JSON, in CSV as JSON text inside the cell. */
export type Cell = JsonValue;

/** REUSED by the table that fills it: a writer takes what it needs before it returns. */
export type Row = readonly Cell[];

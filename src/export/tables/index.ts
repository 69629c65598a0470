// Every table, one line each. A table is loaded when it is asked for: some bring half the analysis with them.

import type { Table } from '../table.ts';

export const TABLES: Readonly<Record<string, () => Promise<Table>>> = {
  frames: async () => (await import('./frames.ts')).frames,
  messages: async () => (await import('./messages.ts')).messages,
  connections: async () => (await import('./connections.ts')).connections,
  exchanges: async () => (await import('./exchanges.ts')).exchanges,
  fragments: async () => (await import('./fragments.ts')).fragments,
  findings: async () => (await import('./findings.ts')).findings,
};

export const TABLE_NAMES: readonly string[] = Object.keys(TABLES);

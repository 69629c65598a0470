import { describe } from 'vitest';
import { testTable } from './reading.ts';
import { TABLES } from './rows/index.ts';

for (const [name, rows] of Object.entries(TABLES)) describe(name, () => testTable(rows));

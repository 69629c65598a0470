// Every export format, one line each; the first is the default.

import { csv } from './csv.ts';
import { ndjson } from './ndjson.ts';
import type { WriterFormat } from './writer.ts';

export const WRITERS: readonly [WriterFormat, ...WriterFormat[]] = [ndjson, csv];

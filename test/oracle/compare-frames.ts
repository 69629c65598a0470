// Tables `frames` and `connections` of one capture beside tshark's answers in one pass and in two.

import { connections } from '../../src/export/tables/connections.ts';
import { frames } from '../../src/export/tables/frames.ts';
import { readTable } from '../export/read-table.ts';
import { differences } from '../flow/analysis-rows.ts';
import { type Row, tsharkRowsLater } from '../flow/tshark.ts';
import {
  ALL_VALUES,
  COMPARED_COLUMNS,
  cellsOfTable,
  cellsOfTshark,
  FRAME_FIELDS,
  SINGLE_PASS_COLUMNS,
} from './frame-columns.ts';

/** Cells where this project says something else than tshark, and means it; column `frame`: it has no such frame. */
export interface Allowance {
  readonly frames: readonly number[];
  readonly columns: readonly string[];
  readonly reason: string;
}

const COMPLETENESS = 'tcp.completeness';
const TWO_PASS_COLUMNS = COMPARED_COLUMNS.filter((column) => !SINGLE_PASS_COLUMNS.includes(column));

export interface Comparison {
  /** One line per difference; and one per allowance that is not needed any more. */
  readonly problems: readonly string[];
  /** Of the single pass: what was compared. */
  readonly rows: ReadonlyMap<number, Row>;
}

export interface ComparisonOptions {
  readonly allowances?: readonly Allowance[];
  /** What tshark said in two passes, where it needs not be asked. */
  readonly recorded?: ReadonlyMap<number, Row> | null;
  /** Columns to compare in two passes; default: all that do not depend on the pass. */
  readonly twoPassColumns?: readonly string[];
}

export async function compareFrames(path: string, options: ComparisonOptions = {}): Promise<Comparison> {
  const { allowances = [], recorded = null, twoPassColumns = TWO_PASS_COLUMNS } = options;
  const asked = twoPassColumns.length === 0 ? ['frame.protocols', 'tcp.stream'] : FRAME_FIELDS;
  const [once, twice, records, streams] = await Promise.all([
    tsharkRowsLater(path, FRAME_FIELDS, false, ALL_VALUES),
    recorded ?? tsharkRowsLater(path, [...asked, COMPLETENESS], true, ALL_VALUES),
    readTable(frames, path),
    readTable(connections, path),
  ]);
  const ours = cellsOfTable(records);
  const rows = cellsOfTshark(once);
  const unused = new Set(
    allowances.flatMap(({ frames, columns }) => frames.flatMap((frame) => columns.map((name) => `${frame} ${name}`))),
  );
  const allowed = new Set(unused);
  const accepts = (frame: number, column: string): boolean => {
    unused.delete(`${frame} ${column}`);
    return allowed.has(`${frame} ${column}`);
  };
  // What was not recorded (link addresses, relative numbers) is the same in one pass.
  const both = new Map([...once, ...twice].map(([frame, row]) => [frame, { ...once.get(frame), ...row }]));
  const completeness = completenessByStream(both);
  const here = new Map(streams.map((record) => [Number(record['stream']), String(record['completeness'])]));
  const problems = [
    ...differences(ours, rows, COMPARED_COLUMNS, accepts),
    ...differences(ours, cellsOfTshark(both), twoPassColumns, accepts).map((line) => `two passes: ${line}`),
    ...[...completeness]
      .filter(([stream, value]) => here.get(stream) !== value)
      .map(([stream, value]) => `stream ${stream} completeness: tshark ${value}, here ${here.get(stream) ?? 'none'}`),
    ...[...here.keys()]
      .filter((stream) => !completeness.has(stream))
      .map((stream) => `stream ${stream}: none for tshark`),
    ...[...both.keys()]
      .filter((frame) => !ours.has(frame) && !accepts(frame, 'frame'))
      .map((frame) => `frame ${frame}: none here`),
    ...[...unused].map((key) => `frame ${key}: allowed to differ, but does not`),
  ];
  return { problems, rows };
}

/** The last value of each: in two passes all frames of a stream have the same. Headers that ICMP quotes are no stream here. */
function completenessByStream(rows: ReadonlyMap<number, Row>): Map<number, string> {
  const found = new Map<number, string>();
  for (const [frame, { stream }] of cellsOfTshark(rows)) {
    if (stream !== undefined && stream !== '') found.set(Number(stream), lastOf(rows.get(frame)?.[COMPLETENESS] ?? ''));
  }
  return found;
}

function lastOf(cell: string): string {
  return cell.split('|').at(-1) ?? '';
}

// Table `frames` beside tshark's fields: for every column the fields it answers to, and both cells in one form.

import { TCP_ACK, TCP_SYN } from '../../src/dissect/transport/tcp-flags.ts';
import { ANALYSIS_NAMES } from '../../src/flow/segment-kind.ts';
import type { TableRecord } from '../export/read-table.ts';
import { FLAG_FIELDS } from '../flow/analysis-rows.ts';
import type { Row } from '../flow/tshark.ts';

/** Repeated fields as the recorded answers have them: all values, "a|b". */
export const ALL_VALUES: readonly string[] = ['-E', 'occurrence=a', '-E', 'aggregator=|'];

interface Column {
  readonly fields: readonly string[];
  /** tshark's cell, '' where it prints none. Default: the last value of the first field that has one. */
  readonly read?: (row: Row) => string;
}

const IP_SOURCES = ['ip.src', 'ipv6.src', 'eth.src'];
const IP_DESTINATIONS = ['ip.dst', 'ipv6.dst', 'eth.dst'];

const COLUMNS: Readonly<Record<string, Column>> = {
  frame: { fields: ['frame.number'] },
  time: { fields: ['frame.time_epoch'] },
  capturedLength: { fields: ['frame.cap_len'] },
  wireLength: { fields: ['frame.len'] },
  // A classic capture has one interface without a number: 0 in the table.
  interfaceId: { fields: ['frame.interface_id'], read: (row) => last(row, 'frame.interface_id') || '0' },
  source: { fields: IP_SOURCES, read: (row) => address(row, IP_SOURCES) },
  destination: { fields: IP_DESTINATIONS, read: (row) => address(row, IP_DESTINATIONS) },
  sourcePort: { fields: ['tcp.srcport', 'udp.srcport'] },
  destinationPort: { fields: ['tcp.dstport', 'udp.dstport'] },
  stream: { fields: ['tcp.stream'] },
  seq: { fields: ['tcp.seq_raw'] },
  ack: { fields: ['tcp.ack_raw'] },
  relativeSeq: { fields: ['tcp.seq'] },
  // Printed as it is written, or not at all, without the flag that gives it a meaning.
  relativeAck: {
    fields: ['tcp.ack', 'tcp.flags'],
    read: (row) => (hasFlag(row, TCP_ACK) ? last(row, 'tcp.ack') : '0'),
  },
  tcpLength: { fields: ['tcp.len'] },
  tcpHeaderLength: { fields: ['tcp.hdr_len'] },
  flags: { fields: ['tcp.flags'], read: (row) => String(Number(last(row, 'tcp.flags'))) },
  window: { fields: ['tcp.window_size_value'] },
  scaledWindow: { fields: ['tcp.window_size'] },
  // No factor applies to the window of a SYN: tshark leaves the field out, the table says "unknown".
  windowScaleFactor: {
    fields: ['tcp.window_size_scalefactor', 'tcp.flags'],
    read: (row) => (hasFlag(row, TCP_SYN) ? '-1' : last(row, 'tcp.window_size_scalefactor')),
  },
  analysis: {
    fields: FLAG_FIELDS,
    read: (row) => ANALYSIS_NAMES.filter((name) => last(row, `tcp.analysis.${name}`) !== '').join(' '),
  },
  duplicateAckNumber: { fields: ['tcp.analysis.duplicate_ack_num'] },
  // tshark prints its "unset" where every ACK of the direction repeats what nobody sent.
  duplicateAckFrame: {
    fields: ['tcp.analysis.duplicate_ack_frame'],
    read: (row) => positive(row, 'tcp.analysis.duplicate_ack_frame'),
  },
  ackedFrame: { fields: ['tcp.analysis.acks_frame'] },
  ackRttNs: { fields: ['tcp.analysis.ack_rtt'], read: (row) => duration(row, 'tcp.analysis.ack_rtt') },
  initialRttNs: { fields: ['tcp.analysis.initial_rtt'], read: (row) => duration(row, 'tcp.analysis.initial_rtt') },
  rtoNs: { fields: ['tcp.analysis.rto'], read: (row) => duration(row, 'tcp.analysis.rto') },
  bytesInFlight: { fields: ['tcp.analysis.bytes_in_flight'] },
};

export const COMPARED_COLUMNS: readonly string[] = Object.keys(COLUMNS);
/** In two passes tshark knows of a frame what only later frames tell: these cells answer to its single pass (SEMANTICS 1.0, 1.2). */
export const SINGLE_PASS_COLUMNS: readonly string[] = ['initialRttNs', 'windowScaleFactor'];
const ALWAYS = ['frame.protocols', 'tcp.flags'];
/** What to ask tshark for. */
export const FRAME_FIELDS: readonly string[] = [
  ...new Set([...ALWAYS, ...Object.values(COLUMNS).flatMap(({ fields }) => fields)]),
].filter((name) => name !== 'frame.number');

/** The columns that belong to a TCP segment: nothing is read of a header that ICMP quotes. */
const SEGMENT_COLUMNS = new Set(COMPARED_COLUMNS.slice(COMPARED_COLUMNS.indexOf('stream')));
const TRANSPORT_COLUMNS = new Set([...SEGMENT_COLUMNS, 'sourcePort', 'destinationPort']);

/** tshark's rows by the names of the table's columns. */
export function cellsOfTshark(rows: ReadonlyMap<number, Row>): Map<number, Row> {
  return new Map([...rows].map(([frame, row]) => [frame, Object.fromEntries(cellsOf(row))]));
}

function cellsOf(row: Row): [string, string][] {
  const isQuoted = quotes(row);
  const isSegment = last(row, 'tcp.stream') !== '' && !isQuoted;
  return Object.entries(COLUMNS).map(([column, { fields, read }]) => {
    const isAbsent = isQuoted ? TRANSPORT_COLUMNS.has(column) : !isSegment && SEGMENT_COLUMNS.has(column);
    if (isAbsent) return [column, ''];
    return [column, read === undefined ? firstPrinted(row, fields) : read(row)];
  });
}

/** The table's records in the same form. */
export function cellsOfTable(records: readonly TableRecord[]): Map<number, Row> {
  return new Map(
    records.map((record) => [
      Number(record['frame']),
      Object.fromEntries(COMPARED_COLUMNS.map((column) => [column, cell(record[column])])),
    ]),
  );
}

function cell(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}

/** The frame carries an ICMP message: what follows is a header that it quotes. */
function quotes(row: Row): boolean {
  return /:icmp/.test(row['frame.protocols'] ?? '');
}

function values(row: Row, field: string): string[] {
  const printed = row[field] ?? '';
  return printed === '' ? [] : printed.split('|');
}

function last(row: Row, field: string): string {
  return values(row, field).at(-1) ?? '';
}

function firstPrinted(row: Row, fields: readonly string[]): string {
  return fields.map((field) => last(row, field)).find((value) => value !== '') ?? '';
}

/** Innermost header, but the one around an ICMP message; the link's own where there is no IP. */
function address(row: Row, fields: readonly string[]): string {
  const own = fields.map((field) => (quotes(row) ? values(row, field)[0] : values(row, field).at(-1)));
  return own.find((value) => value !== undefined) ?? '';
}

function hasFlag(row: Row, flag: number): boolean {
  return (Number(last(row, 'tcp.flags')) & flag) !== 0;
}

function positive(row: Row, field: string): string {
  const value = last(row, field);
  return value === '0' ? '' : value;
}

/** Whole ns; 0 and negative ones are "not printed" here, and 0 in tshark too. */
function duration(row: Row, field: string): string {
  const seconds = Number(last(row, field));
  return seconds > 0 ? String(Math.round(seconds * 1e9)) : '';
}

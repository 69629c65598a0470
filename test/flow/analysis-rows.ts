// What the flow engine says of every TCP segment of a capture, by tshark's field names, and the comparison with tshark's own rows.

import { openSource } from '../../src/capture/open-source.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Packet } from '../../src/dissect/packet.ts';
import { TCP_ACK, TCP_SYN } from '../../src/dissect/transport/tcp-flags.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { SegmentView } from '../../src/flow/segment.ts';
import { ANALYSIS_NAMES, DUPLICATE_ACK } from '../../src/flow/segment-kind.ts';
import type { Row } from './tshark.ts';

/** Nanoseconds; '' where the field is not printed. */
export const DURATIONS: readonly string[] = ['tcp.analysis.ack_rtt', 'tcp.analysis.initial_rtt', 'tcp.analysis.rto'];
export const FLAG_FIELDS: readonly string[] = ANALYSIS_NAMES.map((name) => `tcp.analysis.${name}`);
export const SEGMENT_FIELDS: readonly string[] = [
  'tcp.stream',
  'tcp.seq',
  'tcp.seq_raw',
  'tcp.ack',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.window_size_value',
  'tcp.window_size',
  'tcp.window_size_scalefactor',
  'tcp.analysis.duplicate_ack_num',
  'tcp.analysis.duplicate_ack_frame',
  'tcp.analysis.acks_frame',
  ...DURATIONS,
  'tcp.analysis.rto_frame',
  'tcp.analysis.bytes_in_flight',
  'tcp.analysis.push_bytes_sent',
  ...FLAG_FIELDS,
];

export interface EngineRows {
  readonly rows: ReadonlyMap<number, Row>;
  readonly flows: readonly Flow[];
}

export async function engineRows(path: string): Promise<EngineRows> {
  const rows = new Map<number, Row>();
  const listener = {
    onPacket(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
      if (flow !== null && segment !== null) rows.set(packet.frame.number, rowOf(packet, flow, segment));
    },
  };
  const engine = new FlowEngine(new Dissector(), [listener]);
  const source = await openSource(path);
  engine.end(await source.run((frame) => engine.onFrame(frame)));
  return { rows, flows: engine.flows };
}

function rowOf(packet: Packet, flow: Flow, segment: SegmentView): Row {
  const { tcp } = packet;
  const isSyn = (tcp.flags & TCP_SYN) !== 0;
  const hasAck = (tcp.flags & TCP_ACK) !== 0;
  const row: Record<string, string> = {
    'tcp.stream': String(flow.stream),
    'tcp.seq': String(segment.relativeSeq),
    'tcp.seq_raw': String(tcp.seq),
    'tcp.ack': hasAck ? String(segment.relativeAck) : '',
    'tcp.ack_raw': String(tcp.ack),
    'tcp.len': String(segment.length),
    'tcp.window_size_value': String(tcp.window),
    'tcp.window_size': String(segment.scaledWindow),
    'tcp.window_size_scalefactor': isSyn ? '' : String(segment.windowScaleFactor),
    'tcp.analysis.duplicate_ack_num': present(segment.duplicateAckNumber),
    'tcp.analysis.duplicate_ack_frame':
      (segment.analysis & DUPLICATE_ACK) === 0 ? '' : String(segment.duplicateAckFrame),
    'tcp.analysis.acks_frame': present(segment.ackedFrame),
    'tcp.analysis.ack_rtt': present(segment.ackRttNs),
    'tcp.analysis.initial_rtt': present(segment.initialRttNs),
    'tcp.analysis.rto': present(segment.rtoNs),
    'tcp.analysis.rto_frame': present(segment.rtoFrame),
    'tcp.analysis.bytes_in_flight': present(segment.bytesInFlight),
    'tcp.analysis.push_bytes_sent': present(segment.pushBytesSent),
  };
  FLAG_FIELDS.forEach((name, bit) => {
    row[name] = (segment.analysis & (1 << bit)) === 0 ? '' : '1';
  });
  return row;
}

function present(value: number): string {
  return value === 0 ? '' : String(value);
}

/** tshark's cell in the form of ours: durations in ns (never negative or 0), flags as '1'. */
function normalised(name: string, row: Row): string {
  const cell = row[name] ?? '';
  if (name === 'tcp.ack' && (Number(row['tcp.flags']) & TCP_ACK) === 0) return ''; // printed as 0 or raw without the flag
  if (name === 'tcp.ack_raw' && cell === '') return '0';
  if (DURATIONS.includes(name)) return cell === '' || Number(cell) <= 0 ? '' : String(Math.round(Number(cell) * 1e9));
  return FLAG_FIELDS.includes(name) && cell !== '' ? '1' : cell;
}

/** One line per difference, "frame 12 tcp.len: tshark 5, here 6"; `accepts` may excuse one. */
export function differences(
  ours: ReadonlyMap<number, Row>,
  theirs: ReadonlyMap<number, Row>,
  fields: readonly string[],
  accepts: (frame: number, name: string, tshark: string, here: string) => boolean,
): string[] {
  const lines: string[] = [];
  for (const [frame, row] of theirs) {
    const mine = ours.get(frame);
    if (mine === undefined) {
      if ((row['tcp.stream'] ?? '') !== '' && !accepts(frame, 'tcp.stream', row['tcp.stream'] ?? '', 'no segment')) {
        lines.push(`frame ${frame}: a segment for tshark, none here`);
      }
      continue;
    }
    for (const name of fields) {
      const tshark = normalised(name, row);
      const here = mine[name] ?? '';
      if (tshark !== here && !accepts(frame, name, tshark, here)) {
        lines.push(`frame ${frame} ${name}: tshark ${tshark || 'none'}, here ${here || 'none'}`);
      }
    }
  }
  for (const frame of ours.keys()) if (!theirs.has(frame)) lines.push(`frame ${frame}: unknown to tshark`);
  return lines;
}

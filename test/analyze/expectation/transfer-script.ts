// A file cut into fragments, written as PUBLISH packets in one of the formats, and what the expectation makes of them.

import { parseFragmentFormat } from '../../../src/analyze/collectors/fragment-format.ts';
import { ExpectationCollector } from '../../../src/analyze/expectation/expectation-collector.ts';
import type { ExpectationReport } from '../../../src/analyze/expectation/expectation-report.ts';
import { ExpectedFile } from '../../../src/analyze/expectation/expected-file.ts';
import type { Listener } from '../../../src/flow/listener.ts';
import { SessionTracker } from '../../../src/session/session-tracker.ts';
import { concat, connack, connect, publish, u16, u32 } from '../../builders/mqtt.ts';
import { ScriptedFlow } from '../../session/scripted-flow.ts';

const utf8 = new TextEncoder();
export const ascii = (text: string): Uint8Array => utf8.encode(text);
const fourBytes = (value: number): Uint8Array => u32(value);
const littleEndian = (value: number): Uint8Array => u32(value).reverse();

/** How a fragment is written; `index` from 0. */
export const WRITERS = {
  raw: (_index: number, bytes: Uint8Array): Uint8Array => bytes,
  indexed: (index: number, bytes: Uint8Array): Uint8Array => concat(ascii(`${index}|`), bytes),
  'indexed from 1': (index: number, bytes: Uint8Array): Uint8Array => concat(ascii(`${index + 1}|`), bytes),
  'text prefix': (index: number, bytes: Uint8Array): Uint8Array => concat(ascii(`[${index}/99] `), bytes),
  u16be: (index: number, bytes: Uint8Array): Uint8Array => concat(u16(index), bytes),
  u32be: (index: number, bytes: Uint8Array): Uint8Array => concat(fourBytes(index), bytes),
  u32le: (index: number, bytes: Uint8Array): Uint8Array => concat(littleEndian(index), bytes),
  u8: (index: number, bytes: Uint8Array): Uint8Array => concat(Uint8Array.of(index % 256), bytes),
  'JSON, base64': (index: number, bytes: Uint8Array): Uint8Array =>
    ascii(JSON.stringify({ seq: index, data: Buffer.from(bytes).toString('base64') })),
  'JSON, hex': (index: number, bytes: Uint8Array): Uint8Array =>
    ascii(JSON.stringify({ seq: index, data: Buffer.from(bytes).toString('hex') })),
} as const;

export type Writer = keyof typeof WRITERS;

/** The listener that a capture would drive: sessions first, then the collector's payloads. */
export function listening(collector: ExpectationCollector): Listener {
  const sessions = new SessionTracker([collector]);
  return {
    onProtocol: (flow) => sessions.onProtocol(flow),
    onMessageStart: (flow, direction, view, origin) => sessions.onMessageStart(flow, direction, view, origin),
    onPayload: (flow, direction, buf, at, end, missing) => collector.onPayload(flow, direction, buf, at, end, missing),
    onMessage: (flow, direction, view, origin, anomalies) =>
      sessions.onMessage(flow, direction, view, origin, anomalies),
    onFlowClose: (flow, how) => sessions.onFlowClose(flow, how),
  };
}

export function collectorFor(file: ExpectedFile, fragments = 'auto', listLimit = 10_000): ExpectationCollector {
  const stated = parseFragmentFormat(fragments);
  if (stated === null) throw new Error(`no such format: ${fragments}`);
  return new ExpectationCollector({ file, stated, listLimit, stream: null });
}

/** Payloads published by the client (or delivered by the server) on one topic, compared with `file`. */
export function compare(
  file: Uint8Array,
  payloads: readonly Uint8Array[],
  by: 'client' | 'server' = 'client',
): ExpectationReport {
  const collector = collectorFor(new ExpectedFile('input.txt', file));
  const script = new ScriptedFlow(listening(collector)).client(connect()).server(connack());
  for (const payload of payloads) {
    const packet = publish({ topic: 'file', payload });
    if (by === 'client') script.client(packet);
    else script.server(packet);
  }
  script.close();
  return collector.report();
}

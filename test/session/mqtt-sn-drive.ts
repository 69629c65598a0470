// Scripted MQTT-SN datagrams through the real flow engine.

import { MqttSnCollector } from '../../src/analyze/collectors/mqtt-sn.ts';
import type { MqttSnFacts, MqttSnReport } from '../../src/analyze/mqtt-sn-report.ts';
import type { SourceSummary } from '../../src/core/frame.ts';
import { mqttSn } from '../../src/dissect/application/mqtt-sn/index.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Bytes } from '../builders/bytes.ts';
import { ethernet } from '../builders/ethernet.ts';
import { frameOf } from '../builders/frame.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { udp } from '../builders/udp.ts';

export interface Datagram {
  readonly from: 'client' | 'gateway';
  readonly bytes: Bytes;
  /** Seconds since the frame before; default 0.01. */
  readonly after?: number;
  readonly clientPort?: number;
  readonly gatewayPort?: number;
  readonly client?: string;
  readonly gateway?: string;
}

export function client(bytes: Bytes, after?: number, more: Partial<Datagram> = {}): Datagram {
  return { from: 'client', bytes, ...(after === undefined ? {} : { after }), ...more };
}

export function gateway(bytes: Bytes, after?: number, more: Partial<Datagram> = {}): Datagram {
  return { from: 'gateway', bytes, ...(after === undefined ? {} : { after }), ...more };
}

export function ethernetFrame(datagram: Datagram): Bytes {
  const isClient = datagram.from === 'client';
  const ends = [
    { address: datagram.client ?? '10.0.0.1', port: datagram.clientPort ?? 50001 },
    { address: datagram.gateway ?? '10.0.0.2', port: datagram.gatewayPort ?? 10000 },
  ] as const;
  const [source, destination] = isClient ? ends : [ends[1], ends[0]];
  const packet = udp({ sourcePort: source.port, destinationPort: destination.port }, datagram.bytes);
  return ethernet({}, ipv4({ source: source.address, destination: destination.address, protocol: 17 }, packet));
}

export interface Driven {
  readonly facts: MqttSnFacts;
  /** Ids with the frame that raised them. */
  readonly anomalies: readonly string[];
}

export function drive(
  datagrams: readonly Datagram[],
  options: { readonly collector?: MqttSnCollector; readonly tail?: number; readonly limit?: number } = {},
): Driven {
  const collector = options.collector ?? new MqttSnCollector();
  const anomalies: string[] = [];
  const listen = {
    onPacket: (packet: {
      frame: { number: number };
      anomalies: { count: number; kind(i: number): { id: string } };
    }): void => {
      for (let i = 0; i < packet.anomalies.count; i++)
        anomalies.push(`${packet.frame.number} ${packet.anomalies.kind(i).id}`);
    },
  };
  const engine = new FlowEngine(new Dissector(), [collector, listen], { protocols: [mqttSn] });
  let ns = 1_700_000_000_000_000_000n;
  datagrams.forEach((datagram, i) => {
    if (i > 0) ns += BigInt(Math.round((datagram.after ?? 0.01) * 1e9));
    const [sec, nsec] = [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
    engine.onFrame(frameOf(ethernetFrame(datagram), { number: i + 1, sec, nsec }));
  });
  ns += BigInt(Math.round((options.tail ?? 0) * 1e9));
  const lastTime = `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
  engine.end({ lastTime } as SourceSummary);
  return { facts: options.limit === undefined ? collector.report() : collector.report(options.limit), anomalies };
}

/** The one conversation of a script. */
export function report(datagrams: readonly Datagram[], tail = 0): MqttSnReport {
  const { facts } = drive(datagrams, { tail });
  const [one] = facts.mqttSn;
  if (one === undefined || facts.mqttSn.length !== 1) throw new Error(`${facts.mqttSn.length} conversations`);
  return one;
}

// MQTT over WebSocket as the lab recorded it, against its reference answers; and tshark's reading of a WebSocket capture without MQTT.

import { expect, it } from 'vitest';
import { WebSocketCollector } from '../../src/analyze/collectors/websocket.ts';
import { openSource } from '../../src/capture/open-source.ts';
import { SENDERS } from '../../src/core/direction.ts';
import { WebSocketFrameView } from '../../src/dissect/application/websocket/frame-view.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Listener } from '../../src/flow/listener.ts';
import { describeWithShared, readOracleRows, sharedCapture } from '../shared.ts';
import { labCaptures, type Side } from './answers.ts';

interface PacketAnswer {
  readonly type: string;
  readonly length: number;
  readonly dir: Side;
  readonly first_frame: number;
  readonly last_frame: number;
  readonly delivered_frame: number;
  readonly first_time_ns: string;
  readonly last_time_ns: string;
}

interface WebSocketAnswer {
  readonly stream: number;
  readonly transport: string;
  readonly websocket_frames: Readonly<Record<Side, number>>;
  readonly mqtt_packets: readonly PacketAnswer[];
}

interface Run {
  readonly collector: WebSocketCollector;
  readonly packets: Map<number, object[]>;
  readonly frames: { frame: number; opcode: number; fin: boolean; masked: boolean; payloadLength: number }[];
  readonly anomalies: string[];
  readonly engine: FlowEngine;
}

async function run(path: string): Promise<Run> {
  const collector = new WebSocketCollector({ listLimit: 100, connectionLimit: 100 });
  const packets: Run['packets'] = new Map();
  const frames: Run['frames'] = [];
  const anomalies: string[] = [];
  const listener: Listener = {
    onMessage: (flow, direction, view, origin, log) => {
      const { time } = flow;
      const rows = packets.get(flow.stream) ?? [];
      packets.set(flow.stream, rows);
      const message = view.toMessage() as { readonly length?: number };
      rows.push({
        type: view.type,
        length: message.length,
        dir: SENDERS[direction],
        first_frame: origin.firstFrame,
        last_frame: origin.lastFrame,
        delivered_frame: origin.deliveredFrame,
        first_time_ns: time.instant(origin.firstTimeNs).replace('.', ''),
        last_time_ns: time.instant(origin.lastTimeNs).replace('.', ''),
      });
      for (let i = 0; i < log.count; i++) anomalies.push(log.kind(i).id);
    },
    onCarrier: (_flow, _direction, event, origin) => {
      if (!(event instanceof WebSocketFrameView)) return;
      const { opcode, isFinal, isMasked, payloadLength } = event;
      frames.push({ frame: origin.deliveredFrame, opcode, fin: isFinal, masked: isMasked, payloadLength });
    },
    onPacket: (packet) => {
      for (let i = 0; i < packet.anomalies.count; i++) anomalies.push(packet.anomalies.kind(i).id);
    },
  };
  const engine = new FlowEngine(new Dissector(), [collector, listener]);
  engine.end(await openSource(path).run((frame) => engine.onFrame(frame)));
  return { collector, packets, frames, anomalies, engine };
}

describeWithShared('WebSocket answers of the recorded lab', () => {
  for (const { name, path, answer } of labCaptures()) {
    const sessions = (answer.sessions as unknown as WebSocketAnswer[]).filter(({ transport }) => transport === 'ws');
    if (sessions.length === 0) continue;

    it(`${name}: every MQTT packet with its frames and times, WebSocket frames by direction`, async () => {
      const { collector, packets, anomalies, engine } = await run(path);
      expect(anomalies.filter((id) => id.startsWith('websocket.') || id.startsWith('mqtt.'))).toEqual([]);
      for (const session of sessions) {
        const wanted = session.mqtt_packets.map((packet) => ({
          type: packet.type,
          length: packet.length,
          dir: packet.dir,
          first_frame: packet.first_frame,
          last_frame: packet.last_frame,
          delivered_frame: packet.delivered_frame,
          first_time_ns: packet.first_time_ns,
          last_time_ns: packet.last_time_ns,
        }));
        expect(packets.get(session.stream)).toEqual(wanted);
        const report = collector.report(session.stream);
        expect(report).toMatchObject({ state: 'open', evidence: 'upgrade' });
        expect(report?.request).toMatchObject({ path: '/mqtt', subprotocols: ['mqtt'], version: '13' });
        expect(report?.response).toMatchObject({ status: 101, subprotocol: 'mqtt', acceptMatches: true });
        expect(report?.frames).toEqual({
          client: { binary: session.websocket_frames.client },
          server: { binary: session.websocket_frames.server },
        });
        const flow = engine.flows.find(({ stream }) => stream === session.stream);
        expect([flow?.protocol, flow?.protocolEvidence, flow?.carriers]).toEqual(['mqtt', 'upgrade', ['websocket']]);
      }
    });

    it(`${name}: the same messages where the capture starts behind the upgrade`, async () => {
      for (const session of sessions) {
        const packets: string[] = [];
        const engine = new FlowEngine(new Dissector(), [
          {
            onMessage: (flow, _direction, view, origin) => {
              const isSame =
                `${flow.client.address}:${flow.client.port}` === (session as unknown as { client: string }).client;
              if (isSame) packets.push(`${view.type} ${origin.lastFrame}`);
            },
          },
        ]);
        const from = session.mqtt_packets[0]?.first_frame ?? 0;
        await openSource(path).run((frame) => {
          if (frame.number > from) engine.onFrame(frame);
        });
        expect(packets).toEqual(session.mqtt_packets.slice(1).map(({ type, last_frame }) => `${type} ${last_frame}`));
      }
    });
  }
});

describeWithShared('WebSocket without MQTT, as tshark reads it', () => {
  it('basic_websockets: opcode, FIN, mask and payload length of every frame', async () => {
    const rows =
      readOracleRows('suricata-verify/basic_websockets.pcap') ??
      readOracleRows('third-party/suricata-verify/basic_websockets.pcap');
    expect(rows).not.toBeNull();
    const { frames, collector, engine } = await run(
      sharedCapture('third-party', 'suricata-verify', 'basic_websockets.pcap'),
    );
    const wanted = (rows ?? []).flatMap((row) => {
      const opcodes = (row['websocket.opcode'] ?? '').split('|').filter((opcode) => opcode !== '');
      const column = (name: string, index: number): string => (row[name] ?? '').split('|')[index] ?? '';
      return opcodes.map((opcode, index) => ({
        frame: Number(row['frame.number']),
        opcode: Number(opcode),
        fin: ['1', 'True'].includes(column('websocket.fin', index)),
        masked: ['1', 'True'].includes(column('websocket.mask', index)),
        payloadLength: Number(column('websocket.payload_length', index)),
      }));
    });
    expect(wanted.length).toBeGreaterThan(0);
    expect(frames).toEqual(wanted);
    expect(collector.report(0)?.response).toMatchObject({ status: 101, acceptMatches: true });
    expect([engine.flows[0]?.protocol, engine.flows[0]?.carriers]).toEqual([null, ['websocket']]);
  });
});

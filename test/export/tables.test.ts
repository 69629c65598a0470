// The tables, field by field, on captures with known answers.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TableReader } from '../../src/export/table.ts';
import { connections } from '../../src/export/tables/connections.ts';
import { exchanges } from '../../src/export/tables/exchanges.ts';
import { findings } from '../../src/export/tables/findings.ts';
import { fragments } from '../../src/export/tables/fragments.ts';
import { frames } from '../../src/export/tables/frames.ts';
import { TABLE_NAMES, TABLES } from '../../src/export/tables/index.ts';
import { messages } from '../../src/export/tables/messages.ts';
import { analyze } from '../../src/pipeline.ts';
import { describeWithShared, readOracleRows, sharedCapture } from '../shared.ts';
import { readTable, type TableRecord } from './read-table.ts';

const capture = (name: string): string => fileURLToPath(new URL(`../../captures/${name}`, import.meta.url));
const PUBLISHER = capture('captura_publisher.pcapng');
const SUBSCRIBER = capture('captura_subscriber.pcapng');

describe('the registry of tables', () => {
  it('gives every table under its own name, with distinct columns and in both languages', async () => {
    expect(TABLE_NAMES).toEqual(['frames', 'messages', 'connections', 'exchanges', 'fragments', 'findings']);
    for (const [name, load] of Object.entries(TABLES)) {
      const table = await load();
      expect(table.name).toBe(name);
      expect(new Set(table.columns).size).toBe(table.columns.length);
      expect(table.summary.es).not.toBe(table.summary.en);
    }
  });
});

describe('frames', () => {
  it('has a record for every frame, with its numbers as Wireshark shows them', async () => {
    const rows = await readTable(frames, PUBLISHER);
    expect(rows.map((row) => row['frame'])).toEqual(Array.from({ length: 59 }, (_, i) => i + 1));
    expect(rows[0]).toMatchObject({
      protocols: 'eth:ip:udp:dns',
      source: '192.168.0.14',
      destination: '192.168.0.1',
      destinationPort: 53,
      stream: null,
      seq: null,
      flags: null,
      analysis: [],
      mqtt: [],
    });
    expect(rows[4]).toMatchObject({
      seq: 1806442917,
      relativeSeq: 0,
      flags: 2,
      window: 64240,
      windowScaleFactor: -1,
      initialRttNs: null,
    });
    expect(rows[10]).toEqual({
      frame: 11,
      time: '1727972104.783581297',
      interfaceId: 0,
      capturedLength: 54,
      wireLength: 54,
      protocols: 'eth:ip:tcp',
      source: '203.0.113.10',
      destination: '192.168.0.14',
      sourcePort: 1883,
      destinationPort: 47122,
      stream: 0,
      seq: 2873011257,
      ack: 1806443009,
      relativeSeq: 1,
      relativeAck: 92,
      tcpLength: 0,
      tcpHeaderLength: 20,
      flags: 16,
      window: 489,
      scaledWindow: 62592,
      windowScaleFactor: 128,
      analysis: [],
      duplicateAckNumber: null,
      duplicateAckFrame: null,
      ackedFrame: 10,
      ackRttNs: 3_893_947,
      initialRttNs: 3_945_163,
      rtoNs: null,
      bytesInFlight: null,
      mqtt: [],
    });
    expect(rows[9]).toMatchObject({
      protocols: 'eth:ip:tcp:mqtt',
      mqtt: ['PUBLISH'],
      bytesInFlight: 77,
      tcpLength: 77,
    });
    const publishes = rows.filter((row) => (row['mqtt'] as string[]).includes('PUBLISH')).map((row) => row['frame']);
    expect(publishes).toEqual([10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52]);
  });

  it('lists every message of a frame that carries several', async () => {
    const rows = await readTable(frames, capture('lab_burst_one_segment_publisher.pcapng'));
    const most = rows.map((row) => row['mqtt'] as string[]).sort((a, b) => b.length - a.length)[0];
    expect(most).toEqual(Array<string>(8).fill('PUBLISH'));
  });

  it('keeps to one connection when told', async () => {
    const rows = await readTable(frames, capture('lab_indexed_qos2_broker.pcapng'), { stream: 1 });
    expect(rows.length).toBeGreaterThan(10);
    expect(new Set(rows.map((row) => row['stream']))).toEqual(new Set([1]));
  });
});

describe('messages', () => {
  it('has the packets of the lab in order, with their payloads', async () => {
    const rows = await readTable(messages, PUBLISHER);
    expect(rows.map((row) => row['number'])).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(rows[0]).toMatchObject({
      type: 'CONNECT',
      firstFrame: 8,
      protocolLevel: 4,
      keepAlive: 60,
      cleanSession: true,
      dup: null,
      topic: null,
    });
    const publish = rows[1] ?? {};
    expect(publish).toMatchObject({
      stream: 0,
      direction: 'client',
      type: 'PUBLISH',
      firstFrame: 10,
      lastFrame: 10,
      deliveredFrame: 10,
      time: '1727972104.779687350',
      lastTime: '1727972104.779687350',
      length: 77,
      dup: false,
      qos: 2,
      retain: false,
      packetIdentifier: 1,
      topicAlias: null,
      payloadLength: 51,
      payloadText: '"Nos los representantes del pueblo de la Nación Ar',
      payloadHex: null,
      clientId: null,
      properties: [],
    });
    expect(publish['payloadSha256']).toBe(createHash('sha256').update(String(publish['payloadText'])).digest('hex'));
  });

  it('names violations beside the packet, also those that only a later packet proves', async () => {
    const rows = await readTable(messages, PUBLISHER);
    expect(rows.filter((row) => (row['anomalies'] as unknown[]).length > 0)).toMatchObject([
      {
        number: 2,
        type: 'PUBLISH',
        anomalies: [{ id: 'mqtt.publish-before-connack', clause: expect.stringContaining('MQTT-3.1.4') }],
      },
    ]);
  });

  it('has filters and grants', async () => {
    const rows = await readTable(messages, SUBSCRIBER);
    const of = (type: string): TableRecord => rows.find((row) => row['type'] === type) ?? {};
    expect(of('SUBSCRIBE')['filters']).toEqual([
      { filter: 'tp1/aguilar_klockner', qos: 2, noLocal: null, retainAsPublished: null, retainHandling: null },
    ]);
    expect(of('SUBACK')).toMatchObject({ reasonCodes: [2], grantedQos: [2], packetIdentifier: 1 });
    expect(of('CONNACK')).toMatchObject({ reasonCodes: [0], grantedQos: [] });
  });

  it('has MQTT 5 properties, and topics behind their aliases', async () => {
    const rows = await readTable(messages, capture('lab_mqtt5_publisher.pcapng'));
    const publishes = rows.filter((row) => row['type'] === 'PUBLISH');
    expect(new Set(publishes.map((row) => row['topic']))).toEqual(new Set(['tp1/aguilar_klockner', 'tp1/nadie']));
    expect(publishes.slice(0, 2).map((row) => row['topicAlias'])).toEqual([1, 1]);
    expect(publishes[0]?.['properties']).toContainEqual({
      id: 0x26,
      name: expect.any(String),
      value: { name: 'fragmento', value: '0' },
    });
    expect(rows.find((row) => row['type'] === 'PUBREC')?.['reasonCodes']).toEqual([0]);
  });
});

describe('connections', () => {
  it('agrees with the report of the analysis', async () => {
    const paths = [
      PUBLISHER,
      capture('lab_indexed_qos2_broker.pcapng'),
      capture('lab_will_abrupt_kill_publisher.pcapng'),
    ];
    for (const path of paths) {
      const rows = await readTable(connections, path);
      const analysis = await analyze([path]);
      const byStream = [...rows].sort((a, b) => Number(a['stream']) - Number(b['stream']));
      expect(byStream.length).toBe(analysis.connectionsCount);
      for (const [i, report] of analysis.connections.entries()) {
        const { handshake, mqtt, teardown } = report;
        expect(byStream[i]).toEqual({
          stream: report.stream,
          clientAddress: report.client.address,
          clientPort: report.client.port,
          serverAddress: report.server.address,
          serverPort: report.server.port,
          orientation: report.orientation,
          protocol: report.protocol,
          protocolEvidence: report.protocolEvidence,
          firstFrame: report.firstFrame,
          lastFrame: report.lastFrame,
          firstTime: report.firstTime,
          lastTime: report.lastTime,
          durationNs: report.durationNs,
          frames: report.frames,
          clientBytes: report.bytes.client,
          serverBytes: report.bytes.server,
          completeness: report.completeness,
          completenessText: report.completenessText,
          capturePoint: report.capturePoint,
          clientInitialSequenceNumber: handshake?.initialSequenceNumber.client ?? null,
          serverInitialSequenceNumber: handshake?.initialSequenceNumber.server ?? null,
          synRttNs: handshake?.synRttNs ?? null,
          ackRttNs: handshake?.ackRttNs ?? null,
          initialRttNs: handshake?.initialRttNs ?? null,
          gapsCount: report.gapsCount,
          teardownInitiator: teardown.initiator,
          teardownHow: teardown.how,
          mqttVersion: mqtt?.version ?? null,
          mqttVersionInferred: mqtt?.versionInferred ?? null,
          mqttTransport: mqtt?.transport ?? null,
          clientId: mqtt?.clientId ?? null,
          userName: mqtt?.userName ?? null,
          cleanSession: mqtt?.cleanSession ?? null,
          keepAlive: mqtt?.keepAlive ?? null,
          connectFrame: mqtt?.connectFrame ?? null,
          connackFrame: mqtt?.connackFrame ?? null,
          connackCode: mqtt?.connackCode ?? null,
          sessionPresent: mqtt?.sessionPresent ?? null,
          clientMessages: sum(mqtt?.messagesBySender.client),
          serverMessages: sum(mqtt?.messagesBySender.server),
          longestSilenceNs: mqtt?.longestSilenceNs ?? null,
          disconnectFrame: mqtt?.disconnect?.frame ?? null,
        });
      }
    }
  });
});

describe('exchanges', () => {
  it('agrees with the exchanges of the analysis', async () => {
    for (const path of [PUBLISHER, SUBSCRIBER, capture('lab_qos1_publisher.pcapng')]) {
      const byFirstFrame = (a: TableRecord, b: TableRecord): number => firstFrame(a) - firstFrame(b);
      const rows = (await readTable(exchanges, path)).sort(byFirstFrame);
      const reported = (await analyze([path])).connections.flatMap((connection) => connection.mqtt?.exchanges ?? []);
      expect(rows.length).toBeGreaterThan(3);
      expect(rows).toEqual(reported.map((each) => ({ ...each })).sort(byFirstFrame));
    }
  });

  it('shows that the publisher of the lab releases nothing', async () => {
    const rows = (await readTable(exchanges, PUBLISHER)).filter((row) => row['kind'] === 'publish');
    expect(rows.length).toBe(11);
    for (const row of rows)
      expect(row).toMatchObject({ qos: 2, state: 'unconfirmed', missing: ['PUBREL', 'PUBCOMP'], totalNs: null });
  });
});

describe('fragments', () => {
  it('has every fragment of both directions, as the analysis shows them', async () => {
    for (const name of [
      'captura_publisher.pcapng',
      'lab_missing6_subscriber.pcapng',
      'lab_data_lost_subscriber.pcapng',
    ]) {
      const rows = await readTable(fragments, capture(name));
      const analysis = await analyze([capture(name)]);
      const reported = analysis.connections.flatMap((connection) => {
        const both = connection.mqtt?.fragments;
        return [...(both?.client?.rows ?? []), ...(both?.server?.rows ?? [])];
      });
      expect(rows.length).toBeGreaterThan(5);
      expect(rows).toEqual(reported.map((row) => ({ ...row })));
    }
  });

  it('has none with --fragments none', async () => {
    expect(await readTable(fragments, PUBLISHER, { fragments: null })).toEqual([]);
  });
});

describe('findings', () => {
  it('holds the findings of the analysis, of one connection if told', async () => {
    const analysis = await analyze([PUBLISHER], { lang: 'es' });
    expect(analysis.findings.length).toBeGreaterThan(0);
    const rows = findingRows(analysis, null);
    expect(rows).toEqual(analysis.findings.map((finding) => ({ ...finding })));
    const other = findingRows(analysis, 99);
    expect(other.every((row) => row['stream'] === null)).toBe(true);
  });
});

function findingRows(analysis: Awaited<ReturnType<typeof analyze>>, stream: number | null): TableRecord[] {
  const rows: TableRecord[] = [];
  const reader: TableReader = findings.open(
    (row) => rows.push(Object.fromEntries(findings.columns.map((column, i) => [column, row[i]]))),
    { stream, lang: 'es', fragments: null },
  );
  reader.onAnalysis?.(analysis);
  return rows;
}

function sum(counts: Readonly<Record<string, number>> | undefined): number | null {
  return counts === undefined ? null : Object.values(counts).reduce((total, count) => total + count, 0);
}

function firstFrame(record: TableRecord): number {
  return (record['steps'] as { frame: number }[])[0]?.frame ?? 0;
}

describeWithShared('frames against tshark', () => {
  const CAPTURES = [
    'arkime/mqtt_big.pcap',
    'ipfixprobe/mqtt.pcap',
    'suricata-verify/mqtt311-pub-qos2.pcap',
    'suricata-verify/mqtt5-pub-qos1.pcap',
    'zeek/mqtt.pcap',
  ];
  const number = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));
  const nanoseconds = (text: string | undefined): number | null => {
    if (text === undefined || text === '') return null;
    const [seconds = '0', fraction = ''] = text.split('.');
    return Number(seconds) * 1e9 + Number(fraction.padEnd(9, '0'));
  };

  it.each(CAPTURES)('%s', async (name) => {
    const rows = await readTable(frames, sharedCapture('third-party', name));
    const oracle = readOracleRows(name) ?? [];
    expect(rows.length).toBe(oracle.length);
    expect(oracle.length).toBeGreaterThan(0);
    for (const [i, row] of rows.entries()) {
      const truth = oracle[i] ?? {};
      expect(row).toMatchObject({
        frame: number(truth['frame.number']),
        time: truth['frame.time_epoch'],
        wireLength: number(truth['frame.len']),
        capturedLength: number(truth['frame.cap_len']),
        protocols: truth['frame.protocols']?.replace(':ethertype', ''),
        stream: number(truth['tcp.stream']),
        seq: number(truth['tcp.seq_raw']),
        ack: number(truth['tcp.ack_raw']),
        tcpLength: number(truth['tcp.len']),
        tcpHeaderLength: number(truth['tcp.hdr_len']),
        flags: number(truth['tcp.flags']),
        window: number(truth['tcp.window_size_value']),
        scaledWindow: number(truth['tcp.window_size']),
        ackedFrame: number(truth['tcp.analysis.acks_frame']),
        ackRttNs: nanoseconds(truth['tcp.analysis.ack_rtt']),
        bytesInFlight: number(truth['tcp.analysis.bytes_in_flight']),
        duplicateAckNumber: number(truth['tcp.analysis.duplicate_ack_num']),
        rtoNs: nanoseconds(truth['tcp.analysis.rto']),
      });
      const flagged = Object.keys(truth)
        .filter((field) => /^tcp\.analysis\.[a-z_]+$/.test(field) && truth[field] === '1')
        .map((field) => field.slice('tcp.analysis.'.length))
        .filter((field) => !/_num|_frame|in_flight|push_bytes|acks_/.test(field));
      expect([...(row['analysis'] as string[])].sort()).toEqual(flagged.sort());
    }
  });
});

describeWithShared('messages against the recorded answers', () => {
  interface Answer {
    readonly type: string;
    readonly length: number;
    readonly first_frame: number;
    readonly last_frame: number;
    readonly delivered_frame: number;
    readonly first_time_ns: string;
    readonly last_time_ns: string;
    readonly dir: string;
    readonly mid?: number;
    readonly topic?: string;
    readonly topic_by_alias?: string;
    readonly payload_len?: number;
    readonly payload_sha256?: string;
    readonly qos?: number;
    readonly dup?: boolean;
    readonly retain?: boolean;
  }
  interface Answers {
    readonly captures: Readonly<
      Record<
        string,
        { readonly sessions: readonly { readonly stream: number; readonly mqtt_packets?: readonly Answer[] }[] }
      >
    >;
  }

  const instant = (ns: string): string => `${ns.slice(0, -9)}.${ns.slice(-9)}`;

  it.each(['plain_qos2', 'mqtt5', 'large_300k', 'burst_one_segment', 'tcp_loss', 'tcp_reorder', 'qos1'])(
    '%s',
    async (scenario) => {
      const answers = JSON.parse(readFileSync(sharedCapture('lab', scenario, 'answers.json'), 'utf8')) as Answers;
      let compared = 0;
      for (const [file, { sessions }] of Object.entries(answers.captures)) {
        const rows = await readTable(messages, sharedCapture('lab', scenario, file));
        for (const { stream, mqtt_packets: packets } of sessions) {
          const inOrder = (a: Answer, b: Answer): number => a.delivered_frame - b.delivered_frame;
          const expected = [...(packets ?? [])].sort(inOrder).map((packet) => ({
            type: packet.type,
            direction: packet.dir,
            length: packet.length,
            firstFrame: packet.first_frame,
            lastFrame: packet.last_frame,
            deliveredFrame: packet.delivered_frame,
            time: instant(packet.first_time_ns),
            lastTime: instant(packet.last_time_ns),
            packetIdentifier: packet.mid ?? null,
            topic: packet.topic_by_alias ?? packet.topic ?? null,
            payloadLength: packet.payload_len ?? null,
            payloadSha256: packet.payload_sha256 ?? null,
            qos: packet.type === 'PUBLISH' ? packet.qos : null,
            dup: packet.type === 'PUBLISH' ? packet.dup : null,
            retain: packet.type === 'PUBLISH' ? packet.retain : null,
          }));
          const own = rows.filter((row) => row['stream'] === stream);
          expect(own.map((row) => row['number'])).toEqual(own.map((_, i) => i + 1));
          expect(own).toMatchObject(expected);
          expect(own.length).toBe(expected.length);
          compared += expected.length;
        }
      }
      expect(compared).toBeGreaterThan(10);
    },
  );
});

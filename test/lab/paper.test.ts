// The two reference captures against every figure published for the lab.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, analyze, type ConnectionReport, type ExchangeRecord } from '../../src/index.ts';
import { describeWithShared, sharedCapture } from '../shared.ts';

const MSS_SACK_SCALE = [
  { name: 'MSS', value: 1460 },
  { name: 'SACK permitted' },
  { name: 'WScale', shift: 7, multiplier: 128 },
];

async function analysisOf(file: string): Promise<{ analysis: Analysis; connection: ConnectionReport }> {
  const analysis = await analyze([sharedCapture('paper', file)]);
  const [connection] = analysis.connections;
  if (connection === undefined) throw new Error('no connection');
  return { analysis, connection };
}

/** From, from + step … to. */
function frames(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

function expectSharedFigures(read: () => { analysis: Analysis; connection: ConnectionReport }): void {
  it('DNS: A 1 → 3, AAAA 2 → 4, broker.hivemq.com; the A answer led to the connection', () => {
    expect(read().analysis.nameResolution).toMatchObject([
      { name: 'broker.hivemq.com', type: 'A', queryFrame: 1, responseFrame: 3, streams: [0] },
      { name: 'broker.hivemq.com', type: 'AAAA', queryFrame: 2, responseFrame: 4, streams: [] },
    ]);
  });

  it('handshake: frames 5, 6, 7, opened by the client', () => {
    const { connection } = read();
    expect(connection.orientation).toBe('syn');
    expect(connection.handshake).toMatchObject({ synFrames: [5], synAckFrames: [6], ackFrame: 7 });
  });

  it('options of the SYN: MSS 1460, SACK permitted, window scale 7 (×128)', () => {
    const { options } = read().connection;
    for (const list of [options.client, options.server]) {
      expect(list.filter(({ name }) => name !== 'NOP' && name !== 'EOL')).toMatchObject(MSS_SACK_SCALE);
    }
  });

  it('windows of SYN and SYN-ACK: 64240 and 62643', () => {
    const { windows } = read().connection;
    expect(windows.client).toMatchObject({ initial: 64240, scale: 7, multiplier: 128 });
    expect(windows.server).toMatchObject({ initial: 62643, scale: 7, multiplier: 128 });
  });

  it('sits at the client', () => {
    expect(read().connection.capturePoint).toBe('client');
  });
}

describeWithShared('captura_publisher.pcapng', () => {
  let read: { analysis: Analysis; connection: ConnectionReport };
  beforeAll(async () => {
    read = await analysisOf('captura_publisher.pcapng');
  });
  expectSharedFigures(() => read);

  it('59 frames', () => expect(read.analysis.capture.frames).toBe(59));

  it('initial sequence numbers and SYN → SYN-ACK', () => {
    expect(read.connection.handshake).toMatchObject({
      initialSequenceNumber: { client: 1806442917, server: 2873011256 },
      synRttNs: 3_907_487,
    });
  });

  it('first data segment: frame 8, ACK 9, 7 426 908 ns', () => {
    expect(read.connection.firstData).toMatchObject({ frame: 8, ackFrame: 9, rttNs: 7_426_908, kind: 'round-trip' });
  });

  it('first PUBLISH: 3 893 947 ns, exact', () => {
    expect(read.connection.firstPublish).toEqual({
      frame: 10,
      direction: 'client',
      time: '1727972104.779687350',
      headerLength: 20,
      payloadLength: 77,
      ackFrame: 11,
      ackTime: '1727972104.783581297',
      rttNs: 3_893_947,
      kind: 'round-trip',
    });
  });

  it('first four data segments', () => {
    expect(read.connection.dataSegments.map(lengths)).toEqual(['20+14=34', '20+77=97', '20+4=24', '20+4=24']);
  });

  it('MQTT packets', () => {
    expect(read.connection.mqtt).toMatchObject({ connectFrame: 8, connackFrame: 12 });
    expect(read.connection.mqtt?.messageFrames).toEqual({
      CONNECT: [8],
      CONNACK: [12],
      PUBLISH: [10, ...frames(16, 52, 4)],
      PUBREC: [14, ...frames(18, 54, 4)],
      DISCONNECT: [56],
    });
  });

  it('11 QoS 2 exchanges that were never released', () => {
    const published = exchanges(read.connection);
    expect(published).toHaveLength(11);
    for (const { state, missing } of published) {
      expect({ state, missing }).toEqual({ state: 'unconfirmed', missing: ['PUBREL', 'PUBCOMP'] });
    }
  });

  it('11 fragments, 673 bytes', () => {
    expect(read.connection.mqtt?.fragments?.client).toMatchObject({ count: 11, totalBytes: 673 });
    expect(read.connection.mqtt?.fragments?.server ?? null).toBeNull();
  });

  it('ends with DISCONNECT 56, then RST 57 by the client', () => {
    expect(read.connection.mqtt?.disconnect).toMatchObject({ frame: 56, direction: 'client' });
    expect(read.connection.teardown).toMatchObject({ initiator: 'client', how: 'reset' });
    expect(read.connection.teardown.frames[0]).toMatchObject({ frame: 57, direction: 'client' });
  });

  it('names the reset after DISCONNECT, and nothing about loss', () => {
    const rules = read.analysis.findings.map(({ rule }) => rule);
    expect(rules).toContain('tcp.connection-reset');
    for (const rule of ['tcp.retransmissions', 'tcp.delayed-ack', 'capture.segments-missing', 'capture.no-mqtt']) {
      expect(rules).not.toContain(rule);
    }
  });
});

describeWithShared('captura_subscriber.pcapng', () => {
  let read: { analysis: Analysis; connection: ConnectionReport };
  beforeAll(async () => {
    read = await analysisOf('captura_subscriber.pcapng');
  });
  expectSharedFigures(() => read);

  it('89 frames', () => expect(read.analysis.capture.frames).toBe(89));

  it('initial sequence numbers and SYN → SYN-ACK', () => {
    expect(read.connection.handshake).toMatchObject({
      initialSequenceNumber: { client: 3241009901, server: 1390274418 },
      synRttNs: 226_214_784,
    });
  });

  it('first data segment: frame 8, ACK 9, 226 118 557 ns', () => {
    expect(read.connection.firstData).toMatchObject({ frame: 8, ackFrame: 9, rttNs: 226_118_557, kind: 'round-trip' });
  });

  it('first PUBLISH comes from the broker: 39 812 ns are a reaction time, no round trip', () => {
    expect(read.connection.firstPublish).toMatchObject({
      frame: 16,
      direction: 'server',
      ackFrame: 17,
      rttNs: 39_812,
      kind: 'ack-delay',
    });
  });

  it('first four data segments', () => {
    expect(read.connection.dataSegments.map(lengths)).toEqual(['20+14=34', '20+27=47', '20+4=24', '20+5=25']);
  });

  it('MQTT packets', () => {
    expect(read.connection.mqtt).toMatchObject({ connectFrame: 8, connackFrame: 12 });
    expect(read.connection.mqtt?.messageFrames).toEqual({
      CONNECT: [8],
      CONNACK: [12],
      SUBSCRIBE: [10],
      SUBACK: [14],
      PUBLISH: [16, ...frames(23, 83, 6)],
      PUBREC: [18, ...frames(24, 84, 6)],
      PUBREL: [20, ...frames(26, 86, 6)],
      PUBCOMP: [21, ...frames(27, 81, 6)],
    });
  });

  it('the last exchange lacks its PUBCOMP', () => {
    const published = exchanges(read.connection);
    expect(published.map(({ missing }) => missing.join())).toEqual([...Array<string>(11).fill(''), 'PUBCOMP']);
  });

  it('12 fragments, 673 bytes', () => {
    expect(read.connection.mqtt?.fragments?.server).toMatchObject({ count: 12, totalBytes: 673 });
  });

  it('ends with FIN 87 by the client, without DISCONNECT', () => {
    expect(read.connection.mqtt?.disconnect).toBeNull();
    expect(read.connection.teardown).toMatchObject({ initiator: 'client', how: 'fin' });
    expect(read.connection.teardown.frames[0]).toMatchObject({ frame: 87, direction: 'client' });
  });
});

describe('the figures in this file', () => {
  it('count frames as the lab does', () => {
    expect(frames(16, 52, 4)).toEqual([16, 20, 24, 28, 32, 36, 40, 44, 48, 52]);
  });
});

function lengths(segment: { headerLength: number; payloadLength: number; length: number }): string {
  return `${segment.headerLength}+${segment.payloadLength}=${segment.length}`;
}

function exchanges(connection: ConnectionReport): readonly ExchangeRecord[] {
  return connection.mqtt?.exchanges.filter(({ kind }) => kind === 'publish') ?? [];
}

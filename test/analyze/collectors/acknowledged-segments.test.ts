import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src/index.ts';
import { concat } from '../../builders/bytes.ts';
import { connack, connect, publish } from '../../builders/mqtt.ts';
import { bytes, CaptureWriter, Conversation, connectionOf, MS, RST } from '../capture.ts';

async function reportOf(write: (conversation: Conversation) => void): Promise<ConnectionReport> {
  const capture = new CaptureWriter();
  write(new Conversation(capture));
  return connectionOf(capture);
}

const CONNECT = connect();
const PUBLISH = publish({ qos: 1, id: 1, payload: 'x'.repeat(100) });

describe('first data segment', () => {
  it('is acknowledged by the first segment that covers its last byte', async () => {
    const { firstData } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(100) })
        .send('server', MS, { ack: 60 })
        .send('server', 2 * MS, { ack: 101 })
        .send('server', MS, { ack: 101 }),
    );
    expect(firstData).toEqual({
      frame: 4,
      direction: 'client',
      time: '1700000000.012020000',
      headerLength: 20,
      payloadLength: 100,
      ackFrame: 6,
      ackTime: '1700000000.015020000',
      rttNs: 3 * MS,
      kind: 'round-trip',
    });
  });

  it('may be acknowledged by data', async () => {
    const { firstData } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(100) })
        .send('server', 5 * MS, { payload: bytes(9) }),
    );
    expect(firstData).toMatchObject({ frame: 4, ackFrame: 5, rttNs: 5 * MS });
  });

  it('stays without acknowledgement', async () => {
    const { firstData } = await reportOf((c) => c.open().send('client', MS, { payload: bytes(100) }));
    expect(firstData).toMatchObject({ frame: 4, ackFrame: null, ackTime: null, rttNs: null });
  });

  it('of the far side shows how fast the near one acknowledges', async () => {
    const { firstData } = await reportOf((c) =>
      c
        .open(20 * MS, 50_000)
        .send('server', MS, { payload: bytes(10) })
        .send('client', 40_000),
    );
    expect(firstData).toMatchObject({ direction: 'server', rttNs: 40_000, kind: 'ack-delay' });
  });

  it('is null without data; text in a reset is none', async () => {
    const report = await reportOf((c) => c.open().send('client', MS, { flags: RST, payload: bytes(12) }));
    expect(report.firstData).toBeNull();
    expect(report.dataSegments).toEqual([]);
  });
});

describe('first PUBLISH', () => {
  it('has an acknowledgement of its own, also while that of CONNECT is awaited', async () => {
    const report = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: CONNECT })
        .send('client', MS, { payload: PUBLISH })
        .send('server', MS, { ack: 1 + CONNECT.length })
        .send('server', 3 * MS),
    );
    expect(report.firstData).toMatchObject({ frame: 4, ackFrame: 6, rttNs: 2 * MS });
    expect(report.firstPublish).toMatchObject({ frame: 5, payloadLength: PUBLISH.length, ackFrame: 7, rttNs: 4 * MS });
  });

  it('may share segment and acknowledgement with CONNECT', async () => {
    const report = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: concat(CONNECT, PUBLISH) })
        .send('server', 6 * MS, { payload: connack() }),
    );
    expect(report.firstPublish).toEqual(report.firstData);
    expect(report.firstPublish).toMatchObject({ frame: 4, ackFrame: 5, rttNs: 6 * MS });
  });

  it('of several segments counts from the one that completes it, as Wireshark shows it', async () => {
    const report = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: CONNECT })
        .send('client', MS, { payload: PUBLISH.subarray(0, 30) })
        .send('server', MS)
        .send('client', MS, { payload: PUBLISH.subarray(30) })
        .send('server', 7 * MS),
    );
    expect(report.firstPublish).toMatchObject({
      frame: 7,
      payloadLength: PUBLISH.length - 30,
      ackFrame: 8,
      rttNs: 7 * MS,
    });
  });

  it('is the segment that carried the last byte first when an earlier one comes late', async () => {
    const start = 1 + CONNECT.length;
    const report = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: CONNECT })
        .send('client', MS, { seq: start + 30, payload: PUBLISH.subarray(30) })
        .send('client', MS, { seq: start, payload: PUBLISH.subarray(0, 30) })
        .send('server', 5 * MS),
    );
    expect(report.firstPublish).toMatchObject({
      frame: 5,
      payloadLength: PUBLISH.length - 30,
      ackFrame: 7,
      rttNs: 6 * MS,
    });
  });

  it('keeps an acknowledgement that came before the message was delivered behind a hole', async () => {
    const report = await reportOf((c) => {
      c.open().send('client', MS, { payload: CONNECT }).send('server', MS, { payload: connack() }).send('client', MS);
      c.send('client', MS, { payload: publish({ qos: 1, id: 7, payload: 'lost' }), lost: true });
      c.send('client', MS, { payload: PUBLISH }).send('server', 4 * MS);
      for (let i = 0; i < 200; i++) c.send('client', MS, { payload: publish({ payload: `${i}` }) }).send('server', MS);
    });
    expect(report.firstPublish).toMatchObject({ frame: 7, ackFrame: 8, rttNs: 4 * MS });
    expect(report.gapsCount).toBe(1);
  });

  it('is null without MQTT', async () => {
    expect((await reportOf((c) => c.open().send('client', MS, { payload: bytes(50) }))).firstPublish).toBeNull();
  });
});

describe('first four data segments', () => {
  it('are counted over both directions and of each', async () => {
    const report = await reportOf((c) => {
      c.open();
      for (let i = 1; i <= 5; i++)
        c.send('client', MS, { payload: bytes(i) }).send('server', MS, { payload: bytes(10 * i) });
    });
    expect(report.dataSegments.map(({ frame, direction, length }) => [frame, direction, length])).toEqual([
      [4, 'client', 21],
      [5, 'server', 30],
      [6, 'client', 22],
      [7, 'server', 40],
    ]);
    expect(report.dataSegmentsByDirection.client.map(({ frame }) => frame)).toEqual([4, 6, 8, 10]);
    expect(report.dataSegmentsByDirection.server.map(({ payloadLength }) => payloadLength)).toEqual([10, 20, 30, 40]);
  });
});

import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src/index.ts';
import { tcpOption } from '../../builders/tcp.ts';
import { ACK, bytes, CaptureWriter, Conversation, connectionOf, FIN, MS } from '../capture.ts';

async function reportOf(write: (conversation: Conversation) => void): Promise<ConnectionReport> {
  const capture = new CaptureWriter();
  write(new Conversation(capture));
  return connectionOf(capture);
}

const stamps = (value: number, echo: number): readonly number[] => [
  ...tcpOption.nop(),
  ...tcpOption.nop(),
  ...tcpOption.timestamps(value, echo),
];

describe('bytes', () => {
  it('count once, whatever is sent again', async () => {
    const { statistics } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(100) })
        .send('client', 300 * MS, { seq: 1, payload: bytes(100) })
        .send('client', MS, { seq: 51, payload: bytes(100) })
        .send('server', MS),
    );
    expect(statistics.client).toMatchObject({
      dataPackets: 3,
      dataBytes: 300,
      uniqueBytes: 150,
      retransmittedPackets: 2,
      retransmittedBytes: 150,
      outOfOrderPackets: 0,
      maximumRetransmissions: 1,
      largestSegmentBytes: 100,
      averageSegmentBytes: 100,
      streamBytes: 150,
      missingBytes: 0,
    });
    expect(statistics.client.retransmissionTime).toMatchObject({ samples: 2, minNs: MS, maxNs: 300 * MS });
  });

  it('that fill a hole are out of order, not sent again; what stays open is missing', async () => {
    const { statistics } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { seq: 101, payload: bytes(50) })
        .send('client', MS, { seq: 21, payload: bytes(30) }),
    );
    expect(statistics.client).toMatchObject({
      uniqueBytes: 80,
      retransmittedPackets: 0,
      outOfOrderPackets: 1,
      streamBytes: 150,
      missingBytes: 70,
    });
  });

  it('before the first FIN count as missing too', async () => {
    const { statistics } = await reportOf((c) => c.open().send('server', MS, { seq: 501, flags: FIN | ACK }));
    expect(statistics.server).toMatchObject({ dataPackets: 0, uniqueBytes: 0, streamBytes: 500, missingBytes: 500 });
  });
});

describe('round trips', () => {
  it('have no sample by Karn and tcptrace where time stamps still tell which copy was answered', async () => {
    const { rttByMethod } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(10), options: stamps(1000, 7) })
        .send('client', 200 * MS, { seq: 1, payload: bytes(10), options: stamps(1200, 7) })
        .send('server', 30 * MS, { options: stamps(9, 1200) }),
    );
    expect(rttByMethod.client.wireshark?.maxNs).toBe(230 * MS);
    expect(rttByMethod.client.tcptrace).toMatchObject({ ambiguousAcks: 1, postLossAcks: 0 });
    expect(rttByMethod.client.tcptrace.rtt?.samples).toBe(rttByMethod.client.karn?.samples);
    expect(rttByMethod.client.timestamps.rtt).toMatchObject({ samples: 1, minNs: 30 * MS });
  });

  it('an ACK that may have waited for an earlier segment is told apart, and what it covers besides', async () => {
    const { rttByMethod } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(10) })
        .send('client', MS, { payload: bytes(10) })
        .send('client', MS, { payload: bytes(10) })
        .send('client', 300 * MS, { seq: 1, payload: bytes(10) })
        .send('server', 30 * MS, { ack: 31 }),
    );
    expect(rttByMethod.client.tcptrace).toMatchObject({
      ambiguousAcks: 0,
      postLossAcks: 1,
      cumulativelyAckedSegments: 2,
    });
  });

  it('a copy behind a copy is no clean sample either', async () => {
    const { rttByMethod } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(10) })
        .send('client', MS, { payload: bytes(10) })
        .send('client', 300 * MS, { seq: 1, payload: bytes(10) })
        .send('client', MS, { seq: 11, payload: bytes(10) })
        .send('server', 30 * MS, { ack: 11 })
        .send('server', 30 * MS, { ack: 21 }),
    );
    expect(rttByMethod.client.tcptrace).toMatchObject({ ambiguousAcks: 1, postLossAcks: 1 });
    expect(rttByMethod.client.karn?.maxNs).toBeLessThan(30 * MS);
  });

  it('estimate the tick of the time stamp clock', async () => {
    const { rttByMethod } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { payload: bytes(1), options: stamps(1000, 0) })
        .send('client', 400 * MS, { payload: bytes(1), options: stamps(1100, 0) }),
    );
    expect(rttByMethod.client.timestamps.tickNs).toBe(4 * MS);
  });
});

describe('data of which the capture holds nothing', () => {
  it('is a gap when the other side acknowledges it', async () => {
    const { gaps } = await reportOf((c) => c.open().send('client', MS, { ack: 701 }).send('client', MS, { ack: 701 }));
    expect(gaps).toEqual([
      { direction: 'server', relativeSeq: 1, bytes: 700, afterFrame: 0, beforeFrame: 0, cause: 'capture-loss' },
    ]);
  });

  it('is a gap of unknown cause when only the FIN tells of it', async () => {
    const { gaps } = await reportOf((c) => c.open().send('server', MS, { seq: 501, flags: FIN | ACK }));
    expect(gaps).toMatchObject([{ direction: 'server', bytes: 500, cause: 'unknown' }]);
  });

  it('is none when all that is acknowledged is a SYN and a FIN', async () => {
    const { gaps } = await reportOf((c) =>
      c
        .open()
        .send('server', MS, { flags: FIN | ACK })
        .send('client', MS, { flags: FIN | ACK })
        .send('server', MS),
    );
    expect(gaps).toEqual([]);
  });
});

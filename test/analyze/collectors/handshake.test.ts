import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src/index.ts';
import { ACK, CaptureWriter, Conversation, connectionOf, MS, RST, SYN, SYN_OPTIONS } from '../capture.ts';

async function reportOf(write: (conversation: Conversation) => void): Promise<ConnectionReport> {
  const capture = new CaptureWriter();
  write(new Conversation(capture));
  return connectionOf(capture);
}

const syn = { flags: SYN, seq: 0, options: SYN_OPTIONS };
const synAck = { flags: SYN | ACK, seq: 0, options: SYN_OPTIONS };

describe('handshake', () => {
  it('reads frames, initial sequence numbers and times', async () => {
    const { handshake } = await reportOf((c) => c.open(10 * MS, 30_000));
    expect(handshake).toEqual({
      synFrames: [1],
      synAckFrames: [2],
      ackFrame: 3,
      initialSequenceNumber: { client: 1000, server: 0xffff_fff0 },
      synTime: '1700000000.001000000',
      synAckTime: '1700000000.011000000',
      ackTime: '1700000000.011030000',
      synRttNs: 10 * MS,
      ackRttNs: 30_000,
      initialRttNs: 10 * MS + 30_000,
    });
  });

  it('measures from the last SYN before the SYN-ACK', async () => {
    const { handshake } = await reportOf((c) =>
      c
        .send('client', 0, syn)
        .send('client', 1000 * MS, syn)
        .send('server', 12 * MS, synAck)
        .send('client', 20_000),
    );
    expect(handshake).toMatchObject({ synFrames: [1, 2], synAckFrames: [3], ackFrame: 4, synRttNs: 12 * MS });
    expect(handshake?.synTime).toBe('1700000001.000000000');
  });

  it('pairs a repeated SYN with the SYN-ACK that follows it when the first SYN-ACK was lost', async () => {
    const { handshake } = await reportOf((c) =>
      c
        .send('client', 0, syn)
        .send('server', 40_000, synAck)
        .send('server', 1000 * MS, synAck)
        .send('client', MS, syn)
        .send('server', 50_000, synAck)
        .send('client', 25 * MS),
    );
    expect(handshake).toMatchObject({ synFrames: [1, 4], synAckFrames: [2, 3, 5], ackFrame: 6 });
    expect(handshake).toMatchObject({ synRttNs: 50_000, ackRttNs: 25 * MS });
  });

  it('keeps the pair when a SYN-ACK comes again after the ACK', async () => {
    const { handshake } = await reportOf((c) => c.open(12 * MS).send('server', 900 * MS, synAck));
    expect(handshake).toMatchObject({ synAckFrames: [2, 4], ackFrame: 3, synRttNs: 12 * MS });
  });

  it('is null without any SYN', async () => {
    const { handshake, orientation } = await reportOf((c) => c.send('client', 0, { seq: 5 }).send('server', MS));
    expect(handshake).toBeNull();
    expect(orientation).toBe('port');
  });

  it('says what is known when only the SYN-ACK was captured', async () => {
    const { handshake } = await reportOf((c) =>
      c
        .send('client', 0, { ...syn, lost: true })
        .send('server', MS, synAck)
        .send('client', 20_000),
    );
    expect(handshake).toMatchObject({ synFrames: [], synAckFrames: [1], ackFrame: 2, synTime: null, synRttNs: null });
    expect(handshake).toMatchObject({ ackRttNs: 20_000, initialSequenceNumber: { client: null, server: 0xffff_fff0 } });
  });

  it('accepts SYNs of both sides', async () => {
    const report = await reportOf((c) =>
      c
        .send('client', 0, syn)
        .send('server', MS, syn)
        .send('client', MS, { ...synAck, ack: 1 })
        .send('server', MS, { ...synAck, ack: 1 }),
    );
    expect(report.handshake).toMatchObject({ synFrames: [1, 2], synAckFrames: [3, 4] });
    expect(report.handshake?.initialSequenceNumber).toEqual({ client: 1000, server: 0xffff_fff0 });
  });

  it('does not take a reset for the third step', async () => {
    const { handshake } = await reportOf((c) =>
      c.send('client', 0, syn).send('server', MS, synAck).send('client', 20_000, { flags: RST }),
    );
    expect(handshake).toMatchObject({ ackFrame: null, ackTime: null, ackRttNs: null, synRttNs: MS });
  });

  it('keeps eight SYNs of a system that never gives up', async () => {
    const { handshake } = await reportOf((c) => {
      for (let i = 0; i < 12; i++) c.send('client', 1000 * MS, syn);
    });
    expect(handshake?.synFrames).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

import { describe, expect, it } from 'vitest';
import type { AnomalyCount } from '../../../src/index.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { connect, packet } from '../../builders/mqtt.ts';
import { analysisOf, bytes, CaptureWriter, CLIENT, Conversation, connectionOf, MS, SERVER } from '../capture.ts';

async function anomalyOf(capture: CaptureWriter, kind: string): Promise<AnomalyCount | undefined> {
  return (await analysisOf(capture)).anomalies.find((anomaly) => anomaly.kind === kind);
}

describe('frames', () => {
  it('are counted by what they carry', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture).open();
    capture.datagram(MS, [CLIENT, 5000], [SERVER, 6000], bytes(9));
    capture.write(MS, ethernet({}, ipv4({ protocol: 99 }, bytes(20))));
    capture.write(MS, ethernet({ type: 0x88cc }, bytes(30)));
    expect((await analysisOf(capture)).capture.frameKinds).toEqual({ tcp: 3, udp: 1, ip: 1, other: 1 });
  });

  it('cut by the snap length are counted', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture).open().send('client', MS, { payload: bytes(500), captured: 96 });
    expect((await analysisOf(capture)).capture.cutFrames).toBe(1);
    expect(await anomalyOf(capture, 'capture.frame-truncated')).toMatchObject({ count: 1, firstFrames: [4] });
  });

  it('earlier than the one before are named', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture)
      .open()
      .send('client', -5 * MS, { payload: bytes(5) })
      .send('server', 9 * MS);
    expect(await anomalyOf(capture, 'capture.time-backwards')).toMatchObject({ count: 1, firstFrames: [4] });
  });

  it('at one and the same instant are in order', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture)
      .open()
      .send('client', 0, { payload: bytes(5) })
      .send('server', 0);
    expect(await anomalyOf(capture, 'capture.time-backwards')).toBeUndefined();
  });
});

describe('duplicate frames', () => {
  const written = (): CaptureWriter => {
    const capture = new CaptureWriter();
    new Conversation(capture).open().send('client', MS, { payload: bytes(50) });
    return capture;
  };

  it('are the same IP packet, a moment later', async () => {
    const capture = written().repeat(4, 20_000);
    expect(await anomalyOf(capture, 'capture.duplicate-frame')).toMatchObject({ count: 1, firstFrames: [5] });
    const connection = await connectionOf(capture);
    expect(connection).toMatchObject({ duplicateFrames: [5], duplicateFramesCount: 1, slowestRetransmission: null });
    expect(connection.analysis['retransmission']).toEqual([5]); // as Wireshark has it
  });

  it('are none a second later: the same packet does not travel that long', async () => {
    expect(await anomalyOf(written().repeat(4, 1000 * MS), 'capture.duplicate-frame')).toBeUndefined();
  });

  it('are no retransmissions, which are IP packets of their own', async () => {
    const capture = new CaptureWriter();
    const conversation = new Conversation(capture).open().send('client', MS, { payload: bytes(50) });
    conversation.send('client', 20_000, { seq: 1, payload: bytes(50) });
    expect(await anomalyOf(capture, 'capture.duplicate-frame')).toBeUndefined();
    expect((await connectionOf(capture)).duplicateFrames).toEqual([]);
  });

  it('without an identification are told from fast retransmissions by time alone', async () => {
    const twice = (afterNs: number): CaptureWriter => {
      const capture = new CaptureWriter();
      const ip = { identification: 0 };
      const conversation = new Conversation(capture).open().send('client', MS, { payload: bytes(50), ip });
      conversation.send('client', afterNs, { seq: 1, payload: bytes(50), ip });
      return capture;
    };
    expect(await anomalyOf(twice(40_000), 'capture.duplicate-frame')).toMatchObject({ count: 1 });
    expect(await anomalyOf(twice(400_000), 'capture.duplicate-frame')).toBeUndefined();
  });

  it('are found with other frames in between', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture)
      .open()
      .send('client', 1000, { payload: bytes(50) })
      .send('server', 1000, { payload: bytes(50) })
      .send('client', 1000, { payload: bytes(50) });
    for (const frame of [4, 5, 6]) capture.repeat(frame, 1000);
    expect(await anomalyOf(capture, 'capture.duplicate-frame')).toMatchObject({ firstFrames: [7, 8, 9] });
  });
});

describe('anomalies', () => {
  it('of messages are counted with those of packets, the most severe first', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture)
      .open()
      .send('client', MS, { payload: connect({ flags: 0x03 }) }) // reserved flag set
      .send('client', MS, { payload: packet(0x36, bytes(8)), captured: 60 });
    const { anomalies } = await analysisOf(capture, { lang: 'es' });
    expect(anomalies.length).toBeGreaterThanOrEqual(2);
    const ranks = anomalies.map(({ severity }) => ['error', 'warn', 'note'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    for (const { firstFrames, count, text, clause } of anomalies) {
      expect(firstFrames.length).toBeGreaterThan(0);
      expect(count).toBeGreaterThanOrEqual(firstFrames.length);
      expect(text).not.toBe('');
      expect(clause).not.toBe('');
    }
  });

  it('of the container belong to no frame', async () => {
    const kind = { id: 'capture.cut-short', severity: 'warn', spec: 'x', text: { es: 'cortada', en: 'cut' } } as const;
    const capture = new CaptureWriter({ notes: [{ kind, byteOffset: 77 }], endedBy: 'truncated-input' });
    const analysis = await analysisOf(capture);
    expect(analysis.anomalies).toEqual([
      { kind: 'capture.cut-short', severity: 'warn', clause: 'x', text: 'cut', count: 1, firstFrames: [] },
    ]);
    expect(analysis.capture).toMatchObject({ truncated: true, notes: [{ kind: 'capture.cut-short', byteOffset: 77 }] });
  });

  it('keep the first ten frames of a kind', async () => {
    const capture = new CaptureWriter();
    const conversation = new Conversation(capture).open();
    for (let i = 0; i < 15; i++) conversation.send('client', MS, { payload: bytes(500), captured: 96 });
    const anomaly = await anomalyOf(capture, 'capture.frame-truncated');
    expect(anomaly).toMatchObject({ count: 15, firstFrames: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13] });
  });
});

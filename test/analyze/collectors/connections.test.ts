import { describe, expect, it } from 'vitest';
import { completenessText } from '../../../src/analyze/collectors/completeness.ts';
import { ConnectionChoice } from '../../../src/analyze/collectors/connection-choice.ts';
import { connack, connect, publish } from '../../builders/mqtt.ts';
import { analysisOf, bytes, CaptureWriter, Conversation, MS } from '../capture.ts';

/** Connections in the order given; 'm' carries MQTT, '.' does not. */
function captureOf(kinds: string): CaptureWriter {
  const capture = new CaptureWriter();
  const conversations = [...kinds].map(
    (_, index) => new Conversation(capture, { clientPort: 40_000 + index, serverPort: 7000 }),
  );
  for (const conversation of conversations) conversation.open();
  for (const [index, conversation] of conversations.entries()) {
    if (kinds[index] === 'm')
      conversation.send('client', MS, { payload: connect() }).send('server', MS, { payload: connack() });
    else conversation.send('client', MS, { payload: bytes(30) });
  }
  for (const conversation of conversations) conversation.close();
  return capture;
}

describe('connections', () => {
  it('with MQTT come first into the detail, the rest into the overview', async () => {
    const analysis = await analysisOf(captureOf('..m.m...'), { connectionLimit: 4 });
    expect(analysis.connections.map(({ stream }) => stream)).toEqual([0, 1, 2, 4]);
    expect(analysis.connectionsOverview.map(({ stream }) => stream)).toEqual([3, 5, 6, 7]);
    expect(analysis.connectionsCount).toBe(8);
    expect(analysis.capped).toBe(false);
  });

  it('leave no place to others when MQTT takes them all', async () => {
    const analysis = await analysisOf(captureOf('.m.mm.'), { connectionLimit: 2 });
    expect(analysis.connections.map(({ stream, protocol }) => [stream, protocol])).toEqual([
      [1, 'mqtt'],
      [3, 'mqtt'],
    ]);
    for (const { mqtt, firstData } of analysis.connections) {
      expect(mqtt?.messages).toEqual({ CONNECT: 1, CONNACK: 1 });
      expect(firstData).not.toBeNull();
    }
    expect(analysis.connectionsOverview.map(({ stream }) => stream)).toEqual([0, 2, 4, 5]);
  });

  it('are cut to exactly one by its stream number', async () => {
    const analysis = await analysisOf(captureOf('.m.mm.'), { connectionLimit: 2, stream: 5 });
    expect(analysis.connections.map(({ stream }) => stream)).toEqual([5]);
    expect(analysis.totals).toMatchObject({ connections: 1, mqttConnections: 0, messages: {} });
    const fourth = await analysisOf(captureOf('.m.mm.'), { connectionLimit: 1, stream: 4 });
    expect(fourth.connections.map(({ stream, mqtt }) => [stream, mqtt?.connectFrame])).toEqual([[4, 25]]);
  });

  it('beyond the limit of the overview are only counted', async () => {
    const analysis = await analysisOf(captureOf('m.........'), { connectionLimit: 1, listLimit: 3 });
    expect(analysis.connections).toHaveLength(1);
    expect(analysis.connectionsOverview).toHaveLength(3);
    expect(analysis.connectionsCount).toBe(10);
    expect(analysis.capped).toBe(true);
    expect(analysis.totals.connections).toBe(10);
  });

  it('list at most listLimit flagged segments and count all', async () => {
    const capture = new CaptureWriter();
    const conversation = new Conversation(capture).open().send('client', MS, { payload: bytes(10) });
    for (let i = 0; i < 20; i++) conversation.send('client', 300 * MS, { seq: 1, payload: bytes(10) });
    const analysis = await analysisOf(capture, { listLimit: 5 });
    const [connection] = analysis.connections;
    expect(connection?.analysis['retransmission']).toEqual([5, 6, 7, 8, 9]);
    expect(connection?.analysisCount['retransmission']).toBe(20);
    expect(connection?.slowestRetransmission).toEqual({ frame: 24, waitedNs: 6000 * MS });
    expect(connection?.capped).toBe(true);
    expect(analysis.totals).toMatchObject({ retransmissions: 20, analysis: { retransmission: 20 } });
  });

  it('count MQTT packets over all connections', async () => {
    const capture = new CaptureWriter();
    for (const clientPort of [40_000, 40_001]) {
      new Conversation(capture, { clientPort })
        .open()
        .send('client', MS, { payload: connect() })
        .send('server', MS, { payload: connack() })
        .send('client', MS, { payload: publish({ payload: 'a' }) })
        .send('client', MS, { payload: publish({ payload: 'b' }) });
    }
    const { totals } = await analysisOf(capture, { connectionLimit: 1 });
    expect(totals).toMatchObject({ mqttConnections: 2, messages: { CONNECT: 2, CONNACK: 2, PUBLISH: 4 } });
  });
});

describe('choice of connections', () => {
  it('gives places to the first others by stream number', () => {
    const choice = new ConnectionChoice(2, null);
    expect([5, 3, 9, 1].map((stream) => choice.endedWithoutMqtt(stream))).toEqual([null, null, 9, 5]);
    expect(choice.choose([3, 1])).toEqual([1, 3]);
  });

  it('takes a place back when an ended connection turns out to carry MQTT', () => {
    const choice = new ConnectionChoice(1, null);
    expect(choice.endedWithoutMqtt(1)).toBeNull();
    expect(choice.carriesMqtt(1)).toBe(true);
    expect([choice.mayOpen(2), choice.carriesMqtt(2), choice.endedWithoutMqtt(3)]).toEqual([false, false, 3]);
  });
});

describe('completeness', () => {
  it.each([
    [0, 'Incomplete'],
    [1, 'Incomplete, SYN_SENT'],
    [3, 'Incomplete, CLIENT_ESTABLISHED'],
    [7, 'Incomplete, ESTABLISHED'],
    [15, 'Incomplete, DATA'],
    [28, 'Incomplete'],
    [31, 'Complete, WITH_DATA'],
    [39, 'Complete, NO_DATA'],
    [47, 'Complete, WITH_DATA'],
  ])('%i is "%s"', (bits, text) => expect(completenessText(bits)).toBe(text));
});

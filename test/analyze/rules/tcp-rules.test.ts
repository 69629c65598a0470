// Each finding about TCP or the capture on the capture that must raise it; and none of them on clean ones.

import { describe, expect, it } from 'vitest';
import { LANGS } from '../../../src/core/text.ts';
import type { Finding } from '../../../src/index.ts';
import { connack, connect, disconnect, publish } from '../../builders/mqtt.ts';
import { tcpOption } from '../../builders/tcp.ts';
import { ACK, analysisOf, bytes, CaptureWriter, Conversation, FIN, MS, RST, SYN, SYN_OPTIONS } from '../capture.ts';

async function findingsOf(capture: CaptureWriter, rule: string): Promise<readonly Finding[]> {
  return (await analysisOf(capture)).findings.filter((finding) => finding.rule === rule);
}

function capture(write: (conversation: Conversation, writer: CaptureWriter) => void): CaptureWriter {
  const writer = new CaptureWriter();
  write(new Conversation(writer), writer);
  return writer;
}

/** An MQTT session without fault. */
function session(conversation: Conversation): Conversation {
  return conversation
    .open()
    .send('client', MS, { payload: connect({ clientId: 'a' }) })
    .send('server', 10 * MS, { payload: connack() })
    .send('client', MS)
    .send('client', MS, { payload: publish({ topic: 't', payload: 'hello' }) })
    .send('server', 10 * MS)
    .send('client', MS, { payload: disconnect() })
    .send('server', 10 * MS)
    .close();
}

const syn = { flags: SYN, seq: 0, options: SYN_OPTIONS };
const synAck = { flags: SYN | ACK, seq: 0, options: SYN_OPTIONS };
const data = { payload: bytes(100) };

/** rule · what the capture shows · the capture · frames · some facts */
const CASES: readonly (readonly [string, string, CaptureWriter, readonly number[], Record<string, unknown>])[] = [
  [
    'tcp.handshake-incomplete',
    'SYNs that nobody answers',
    capture((c) => c.send('client', 0, syn).send('client', 1000 * MS, syn)),
    [1, 2],
    { server: '10.0.0.2:1883', syns: 2, synAcks: 0 },
  ],
  [
    'tcp.handshake-incomplete',
    'a SYN-ACK that is never confirmed',
    capture((c) => c.send('client', 0, syn).send('server', MS, synAck)),
    [1, 2],
    { syns: 1, synAcks: 1 },
  ],
  [
    'tcp.connection-refused',
    'a SYN answered by RST',
    capture((c) => c.send('client', 0, syn).send('server', MS, { flags: RST | ACK })),
    [1, 2],
    { server: '10.0.0.2:1883' },
  ],
  [
    'tcp.syn-retransmitted',
    'a SYN sent three times',
    capture((c) => {
      c.send('client', 0, syn)
        .send('client', 1000 * MS, syn)
        .send('client', 2000 * MS, syn);
      c.send('server', 10 * MS, synAck).send('client', MS);
    }),
    [1, 2, 3, 4],
    { repeatedSyns: 2, repeatedSynAcks: 0 },
  ],
  [
    'tcp.zero-window',
    'a receiver without space',
    capture((c) =>
      c
        .open()
        .send('client', MS, { window: 0 })
        .send('client', 70 * MS, { window: 9 }),
    ),
    [4, 5],
    { receiver: 'client', stalls: 1, totalNs: 70 * MS, longestNs: 70 * MS, stillShut: false },
  ],
  [
    'tcp.retransmissions',
    'data sent again',
    capture((c) =>
      c
        .open()
        .send('client', MS, data)
        .send('client', 300 * MS, { ...data, seq: 1 }),
    ),
    [5],
    { retransmissions: 1, fast: 0, spurious: 0, slowestNs: 300 * MS },
  ],
  [
    'tcp.out-of-order',
    'a segment that was overtaken',
    capture((c) =>
      c
        .open(50 * MS)
        .send('client', MS, { ...data, seq: 101 })
        .send('client', MS, { ...data, seq: 1 }),
    ),
    [5],
    { segments: 1 },
  ],
  [
    'tcp.previous-segment-filled',
    'a jump in the numbers that was filled later',
    capture((c) =>
      c
        .open(50 * MS)
        .send('client', MS, { ...data, seq: 101 })
        .send('client', MS, { ...data, seq: 1 }),
    ),
    [4],
    { marks: 1, filled: 1 },
  ],
  [
    'tcp.connection-reset',
    'an open connection cut by the server',
    capture((c) =>
      c
        .open()
        .send('client', MS, data)
        .send('server', MS, { flags: RST | ACK }),
    ),
    [5],
    { initiator: 'server', carriedData: true, afterDisconnect: false },
  ],
  [
    'tcp.delayed-ack',
    'acknowledgements held back for 40 ms',
    capture((c) => {
      c.open(10 * MS);
      for (const waitNs of [10, 50, 51, 50, 50]) c.send('client', MS, data).send('server', waitNs * MS);
    }),
    [],
    { receiver: 'server', timerNs: 40 * MS, minNs: 10 * MS, medianNs: 50 * MS },
  ],
  [
    'tcp.segmentation-offload',
    'segments larger than the MSS',
    capture((c) => c.open(10 * MS, 20_000, tcpOption.mss(536)).send('client', MS, { payload: bytes(1000) })),
    [4],
    { sender: 'client', payloadLength: 1000, maximumSegmentSize: 536 },
  ],
  [
    'capture.starts-mid-connection',
    'a capture that began late',
    capture((c) => c.send('client', 0, { ...data, seq: 77 }).send('server', MS)),
    [1],
    { synAckSeen: false },
  ],
  [
    'capture.segments-missing',
    'bytes that were acknowledged, but never captured',
    capture((c) => {
      c.open().send('client', MS, { payload: connect() }).send('server', MS, { payload: connack() }).send('client', MS);
      c.send('client', MS, { payload: publish({ payload: 'lost' }), lost: true });
      for (let i = 0; i < 200; i++) c.send('client', MS, { payload: publish({ payload: `${i}` }) }).send('server', MS);
    }),
    [4, 7],
    { gaps: 1 },
  ],
  ['capture.no-tcp', 'nothing at all', new CaptureWriter(), [], { frames: 0 }],
  [
    'capture.no-mqtt',
    'another protocol',
    capture((c) => c.open().send('client', MS, data)),
    [1],
    { connections: 1, plain: 1, encrypted: 0 },
  ],
  ['capture.dropped-frames', 'drops of the capturing system', new CaptureWriter({ dropped: 12 }), [], { dropped: 12 }],
  [
    'capture.file-cut-short',
    'a file that ends in a record',
    new CaptureWriter({ endedBy: 'truncated-input' }),
    [],
    { frames: 0, byteOffset: null },
  ],
  [
    'capture.frames-cut',
    'a snap length',
    capture((c) => c.open().send('client', MS, { ...data, captured: 80 })),
    [4],
    { cutFrames: 1, frames: 4 },
  ],
  [
    'capture.time-backwards',
    'a clock that runs backwards',
    capture((c) => c.open().send('client', -MS, data)),
    [4],
    { steps: 1 },
  ],
  [
    'capture.duplicate-frames',
    'frames captured twice',
    capture((c, w) => c.open() && w.repeat(3, 5000)),
    [4],
    { duplicates: 1 },
  ],
  ['capture.arrival-clock', 'stamps of the program', new CaptureWriter({ clock: 'arrival' }), [], { frames: 0 }],
];

describe('findings', () => {
  it.each(CASES)('%s: %s', async (rule, _what, written, frames, facts) => {
    const findings = await findingsOf(written, rule);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.frames).toEqual(frames);
    expect(findings[0]?.facts).toMatchObject(facts);
  });

  it('read as sentences in both languages', async () => {
    for (const [rule, , written] of CASES) {
      const [es, en] = await Promise.all(
        LANGS.map(async (lang) =>
          (await analysisOf(written, { lang })).findings.find((finding) => finding.rule === rule),
        ),
      );
      for (const text of [es?.text, en?.text]) expect(text).toMatch(/^[\p{Lu}\d"«¿].*[.?]$/su);
      expect(es?.text).not.toBe(en?.text);
      expect(`${es?.text} ${en?.text}`).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it('are none on a session without fault', async () => {
    expect((await analysisOf(capture(session))).findings.map(({ rule }) => rule)).toEqual([]);
  });

  it('leave connections of other programs alone where there is MQTT', async () => {
    const written = capture((conversation, writer) => {
      session(conversation);
      const other = new Conversation(writer, { server: '10.9.9.9', serverPort: 80, clientPort: 50_001 });
      other
        .open()
        .send('client', MS, data)
        .send('client', 300 * MS, { ...data, seq: 1 })
        .send('server', MS, { flags: RST });
    });
    expect((await analysisOf(written)).findings.map(({ rule }) => rule)).toEqual([]);
  });
});

describe('reset', () => {
  it('is a note behind DISCONNECT', async () => {
    const [finding] = await findingsOf(
      capture((c) =>
        c
          .open()
          .send('client', MS, { payload: connect() })
          .send('server', MS, { payload: connack() })
          .send('client', MS, { payload: disconnect() })
          .send('client', MS, { flags: RST | ACK }),
      ),
      'tcp.connection-reset',
    );
    expect(finding).toMatchObject({ severity: 'note', frames: [6, 7], facts: { afterDisconnect: true } });
  });

  it('of a connection that was closed by FIN is no finding', async () => {
    const written = capture((c) => c.open().close().send('client', MS, { flags: RST }));
    expect(await findingsOf(written, 'tcp.connection-reset')).toEqual([]);
  });
});

describe('retransmissions', () => {
  it('do not count SYNs, nor frames captured twice', async () => {
    const written = capture((c, writer) => {
      c.send('client', 0, syn)
        .send('client', 1000 * MS, syn)
        .send('server', MS, synAck)
        .send('client', MS);
      c.send('client', MS, data);
      writer.repeat(5, 9000);
    });
    expect(await findingsOf(written, 'tcp.retransmissions')).toEqual([]);
  });
});

describe('zero window', () => {
  it('that never opens again is said to stay shut', async () => {
    const [finding] = await findingsOf(
      capture((c) => c.open().send('server', MS, { window: 0 })),
      'tcp.zero-window',
    );
    expect(finding?.facts).toMatchObject({ receiver: 'server', stillShut: true, totalNs: 0 });
    expect(finding?.text).not.toContain('0 ns');
  });
});

describe('handshake', () => {
  it('with data and without its ACK in the capture is no failure', async () => {
    const written = capture((c) => c.send('client', 0, syn).send('server', MS, synAck).send('client', MS, data));
    expect(await findingsOf(written, 'tcp.handshake-incomplete')).toEqual([]);
  });

  it('of both sides at once is complete', async () => {
    const written = capture((c) =>
      c
        .send('client', 0, syn)
        .send('server', MS, syn)
        .send('client', MS, { ...synAck, ack: 1 })
        .send('server', MS, { ...synAck, ack: 1 }),
    );
    expect(await findingsOf(written, 'tcp.handshake-incomplete')).toEqual([]);
  });

  it('closed by FIN without data is complete', async () => {
    expect(
      await findingsOf(
        capture((c) => c.open().send('client', MS, { flags: FIN | ACK })),
        'tcp.handshake-incomplete',
      ),
    ).toEqual([]);
  });
});

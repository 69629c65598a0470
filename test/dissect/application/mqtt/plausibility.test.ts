import { describe, expect, it } from 'vitest';
import { mqtt } from '../../../../src/dissect/application/mqtt/index.ts';
import { plausibleMessageAt, plausiblePackets } from '../../../../src/dissect/application/mqtt/plausibility.ts';
import {
  ack,
  type Bytes,
  concat,
  connack,
  connect,
  disconnect,
  hex,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  unsubscribe,
} from '../../../builders/mqtt.ts';
import { ALL_ROWS } from './rows/index.ts';

const ascii = (text: string): Bytes => new TextEncoder().encode(text);
const probe = (bytes: Bytes) => mqtt.probe(bytes, 0, bytes.length);

const OTHERS: Readonly<Record<string, Bytes>> = {
  'HTTP request': ascii('GET /mqtt HTTP/1.1\r\nHost: example.org\r\n\r\n'),
  'HTTP POST': ascii('POST /api HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd'),
  'HTTP PUT': ascii('PUT /x HTTP/1.1\r\n\r\n'),
  'HTTP response': ascii('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nok'),
  'HTTP/2 preface': ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'TLS ClientHello': hex('16 03 01 00 c8 01 00 00 c4 03 03 5f 5f 5f 5f 5f 5f 5f 5f 5f 5f'),
  'TLS application data': hex('17 03 03 00 20 8a 1b 00 00 00 00 00 00 00 00 00 00 00 00 00 00'),
  'TLS alert': hex('15 03 03 00 02 01 00'),
  'SSH banner': ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  'SMTP banner': ascii('220 mail.example.org ESMTP Postfix\r\n'),
  'SMTP client': ascii('EHLO client.example.org\r\n'),
  'FTP banner': ascii('220-Welcome\r\n220 ready\r\n'),
  'POP3 banner': ascii('+OK POP3 ready\r\n'),
  'IMAP banner': ascii('* OK IMAP4rev1 ready\r\n'),
  'DNS over TCP': hex('00 1d 12 34 01 00 00 01 00 00 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01'),
  AMQP: hex('41 4d 51 50 00 00 09 01'),
  Redis: ascii('*1\r\n$4\r\nPING\r\n'),
  LDAP: hex('30 0c 02 01 01 60 07 02 01 03 04 00 80 00'),
  'LDAP, long form': hex('30 84 00 00 00 10 02 01 01 60 84 00 00 00 07 02 01 03 04 00 80 00'),
  MySQL: hex('4a 00 00 00 0a 38 2e 30 2e 33 36 00'),
  'PostgreSQL start-up': hex('00 00 00 08 04 d2 16 2f'),
  'WebSocket text frame': concat(hex('81 05'), ascii('hello')),
  'WebSocket binary frame with a CONNACK': hex('82 04 20 02 00 00'),
  'BitTorrent handshake': concat(hex('13'), ascii('BitTorrent protocol')),
  'RTSP request': ascii('OPTIONS rtsp://example.org RTSP/1.0\r\n\r\n'),
  'SIP request': ascii('REGISTER sip:example.org SIP/2.0\r\n'),
  'Kafka request': hex('00 00 00 23 00 12 00 03 00 00 00 01'),
  'zero bytes': new Uint8Array(64),
  'ff bytes': new Uint8Array(64).fill(0xff),
  text: ascii('0123456789 lorem ipsum dolor sit amet'),
};

describe('probe', () => {
  for (const [name, bytes] of Object.entries(OTHERS)) {
    it(`refuses ${name}, whole and cut`, () => {
      expect(probe(bytes)).toBe('no');
      for (let end = 0; end < bytes.length; end++) expect(mqtt.probe(bytes, 0, end)).not.toBe('yes');
    });
  }

  // MQTT 3.1 alone sends SUBSCRIBE again with DUP: too rare to make the probe laxer for it.
  const right = ALL_ROWS.filter((row) => row.anomalies === undefined && !row.description.includes('with DUP'));
  it('accepts every right packet as the first of a stream', () => {
    expect(right.length).toBeGreaterThan(60);
    for (const row of right)
      expect([row.description, row.version, probe(row.bytes)]).toEqual([row.description, row.version, 'yes']);
  });

  it('never changes its mind with more bytes', () => {
    for (const row of right) {
      let seen = 'more';
      for (let end = 0; end <= row.bytes.length; end++) {
        const verdict = mqtt.probe(row.bytes, 0, end);
        if (seen === 'yes') expect(verdict).toBe('yes');
        expect(verdict).not.toBe('no');
        seen = verdict;
      }
    }
  });

  it('knows a CONNECT as soon as its name is here, whatever else is wrong with it', () => {
    const bytes = connect({ level: 77, flags: 0x01, first: 0x1f });
    expect(mqtt.probe(bytes, 0, 7)).toBe('more');
    expect(mqtt.probe(bytes, 0, 8)).toBe('yes');
    expect(probe(concat(bytes, hex('ff ff ff')))).toBe('yes');
    expect(probe(connect({ version: 3 }))).toBe('yes');
    expect(probe(connect({ protocolName: 'MQTX' }))).toBe('no');
  });

  it('wants the packets behind the first to be MQTT as well', () => {
    const stream = concat(publish({ qos: 1 }), ack('PUBACK', 3), pingreq(), disconnect());
    expect(probe(stream)).toBe('yes');
    expect(probe(concat(stream, hex('ff 37')))).toBe('no');
    expect(probe(concat(pingresp(), ascii('GET / HTTP/1.1')))).toBe('no');
    expect(mqtt.probe(stream, 0, stream.length - 3)).toBe('yes');
  });

  it('does not believe in a topic with control characters', () => {
    expect(probe(publish({ topic: 'a/\u0001' }))).toBe('no');
    expect(probe(publish({ topic: 'a/\u0085' }))).toBe('no');
  });

  it('accepts a PUBLISH whose payload is not here yet', () => {
    const bytes = publish({ topic: 'tp1/x', qos: 2, payload: 'x'.repeat(60_000) });
    expect(mqtt.probe(bytes, 0, 100)).toBe('yes');
    expect(mqtt.probe(bytes, 0, 6)).toBe('more');
  });

  it('looks at the offset it is given', () => {
    const bytes = concat(ascii('GET '), connack());
    expect(mqtt.probe(bytes, 4, bytes.length)).toBe('yes');
  });

  it('says yes to fewer than 1 in 1000 random buffers', () => {
    let state = 0x2545f491; // xorshift32: the same buffers in every run
    const random = (): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    };
    let yes = 0;
    for (let i = 0; i < 10_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + (random() % 200) }, () => random() & 0xff);
      if (probe(bytes) === 'yes') yes++;
    }
    expect(yes).toBeLessThan(10);
  });
});

describe('plausible packets', () => {
  it('are counted, the more the surer', () => {
    const stream = concat(
      subscribe([['a/b', 1]]),
      unsubscribe(['a/b']),
      publish({ payload: 'x' }),
      suback([1]),
      publish({ version: 5, payload: 'x' }),
    );
    expect(plausiblePackets(stream, 0, stream.length)).toBe(5);
    expect(plausiblePackets(stream, 0, stream.length - 1)).toBe(5);
    expect(plausiblePackets(stream, 0, stream.length - 2)).toBe(4);
    expect(plausiblePackets(stream, 0, 3)).toBe(0);
    expect(plausiblePackets(stream, 3, stream.length)).toBe(-1);
    const many = concat(...Array.from({ length: 40 }, () => pingreq()));
    expect(plausiblePackets(many, 0, many.length)).toBe(16);
  });

  it('are one or none at a single offset', () => {
    const bytes = concat(connack(), hex('ff'));
    expect(plausibleMessageAt(bytes, 0, bytes.length)).toBe('yes');
    expect(plausibleMessageAt(bytes, 4, bytes.length)).toBe('no');
    expect(plausibleMessageAt(bytes, 5, bytes.length)).toBe('more');
    expect(plausibleMessageAt(bytes, 0, 3)).toBe('more');
  });
});

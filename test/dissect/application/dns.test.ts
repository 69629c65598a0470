// DNS messages: queries, answers of every kind that is written out, compression, and everything that can be wrong.

import { describe, expect, test } from 'vitest';
import { openSource } from '../../../src/capture/open-source.ts';
import { CLIENT_TO_SERVER } from '../../../src/core/direction.ts';
import { type DnsMessage, dns, dnsOverTcp } from '../../../src/dissect/application/dns.ts';
import { type AppProtocol, MALFORMED, NEED_MORE } from '../../../src/dissect/application/protocol.ts';
import { APP_PROTOCOLS } from '../../../src/dissect/application/registry.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { ascii, be16, be32, concat, fromHex, ipv6Bytes } from '../../builders/bytes.ts';
import { dnsMessage, dnsName, dnsOpt, dnsPointer, dnsQuestion, dnsRecord } from '../../builders/dns.ts';
import { describeWithShared, sharedCapture } from '../../shared.ts';

interface Decoded {
  readonly message: DnsMessage;
  readonly summary: string;
  readonly anomalies: readonly string[];
}

function decode(bytes: Uint8Array, length: number = bytes.length, protocol: AppProtocol = dns): Decoded {
  const anomalies: string[] = [];
  const buffer = concat([0xc0, 0x0c, 0xff], bytes, [0xff]); // offsets are not the buffer's
  const view = protocol
    .open()
    .decode(buffer, 3, 3 + bytes.length, length, CLIENT_TO_SERVER, (kind) => anomalies.push(kind.id));
  return { message: view.toMessage() as DnsMessage, summary: view.summary(), anomalies };
}

const RESPONSE = 0x8180;
const name = dnsName('broker.hivemq.com'); // at 12 of the message; 'hivemq.com' at 19
const question = dnsQuestion(name, 1);
const self = dnsPointer(12);

function answerOf(type: number, data: Uint8Array | readonly number[]): Decoded {
  return decode(dnsMessage({ flags: RESPONSE, questions: [question], answers: [dnsRecord(self, type, data)] }));
}

describe('messages', () => {
  test('a query', () => {
    const { message, summary, anomalies } = decode(
      dnsMessage({ id: 0xbeef, questions: [question], additionals: [dnsOpt()] }),
    );
    expect(message).toEqual({
      protocol: 'dns',
      type: 'query',
      id: 0xbeef,
      isResponse: false,
      opcode: 0,
      authoritative: false,
      truncated: false,
      rcode: 0,
      rcodeName: 'NOERROR',
      questions: [{ name: 'broker.hivemq.com', type: 'A' }],
      answers: [],
      authorities: [],
      additionals: [{ name: '.', type: 'OPT', ttl: 0, data: '' }],
    });
    expect([summary, anomalies]).toEqual(['query A broker.hivemq.com', []]);
  });

  test('an answer through an alias', () => {
    const answers = [
      dnsRecord(self, 5, concat([5], ascii('alias'), dnsPointer(19)), { ttl: 60 }),
      dnsRecord(concat([5], ascii('alias'), dnsPointer(19)), 1, [35, 158, 34, 213], { ttl: 0xffffffff }),
    ];
    const { message, summary } = decode(dnsMessage({ flags: RESPONSE | 0x0600, questions: [question], answers }));
    expect(message.answers).toEqual([
      { name: 'broker.hivemq.com', type: 'CNAME', ttl: 60, data: 'alias.hivemq.com' },
      { name: 'alias.hivemq.com', type: 'A', ttl: 0xffffffff, data: '35.158.34.213' },
    ]);
    expect([message.authoritative, message.truncated, message.isResponse]).toEqual([true, true, true]);
    expect(summary).toBe('response A broker.hivemq.com: alias.hivemq.com, 35.158.34.213');
  });

  test('a refusal, known and unknown code', () => {
    expect(decode(dnsMessage({ flags: 0x8183, questions: [question] })).summary).toBe(
      'response A broker.hivemq.com: NXDOMAIN',
    );
    expect(decode(dnsMessage({ flags: 0x818d, questions: [question] })).message.rcodeName).toBe('RCODE13');
  });

  test.each([
    ['AAAA', 28, ipv6Bytes('2001:db8::1'), '2001:db8::1'],
    ['PTR', 12, dnsName('host.example'), 'host.example'],
    ['NS', 2, dnsPointer(19), 'hivemq.com'],
    ['DNAME', 39, dnsName('other.example'), 'other.example'],
    ['MX', 15, concat(be16(10), dnsName('mail.example')), '10 mail.example'],
    ['TXT', 16, concat([5], ascii('v=a b'), [4], Uint8Array.of(0x22, 0x5c, 0x0a, 0xe9)), '"v=a b" "\\"\\\\\\010\\233"'],
    ['SRV', 33, concat(be16(1), be16(2), be16(1883), dnsName('mqtt.example')), '1 2 1883 mqtt.example'],
    ['SOA', 6, concat(dnsName('ns.x'), dnsName('mail.x'), ...[1, 2, 3, 4, 5].map(be32)), 'ns.x mail.x 1 2 3 4 5'],
    [
      'HTTPS',
      65,
      fromHex('0001 00 0001 0006 026832 026833 0003 0002 20fb 0004 0008 0a0000010a000002 0007 0001 ff'),
      '1 . alpn=h2,h3 port=8443 ipv4hint=10.0.0.1,10.0.0.2 key7=ff',
    ],
    ['SVCB', 64, concat(fromHex('0000'), dnsName('svc.example')), '0 svc.example'],
    ['TYPE999', 999, [0xde, 0xad], 'dead'],
  ])('%s data as text', (type, number, data, text) => {
    const { message, anomalies } = answerOf(number, data);
    expect(message.answers).toEqual([{ name: 'broker.hivemq.com', type, ttl: 300, data: text }]);
    expect(anomalies).toEqual([]);
  });

  test('names are escaped as in zone files', () => {
    const odd = concat([7], ascii('a.b\\c d'), [2, 0, 0xff], [0]);
    const { message } = decode(dnsMessage({ questions: [dnsQuestion(odd, 1), dnsQuestion(dnsName(''), 2)] }));
    expect(message.questions.map((asked) => asked.name)).toEqual(['a\\.b\\\\c\\032d.\\000\\255', '.']);
  });
});

describe('what can be wrong', () => {
  const query = (first: Uint8Array): Uint8Array => dnsMessage({ questions: [dnsQuestion(first, 1)] });
  const long = concat(...Array.from({ length: 5 }, () => concat([60], new Uint8Array(60).fill(0x61))), [0]);
  const CASES: readonly (readonly [id: string, title: string, bytes: Uint8Array])[] = [
    ['dns.message-too-short', 'eleven bytes', new Uint8Array(11)],
    ['dns.name-overrun', 'no end', dnsMessage({ questions: [concat([3], ascii('abc'))] })],
    ['dns.name-overrun', 'label past the end', dnsMessage({ questions: [concat([9], ascii('abc'))] })],
    ['dns.name-overrun', 'half a pointer', dnsMessage({ questions: [Uint8Array.of(0xc0)] })],
    ['dns.name-too-long', '300 bytes', query(long)],
    ['dns.label-type-unknown', '0x40', query(Uint8Array.of(0x41, 0))],
    ['dns.pointer-not-backwards', 'to itself', query(dnsPointer(12))],
    ['dns.pointer-not-backwards', 'forwards', query(dnsPointer(18))],
    ['dns.pointer-not-backwards', 'into the header', query(dnsPointer(4))],
    ['dns.pointer-not-backwards', 'loop through a label', query(concat([1, 0x61], dnsPointer(12)))],
    ['dns.record-overrun', 'question cut', dnsMessage({ questions: [concat(name, [0, 1, 0])] })],
    ['dns.record-overrun', 'record cut', dnsMessage({ flags: RESPONSE, answers: [concat(name, [0, 1, 0, 1])] })],
    [
      'dns.record-overrun',
      'data cut',
      dnsMessage({ flags: RESPONSE, answers: [dnsRecord(name, 1, [1, 2], { length: 4 })] }),
    ],
    [
      'dns.data-malformed',
      'A of five bytes',
      dnsMessage({ flags: RESPONSE, answers: [dnsRecord(name, 1, [1, 2, 3, 4, 5])] }),
    ],
    [
      'dns.data-malformed',
      'TXT past its end',
      dnsMessage({ flags: RESPONSE, answers: [dnsRecord(name, 16, [9, 0x61])] }),
    ],
    [
      'dns.data-malformed',
      'parameter past its end',
      dnsMessage({ flags: RESPONSE, answers: [dnsRecord(name, 65, fromHex('0001 00 0001 0009 02'))] }),
    ],
    [
      'dns.too-many-records',
      'thousands of questions',
      dnsMessage({ questions: Array.from({ length: 3000 }, () => dnsQuestion(dnsName(''), 1)) }),
    ],
  ];

  test.each(CASES)('%s, %s: once', (id, _title, bytes) => {
    expect(decode(bytes).anomalies).toEqual([id]);
  });

  test('what was read before is kept', () => {
    const answers = [dnsRecord(self, 1, [10, 0, 0, 1]), dnsRecord(self, 1, [1], { length: 400 })];
    const { message } = decode(dnsMessage({ flags: RESPONSE, questions: [question], answers }));
    expect(message.answers.map((record) => record.data)).toEqual(['10.0.0.1']);
    const malformed = answerOf(1, [1, 2, 3]);
    expect(malformed.message.answers[0]?.data).toBe('010203');
  });

  test('cut by the capture: one note, no blame', () => {
    const bytes = dnsMessage({ flags: RESPONSE, questions: [question], answers: [dnsRecord(self, 1, [10, 0, 0, 1])] });
    for (let captured = 0; captured < bytes.length; captured++) {
      expect(decode(bytes.subarray(0, captured), bytes.length).anomalies).toEqual(['dns.message-truncated']);
    }
  });

  test('a chain of pointers is followed to its end and costs no more than the message', () => {
    // Each name is one label and a pointer to the name before it.
    let body = dnsQuestion(dnsName('x'), 1);
    let previous = 12;
    for (let i = 1; i < 100; i++) {
      const at = 12 + body.length;
      body = concat(body, dnsQuestion(concat([1, 0x61], dnsPointer(previous)), 1));
      previous = at;
    }
    const { message, anomalies } = decode(concat(dnsMessage({ counts: [100, 0, 0, 0] }), body));
    expect([message.questions[99]?.name.length, anomalies]).toEqual([99 * 2 + 1, []]);
  });
});

describe('probing', () => {
  const query = dnsMessage({ questions: [question] });
  const probe = (bytes: Uint8Array): string => dns.probe(concat([1], bytes), 1, 1 + bytes.length);

  test('takes queries, answers and multicast announcements', () => {
    const announcement = dnsMessage({
      flags: 0x8400,
      answers: [dnsRecord(dnsName('x.local'), 1, [10, 0, 0, 1], { classCode: 0x8001 })],
    });
    const unicastAsked = dnsMessage({ flags: 0, questions: [dnsQuestion(dnsName('_mqtt._tcp.local'), 12, 0x8001)] });
    for (const bytes of [query, announcement, unicastAsked]) expect(probe(bytes)).toBe('yes');
  });

  test('refuses what is none', () => {
    const none = [
      new Uint8Array(0),
      new Uint8Array(40),
      new Uint8Array(40).fill(0xff),
      query.subarray(0, 20),
      ascii('GET / HTTP/1.1\r\nHost: broker.example.net\r\n\r\n'),
      dnsMessage({ flags: 0x7800, questions: [question] }),
      dnsMessage({ questions: [dnsQuestion(name, 1, 9)] }),
      dnsMessage({ questions: [dnsQuestion(dnsPointer(12), 1)] }),
      dnsMessage({ questions: [question], counts: [300, 0, 0, 0] }),
    ];
    for (const bytes of none) expect(probe(bytes)).toBe('no');
  });

  test('over TCP: length prefix, at any byte boundary', () => {
    const stream = concat(be16(query.length), query, be16(query.length));
    for (let end = 0; end < stream.length; end++) {
      const whole = end >= 2 + query.length;
      expect(dnsOverTcp.probe(stream, 0, end), `probe ${end}`).toBe(whole ? 'yes' : 'more');
      expect(dnsOverTcp.measure(stream, 0, end)).toBe(end < 2 ? NEED_MORE : 2 + query.length);
    }
    expect(dnsOverTcp.measure(Uint8Array.of(0, 11), 0, 2)).toBe(MALFORMED);
    expect(dnsOverTcp.probe(concat(be16(20), query), 0, 2 + query.length)).toBe('no');
    expect(decode(stream.subarray(0, 2 + query.length), undefined, dnsOverTcp).message.questions[0]?.name).toBe(
      'broker.hivemq.com',
    );
  });

  test('a datagram is one message', () => {
    expect([dns.measure(query, 0, query.length), dns.headLength(query, 0, 4, query.length)]).toEqual([
      query.length,
      query.length,
    ]);
  });
});

test('the registry lists each protocol once per transport', () => {
  const keys = APP_PROTOCOLS.map((protocol) => `${protocol.name}/${protocol.transport}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain('dns/datagram');
  expect(keys).toContain('mqtt/stream');
});

describeWithShared('dns_fwdptr.pcap: 63 kB of forward pointers', () => {
  test('is no DNS by its content, and reading it all the same is bounded', async () => {
    const dissector = new Dissector();
    const found: Decoded[] = [];
    const probes: string[] = [];
    await openSource(sharedCapture('third-party', 'tcpdump', 'dns_fwdptr.pcap')).run((frame) => {
      const { udp, buf } = dissector.dissect(frame);
      probes.push(dns.probe(buf, udp.payloadAt, udp.payloadEnd));
      found.push(decode(buf.slice(udp.payloadAt, udp.payloadEnd)));
    });
    expect(probes).toEqual(['no']); // opcode 15 is not assigned
    const { message, anomalies } = found[0] as Decoded;
    expect(message).toMatchObject({ id: 0xc980, opcode: 15, rcode: 15, answers: [] });
    expect(message.questions.length).toBeLessThanOrEqual(512);
    expect(anomalies.length).toBeGreaterThan(0);
    expect(anomalies.length).toBeLessThanOrEqual(513);
  });
});

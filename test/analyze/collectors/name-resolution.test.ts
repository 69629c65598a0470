import { describe, expect, it } from 'vitest';
import type { NameResolution } from '../../../src/index.ts';
import { be16, concat, ipv4Bytes } from '../../builders/bytes.ts';
import { dnsMessage, dnsName, dnsPointer, dnsQuestion, dnsRecord } from '../../builders/dns.ts';
import { analysisOf, CaptureWriter, CLIENT, Conversation, MS, SERVER } from '../capture.ts';

const RESOLVER = '10.0.0.53';
const NAME = 'broker.example.net';
const [A, CNAME, AAAA, PTR] = [1, 5, 28, 12];
const [QUERY, RESPONSE, NXDOMAIN] = [0x0100, 0x8180, 0x8183];

function query(id: number, name = NAME, type = A): Uint8Array {
  return dnsMessage({ id, flags: QUERY, questions: [dnsQuestion(dnsName(name), type)] });
}

function response(id: number, addresses: readonly string[], name = NAME, type = A, flags = RESPONSE): Uint8Array {
  const answers = addresses.map((address) => dnsRecord(dnsPointer(12), A, ipv4Bytes(address)));
  return dnsMessage({ id, flags, questions: [dnsQuestion(dnsName(name), type)], answers });
}

async function rowsOf(write: (capture: CaptureWriter) => void): Promise<readonly NameResolution[]> {
  const capture = new CaptureWriter();
  write(capture);
  return (await analysisOf(capture)).nameResolution;
}

const asks = (capture: CaptureWriter, message: Uint8Array, host = CLIENT, port = 40001): CaptureWriter =>
  capture.datagram(MS, [host, port], [RESOLVER, 53], message);
const answers = (capture: CaptureWriter, message: Uint8Array, host = CLIENT, port = 40001): CaptureWriter =>
  capture.datagram(5 * MS, [RESOLVER, 53], [host, port], message);

describe('name resolution', () => {
  it('pairs query and response, and links the connection that follows', async () => {
    const rows = await rowsOf((capture) => {
      answers(asks(capture, query(7)), response(7, [SERVER]));
      new Conversation(capture).open();
    });
    expect(rows).toEqual([
      {
        name: NAME,
        type: 'A',
        queryFrame: 1,
        responseFrame: 2,
        durationNs: 5 * MS,
        answers: [SERVER],
        responseCode: 'NOERROR',
        streams: [0],
      },
    ]);
  });

  it('does not link a connection that was open before', async () => {
    const rows = await rowsOf((capture) => {
      new Conversation(capture).open();
      answers(asks(capture, query(7)), response(7, [SERVER]));
    });
    expect(rows[0]?.streams).toEqual([]);
  });

  it('links the last answer that the client itself asked for', async () => {
    const rows = await rowsOf((capture) => {
      answers(asks(capture, query(1)), response(1, [SERVER]));
      answers(asks(capture, query(2)), response(2, [SERVER]));
      answers(asks(capture, query(3), '10.0.0.9'), response(3, [SERVER]), '10.0.0.9');
      new Conversation(capture).open();
    });
    expect(rows.map(({ streams }) => streams)).toEqual([[], [0], []]);
  });

  it('does not credit the lookup of another host', async () => {
    const rows = await rowsOf((capture) => {
      answers(asks(capture, query(3), '10.0.0.9'), response(3, [SERVER]), '10.0.0.9');
      new Conversation(capture).open();
    });
    expect(rows[0]?.streams).toEqual([]);
  });

  it('takes a query sent again, and a response captured twice, as one lookup', async () => {
    const rows = await rowsOf((capture) => {
      asks(asks(capture, query(7)), query(7));
      answers(answers(capture, response(7, [SERVER])), response(7, [SERVER]));
    });
    expect(rows).toMatchObject([{ queryFrame: 1, responseFrame: 3, durationNs: 6 * MS }]);
  });

  it('tells the same identification on other ports or for other types apart', async () => {
    const rows = await rowsOf((capture) => {
      asks(capture, query(7));
      asks(capture, query(7), CLIENT, 40002);
      asks(capture, query(7, NAME, AAAA));
      answers(capture, response(7, [], NAME, AAAA));
    });
    expect(rows.map(({ type, queryFrame, responseFrame }) => [type, queryFrame, responseFrame])).toEqual([
      ['A', 1, null],
      ['A', 2, null],
      ['AAAA', 3, 4],
    ]);
    expect(rows[0]).toMatchObject({ durationNs: null, responseCode: null, answers: [] });
  });

  it('compares names without regard to case', async () => {
    const rows = await rowsOf((capture) => {
      answers(asks(capture, query(7, 'Broker.EXAMPLE.net')), response(7, [SERVER]));
    });
    expect(rows).toMatchObject([{ name: 'Broker.EXAMPLE.net', responseFrame: 2 }]);
  });

  it('follows aliases', async () => {
    const rows = await rowsOf((capture) => {
      const alias = dnsRecord(dnsPointer(12), CNAME, dnsName('real.example.net'));
      const address = dnsRecord(dnsName('real.example.net'), A, ipv4Bytes(SERVER));
      const questions = [dnsQuestion(dnsName(NAME), A)];
      asks(capture, query(9));
      answers(capture, dnsMessage({ id: 9, flags: RESPONSE, questions, answers: [alias, address] }));
      new Conversation(capture).open();
    });
    expect(rows).toMatchObject([{ answers: ['real.example.net', SERVER], streams: [0] }]);
  });

  it('shows a failure', async () => {
    const rows = await rowsOf((capture) => {
      answers(asks(capture, query(7)), response(7, [], NAME, A, NXDOMAIN));
    });
    expect(rows).toMatchObject([{ responseCode: 'NXDOMAIN', answers: [] }]);
  });

  it('shows a response whose query was not captured', async () => {
    const rows = await rowsOf((capture) => {
      answers(capture, response(7, [SERVER]));
      new Conversation(capture).open();
    });
    expect(rows).toMatchObject([{ queryFrame: null, responseFrame: 1, durationNs: null, streams: [0] }]);
  });

  it('reads multicast DNS: whoever answers, and only for addresses', async () => {
    const group: readonly [string, number] = ['224.0.0.251', 5353];
    const name = 'broker.local';
    const rows = await rowsOf((capture) => {
      capture.datagram(0, [CLIENT, 5353], group, query(0, name));
      capture.datagram(0, [CLIENT, 5353], group, query(0, '_mqtt._tcp.local', PTR));
      const found = dnsRecord(dnsName(name), A, ipv4Bytes(SERVER));
      capture.datagram(3 * MS, [SERVER, 5353], group, dnsMessage({ flags: 0x8400, answers: [found] }));
      new Conversation(capture).open();
    });
    expect(rows).toMatchObject([
      { name, type: 'A', queryFrame: 1, responseFrame: 3, durationNs: 3 * MS, streams: [0] },
    ]);
  });

  it('reads DNS over TCP', async () => {
    const framed = (message: Uint8Array): Uint8Array => concat(be16(message.length), message);
    const rows = await rowsOf((capture) => {
      new Conversation(capture, { server: RESOLVER, serverPort: 53 })
        .open()
        .send('client', MS, { payload: framed(query(5)) })
        .send('server', 9 * MS, { payload: framed(response(5, [SERVER])) });
      new Conversation(capture).open();
    });
    expect(rows).toMatchObject([{ name: NAME, queryFrame: 4, responseFrame: 5, durationNs: 9 * MS, streams: [1] }]);
  });

  it('caps the list, keeps what led to a connection, and counts all', async () => {
    const capture = new CaptureWriter();
    for (let id = 1; id <= 30; id++) asks(capture, query(id, `host${id}.example.net`));
    answers(asks(capture, query(99)), response(99, [SERVER]));
    new Conversation(capture).open();
    const { nameResolution, nameResolutionCount, capped } = await analysisOf(capture, { listLimit: 4 });
    expect(nameResolution.map(({ name }) => name.split('.')[0])).toEqual(['host1', 'host2', 'host3', 'broker']);
    expect([nameResolutionCount, capped]).toEqual([31, true]);
  });
});

import { describe, expect, it } from 'vitest';
import type { ConnectionReport, MqttReport } from '../../../src/analyze/analysis.ts';
import type { Block, ConnectionSection, Page } from '../../../src/report/document.ts';
import { handshake } from '../../../src/report/sections/handshake.ts';
import { keepalive } from '../../../src/report/sections/keepalive.ts';
import { qosExchanges } from '../../../src/report/sections/qos-exchanges.ts';
import { rtt } from '../../../src/report/sections/rtt.ts';
import { sequenceNumbers } from '../../../src/report/sections/sequence-numbers.ts';
import { tcpOptions } from '../../../src/report/sections/tcp-options.ts';
import { teardown } from '../../../src/report/sections/teardown.ts';
import { windows } from '../../../src/report/sections/windows.ts';
import { example, middle, modern, publisher } from '../example-analysis.ts';

const page: Page = { lang: 'en', profile: 'lab', timeZone: 'UTC', rowLimit: 100 };

function textOf(section: ConnectionSection, connection: ConnectionReport): string {
  return words(section.build(connection, page, example));
}

function answerOf(section: ConnectionSection, connection: ConnectionReport): string {
  return (section.answer?.(connection, page, example) ?? '').replaceAll('\u00a0', ' ');
}

/** Every text of the blocks, cells of a row apart by " | ". */
function words(blocks: readonly Block[]): string {
  const cells = blocks.flatMap((block): string[] => {
    if (block.kind === 'table') {
      return block.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join(' | '));
    }
    if (block.kind === 'facts') {
      return block.rows.map(([label, cell]) => `${label}: ${typeof cell === 'string' ? cell : cell.text}`);
    }
    if (block.kind === 'list') return [...block.items];
    return block.kind === 'finding' ? [block.title] : [block.text];
  });
  return cells.join('\n').replaceAll('\u00a0', ' ');
}

function withHandshake(changes: Partial<NonNullable<ConnectionReport['handshake']>>): ConnectionReport {
  return { ...publisher, handshake: { ...publisher.handshake!, ...changes } };
}

function withMqtt(changes: Partial<MqttReport>, connection: ConnectionReport = publisher): ConnectionReport {
  return { ...connection, mqtt: { ...connection.mqtt!, ...changes } };
}

describe('handshake', () => {
  it.each([
    ['one of each', [5], [6], 7, '5, 6, 7'],
    ['SYN lost twice', [5, 6, 7], [8], 9, '7, 8, 9'],
    ['a late second SYN-ACK', [5, 6], [7, 10], 8, '6, 7, 8'],
    ['SYN-ACK lost, both repeated', [5, 8], [6, 7, 9], 10, '8, 9, 10'],
    ['no ACK', [5], [6], null, '5, 6, —'],
    ['SYN not captured', [], [6], 7, '—, 6, 7'],
  ])('names the segments that opened the connection: %s', (_, synFrames, synAckFrames, ackFrame, frames) => {
    expect(answerOf(handshake, withHandshake({ synFrames, synAckFrames, ackFrame }))).toContain(`frames ${frames} `);
  });

  it('says at which end each time is a round trip', () => {
    expect(textOf(handshake, publisher)).toContain('a true round trip, seen from the client');
    expect(textOf(handshake, { ...publisher, capturePoint: 'server' })).toContain("only the server's reaction");
  });
});

describe('sequence numbers', () => {
  it('wrap after 2³² − 1', () => {
    expect(textOf(sequenceNumbers, publisher)).toContain('SYN | 3 | client → server | 0 | 4294967295 | 0 (1)');
  });

  it('are unknown without the SYN', () => {
    expect(answerOf(sequenceNumbers, middle)).toBe('not in the capture');
    expect(textOf(sequenceNumbers, middle)).toContain('unknown: no SYN is in the capture');
  });
});

describe('options and windows', () => {
  it('show what a side does not offer apart from what is not known', () => {
    expect(textOf(tcpOptions, publisher)).toContain('SACK permitted | 4 | yes | —');
    expect(answerOf(tcpOptions, middle)).toBe('not in the capture');
    expect(textOf(windows, publisher)).toContain('Scale it offers (shift) | 7 (×128) | not offered');
    expect(textOf(windows, middle)).toContain('501 bytes (unscaled)');
  });

  it('show the raw window beside the scaled one', () => {
    expect(textOf(windows, publisher)).toContain('65 536 bytes (512 × 128)');
  });
});

describe('rtt', () => {
  it('shows one column where the first data is the first PUBLISH', () => {
    const connection = { ...publisher, firstPublish: publisher.firstData };
    const table = rtt.build(connection, page, example).find((block) => block.kind === 'table');
    expect(table?.columns.map((column) => column.head)).toEqual(['', 'First data segment and first PUBLISH']);
  });

  it('speaks of floating point only where it gets the figure wrong', () => {
    const even = {
      ...publisher.firstData!,
      time: '1727972104.000000000',
      ackTime: '1727972104.500000000',
      rttNs: 500_000_000,
    };
    expect(textOf(rtt, publisher)).toContain('floating point');
    expect(textOf(rtt, { ...publisher, firstData: even, firstPublish: null })).not.toContain('floating point');
  });

  it('says where an ACK never came', () => {
    expect(answerOf(rtt, middle)).toContain('never acknowledged in the capture');
  });
});

describe('QoS exchanges', () => {
  it('say what each step measures at this end', () => {
    expect(textOf(qosExchanges, publisher)).toContain(
      'PUBLISH → PUBREC | 1 | 20.31265 ms | 20.31265 ms | 20.31265 ms | network (round trip) + work of the broker',
    );
    const atBroker = textOf(qosExchanges, { ...publisher, capturePoint: 'server' });
    expect(atBroker).toContain('20.31265 ms | only the work of the broker');
    expect(atBroker).toContain('100 µs | network (round trip) + work of the client');
    expect(textOf(qosExchanges, { ...publisher, capturePoint: 'between' })).toContain(
      'work of the broker, and perhaps the network',
    );
  });

  it('mark every missing step', () => {
    expect(textOf(qosExchanges, publisher)).toContain('2 | 16 | — | — | — | — | unconfirmed; resent in 20');
  });

  it('say that QoS 0 confirms nothing', () => {
    expect(textOf(qosExchanges, withMqtt({ exchanges: [] }))).toContain('sent once and forgotten');
  });
});

describe('keep alive', () => {
  it.each([
    [59, 'within the interval'],
    [61, 'beyond the interval, not the limit'],
    [91, 'beyond the limit: the broker may cut'],
  ])('judges a silence of %i s against 60 s', (seconds, verdict) => {
    expect(textOf(keepalive, withMqtt({ longestSilenceNs: seconds * 1_000_000_000 }))).toContain(verdict);
  });

  it('takes the interval of an MQTT 5 server', () => {
    expect(textOf(keepalive, modern)).toContain("Broker's limit (1.5 times): 45 s");
  });
});

describe('teardown', () => {
  const will = publisher.mqtt!.will;
  const closed = { ...publisher, teardown: { ...publisher.teardown, how: 'fin' as const } };

  it.each([
    ['DISCONNECT discards it', withMqtt({}), 'not published: the DISCONNECT discards it'],
    [
      'no DISCONNECT',
      withMqtt({ disconnect: null }, closed),
      'the broker publishes it: the connection ended without DISCONNECT',
    ],
    [
      'MQTT 5 asks for it',
      withMqtt({ disconnect: { frame: 56, direction: 'client', reasonCode: 4 } }),
      'the DISCONNECT asks for it (code 0x04)',
    ],
    [
      'the server says DISCONNECT',
      withMqtt({ disconnect: { frame: 56, direction: 'server', reasonCode: 0x8d } }),
      'the broker publishes it',
    ],
    ['refused', withMqtt({ connackCode: 5, disconnect: null }), 'the broker refused the connection'],
    [
      'still open',
      withMqtt({ disconnect: null }, { ...publisher, teardown: { initiator: null, how: 'open', frames: [] } }),
      'not yet: the capture ends with the connection open',
    ],
    ['no CONNECT', withMqtt({ connectFrame: null }), 'unknown: the CONNECT is not in the capture'],
    ['no will', withMqtt({ will: null }), 'The CONNECT carries none'],
  ])('knows what becomes of the will: %s', (_, connection, text) => {
    expect(will).not.toBeNull();
    expect(textOf(teardown, connection)).toContain(text);
  });

  it('puts DISCONNECT before FIN or RST, and says who', () => {
    expect(answerOf(teardown, publisher)).toBe('DISCONNECT by the client (frame 56), RST by the client (frame 57)');
    expect(answerOf(teardown, middle)).toBe('the TCP connection is still open at the end of the capture');
  });
});

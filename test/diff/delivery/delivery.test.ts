import { describe, expect, it } from 'vitest';
import { compareDelivery } from '../../../src/diff/delivery/compare-delivery.ts';
import { MessageLog } from '../../../src/diff/delivery/message-log.ts';
import { deliveryEvidence } from '../../../src/diff/delivery/same-run.ts';
import { runPipeline } from '../../../src/pipeline.ts';
import {
  ack,
  connack,
  connect,
  disconnect,
  publish,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from '../../builders/mqtt.ts';
import {
  compare,
  kinds,
  outcomes,
  publisherCapture,
  subscriberCapture,
  type Timed,
  TimedCapture,
  TOPIC,
} from './two-sides.ts';

/** Messages 50 ms apart. */
function sent(payloads: readonly string[], fields: Partial<Timed> = {}, fromMs = 100): Timed[] {
  return payloads.map((payload, n) => ({ atMs: fromMs + n * 50, payload, id: n + 1, ...fields }));
}

function arrived(payloads: readonly string[], fields: Partial<Timed> = {}, fromMs = 120): Timed[] {
  return sent(payloads, fields, fromMs);
}

function reasons(result: Awaited<ReturnType<typeof compare>>): (string | null)[] {
  return result.delivery.messages.map(({ reason }) => reason);
}

describe('subscriptions', () => {
  it('what no filter matches was not due, and is no difference', async () => {
    const a = publisherCapture([...sent(['1', '2']), { atMs: 300, payload: 'x', topic: 'other' }]);
    const result = await compare(a, subscriberCapture(arrived(['1', '2']), [['a/+', 2]]));
    expect(outcomes(result)).toEqual(['delivered', 'delivered', 'not-due']);
    expect(reasons(result)[2]).toBe('no-subscription');
    expect(result.differences).toEqual([]);
  });

  it('what was published before the subscription was not due', async () => {
    const b = new TimedCapture();
    const client = b
      .client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(219.5, [[TOPIC, 1]]);
    client.server(270, publish({ topic: TOPIC, payload: '4' })).server(320, publish({ topic: TOPIC, payload: '5' }));
    const result = await compare(publisherCapture(sent(['1', '2', '3', '4', '5'])), b);
    expect(outcomes(result)).toEqual(['not-due', 'not-due', 'undetermined', 'delivered', 'delivered']);
    expect(reasons(result)).toEqual(['before-subscription', 'before-subscription', 'around-subscription', null, null]);
  });

  it('an equal message from before the subscription is not taken for the one that came', async () => {
    const b = new TimedCapture();
    const client = b
      .client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(219.5, [[TOPIC, 1]]);
    for (const [atMs, payload] of [
      [270, 'same'],
      [320, 'mark'],
    ] as const)
      client.server(atMs, publish({ topic: TOPIC, payload }));
    const result = await compare(publisherCapture(sent(['same', 'same', 'x', 'same', 'mark'])), b);
    expect(outcomes(result)).toEqual(['not-due', 'not-due', 'undetermined', 'delivered', 'delivered']);
  });

  it('what was published behind UNSUBSCRIBE was not due', async () => {
    const b = new TimedCapture();
    const client = b
      .client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(10, [[TOPIC, 1]]);
    client.server(120, publish({ topic: TOPIC, payload: '1' })).server(170, publish({ topic: TOPIC, payload: '2' }));
    client.client(180, unsubscribe([TOPIC])).server(181, unsuback([]));
    client.client(900, new Uint8Array([0xc0, 0]));
    const result = await compare(publisherCapture(sent(['1', '2', '3', '4'])), b);
    expect(outcomes(result)).toEqual(['delivered', 'delivered', 'not-due', 'not-due']);
    expect(reasons(result)[3]).toBe('after-subscription');
  });

  it('a refused subscription brings nothing', async () => {
    const b = new TimedCapture();
    b.client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(10, [[TOPIC, 1]], [0x80]);
    expect(outcomes(await compare(publisherCapture(sent(['1'])), b))).toEqual(['not-due']);
  });

  it('of a shared subscription each message goes to one member', async () => {
    const b = new TimedCapture();
    const members = ['one', 'two'].map((name, n) => b.client(`10.0.0.${20 + n}`, 41_000 + n).open(n, name));
    for (const [n, member] of members.entries()) member.subscribe(20 + 2 * n, [['$share/g/a/+', 1]]);
    for (const n of [0, 1, 3]) members[n % 2]?.server(120 + n * 50, publish({ topic: TOPIC, payload: String(n) }));
    const result = await compare(publisherCapture(sent(['0', '1', '2', '3'])), b);
    expect(outcomes(result)).toEqual(['delivered', 'delivered', 'undetermined', 'delivered']);
    expect(reasons(result)[2]).toBe('shared-group');
  });

  it('a client that asked for No Local does not get its own', async () => {
    const capture = new TimedCapture();
    const client = capture.client('10.0.0.11', 40_001).open(0, 'both', { version: 5 });
    client.client(10, subscribe([[TOPIC, 0x04]], { version: 5 })).server(11, suback([0], { version: 5 }));
    client.client(100, publish({ version: 5, topic: TOPIC, payload: 'mine' }));
    const other = subscriberCapture(arrived(['mine']));
    const result = await compare(capture, other);
    expect(result.delivery.messages.map(({ outcome, subscriber, reason }) => [outcome, subscriber, reason])).toEqual([
      ['not-due', 'both', 'own-message'],
      ['delivered', 'subscriber', null],
    ]);
    expect(result.differences).toEqual([]);
  });

  it('keeps for a stored session what was published while the client was away', async () => {
    const b = new TimedCapture();
    const first = b
      .client('10.0.0.12', 40_002)
      .open(0, 'subscriber', { clean: false })
      .subscribe(10, [[TOPIC, 1]]);
    first.server(120, publish({ topic: TOPIC, payload: '1', qos: 1, id: 1 })).client(121, ack('PUBACK', 1));
    first.client(130, disconnect());
    first.conversation.close();
    const again = b.client('10.0.0.12', 40_003);
    again.conversation.open();
    again.client(400, connect({ clientId: 'subscriber', clean: false })).server(401, connack({ flags: 1 }));
    for (const id of [2, 3]) again.server(400 + id, publish({ topic: TOPIC, payload: String(id), qos: 1, id }));
    const result = await compare(publisherCapture(sent(['1', '2', '3'], { qos: 1 })), b);
    expect(outcomes(result)).toEqual(['delivered', 'delivered kept-for-session', 'delivered kept-for-session']);
    expect(result.differences).toEqual([]);
  });
});

describe('quality of service', () => {
  it('names what was delivered with less than it was published with, as agreed', async () => {
    const result = await compare(
      publisherCapture(sent(['1', '2'], { qos: 2 })),
      subscriberCapture(arrived(['1', '2'], { qos: 1 }), [[TOPIC, 1]]),
    );
    expect(outcomes(result)).toEqual(['delivered qos-lowered', 'delivered qos-lowered']);
    expect(result.differences).toMatchObject([
      { kind: 'delivery.qos-lowered', severity: 'note', facts: { messages: 2 } },
    ]);
  });

  it('names what was delivered with more, or with less than was granted', async () => {
    const result = await compare(
      publisherCapture([...sent(['1'], { qos: 0 }), ...sent(['2'], { qos: 2 }, 150)]),
      subscriberCapture([...arrived(['1'], { qos: 1 }), ...arrived(['2'], { qos: 0 }, 170)], [[TOPIC, 1]]),
    );
    expect(kinds(result)).toEqual(['delivery.qos-wrong 2']);
  });

  it('counts a message that MQTT sends again once', async () => {
    const a = publisherCapture([
      { atMs: 100, payload: '1', qos: 1, id: 1 },
      { atMs: 150, payload: '1', qos: 1, id: 1, dup: true },
    ]);
    const result = await compare(a, subscriberCapture(arrived(['1'], { qos: 1 })));
    expect(outcomes(result)).toEqual(['delivered']);
    expect(result.delivery.messages[0]?.a.published).toMatchObject({ frame: 6, resends: [7] });
  });

  it('with QoS 2 a copy sent again does not reach the application twice, with QoS 1 it does', async () => {
    const copies = (qos: number): Timed[] => [
      { atMs: 120, payload: '1', qos, id: 9 },
      { atMs: 125, payload: '1', qos, id: 9, dup: true },
    ];
    const twice = await compare(publisherCapture(sent(['1'], { qos: 2 })), subscriberCapture(copies(2)));
    expect(outcomes(twice)).toEqual(['delivered']);
    const both = await compare(publisherCapture(sent(['1'], { qos: 1 })), subscriberCapture(copies(1)));
    expect(outcomes(both)).toEqual(['delivered', 'doubled resent']);
    expect(both.differences).toMatchObject([{ kind: 'delivery.message-doubled', severity: 'note' }]);
  });

  it('a copy for each of several subscriptions that match is the right of the broker', async () => {
    const result = await compare(
      publisherCapture(sent(['1'])),
      subscriberCapture(
        [...arrived(['1']), ...arrived(['1'], {}, 121)],
        [
          [TOPIC, 0],
          ['a/#', 0],
        ],
      ),
    );
    expect(outcomes(result)).toEqual(['delivered', 'doubled overlapping']);
    expect(result.differences).toMatchObject([{ severity: 'note' }]);
  });

  it('says how far the broker had confirmed what did not arrive', async () => {
    const a = new TimedCapture();
    const client = a.client('10.0.0.11', 40_001).open(0, 'publisher', { version: 5 });
    const send = (atMs: number, payload: string, qos: number, id: number): void => {
      client.client(atMs, publish({ version: 5, topic: TOPIC, payload, qos, id }));
    };
    send(100, 'arrives', 0, 0);
    send(150, 'nobody confirms', 0, 0);
    send(200, 'never acknowledged', 1, 1);
    send(250, 'acknowledged', 1, 2);
    client.server(255, ack('PUBACK', 2));
    send(300, 'refused', 1, 3);
    client.server(305, ack('PUBACK', 3, { code: 0x87 }));
    send(350, 'never released', 2, 4);
    client.server(355, ack('PUBREC', 4));
    const result = await compare(a, subscriberCapture(arrived(['arrives'])));
    expect(outcomes(result).slice(1)).toEqual(new Array(5).fill('missing'));
    expect(reasons(result).slice(1)).toEqual([
      'qos-0',
      'not-acknowledged',
      'acknowledged',
      'refused',
      'never-released',
    ]);
    expect(result.differences.map(({ severity }) => severity)).toEqual(['warn', 'error', 'error', 'error', 'error']);
  });
});

describe('what the broker adds', () => {
  it('a retained message reaches who subscribes later', async () => {
    const b = new TimedCapture();
    const client = b
      .client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(200, [[TOPIC, 1]]);
    client.server(202, publish({ topic: TOPIC, payload: 'last known', retain: true }));
    client.server(270, publish({ topic: TOPIC, payload: 'live' }));
    const a = publisherCapture([
      { atMs: 50, payload: 'older', retain: true },
      { atMs: 100, payload: 'last known', retain: true },
      { atMs: 250, payload: 'live' },
    ]);
    const result = await compare(a, b);
    expect(outcomes(result)).toEqual(['not-due', 'delivered retained', 'delivered']);
    expect(result.differences).toEqual([]);
  });

  it('a retained message from before the captures is nobody’s fault', async () => {
    const b = subscriberCapture([{ atMs: 20, payload: 'old', retain: true }, ...arrived(['1'])]);
    const result = await compare(publisherCapture(sent(['1'])), b);
    expect(outcomes(result)).toEqual(['unexpected retained', 'delivered']);
    expect(reasons(result)[0]).toBe('retained-before');
  });

  it('a will was published by the CONNECT', async () => {
    const a = new TimedCapture();
    const client = a.client('10.0.0.11', 40_001).open(0, 'publisher', { will: { topic: TOPIC, payload: 'gone' } });
    client.client(100, publish({ topic: TOPIC, payload: '1' }));
    client.conversation.send('client', a.until(300), { flags: 4 });
    const result = await compare(a, subscriberCapture([...arrived(['1']), { atMs: 500, payload: 'gone' }]));
    expect(outcomes(result)).toEqual(['delivered', 'delivered will']);
    expect(result.differences).toEqual([]);
  });

  it('another publisher that nobody captured is told apart from a copy', async () => {
    const result = await compare(
      publisherCapture(sent(['1', '2'])),
      subscriberCapture([...arrived(['1', '2']), { atMs: 400, payload: 'else' }]),
    );
    expect(kinds(result)).toEqual(['delivery.message-unexpected 1']);
    expect(reasons(result)).toEqual([null, null, 'other-publisher']);
  });
});

describe('who and where', () => {
  it('several publishers and subscribers, each with what it missed', async () => {
    const a = new TimedCapture();
    const publishers = ['p1', 'p2'].map((name, n) => a.client(`10.0.0.${30 + n}`, 42_000 + n).open(5 * n, name));
    for (let n = 0; n < 4; n++) publishers[n % 2]?.client(100 + 50 * n, publish({ topic: TOPIC, payload: String(n) }));
    const b = new TimedCapture();
    const subscribers = ['s1', 's2'].map((name, n) => b.client(`10.0.0.${40 + n}`, 43_000 + n).open(5 * n, name));
    for (const [n, subscriber] of subscribers.entries()) subscriber.subscribe(30 + 5 * n, [[TOPIC, 0]]);
    for (let n = 0; n < 4; n++) {
      subscribers.forEach((subscriber, at) => {
        if (n !== 2 || at !== 1) subscriber.server(120 + 50 * n + at, publish({ topic: TOPIC, payload: String(n) }));
      });
    }
    const result = await compare(a, b);
    expect(result.delivery.outcomes).toMatchObject({ delivered: 7, missing: 1 });
    expect(result.differences).toMatchObject([
      { kind: 'delivery.message-missing', facts: { publisher: 'p1', subscriber: 's2', messages: 1 } },
    ]);
  });

  it('a topic behind an alias is the topic', async () => {
    const a = new TimedCapture();
    const client = a.client('10.0.0.11', 40_001).open(0, 'publisher', { version: 5 });
    client.client(100, publish({ version: 5, topic: TOPIC, payload: '1', properties: [[0x23, 1]] }));
    client.client(150, publish({ version: 5, topic: '', payload: '2', properties: [[0x23, 1]] }));
    const result = await compare(a, subscriberCapture(arrived(['1'])));
    expect(outcomes(result)).toEqual(['delivered', 'missing']);
    expect(result.delivery.messages[1]?.topic).toBe(TOPIC);
  });

  it('a message that came when the other capture was over is not in it', async () => {
    const a = publisherCapture(sent(['1', '2', '3'], {}, 2000));
    const b = new TimedCapture();
    b.client('10.0.0.12', 40_002)
      .open(0, 'subscriber')
      .subscribe(10, [[TOPIC, 1]])
      .server(2020, publish({ topic: TOPIC, payload: '1' }));
    const result = await compare(a, b);
    expect(outcomes(result)).toEqual(['delivered', 'not-captured', 'not-captured']);
    expect(reasons(result)[2]).toBe('capture-ends-early');
    expect(kinds(result)).toEqual(['delivery.not-captured 2']);
  });

  it('a capture that shows both ends has one clock; two captures only bound it', async () => {
    const both = new TimedCapture();
    const publisher = both.client('10.0.0.11', 40_001).open(0, 'publisher');
    const subscriber = both
      .client('10.0.0.12', 40_002)
      .open(10, 'subscriber')
      .subscribe(20, [[TOPIC, 0]]);
    publisher.client(100, publish({ topic: TOPIC, payload: '1' }));
    subscriber.server(107, publish({ topic: TOPIC, payload: '1' }));
    const { delivery } = await compare(publisherCapture(sent(['1'])), both);
    expect(delivery.delays).toMatchObject([{ from: 'b', to: 'b', exact: true, minNs: 7_000_000 }]);
    const apart = await compare(publisherCapture(sent(['1'])), subscriberCapture(arrived(['1'])));
    expect(apart.delivery.delays).toMatchObject([{ from: 'a', to: 'b', exact: false, minNs: 20_000_000 }]);
    expect(apart.delivery.clock).toEqual({ lowerNs: null, upperNs: 20_000_000, basis: 'messages' });
  });

  it('messages both ways bound the clocks on both sides', async () => {
    const side = (name: string, address: string, mine: number, theirs: number): TimedCapture => {
      const capture = new TimedCapture();
      const client = capture
        .client(address, 44_000 + mine)
        .open(0, name)
        .subscribe(10, [[name, 0]]);
      const other = name === 'x' ? 'y' : 'x';
      const events = [
        [mine, (atMs: number) => client.client(atMs, publish({ topic: other, payload: `from ${name}` }))],
        [theirs, (atMs: number) => client.server(atMs, publish({ topic: name, payload: `from ${other}` }))],
      ] as const;
      for (const [atMs, write] of [...events].sort((p, q) => p[0] - q[0])) write(atMs);
      return capture;
    };
    const { delivery } = await compare(side('x', '10.0.0.51', 100, 230), side('y', '10.0.0.52', 200, 130));
    expect(delivery.clock).toEqual({ lowerNs: -30_000_000, upperNs: 30_000_000, basis: 'messages' });
  });
});

describe('one run or two', () => {
  it('other payloads on the same topic are another run', async () => {
    const result = await compare(publisherCapture(sent(['1', '2', '3'])), subscriberCapture(arrived(['x', 'y'])));
    expect(result.delivery.sameRun).toBe('no');
    expect(kinds(result)).toEqual(['delivery.different-runs undefined']);
    expect(result.delivery.messages).toEqual([]);
  });

  it('the same payloads at another time may be another run', async () => {
    const later = 3_600_000;
    const b = new TimedCapture();
    const client = b
      .client('10.0.0.12', 40_002)
      .open(later, 'subscriber')
      .subscribe(later + 10, [[TOPIC, 0]]);
    for (const [n, payload] of ['1', '2', '3'].entries())
      client.server(later + 100 + 50 * n, publish({ topic: TOPIC, payload }));
    const result = await compare(publisherCapture(sent(['1', '2', '3'])), b);
    expect(result.delivery.sameRun).toBe('unknown');
    expect(result.delivery.outcomes.delivered).toBe(3);
    expect(kinds(result)).toEqual(['delivery.different-runs undefined']);
  });

  it('everything lost is still one run where the subscriber was waiting for it', async () => {
    const result = await compare(publisherCapture(sent(['1', '2'])), subscriberCapture([]));
    expect(result.delivery.sameRun).toBe('yes');
    expect(outcomes(result)).toEqual(['missing', 'missing']);
  });

  it('gives evidence in the language asked for', async () => {
    const [a, b] = [publisherCapture(sent(['1'])), subscriberCapture(arrived(['1']))];
    const [x, y] = [await a.input('a'), await b.input('b')];
    expect(deliveryEvidence(x, y, { lang: 'en', listLimit: 10 })).toMatchObject({
      sameRun: 'yes',
      strength: 1,
      found: 1,
    });
    expect(deliveryEvidence(x, y, { lang: 'es', listLimit: 10 }).reasons[0]).toMatch(/^El único mensaje publicado/);
  });
});

describe('files', () => {
  it('tells which bytes of the file are missing, by number and by place', async () => {
    const pieces = ['0|abc', '1|defg', '2|hi', '3|jklm'];
    const result = await compare(
      publisherCapture(sent(pieces)),
      subscriberCapture(arrived(pieces).filter((_, n) => n !== 2)),
    );
    expect(result.delivery.files).toMatchObject([
      {
        format: 'indexed',
        publishedBytes: 13,
        deliveredBytes: 11,
        missing: [{ index: 2, offset: 7, bytes: 2, side: 'a', frame: 8 }],
        identical: false,
      },
    ]);
  });

  it('knows what was never published', async () => {
    const pieces = ['0|abc', '1|def', '3|ghi', '4|jkl'];
    const { delivery } = await compare(publisherCapture(sent(pieces)), subscriberCapture(arrived(pieces)));
    expect(delivery.files).toMatchObject([{ identical: true, neverPublished: [2], missingCount: 0 }]);
  });
});

describe('limits', () => {
  it('says what it did not keep, and takes nothing behind it for lost', async () => {
    const messages = sent(['1', '2', '3', '4']);
    const b = await subscriberCapture(arrived(['1', '2', '3', '4'])).input('b');
    const log = new MessageLog({ messages: 2 });
    const { analysis } = await runPipeline(subscriberCapture(arrived(['1', '2', '3', '4'])).writer, {
      extraListeners: [log],
      extraSessionListeners: [log],
    });
    const a = await publisherCapture(messages).input('a');
    const result = compareDelivery(a, { ...b, analysis, messages: log }, { lang: 'en', listLimit: 1000 });
    expect(outcomes(result)).toEqual(['delivered', 'delivered', 'not-captured', 'not-captured']);
    expect(result.delivery.notes).toEqual([
      'The last 2 PUBLISH packets of capture B are not compared: there are more than are kept.',
    ]);
  });

  it('caps its lists and keeps the counts', async () => {
    const payloads = Array.from({ length: 8 }, (_, n) => String(n));
    const a = await publisherCapture(sent(payloads)).input('a');
    const b = await subscriberCapture(arrived(payloads)).input('b');
    const { delivery } = compareDelivery(a, b, { lang: 'en', listLimit: 3 });
    expect(delivery).toMatchObject({ messagesCount: 8, capped: true });
    expect(delivery.messages).toHaveLength(3);
  });
});

// What the report says of messages beyond their exchange: subscriptions they come for, payloads, requests, wills, pings; and what the lab's runs show.

import { describe, expect, it } from 'vitest';
import type { MqttReport } from '../../../src/analyze/analysis.ts';
import { MqttCollector } from '../../../src/analyze/collectors/mqtt.ts';
import { fitsClaim, lookAtPayload } from '../../../src/analyze/collectors/payload-kind.ts';
import { analyze } from '../../../src/index.ts';
import {
  connack,
  connect,
  disconnect,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  unsubscribe,
} from '../../builders/mqtt.ts';
import { ScriptedFlow } from '../../session/scripted-flow.ts';
import { describeWithShared, sharedCapture } from '../../shared.ts';
import { analysisOf, CaptureWriter, MS, RST } from '../capture.ts';
import { PlayedSession } from '../played-session.ts';

function play(version: 4 | 5 = 4): { script: ScriptedFlow; report(): MqttReport } {
  const collector = new MqttCollector({ listLimit: 100, detailLimit: 10, fragments: 'none', stream: null });
  const script = new ScriptedFlow(collector).client(connect({ version })).server(connack({ version }));
  return {
    script,
    report: () => {
      const report = collector.report(script.flow);
      if (report === null) throw new Error('no report');
      return report;
    },
  };
}

describe('subscriptions', () => {
  it('count what comes for them while they are in force', () => {
    const { script, report } = play();
    script
      .client(
        subscribe(
          [
            ['a/#', 1],
            ['b', 0],
          ],
          { id: 1 },
        ),
      )
      .server(suback([1, 0x80], { id: 1 }))
      .server(publish({ topic: 'a/x', retain: true }), publish({ topic: 'a/y' }), publish({ topic: 'b' }))
      .client(publish({ topic: 'a/x' })) // by the client itself: not for it
      .client(unsubscribe(['a/#'], { id: 2 }))
      .server(publish({ topic: 'a/z' }))
      .client(subscribe([['a/#', 0]], { id: 3 }))
      .server(publish({ topic: 'a/x' }), suback([0], { id: 3 }))
      .client(subscribe([['a/#', 2]], { id: 4 }))
      .server(publish({ topic: 'a/x' }));
    expect(
      report().subscriptions.map((one) => [
        one.frame,
        one.filter,
        one.messages,
        one.retainedMessages,
        one.firstMessageFrame,
        one.unsubscribeFrame,
        one.replacedFrame,
      ]),
    ).toEqual([
      [3, 'a/#', 2, 1, 5, 9, null],
      [3, 'b', 0, 0, null, null, null],
      [11, 'a/#', 1, 0, 12, null, 14],
      [14, 'a/#', 1, 0, 15, null, null],
    ]);
    expect(report().overlaps).toEqual([]);
  });

  it('MQTT 5: options, groups, and identifiers that say which subscription a message is for', () => {
    const { script, report } = play(5);
    const options = 0x01 | 0x04 | 0x08 | 0x20; // QoS 1, No Local, Retain As Published, Retain Handling 2
    script
      .client(subscribe([['$share/g/a/+', options]], { version: 5, id: 1, properties: [[0x0b, 7]] }))
      .client(subscribe([['a/#', 0]], { version: 5, id: 2, properties: [[0x0b, 300]] }))
      .server(suback([1], { version: 5, id: 1 }), suback([0], { version: 5, id: 2 }))
      .server(publish({ version: 5, topic: 'a/b', properties: [[0x0b, 300]] }))
      .server(
        publish({
          version: 5,
          topic: 'a/b',
          properties: [
            [0x0b, 7],
            [0x0b, 300],
          ],
        }),
      );
    const [shared, plain] = report().subscriptions;
    expect(shared).toMatchObject({
      shareGroup: 'g',
      wildcard: true,
      noLocal: true,
      retainAsPublished: true,
      retainHandling: 2,
      identifier: 7,
      messages: 1,
    });
    expect(plain).toMatchObject({ shareGroup: null, noLocal: false, retainHandling: 0, identifier: 300, messages: 2 });
    expect(report().overlaps).toMatchObject([
      { topic: 'a/b', filters: ['$share/g/a/+', 'a/#'], messages: 2, duplicates: 0 },
    ]);
  });

  it('name topics that several filters match, and copies of a message', () => {
    const { script, report } = play();
    script
      .client(
        subscribe(
          [
            ['a/#', 0],
            ['+/b', 0],
          ],
          { id: 1 },
        ),
      )
      .server(suback([0, 0], { id: 1 }));
    for (const payload of ['1', '1', '2', '2', '3']) script.server(publish({ topic: 'a/b', payload }));
    script.server(publish({ topic: 'a/c', payload: 'x' }), publish({ topic: 'a/c', payload: 'x' }));
    expect(report().overlaps).toEqual([
      { topic: 'a/b', filters: ['a/#', '+/b'], messages: 5, duplicates: 2, duplicateFrames: [6, 8] },
    ]);
  });
});

describe('payloads', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it.each([
    ['nothing', new Uint8Array(0), 0, false, 'empty', ''],
    ['text', bytes('hola\nñandú'), 11, false, 'text', 'hola\nñandú'],
    ['an object', bytes('{"a":[1,2]}'), 11, false, 'json', '{"a":[1,2]}'],
    ['a number alone is text', bytes('21.5'), 4, false, 'text', '21.5'],
    ['JSON that is cut', bytes('{"a":'), 500, false, 'text', '{"a":'],
    ['a letter cut at the end', bytes('añ').slice(0, 2), 500, false, 'text', 'a'],
    ['a letter of four bytes cut', bytes('a\u{1f600}').slice(0, 4), 500, false, 'text', 'a'],
    ['a letter that ends broken', bytes('añ').slice(0, 2), 2, false, 'binary', null],
    ['bytes', Uint8Array.of(0, 1, 2), 3, false, 'binary', null],
    ['a NUL in text', bytes('a\0b'), 3, false, 'binary', null],
    ['a hole', bytes('abc'), 9, true, 'incomplete', 'abc'],
  ])('%s', (_name, head, length, missing, kind, text) => {
    expect(lookAtPayload(head, length, missing)).toMatchObject({ kind, text });
  });

  it('are compared with what is declared of them', () => {
    const fits = (payload: string | Uint8Array, type: string | null, format: number | null): boolean | null => {
      const head = typeof payload === 'string' ? bytes(payload) : payload;
      return fitsClaim(lookAtPayload(head, head.length, false), true, type, format);
    };
    expect(fits('x', null, null)).toBeNull();
    expect(fits('x', null, 0)).toBeNull();
    expect(fits('x', null, 1)).toBe(true);
    expect(fits(Uint8Array.of(0xff), null, 1)).toBe(false);
    expect(fits('{}', 'application/json; charset=utf-8', null)).toBe(true);
    expect(fits('12', 'application/senml+json', null)).toBe(true);
    expect(fits('{', 'application/json', null)).toBe(false);
    expect(fits(Uint8Array.of(0xff), 'text/plain', null)).toBe(false);
    expect(fits(Uint8Array.of(0xff), 'image/png', null)).toBeNull();
  });

  it('are listed with their beginnings, over several segments too', () => {
    const { script, report } = play(5);
    script.clientInPieces(
      publish({ version: 5, topic: 't', payload: 'a'.repeat(600), properties: [[0x03, 'text/plain']] }),
      3,
    );
    script.client(publish({ version: 5, topic: 'spBv1.0/g/NDATA/n', payload: '', retain: true }));
    script.clientWithHole(publish({ version: 5, topic: 't', payload: 'abcdef' }), 2);
    const { payloads, payloadsCount, topics } = report();
    expect(payloads).toMatchObject([
      {
        frame: 5,
        direction: 'client',
        payloadLength: 600,
        kind: 'text',
        shownBytes: 512,
        text: 'a'.repeat(512),
        contentType: 'text/plain',
      },
      { kind: 'empty', deletesRetained: true, topic: 'spBv1.0/g/NDATA/n' },
      { kind: 'incomplete', text: 'ab', payloadLength: 6 },
    ]);
    expect(payloadsCount).toBe(3);
    expect(topics.find(({ sparkplug }) => sparkplug !== null)?.sparkplug).toMatchObject({
      messageType: 'NDATA',
      edgeNode: 'n',
    });
  });
});

describe('requests', () => {
  it('are paired with their responses by topic and correlation, in both roles', () => {
    const { script, report } = play(5);
    const ask = (id: number): Uint8Array =>
      publish({
        version: 5,
        topic: 'ask',
        properties: [
          [0x08, 're'],
          [0x09, Uint8Array.of(id)],
        ],
      });
    const answer = (id: number): Uint8Array =>
      publish({ version: 5, topic: 're', properties: [[0x09, Uint8Array.of(id)]] });
    script
      .client(ask(1), ask(2))
      .wait(10)
      .server(answer(2), publish({ version: 5, topic: 're' }), answer(1)); // 3 … 7
    script.server(ask(3)).client(answer(3)); // 8, 9
    script.client(publish({ version: 5, topic: 'ask', properties: [[0x08, 'plain']] })); // 10
    script.server(publish({ version: 5, topic: 'plain' })); // 11
    expect(
      report().requests.map((one) => [
        one.requester,
        one.frame,
        one.correlationHex,
        one.responseFrame,
        one.roundTripNs,
      ]),
    ).toEqual([
      ['client', 3, '01', 7, 14 * MS],
      ['client', 4, '02', 5, 11 * MS],
      ['server', 8, '03', 9, MS],
      ['client', 10, null, 11, MS],
    ]);
  });
});

describe('the will', () => {
  const will = { topic: 'w', payload: 'adiós', properties: [[0x18, 3]] as const };

  async function outcomes(end: (session: PlayedSession) => void): Promise<MqttReport['willOutcome'][]> {
    const writer = new CaptureWriter();
    const other = new PlayedSession(writer, { clientPort: 50001 }).client(connect({ clientId: 'o' })).server(connack());
    const dying = new PlayedSession(writer, { clientPort: 50002 });
    dying.client(connect({ version: 5, clientId: 'd', will })).server(connack({ version: 5 }));
    other.server(publish({ topic: 'w', payload: 'adiós' })); // before: not it
    end(dying);
    other.server(publish({ topic: 'w', payload: 'otros ' }), publish({ topic: 'w', payload: 'adiós', retain: true }));
    return (await analysisOf(writer)).connections.flatMap(({ mqtt }) => mqtt?.willOutcome ?? []);
  }

  it('is triggered by an end without DISCONNECT, and seen on other connections', async () => {
    const [none, dead] = await outcomes((session) => session.conversation.send('client', MS, { flags: RST }));
    expect(none).toEqual({ state: 'none', frame: null, delaySeconds: null, publishes: [] });
    expect(dead).toEqual({
      state: 'triggered',
      frame: 12,
      delaySeconds: 3,
      publishes: [{ stream: 0, frame: 14, afterNs: 2 * MS, retain: true }],
    });
  });

  it.each([
    ['removed', disconnect(), []],
    ['removed', disconnect({ code: 0 }), []],
    ['triggered', disconnect({ code: 4 }), [14]],
  ])('is %s by DISCONNECT %s', async (state, packet, frames) => {
    const [, dying] = await outcomes((session) => session.client(packet));
    expect(dying).toMatchObject({ state, frame: 12 });
    expect(dying?.publishes.map(({ frame }) => frame)).toEqual(frames);
  });

  it('is pending while the connection is open', async () => {
    expect((await outcomes(() => undefined))[1]).toMatchObject({ state: 'pending', frame: null, publishes: [] });
  });
});

describe('pings', () => {
  it('have a shortest, a middle and a longest round trip', () => {
    const { script, report } = play();
    for (const wait of [1, 5, 3]) script.client(pingreq()).wait(wait).server(pingresp());
    script.client(pingreq());
    expect(report().pingStatistics).toEqual({
      answered: 3,
      unanswered: 1,
      minNs: 2 * MS,
      medianNs: 4 * MS,
      maxNs: 6 * MS,
    });
  });
});

describeWithShared("the lab's runs", () => {
  const reportsOf = async (run: string, point: string): Promise<MqttReport[]> => {
    const { connections } = await analyze([sharedCapture('lab', run, `${point}.pcapng`)]);
    return connections.flatMap(({ mqtt }) => mqtt ?? []);
  };

  it('keepalive_idle: every PINGREQ is answered, no faster than the way there and back', async () => {
    const [report] = await reportsOf('keepalive_idle', 'publisher');
    const { answered, unanswered, minNs, medianNs, maxNs } = report?.pingStatistics ?? {};
    expect(answered).toBe(report?.pingsCount);
    expect(unanswered).toBe(0);
    expect(minNs ?? 0).toBeGreaterThan(12 * MS); // 6 ms each way
    expect(medianNs).toBeGreaterThanOrEqual(minNs ?? 0);
    expect(maxNs).toBeGreaterThanOrEqual(medianNs ?? 0);
  });

  it('will_abrupt_kill: the broker delivers the will of the killed publisher to the subscriber', async () => {
    const reports = await reportsOf('will_abrupt_kill', 'broker');
    const dead = reports.filter(({ willOutcome }) => willOutcome.state === 'triggered');
    expect(dead).toHaveLength(1);
    expect(dead[0]?.willOutcome.publishes).toHaveLength(1);
  });

  it('qos_downgrade: the granted QoS is that asked for, and every message came for the one subscription', async () => {
    const [report] = await reportsOf('qos_downgrade', 'subscriber');
    const received = report?.messagesBySender.server['PUBLISH'];
    expect(report?.subscriptions).toMatchObject([
      { requestedQos: 1, grantedQos: 1, messages: received, retainedMessages: 0 },
    ]);
  });

  it('wrong_password: refused connections are told from the accepted one', async () => {
    const reports = await reportsOf('wrong_password', 'publisher');
    const starts = reports.map(({ continuity, connackCode }) => [connackCode === 0, continuity?.start]);
    for (const [accepted, start] of starts) expect(start).toBe(accepted === true ? 'first' : 'refused');
    expect(starts.length).toBeGreaterThan(1);
  });

  it('mqtt5: request and content type are named', async () => {
    const [report] = await reportsOf('mqtt5', 'publisher');
    expect(report?.requests).toMatchObject([
      { requester: 'client', responseTopic: 'tp1/respuesta', responseFrame: null },
    ]);
    expect(report?.payloads.filter(({ asClaimed }) => asClaimed === false)).toEqual([]);
  });

  it('noloop_over20_paho16: twenty messages in flight from the last PUBLISH to the end', async () => {
    const [report] = await reportsOf('noloop_over20_paho16', 'publisher');
    expect(report?.inFlight.client).toMatchObject({
      maximum: 20,
      published: 20,
      ended: 0,
      timesAtMaximum: 1,
      endsAtMaximum: true,
    });
    expect(report?.inFlight.client?.maximumFrame).toBe(report?.messageFrames['PUBLISH']?.at(-1));
    expect(report?.inFlight.server).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { MAX_HEAD } from '../../../../src/dissect/application/mqtt/framing.ts';
import { mqtt } from '../../../../src/dissect/application/mqtt/index.ts';
import { MqttView } from '../../../../src/dissect/application/mqtt/view.ts';
import {
  ack,
  auth,
  type Bytes,
  concat,
  connack,
  connect,
  disconnect,
  field,
  hex,
  packet,
  pingreq,
  publish,
  suback,
  subscribe,
  u16,
  unsuback,
} from '../../../builders/mqtt.ts';
import { decoderOf, read } from './reading.ts';

describe('version', () => {
  for (const version of [3, 4, 5] as const) {
    it(`${version} is what CONNECT says`, () => {
      const decoder = mqtt.open();
      expect(read(decoder, connect({ version }))).toMatchObject({ version, versionInferred: false });
      expect(read(decoder, pingreq())).toMatchObject({ version, versionInferred: false });
    });
  }

  it('of a bridge is that without the bridge bit', () => {
    const decoder = mqtt.open();
    expect(read(decoder, connect({ level: 0x84 })).version).toBe(4);
    expect(read(decoder, pingreq()).version).toBe(4);
  });

  it('is not touched by a CONNACK in the old format', () => {
    const decoder = decoderOf(5);
    expect(read(decoder, connack({ code: 1 }), 1)).toMatchObject({ version: 4, anomalies: ['connack-of-3'] });
    expect(read(decoder, disconnect()).version).toBe(5);
  });

  it('that no CONNECT states is unknown at first', () => {
    expect(read(mqtt.open(), pingreq())).toMatchObject({ version: 0, versionInferred: false });
    expect(read(mqtt.open(), ack('PUBACK', 1))).toMatchObject({ version: 0, versionInferred: false });
  });

  it('stays unknown behind a CONNECT of an unknown level', () => {
    const decoder = mqtt.open();
    expect(read(decoder, connect({ level: 9 })).version).toBe(0);
    expect(read(decoder, connack({ code: 1 }), 1).version).toBe(4);
  });

  const signs: readonly (readonly [string, Bytes, 0 | 4 | 5])[] = [
    ['CONNACK of two bytes', connack(), 4],
    ['CONNACK with properties', connack({ version: 5 }), 5],
    ['SUBSCRIBE of 3.x', subscribe([['a/b', 1]]), 4],
    ['SUBSCRIBE of 5', subscribe([['a/b', 1]], { version: 5 }), 5],
    ['SUBACK with one code of 3.x', suback([1]), 4],
    ['SUBACK with one code of 5: also two codes of 3.x', suback([1], { version: 5 }), 0],
    ['SUBACK with a failure of 5', suback([0x87], { version: 5 }), 5],
    ['UNSUBACK of 3.x', unsuback([]), 4],
    ['UNSUBACK of 5', unsuback([0], { version: 5 }), 5],
    ['PUBACK with reason', ack('PUBACK', 1, { code: 0x10 }), 5],
    ['PUBREC with properties', ack('PUBREC', 1, { properties: [[0x1f, 'x']] }), 5],
    ['DISCONNECT with reason', disconnect({ code: 4 }), 5],
    ['DISCONNECT', disconnect(), 0],
    ['AUTH', auth({ code: 0x18, properties: [[0x15, 'm']] }), 5],
    ['PUBLISH of text', publish({ payload: '{"t":21.5}' }), 4],
    ['PUBLISH without payload', publish({ qos: 1 }), 4],
    ['PUBLISH of 5 with text', publish({ version: 5, payload: '{"t":21.5}' }), 5],
    ['PUBLISH of 5 with properties', publish({ version: 5, properties: [[0x02, 60]], payload: hex('00') }), 5],
    ['PUBLISH of 5 with an alias alone', publish({ version: 5, topic: '', properties: [[0x23, 1]] }), 5],
    ['PUBLISH whose payload starts with a zero byte', publish({ payload: hex('00 17 00 2a') }), 0],
    ['PUBLISH that is wrong both ways', publish({ topic: 'a/#' }), 0],
  ];
  for (const [description, bytes, version] of signs) {
    it(`is inferred (${version}) from ${description}`, () => {
      expect(read(mqtt.open(), bytes)).toMatchObject({ version, versionInferred: version !== 0 });
    });
  }

  it('once inferred holds for the packets that do not show it', () => {
    const decoder = mqtt.open();
    read(decoder, ack('PUBACK', 1));
    read(decoder, subscribe([['a', 0]], { version: 5 }));
    const zero = read(decoder, publish({ version: 5, payload: hex('00 01') }));
    expect(zero).toMatchObject({ version: 5, versionInferred: true, message: { payloadLength: 2 } });
    expect(read(decoder, ack('PUBACK', 1)).message).toMatchObject({ reasonCode: 0 });
  });

  it('inferred from a hint is corrected by a packet that contradicts it', () => {
    const decoder = mqtt.open();
    expect(read(decoder, publish({ payload: hex('00 41 42 43 44') })).version).toBe(5);
    expect(read(decoder, publish({ payload: '{"t":21.5}' })).version).toBe(4);
    expect(read(decoder, publish({ payload: hex('00 41 42 43 44') })).message).toMatchObject({ payloadLength: 5 });
  });

  it('proved often enough is not shaken by one strange packet any more', () => {
    const once = mqtt.open();
    const often = mqtt.open();
    read(once, subscribe([['a', 0]]));
    for (let i = 0; i < 16; i++) read(often, subscribe([['a', 0]]));
    expect(read(once, subscribe([['a', 0]], { version: 5 })).version).toBe(5);
    expect(read(often, subscribe([['a', 0]], { version: 5 })).version).toBe(4);
  });

  it('stated later replaces the inferred one', () => {
    const decoder = mqtt.open();
    read(decoder, subscribe([['a', 0]], { version: 5 }));
    read(decoder, connect({ version: 4 }));
    expect(read(decoder, pingreq())).toMatchObject({ version: 4, versionInferred: false });
  });
});

describe('who is the client', () => {
  it('is not known without CONNECT: no direction is wrong', () => {
    expect(read(mqtt.open(), subscribe([['a', 0]]), 1).anomalies).toEqual([]);
  });

  it('is who sent the CONNECT, however the flow was oriented', () => {
    const decoder = mqtt.open();
    expect(read(decoder, connect(), 1).anomalies).toEqual([]);
    expect(read(decoder, connack(), 0).anomalies).toEqual([]);
    expect(read(decoder, subscribe([['a', 0]]), 0).anomalies).toEqual(['wrong-direction']);
    expect(read(decoder, connect(), 0).anomalies).toEqual(['wrong-direction']);
  });
});

describe('a head without the rest', () => {
  const decode = (version: 4 | 5, bytes: Bytes, headEnd: number, length = bytes.length) => {
    const anomalies: string[] = [];
    const view = decoderOf(version).decode(bytes, 0, headEnd, length, 0, (kind) => anomalies.push(kind.id));
    if (!(view instanceof MqttView)) throw new Error('not a view of MQTT');
    return { view, anomalies };
  };

  it('of a PUBLISH tells where the payload starts, by version', () => {
    for (const version of [4, 5] as const) {
      const payload = new Uint8Array(5000).fill(1); // as MQTT 5: "one byte of properties, identifier 1 …"
      const bytes = publish({ version, topic: 'a/b', qos: 1, id: 3, properties: [[0x02, 60]], payload });
      const head = mqtt.headLength(bytes, 0, bytes.length, bytes.length);
      const { view, anomalies } = decode(version, bytes, head);
      expect(anomalies).toEqual([]);
      expect(view.payloadLength).toBe(5000);
      expect(view.payloadAt).toBe(bytes.length - 5000);
      expect(view.summary()).toBe('PUBLISH QoS 1 id 3 a/b, 5000 bytes');
    }
  });

  it('of a PUBLISH still shows a property that may not stand there', () => {
    const bytes = publish({ version: 5, properties: [[0x21, 5]], payload: 'x'.repeat(5000) });
    const head = mqtt.headLength(bytes, 0, bytes.length, bytes.length);
    expect(decode(5, bytes, head).anomalies).toEqual(['mqtt.property-not-allowed']);
    expect(decode(5, bytes, head).view.payloadLength).toBe(5000);
  });

  it('of a huge SUBSCRIBE is read as far as it goes, and that is said', () => {
    const one = concat(field('x'.repeat(1000)), hex('01'));
    const body = concat(u16(1), ...Array.from({ length: 2000 }, () => one));
    const bytes = packet(0x82, body);
    const head = mqtt.headLength(bytes, 0, bytes.length, bytes.length);
    expect(head).toBe(MAX_HEAD);
    const { view, anomalies } = decode(4, bytes, head);
    expect(anomalies).toEqual(['mqtt.message-too-long']);
    const message = view.toMessage();
    expect(message.type === 'SUBSCRIBE' && message.filters.length).toBe(Math.floor((MAX_HEAD - 7) / 1003));
    expect(decode(4, bytes, bytes.length).anomalies).toEqual([]);
  });

  it('that was cut is not called malformed', () => {
    const bytes = subscribe([['a/b', 1]]);
    for (let headEnd = 2; headEnd < bytes.length; headEnd++) expect(decode(4, bytes, headEnd).anomalies).toEqual([]);
  });
});

describe('topic()', () => {
  it('gives the same string for the same topic', () => {
    const bytes = publish({ topic: 'plant/1/temperature' });
    const { view } = { view: decoderOf(4).decode(bytes, 0, bytes.length, bytes.length, 0, () => {}) };
    expect(view instanceof MqttView && view.topic()).toBe('plant/1/temperature');
  });
});

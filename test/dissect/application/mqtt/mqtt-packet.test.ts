// Cross-check: what the npm package mqtt-packet writes, our decoder reads back as the same values.

import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { mqtt } from '../../../../src/dissect/application/mqtt/index.ts';
import type { MqttProperty } from '../../../../src/dissect/application/mqtt/message.ts';
import { MQTT_CONNACK, MQTT_DISCONNECT } from '../../../../src/dissect/application/mqtt/packet-types.ts';
import { isReasonAllowed } from '../../../../src/dissect/application/mqtt/reason-codes.ts';
import { decoderOf, read } from './reading.ts';

const SEED = 1883;
const RUNS = { seed: SEED, numRuns: 300 };

type Fields = Record<string, unknown>;

function written(fields: Fields, version: 4 | 5): Uint8Array {
  return Uint8Array.from(mqttPacket.generate(fields as never, { protocolVersion: version }));
}

function check(fields: Fields, version: 4 | 5, expected: Fields, direction: 0 | 1 = 0): void {
  const decoder = fields['cmd'] === 'connect' ? mqtt.open() : decoderOf(version);
  const reading = read(decoder, written(fields, version), direction);
  expect(reading.anomalies).toEqual([]);
  expect(reading.message).toMatchObject(expected);
}

/** Our list as the object that mqtt-packet takes; repeated user properties become lists, bytes hex. */
function propertyObject(list: readonly MqttProperty[]): Fields {
  const object: Fields = {};
  const users: Record<string, string[]> = {};
  for (const property of list) {
    if ('valueHex' in property) object[property.name] = property.valueHex;
    else if (typeof property.value !== 'object') object[property.name] = property.value;
    else users[property.value.name] = [...(users[property.value.name] ?? []), property.value.value];
  }
  if (Object.keys(users).length > 0) object['userProperties'] = users;
  return object;
}

const versions = fc.constantFrom<4 | 5>(4, 5);
// No control characters: those are legal, but noted.
const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019 _-./ñçß€字🌡'), maxLength: 40 });
const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-ñ€'), minLength: 1, maxLength: 12 });
const topic = fc.array(name, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc.tuple(topic, fc.constantFrom('', '/#', '/+', '/+/x')).map(([start, rest]) => start + rest);
const id = fc.integer({ min: 1, max: 65_535 });
const payload = fc.uint8Array({ maxLength: 300 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const users = fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 3 }), {
  minKeys: 1,
  maxKeys: 3,
  noNullPrototype: true,
});
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Leaves out what is undefined: mqtt-packet would write it. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

describe('written by mqtt-packet, read by us', () => {
  it('CONNECT', () => {
    const will = fc.record({ topic, payload, qos: fc.integer({ min: 0, max: 2 }), retain: fc.boolean() });
    const properties = fc.record({
      sessionExpiryInterval: maybe(u32),
      receiveMaximum: maybe(id),
      maximumPacketSize: maybe(fc.integer({ min: 1, max: 0xffff_ffff })),
      topicAliasMaximum: maybe(fc.integer({ min: 0, max: 65_535 })),
      requestResponseInformation: maybe(fc.boolean()),
      requestProblemInformation: maybe(fc.boolean()),
      userProperties: maybe(users),
      authenticationMethod: maybe(name),
    });
    const clientId = fc.string({ unit: fc.constantFrom(...'abcXYZ019ñ'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        versions,
        clientId,
        fc.boolean(),
        fc.integer({ min: 0, max: 65_535 }),
        maybe(will),
        maybe(fc.tuple(text, text)),
        properties,
        (version, client, clean, keepalive, lastWill, login, options) => {
          const fields = present({
            cmd: 'connect',
            protocolId: 'MQTT',
            protocolVersion: version,
            clientId: client,
            clean,
            keepalive,
            will: lastWill === undefined ? undefined : { ...lastWill, payload: Buffer.from(lastWill.payload) },
            username: login?.[0],
            password: login === undefined ? undefined : Buffer.from(login[1]),
            properties: version === 5 ? present(options) : undefined,
          });
          check(fields, version, {
            type: 'CONNECT',
            protocolLevel: version,
            clientId: client,
            cleanSession: clean,
            keepAlive: keepalive,
            will: lastWill === undefined ? null : { ...lastWill, properties: [] },
            userName: login?.[0] ?? null,
            passwordLength: login === undefined ? null : Buffer.from(login[1]).length,
          });
          if (version !== 5) return;
          const reading = read(mqtt.open(), written(fields, 5));
          const expected = present({
            ...options,
            requestResponseInformation:
              options.requestResponseInformation === undefined ? undefined : Number(options.requestResponseInformation),
            requestProblemInformation:
              options.requestProblemInformation === undefined ? undefined : Number(options.requestProblemInformation),
          });
          expect(reading.message.type === 'CONNECT' && propertyObject(reading.message.properties)).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it('PUBLISH', () => {
    const properties = fc.record({
      payloadFormatIndicator: maybe(fc.boolean()),
      messageExpiryInterval: maybe(u32),
      topicAlias: maybe(id),
      responseTopic: maybe(topic),
      correlationData: maybe(fc.uint8Array({ minLength: 1, maxLength: 20 })),
      userProperties: maybe(users),
      contentType: maybe(name),
    });
    fc.assert(
      fc.property(
        versions,
        topic,
        fc.integer({ min: 0, max: 2 }),
        fc.boolean(),
        fc.boolean(),
        id,
        payload,
        properties,
        (version, name, qos, dup, retain, messageId, content, options) => {
          const { correlationData, payloadFormatIndicator, ...rest } = options;
          const fields = present({
            cmd: 'publish',
            topic: name,
            qos,
            dup: dup && qos > 0,
            retain,
            messageId: qos > 0 ? messageId : undefined,
            payload: Buffer.from(content),
            properties:
              version === 5
                ? present({
                    ...options,
                    correlationData: correlationData === undefined ? undefined : Buffer.from(correlationData),
                  })
                : undefined,
          });
          const expected = {
            type: 'PUBLISH',
            topic: name,
            qos,
            dup: dup && qos > 0,
            retain,
            packetIdentifier: qos > 0 ? messageId : null,
            payloadLength: content.length,
          };
          check(fields, version, expected);
          if (version !== 5) return;
          const reading = read(decoderOf(5), written(fields, 5));
          expect(reading.message.type === 'PUBLISH' && propertyObject(reading.message.properties)).toEqual(
            present({
              ...rest,
              payloadFormatIndicator: payloadFormatIndicator === undefined ? undefined : Number(payloadFormatIndicator),
              correlationData: correlationData === undefined ? undefined : Buffer.from(correlationData).toString('hex'),
            }),
          );
        },
      ),
      RUNS,
    );
  });

  it('PUBACK, PUBREC, PUBREL, PUBCOMP', () => {
    const types = fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp');
    fc.assert(
      fc.property(versions, types, id, fc.boolean(), (version, cmd, messageId, fails) => {
        const code = fails ? (cmd === 'pubrel' || cmd === 'pubcomp' ? 0x92 : 0x87) : 0;
        const fields = { cmd, messageId, ...(version === 5 ? { reasonCode: code } : {}) };
        check(fields, version, {
          type: cmd.toUpperCase(),
          packetIdentifier: messageId,
          reasonCode: version === 5 ? code : null,
        });
      }),
      RUNS,
    );
  });

  it('SUBSCRIBE and SUBACK', () => {
    const one = fc.record({
      topic: filter,
      qos: fc.integer({ min: 0, max: 2 }),
      nl: fc.boolean(),
      rap: fc.boolean(),
      rh: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(versions, fc.array(one, { minLength: 1, maxLength: 5 }), id, (version, subscriptions, messageId) => {
        const is5 = version === 5;
        check({ cmd: 'subscribe', messageId, subscriptions }, version, {
          type: 'SUBSCRIBE',
          packetIdentifier: messageId,
          filters: subscriptions.map(({ topic: text, qos, nl, rap, rh }) => ({
            filter: text,
            qos,
            noLocal: is5 ? nl : null,
            retainAsPublished: is5 ? rap : null,
            retainHandling: is5 ? rh : null,
          })),
        });
        const granted = subscriptions.map(({ qos, nl }) => (nl ? 0x80 : qos));
        check(
          { cmd: 'suback', messageId, granted },
          version,
          { type: 'SUBACK', packetIdentifier: messageId, reasonCodes: granted },
          1,
        );
      }),
      RUNS,
    );
  });

  it('UNSUBSCRIBE and UNSUBACK', () => {
    fc.assert(
      fc.property(
        versions,
        fc.array(filter, { minLength: 1, maxLength: 5 }),
        id,
        (version, unsubscriptions, messageId) => {
          check({ cmd: 'unsubscribe', messageId, unsubscriptions }, version, {
            packetIdentifier: messageId,
            filters: unsubscriptions,
          });
          const granted = version === 5 ? unsubscriptions.map((_, i) => (i % 2 === 0 ? 0 : 0x11)) : [];
          check(
            { cmd: 'unsuback', messageId, granted },
            version,
            { packetIdentifier: messageId, reasonCodes: granted },
            1,
          );
        },
      ),
      RUNS,
    );
  });

  it('CONNACK, DISCONNECT, AUTH, PINGREQ, PINGRESP', () => {
    for (const version of [4, 5] as const) {
      for (let code = 0; code < 256; code++) {
        if (version === 4 ? code < 6 : isReasonAllowed(MQTT_CONNACK, code)) {
          const fields = version === 5 ? { reasonCode: code } : { returnCode: code };
          check(
            { cmd: 'connack', sessionPresent: code === 0, ...fields },
            version,
            { sessionPresent: code === 0, reasonCode: code },
            1,
          );
        }
        if (version === 5 && isReasonAllowed(MQTT_DISCONNECT, code)) {
          check({ cmd: 'disconnect', reasonCode: code }, version, { type: 'DISCONNECT', reasonCode: code });
        }
      }
      check({ cmd: 'pingreq' }, version, { type: 'PINGREQ' });
      check({ cmd: 'pingresp' }, version, { type: 'PINGRESP' }, 1);
    }
    check({ cmd: 'disconnect' }, 4, { type: 'DISCONNECT', reasonCode: null });
    check({ cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'm' } }, 5, {
      type: 'AUTH',
      reasonCode: 0x18,
    });
  });
});

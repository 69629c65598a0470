// Statements about what CONNECT and CONNACK settle — MQTT 5.0 §3.1.2.11, §3.2.2.3, §3.3.2.3.4, §3.3.4, §4.9, §4.12.

import {
  ack,
  auth,
  type Bytes,
  connack,
  connect,
  disconnect,
  pingreq,
  pingresp,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from '../../builders/mqtt.ts';
import { type Conversation, c, only5, opened, type Property, pub, type StatementRow, s, subscribed } from './row.ts';

const LONG = 'x'.repeat(40);
const alias = (number: number): Property => [0x23, number];

const LIMITS: readonly StatementRow[] = [
  ...only5('MQTT-3.1.2-24', () => {
    const small = [...opened(5, { properties: [[0x27, 30]] }), ...subscribed(5).slice(2)];
    return [
      [...small, s(pub(5, { payload: LONG }))],
      [...small, s(pub(5, { payload: 'x' }))],
    ];
  }),
  ...only5('MQTT-3.2.2-15', () => {
    const small = opened(5, {}, { properties: [[0x27, 30]] });
    return [
      [...small, c(pub(5, { payload: LONG }))],
      [...small, c(pub(5, { payload: 'x' }))],
    ];
  }),
  ...only5(['MQTT-3.1.2-26', 'MQTT-3.3.2-11'], () => {
    const two = [...opened(5, { properties: [[0x22, 2]] }), ...subscribed(5).slice(2)];
    return [
      [...two, s(pub(5, { properties: [alias(3)] }))],
      [...two, s(pub(5, { properties: [alias(2)] }))],
    ];
  }),
  ...only5('MQTT-3.1.2-27', () => [
    [...subscribed(5), s(pub(5, { properties: [alias(1)] }))],
    [...opened(5, { properties: [[0x22, 1]] }), ...subscribed(5).slice(2), s(pub(5, { properties: [alias(1)] }))],
  ]),
  ...only5(['MQTT-3.2.2-17', 'MQTT-3.3.2-9'], () => {
    const two = opened(5, {}, { properties: [[0x22, 2]] });
    return [
      [...two, c(pub(5, { properties: [alias(3)] }))],
      [...two, c(pub(5, { properties: [alias(2)] }))],
    ];
  }),
  ...only5('MQTT-3.2.2-18', () => [
    [...opened(5), c(pub(5, { properties: [alias(1)] }))],
    [...opened(5, {}, { properties: [[0x22, 1]] }), c(pub(5, { properties: [alias(1)] }))],
  ]),
  ...only5('MQTT-3.3.2-7', () => {
    const two = opened(5, {}, { properties: [[0x22, 2]] });
    return [
      [...two, c(pub(5, { topic: '', properties: [alias(1)] }))],
      [...two, c(pub(5, { properties: [alias(1)] })), c(pub(5, { topic: '', properties: [alias(1)] }))],
    ];
  }),
  ...only5('MQTT-3.2.2-11', () => {
    const one = opened(5, {}, { properties: [[0x24, 1]] });
    return [
      [...one, c(pub(5, { qos: 2, id: 1 })), s(ack('PUBREC', 1))],
      [...one, c(pub(5, { qos: 1, id: 1 })), s(ack('PUBACK', 1))],
    ];
  }),
  ...only5('MQTT-3.2.2-12', () => [
    opened(5, { will: { topic: 'w', qos: 2 } }, { properties: [[0x24, 1]] }),
    opened(5, { will: { topic: 'w', qos: 2 } }, { code: 0x9b, properties: [[0x24, 1]] }),
  ]),
  ...only5('MQTT-3.2.2-13', () => [
    opened(5, { will: { topic: 'w', retain: true } }, { properties: [[0x25, 0]] }),
    opened(5, { will: { topic: 'w' } }, { properties: [[0x25, 0]] }),
  ]),
  ...only5('MQTT-3.2.2-14', () => {
    const none = opened(5, {}, { properties: [[0x25, 0]] });
    return [
      [...none, c(pub(5, { retain: true }))],
      [...none, c(pub(5))],
    ];
  }),
  ...only5(['MQTT-3.1.3-6', 'MQTT-3.1.3-7', 'MQTT-3.2.2-16'], () => [
    opened(5, { clientId: '' }),
    opened(5, { clientId: '' }, { properties: [[0x12, 'auto-1']] }),
  ]),
  ...only5('§3.2.2.3.11', () => feature(0x28, subscribe([['a/+', 0]], { version: 5 }))),
  ...only5('§3.2.2.3.12', () => feature(0x29, subscribe([['a', 0]], { version: 5, properties: [[0x0b, 1]] }))),
  ...only5('§3.2.2.3.13', () => feature(0x2a, subscribe([['$share/g/a', 0]], { version: 5 }))),
  ...only5('MQTT-3.3.4-7', () => {
    const two = opened(5, {}, { properties: [[0x21, 2]] });
    const publishes = [1, 2, 3].map((id) => c(pub(5, { qos: 1, id })));
    const [first, second, third] = publishes as [(typeof publishes)[0], (typeof publishes)[0], (typeof publishes)[0]];
    return [
      [...two, first, second, third, s(ack('PUBACK', 1))],
      [...two, first, second, s(ack('PUBACK', 1)), third, s(ack('PUBACK', 2))],
    ];
  }),
  ...only5(['MQTT-3.3.4-9', 'MQTT-4.9.0-2'], () => {
    const one = [...opened(5, { properties: [[0x21, 1]] }), ...subscribed(5).slice(2)];
    return [
      [...one, s(pub(5, { qos: 1, id: 1 }), pub(5, { qos: 1, id: 2 })), c(ack('PUBACK', 1), ack('PUBACK', 2))],
      [...one, s(pub(5, { qos: 1, id: 1 }), pub(5)), c(ack('PUBACK', 1))],
    ];
  }),
  ...only5('§3.14.2.2.2', () => [
    [...opened(5), c(disconnect({ code: 0, properties: [[0x11, 60]] }))],
    [...opened(5, { properties: [[0x11, 1]] }), c(disconnect({ code: 0, properties: [[0x11, 60]] }))],
  ]),
];

/** A SUBSCRIBE where the server says the feature is missing, and where it says it is there. */
function feature(property: number, request: Bytes): readonly [Conversation, Conversation] {
  const play = (available: number): Conversation => [
    ...opened(5, {}, { properties: [[property, available]] }),
    c(request),
    s(suback([0], { version: 5 })),
  ];
  return [play(0), play(1)];
}

const REASON: Property = [0x1f, LONG];
const USER: Property = [0x26, ['why', LONG]];
const SMALL: readonly Property[] = [[0x27, 30]];

/** A packet that carries the property, to a side that accepts 30 bytes, and the packet without it. */
function sized(id: string, breaks: Conversation, keeps: Conversation): StatementRow[] {
  return only5(id, () => [breaks, keeps]);
}

function fromServer(
  id: string,
  before: Conversation,
  write: (properties: readonly Property[]) => Bytes,
  extra: Property,
): StatementRow[] {
  const start = opened(5, { properties: SMALL });
  return sized(id, [...start, ...before, s(write([extra]))], [...start, ...before, s(write([]))]);
}

const toServer: Conversation = [c(pub(5, { qos: 1, id: 1 }))];
const toServer2: Conversation = [c(pub(5, { qos: 2, id: 1 }))];
const released: Conversation = [...toServer2, s(ack('PUBREC', 1)), c(ack('PUBREL', 1))];
const delivered: Conversation = [...subscribed(5).slice(2), s(pub(5, { qos: 2, id: 1 })), c(ack('PUBREC', 1))];
const asked: Conversation = [c(subscribe([['a', 0]], { version: 5, id: 3 }))];
const unasked: Conversation = [c(unsubscribe(['a'], { version: 5, id: 3 }))];

const sizes = (extra: Property, ids: readonly string[]): StatementRow[] => {
  const [
    connackId = '',
    puback = '',
    pubrec = '',
    pubrel = '',
    pubcomp = '',
    subackId = '',
    unsubackId = '',
    bye = '',
    authId = '',
  ] = ids;
  const using: Property = [0x15, 'm'];
  const start = c(connect({ version: 5, properties: SMALL }));
  return [
    ...sized(connackId, [start, s(connack({ version: 5, properties: [extra] }))], [start, s(connack({ version: 5 }))]),
    ...fromServer(puback, toServer, (list) => ack('PUBACK', 1, { properties: list }), extra),
    ...fromServer(pubrec, toServer2, (list) => ack('PUBREC', 1, { properties: list }), extra),
    ...fromServer(pubrel, delivered, (list) => ack('PUBREL', 1, { properties: list }), extra),
    ...fromServer(pubcomp, released, (list) => ack('PUBCOMP', 1, { properties: list }), extra),
    ...fromServer(subackId, asked, (list) => suback([0], { version: 5, id: 3, properties: list }), extra),
    ...fromServer(unsubackId, unasked, (list) => unsuback([0], { version: 5, id: 3, properties: list }), extra),
    ...fromServer(bye, [], (list) => disconnect({ code: 0x8b, properties: list }), extra),
    ...sized(
      authId,
      [c(connect({ version: 5, properties: [...SMALL, using] })), s(auth({ code: 0x18, properties: [using, extra] }))],
      [c(connect({ version: 5, properties: [...SMALL, using] })), s(auth({ code: 0x18, properties: [using] }))],
    ),
  ];
};

const SIZES: readonly StatementRow[] = [
  ...sizes(REASON, [
    ...['MQTT-3.2.2-19', 'MQTT-3.4.2-2', 'MQTT-3.5.2-2', 'MQTT-3.6.2-2', 'MQTT-3.7.2-2'],
    ...['MQTT-3.9.2-1', 'MQTT-3.11.2-1', 'MQTT-3.14.2-3', 'MQTT-3.15.2-2'],
  ]),
  ...sizes(USER, [
    ...['MQTT-3.2.2-20', 'MQTT-3.4.2-3', 'MQTT-3.5.2-3', 'MQTT-3.6.2-3', 'MQTT-3.7.2-3'],
    ...['MQTT-3.9.2-2', 'MQTT-3.11.2-2', 'MQTT-3.14.2-4', 'MQTT-3.15.2-3'],
  ]),
];

const method = (name: string): Property => [0x15, name];
const hello: Conversation = [c(connect({ version: 5, properties: [method('SCRAM')] }))];
const challenge = (code = 0x18, name = 'SCRAM'): Bytes => auth({ code, properties: [method(name)] });
const welcome = s(connack({ version: 5, properties: [method('SCRAM')] }));

const WISHES: readonly StatementRow[] = [
  ...only5('MQTT-3.1.2-28', () => [
    opened(5, {}, { properties: [[0x1a, 'answers/']] }),
    opened(5, { properties: [[0x19, 1]] }, { properties: [[0x1a, 'answers/']] }),
  ]),
  ...only5('MQTT-3.1.2-29', () => {
    const quiet = opened(5, { properties: [[0x17, 0]] });
    const ask = c(subscribe([['a', 0]], { version: 5, id: 3 }));
    return [
      [...quiet, ask, s(suback([0], { version: 5, id: 3, properties: [[0x1f, 'fine']] }))],
      [
        ...quiet,
        ask,
        s(suback([0], { version: 5, id: 3 })),
        s(disconnect({ code: 0x8b, properties: [[0x1f, 'late']] })),
      ],
    ];
  }),
  ...only5('MQTT-3.1.2-30', () => [
    [...hello, c(pingreq()), welcome, s(pingresp())],
    [...hello, welcome, c(pingreq()), s(pingresp())],
  ]),
  ...only5('MQTT-4.12.0-2', () => [
    [...hello, s(challenge(0x19)), welcome],
    [...hello, s(challenge()), c(challenge()), welcome],
  ]),
  ...only5('MQTT-4.12.0-3', () => [
    [...hello, s(challenge()), c(challenge(0x19)), welcome],
    [...hello, s(challenge()), c(challenge()), welcome],
  ]),
  ...only5('MQTT-4.12.0-5', () => [
    [...hello, s(connack({ version: 5 }))],
    [...hello, welcome],
  ]),
  ...only5('MQTT-4.12.0-6', () => [opened(5, {}, { properties: [method('SCRAM')] }), opened(5)]),
  ...only5('MQTT-4.12.0-7', () => [
    [...opened(5), c(challenge(0x19))],
    [...hello, welcome, c(challenge(0x19))],
  ]),
  ...only5('MQTT-4.12.1-1', () => [
    [...hello, welcome, c(challenge(0x19, 'OTHER'))],
    [...hello, welcome, c(challenge(0x19)), s(challenge()), c(challenge()), s(challenge(0x00))],
  ]),
  ...only5('MQTT-4.12.1-1 code', () => [
    [...hello, welcome, c(challenge())],
    [...hello, welcome, c(challenge(0x19)), s(challenge(0x00))],
  ]),
];

export const NEGOTIATION_ROWS: readonly StatementRow[] = [...LIMITS, ...SIZES, ...WISHES];

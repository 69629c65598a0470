// Statements about the bytes of one packet — MQTT 3.1.1 and 5.0, chapters 1, 2, the layouts of chapter 3, topics of chapter 4.

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
  pingresp,
  properties,
  property,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from '../../builders/mqtt.ts';
import { upgradeRequest, upgradeResponse, wsFrame } from '../../builders/websocket.ts';
import { both, c, type Level, only5, opened, pub, row, type StatementRow, s, subscribed } from './row.ts';

const ILL_FORMED = Uint8Array.of(0x61, 0xc3, 0x28);
const WITH_NUL = Uint8Array.of(0x61, 0x00, 0x62);
const MASK = [1, 2, 3, 4];

function withFirst(bytes: Bytes, first: number): Bytes {
  const copy = bytes.slice();
  copy[0] = first;
  return copy;
}

/** CONNECT with flags of its own and the given fields behind the client identifier. */
function rawConnect(level: Level, flags: number, ...fields: readonly Bytes[]): Bytes {
  const head = concat(field('MQTT'), Uint8Array.of(level, flags, 0, 60));
  return packet(0x10, concat(head, level === 5 ? properties() : new Uint8Array(0), ...fields));
}

const will = (level: Level): Bytes => (level === 5 ? properties() : new Uint8Array(0));

const sub = (level: Level, filter: string | Bytes, options = 0, id = 1): Bytes =>
  subscribe([[filter, options]], { version: level, id });

/** A SUBSCRIBE alone, and the right one with its answer. */
function filterRows(old: string | null, now: string | null, wrong: string | Bytes, right: string): StatementRow[] {
  return both(old, now, (v) => [
    [...opened(v), c(sub(v, wrong))],
    [...opened(v), c(sub(v, right)), s(suback([0], { version: v }))],
  ]);
}

const TEXT: readonly StatementRow[] = [
  ...both('MQTT-1.5.3-1', 'MQTT-1.5.4-1', (v) => [
    [...opened(v), c(pub(v, { topic: ILL_FORMED }))],
    [...opened(v), c(pub(v, { topic: 'año/ñ' }))],
  ]),
  ...both(['MQTT-1.5.3-2', 'MQTT-4.7.3-2'], ['MQTT-1.5.4-2', 'MQTT-4.7.3-2'], (v) => [
    [...opened(v), c(pub(v, { topic: WITH_NUL }))],
    [...opened(v), c(pub(v, { topic: 'a0b' }))],
  ]),
  ...both('MQTT-3.3.2-1', 'MQTT-3.3.2-1', (v) => [
    [...opened(v), c(pub(v, { topic: Uint8Array.of(0xff) }))],
    [...opened(v), c(pub(v, { topic: Uint8Array.of(0xef, 0xbb, 0xbf) }))],
  ]),
  ...both('MQTT-3.1.3-4', 'MQTT-3.1.3-4', (v) => [
    opened(v, { clientId: ILL_FORMED }),
    opened(v, { clientId: 'ñandú' }),
  ]),
  ...both('MQTT-3.1.3-10', 'MQTT-3.1.3-11', (v) => [
    opened(v, { will: { topic: ILL_FORMED } }),
    opened(v, { will: { topic: 'última/voluntad' } }),
  ]),
  ...both('MQTT-3.1.3-11', 'MQTT-3.1.3-12', (v) => [
    opened(v, { userName: ILL_FORMED }),
    opened(v, { userName: 'Íñigo' }),
  ]),
  ...filterRows('MQTT-3.8.3-1', 'MQTT-3.8.3-1', ILL_FORMED, 'ñ/#'),
  ...both('MQTT-3.10.3-1', 'MQTT-3.10.3-1', (v) => [
    [...opened(v), c(unsubscribe([ILL_FORMED], { version: v }))],
    [...opened(v), c(unsubscribe(['ñ'], { version: v })), s(unsuback([0], { version: v }))],
  ]),
  ...only5('MQTT-1.5.7-1', () => [
    [
      ...opened(5),
      c(
        pub(5, {
          properties: [
            [0x26, ['name', '\ud800']],
            [0x26, ['x', 'y']],
          ],
        }),
      ),
      c(rawUserProperty()),
    ],
    [...opened(5), c(pub(5, { properties: [[0x26, ['name', 'value']]] }))],
  ]),
  ...only5('MQTT-3.3.2-13', () => [
    [...opened(5), c(pub(5, { properties: [[0x08, ILL_FORMED]] }))],
    [...opened(5), c(pub(5, { properties: [[0x08, 'answers/here']] }))],
  ]),
  ...only5('MQTT-3.3.2-14', () => [
    [...opened(5), c(pub(5, { properties: [[0x08, 'answers/#']] }))],
    [...opened(5), c(pub(5, { properties: [[0x08, 'answers/1']] }))],
  ]),
  ...only5('MQTT-3.3.2-19', () => [
    [...opened(5), c(pub(5, { properties: [[0x03, ILL_FORMED]] }))],
    [...opened(5), c(pub(5, { properties: [[0x03, 'text/plain']] }))],
  ]),
];

/** A name that is UTF-8 and a value that is not. */
function rawUserProperty(): Bytes {
  const block = concat(Uint8Array.of(0x26), field('name'), field(ILL_FORMED));
  return packet(0x30, concat(field('a'), Uint8Array.of(block.length), block));
}

const HEADER: readonly StatementRow[] = [
  ...both('§2.2.1 reserved', '§2.1.2 reserved', (v) => [
    [...opened(v), c(packet(0x00, new Uint8Array(0)))],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
  ...both('§2.2.1 direction', '§2.1.2 direction', (v) => [
    [...opened(v), s(pingreq())],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
  row('3.1.1', '§2.2.1 AUTH', [...opened(4), c(hex('f0 00'))], opened(4)),
  row('3.1.1', '§2.2.3', [...opened(4), c(packet(0x30, field('a'), { lengthWidth: 2 }))], [...opened(4), c(pub(4))]),
  ...both('MQTT-2.2.2-1', 'MQTT-2.1.3-1', (v) => [
    [...opened(v), c(withFirst(pingreq(), 0xc1))],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
  ...both('MQTT-3.6.1-1', 'MQTT-3.6.1-1', (v) => [
    [...opened(v), c(pub(v, { qos: 2, id: 1 })), s(ack('PUBREC', 1)), c(ack('PUBREL', 1, { first: 0x60 }))],
    [...opened(v), c(pub(v, { qos: 2, id: 1 })), s(ack('PUBREC', 1)), c(ack('PUBREL', 1)), s(ack('PUBCOMP', 1))],
  ]),
  ...both('MQTT-3.8.1-1', 'MQTT-3.8.1-1', (v) => [
    [...opened(v), c(withFirst(sub(v, 'a'), 0x80))],
    [...opened(v), c(sub(v, 'a')), s(suback([0], { version: v }))],
  ]),
  ...both('MQTT-3.10.1-1', 'MQTT-3.10.1-1', (v) => [
    [...opened(v), c(unsubscribe(['a'], { version: v, first: 0xa0 }))],
    [...opened(v), c(unsubscribe(['a'], { version: v })), s(unsuback([0], { version: v }))],
  ]),
  ...both('MQTT-3.14.1-1', 'MQTT-3.14.1-1', (v) => [
    [...opened(v), c(disconnect({ first: 0xe1 }))],
    [...opened(v), c(disconnect())],
  ]),
  ...only5('MQTT-3.15.1-1', () => [
    [
      c(connect({ version: 5, properties: [[0x15, 'x']] })),
      s(auth({ code: 0x18, properties: [[0x15, 'x']], first: 0xf1 })),
    ],
    [c(connect({ version: 5, properties: [[0x15, 'x']] })), s(auth({ code: 0x18, properties: [[0x15, 'x']] }))],
  ]),
  ...both('MQTT-2.3.1-1', 'MQTT-2.2.1-3 zero', (v) => [
    [...opened(v), c(pub(v, { qos: 1, id: 0 }))],
    [...opened(v), c(pub(v, { qos: 1, id: 1 })), s(ack('PUBACK', 1))],
  ]),
  ...only5('MQTT-1.5.5-1', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), hex('80 00'))))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('00'))))],
  ]),
  ...only5('§1.5.5', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), hex('80 80 80 80 01'))))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('00 80 80 80 80 01'))))],
  ]),
  ...only5('MQTT-2.2.2-1', () => [
    [...opened(5), c(packet(0x30, field('a')))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('00'))))],
  ]),
  ...both('§3.12', '§3.12', (v) => [
    [...opened(v), c(packet(0xc0, hex('00')))],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
];

const CONNECT: readonly StatementRow[] = [
  ...both('MQTT-3.1.2-1', 'MQTT-3.1.2-1', (v) => [
    [
      c(connect({ version: v })),
      s(connack({ version: v })),
      c(disconnect()),
      c(connect({ version: v, protocolName: 'MQTt' })),
    ],
    opened(v),
  ]),
  ...both('MQTT-3.1.2-2', 'MQTT-3.1.2-2', (v) => [[c(connect({ version: v, level: 9 }))], opened(v)]),
  ...both('MQTT-3.1.2-3', 'MQTT-3.1.2-3', (v) => [opened(v, { flags: 0x03 }), opened(v, { flags: 0x02 })]),
  ...both('MQTT-3.1.2-9', 'MQTT-3.1.2-9', (v) => [
    [c(rawConnect(v, 0x06, field('id')))],
    [c(rawConnect(v, 0x06, field('id'), will(v), field('topic'), field('bye'))), s(connack({ version: v }))],
  ]),
  row('3.1.1', 'MQTT-3.1.2-11', opened(4, { flags: 0x0a }), opened(4)),
  ...both('MQTT-3.1.2-13', 'MQTT-3.1.2-11', (v) => [
    opened(v, { flags: 0x12 }),
    opened(v, { will: { topic: 'w', qos: 2 } }),
  ]),
  ...both('MQTT-3.1.2-15', 'MQTT-3.1.2-13', (v) => [
    opened(v, { flags: 0x22 }),
    opened(v, { will: { topic: 'w', retain: true } }),
  ]),
  ...both('MQTT-3.1.2-14', 'MQTT-3.1.2-12', (v) => [
    opened(v, { will: { topic: 'w', qos: 3 } }),
    opened(v, { will: { topic: 'w', qos: 2 } }),
  ]),
  ...both('MQTT-3.1.2-18', 'MQTT-3.1.2-16', (v) => [
    [c(rawConnect(v, 0x02, field('id'), field('user')))],
    [c(rawConnect(v, 0x82, field('id'), field('user'))), s(connack({ version: v }))],
  ]),
  ...both('MQTT-3.1.2-19', 'MQTT-3.1.2-17', (v) => [
    [c(rawConnect(v, 0x82, field('id')))],
    [c(rawConnect(v, 0x82, field('id'), field(''))), s(connack({ version: v }))],
  ]),
  ...both('MQTT-3.1.2-20', 'MQTT-3.1.2-18', (v) => [
    [c(rawConnect(v, 0x82, field('id'), field('user'), field('secret')))],
    [c(rawConnect(v, 0xc2, field('id'), field('user'), field('secret'))), s(connack({ version: v }))],
  ]),
  ...both('MQTT-3.1.2-21', 'MQTT-3.1.2-19', (v) => [
    [c(rawConnect(v, 0xc2, field('id'), field('user')))],
    [c(rawConnect(v, 0xc2, field('id'), field('user'), field(''))), s(connack({ version: v }))],
  ]),
  row('3.1.1', 'MQTT-3.1.2-22', opened(4, { password: 'x' }), opened(4, { userName: 'u', password: 'x' })),
  ...both('MQTT-3.1.3-3', 'MQTT-3.1.3-3', (v) => [
    [...opened(v), c(disconnect()), c(rawConnect(v, 0x02))],
    [c(rawConnect(v, 0x02, field('id'))), s(connack({ version: v }))],
  ]),
  row('3.1.1', 'MQTT-3.1.3-7', [c(connect({ clientId: '', clean: false }))], opened(4, { clientId: '' })),
];

const ANSWERS: readonly StatementRow[] = [
  ...both('§3.2.2.1', 'MQTT-3.2.2-1', (v) => [opened(v, {}, { flags: 0x02 }), opened(v)]),
  ...both('MQTT-3.2.2-4', 'MQTT-3.2.2-6', (v) => [
    opened(v, { clean: false }, { flags: 1, code: v === 5 ? 0x87 : 5 }),
    opened(v, { clean: false }, { flags: 1 }),
  ]),
  row('3.1.1', 'MQTT-3.2.2-6', opened(4, {}, { code: 6 }), opened(4, {}, { code: 5 })),
  ...only5('MQTT-3.2.2-8', () => [opened(5, {}, { code: 0x05 }), opened(5, {}, { code: 0x87 })]),
  ...both('MQTT-3.3.1-2', 'MQTT-3.3.1-2', (v) => [
    [...opened(v), c(pub(v, { dup: true }))],
    [...opened(v), c(pub(v))],
  ]),
  ...both('MQTT-4.3.1-1', 'MQTT-4.3.1-1', (v) => [
    [...subscribed(v), s(pub(v, { dup: true }))],
    [...subscribed(v), s(pub(v))],
  ]),
  ...both('MQTT-3.3.1-4', 'MQTT-3.3.1-4', (v) => [
    [...opened(v), c(pub(v, { qos: 3, id: 1 }))],
    [...opened(v), c(pub(v, { qos: 2, id: 1 })), s(ack('PUBREC', 1)), c(ack('PUBREL', 1)), s(ack('PUBCOMP', 1))],
  ]),
  ...both(['MQTT-3.3.2-2', 'MQTT-4.7.1-1'], ['MQTT-3.3.2-2', 'MQTT-4.7.0-1'], (v) => [
    [...opened(v), c(pub(v, { topic: 'a/+/b' }))],
    [...opened(v), c(pub(v, { topic: 'a/plus/b' }))],
  ]),
  ...both('MQTT-4.7.3-1', 'MQTT-4.7.3-1', (v) => [
    [...opened(v), c(pub(v, { topic: '' }))],
    [...opened(v), c(pub(v, { topic: '/' }))],
  ]),
  ...filterRows('MQTT-4.7.3-1 filter', 'MQTT-4.7.3-1 filter', '', '/'),
  ...filterRows('MQTT-4.7.1-2', 'MQTT-4.7.1-1', 'a/#/b', 'a/#'),
  ...filterRows('MQTT-4.7.1-3', 'MQTT-4.7.1-2', 'a/b+', 'a/+'),
  ...filterRows(null, 'MQTT-4.8.2-1', '$share//a', '$share/g/a'),
  ...filterRows(null, 'MQTT-4.8.2-2', '$share/g', '$share/g/#'),
  ...both('MQTT-3.8.3-3', 'MQTT-3.8.3-2', (v) => [
    [...opened(v), c(subscribe([], { version: v }))],
    [...opened(v), c(sub(v, 'a')), s(suback([0], { version: v }))],
  ]),
  ...both('MQTT-3-8.3-4', 'MQTT-3.8.3-5', (v) => [
    [...opened(v), c(sub(v, 'a', 0x40))],
    [...opened(v), c(sub(v, 'a', 0x02)), s(suback([2], { version: v }))],
  ]),
  ...both('MQTT-3-8.3-4 QoS', '§3.8.3.1 QoS', (v) => [
    [...opened(v), c(sub(v, 'a', 3))],
    [...opened(v), c(sub(v, 'a', 2)), s(suback([2], { version: v }))],
  ]),
  ...only5('§3.8.3.1 Retain Handling', () => [
    [...opened(5), c(sub(5, 'a', 0x30))],
    [...opened(5), c(sub(5, 'a', 0x20)), s(suback([0], { version: 5 }))],
  ]),
  ...only5('MQTT-3.8.3-4', () => [
    [...opened(5), c(sub(5, '$share/g/a', 0x04))],
    [...opened(5), c(sub(5, 'a', 0x04)), s(suback([0], { version: 5 }))],
  ]),
  ...both('§3.9.3', '§3.9.3', (v) => [
    [...opened(v), c(sub(v, 'a')), s(suback([], { version: v }))],
    [...opened(v), c(sub(v, 'a')), s(suback([0], { version: v }))],
  ]),
  row(
    '3.1.1',
    'MQTT-3.9.3-2',
    [...opened(4), c(sub(4, 'a')), s(suback([0x81]))],
    [...opened(4), c(sub(4, 'a')), s(suback([0x80]))],
  ),
  ...only5(['MQTT-3.9.3-2', 'MQTT-3.8.4-7'], () => [
    [...opened(5), c(sub(5, 'a')), s(suback([0x03], { version: 5 }))],
    [...opened(5), c(sub(5, 'a')), s(suback([0x87], { version: 5 }))],
  ]),
  ...only5('MQTT-3.2.2-10', () => [
    [...opened(5, {}, { properties: [[0x24, 0]] }), c(sub(5, 'a', 2)), s(suback([0x9b], { version: 5 }))],
    [...opened(5, {}, { properties: [[0x24, 0]] }), c(sub(5, 'a', 2)), s(suback([0], { version: 5 }))],
  ]),
  ...both('MQTT-3.10.3-2', 'MQTT-3.10.3-2', (v) => [
    [...opened(v), c(unsubscribe([], { version: v }))],
    [...opened(v), c(unsubscribe(['a'], { version: v })), s(unsuback([0], { version: v }))],
  ]),
  ...only5('MQTT-3.11.3-2', () => [
    [...opened(5), c(unsubscribe(['a'], { version: 5 })), s(unsuback([0x02], { version: 5 }))],
    [...opened(5), c(unsubscribe(['a'], { version: 5 })), s(unsuback([0x11], { version: 5 }))],
  ]),
  ...only5('MQTT-3.4.2-1', () => [
    [...opened(5), c(pub(5, { qos: 1 })), s(ack('PUBACK', 1, { code: 0x92 }))],
    [...opened(5), c(pub(5, { qos: 1 })), s(ack('PUBACK', 1, { code: 0x10 }))],
  ]),
  ...only5('MQTT-3.5.2-1', () => [
    [...opened(5), c(pub(5, { qos: 2 })), s(ack('PUBREC', 1, { code: 0x92 }))],
    [...opened(5), c(pub(5, { qos: 2 })), s(ack('PUBREC', 1, { code: 0x97 }))],
  ]),
  ...only5('MQTT-3.6.2-1', () => [
    [
      ...opened(5),
      c(pub(5, { qos: 2 })),
      s(ack('PUBREC', 1)),
      c(ack('PUBREL', 1, { code: 0x10 })),
      s(ack('PUBCOMP', 1)),
    ],
    [
      ...opened(5),
      c(pub(5, { qos: 2 })),
      s(ack('PUBREC', 1)),
      c(ack('PUBREL', 1, { code: 0x92 })),
      s(ack('PUBCOMP', 1)),
    ],
  ]),
  ...only5('MQTT-3.7.2-1', () => [
    [
      ...opened(5),
      c(pub(5, { qos: 2 })),
      s(ack('PUBREC', 1)),
      c(ack('PUBREL', 1)),
      s(ack('PUBCOMP', 1, { code: 0x10 })),
    ],
    [
      ...opened(5),
      c(pub(5, { qos: 2 })),
      s(ack('PUBREC', 1)),
      c(ack('PUBREL', 1)),
      s(ack('PUBCOMP', 1, { code: 0x92 })),
    ],
  ]),
  ...only5('MQTT-3.14.2-1', () => [
    [...opened(5), c(disconnect({ code: 0x01 }))],
    [...opened(5), c(disconnect({ code: 0x04 }))],
  ]),
  ...only5('MQTT-3.14.2-2', () => [
    [...opened(5), s(disconnect({ code: 0x8b, properties: [[0x11, 5]] }))],
    [...opened(5), s(disconnect({ code: 0x8b, properties: [[0x1f, 'bye']] }))],
  ]),
  ...only5('MQTT-3.15.2-1', () => [
    [c(connect({ version: 5, properties: [[0x15, 'x']] })), s(auth({ code: 0x10, properties: [[0x15, 'x']] }))],
    [c(connect({ version: 5, properties: [[0x15, 'x']] })), s(auth({ code: 0x18, properties: [[0x15, 'x']] }))],
  ]),
  ...only5('§3.15.2.2.2', () => [
    [c(connect({ version: 5, properties: [[0x15, 'x']] })), s(auth({ code: 0x18, properties: [] }))],
    [c(connect({ version: 5, properties: [[0x15, 'x']] })), s(auth({ code: 0x18, properties: [[0x15, 'x']] }))],
  ]),
];

const PROPERTIES: readonly StatementRow[] = [
  ...only5('§2.2.2', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), hex('02 23 00'))))],
    [...opened(5, {}, { properties: [[0x22, 1]] }), c(packet(0x30, concat(field('a'), hex('03 23 00 01'))))],
  ]),
  ...only5('§2.2.2.1', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), hex('09 01 00'))))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('02 01 00'))))],
  ]),
  ...only5('§2.2.2.2 unknown', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), hex('02 7f 00'))))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('02 01 00'))))],
  ]),
  ...only5('§2.2.2.2 place', () => [
    [...opened(5), c(pub(5, { properties: [[0x13, 5]] }))],
    [...opened(5, {}, { properties: [[0x13, 5]] }), c(pub(5))],
  ]),
  ...only5('§2.2.2.2 repeated', () => [
    [
      ...opened(5),
      c(
        pub(5, {
          properties: [
            [0x01, 0],
            [0x01, 0],
          ],
        }),
      ),
    ],
    [
      ...opened(5),
      c(
        pub(5, {
          properties: [
            [0x26, ['a', 'b']],
            [0x26, ['a', 'b']],
          ],
        }),
      ),
    ],
  ]),
  ...only5('§2.2.2.2 value', () => [
    [...opened(5), c(pub(5, { properties: [[0x01, 2]] }))],
    [...opened(5), c(pub(5, { properties: [[0x01, 1]] }))],
  ]),
  ...only5('§3.1.2.11.3', () => [opened(5, { properties: [[0x21, 0]] }), opened(5, { properties: [[0x21, 1]] })]),
  ...only5('§3.1.2.11.10', () => [
    opened(5, { properties: [[0x16, Uint8Array.of(1)]] }),
    opened(
      5,
      {
        properties: [
          [0x15, 'x'],
          [0x16, Uint8Array.of(1)],
        ],
      },
      { properties: [[0x15, 'x']] },
    ),
  ]),
  ...only5('MQTT-3.3.2-8', () => [
    [...opened(5, {}, { properties: [[0x22, 5]] }), c(pub(5, { properties: [[0x23, 0]] }))],
    [...opened(5, {}, { properties: [[0x22, 5]] }), c(pub(5, { properties: [[0x23, 1]] }))],
  ]),
  ...only5('MQTT-3.3.4-6', () => [
    [...opened(5), c(packet(0x30, concat(field('a'), properties([[0x0b, 7]]))))],
    [...opened(5), c(packet(0x30, concat(field('a'), hex('02'), property([0x01, 1]))))],
  ]),
];

const request = (subprotocols: string): Bytes => upgradeRequest({ subprotocols });
const fromClient = (bytes: Bytes, opcode = 2): Bytes => wsFrame(bytes, { mask: MASK, opcode });

const WEB_SOCKET: readonly StatementRow[] = [
  ...both('MQTT-6.0.0-1', 'MQTT-6.0.0-1', (v) => [
    [c(upgradeRequest()), s(upgradeResponse()), c(fromClient(connect({ version: v }), 1))],
    [
      c(upgradeRequest()),
      s(upgradeResponse()),
      c(fromClient(connect({ version: v }))),
      s(wsFrame(connack({ version: v }))),
    ],
  ]),
  ...both('MQTT-6.0.0-3', 'MQTT-6.0.0-3', (v) => [
    [c(request('chat')), s(upgradeResponse({ subprotocol: null })), c(fromClient(connect({ version: v })))],
    [c(request('chat, mqtt')), s(upgradeResponse()), c(fromClient(connect({ version: v })))],
  ]),
  ...both('MQTT-6.0.0-4', 'MQTT-6.0.0-4', (v) => [
    [c(request('mqtt, chat')), s(upgradeResponse({ subprotocol: 'chat' })), c(fromClient(connect({ version: v })))],
    [c(request('mqtt, chat')), s(upgradeResponse()), c(fromClient(connect({ version: v })))],
  ]),
];

export const BYTES_ROWS: readonly StatementRow[] = [
  ...TEXT,
  ...HEADER,
  ...CONNECT,
  ...ANSWERS,
  ...PROPERTIES,
  ...WEB_SOCKET,
];

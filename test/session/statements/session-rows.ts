// Statements about the place of a packet in its session: order, answers, identifiers, deliveries — MQTT 3.1.1 and 5.0 §3.1, §3.2, §3.8 to §3.14, §4.3 to §4.8.

import {
  ack,
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
import {
  both,
  type Conversation,
  c,
  type Level,
  only5,
  opened,
  pub,
  row,
  type StatementRow,
  s,
  subscribed,
  wait,
} from './row.ts';

const sub = (v: Level, filter: string, options: number, id: number): Bytes =>
  subscribe([[filter, options]], { version: v, id });
const granted = (v: Level, codes: readonly number[], id: number): Bytes => suback(codes, { version: v, id });
const unsub = (v: Level, id: number): Bytes => unsubscribe(['a'], { version: v, id });
const unsubbed = (v: Level, id: number): Bytes => unsuback([0], { version: v, id });
const refusal = (v: Level): Bytes => connack({ version: v, code: v === 5 ? 0x87 : 5 });

/** A PUBLISH QoS 2 of the client from end to end. */
function qos2(v: Level, id: number): Conversation {
  return [c(pub(v, { qos: 2, id })), s(ack('PUBREC', id)), c(ack('PUBREL', id)), s(ack('PUBCOMP', id))];
}

const ORDER: readonly StatementRow[] = [
  ...both('MQTT-3.1.0-1', 'MQTT-3.1.0-1', (v) => [
    [c(pingreq()), c(connect({ version: v })), s(connack({ version: v }))],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
  ...both('MQTT-3.1.0-2', 'MQTT-3.1.0-2', (v) => [[...opened(v), c(connect({ version: v }))], opened(v)]),
  ...both(['MQTT-3.1.4-4', 'MQTT-3.2.0-1'], ['MQTT-3.1.4-5', 'MQTT-3.2.0-1'], (v) => [
    [c(connect({ version: v })), s(pingresp()), s(connack({ version: v }))],
    [c(connect({ version: v }), pingreq()), s(connack({ version: v })), s(pingresp())],
  ]),
  ...only5('MQTT-3.14.0-1', () => [
    [c(connect({ version: 5 })), s(disconnect({ code: 0x81 }))],
    [...opened(5), s(disconnect({ code: 0x81 }))],
  ]),
  ...both('§3.2', 'MQTT-3.2.0-2', (v) => [[...opened(v), s(connack({ version: v }))], opened(v)]),
  ...both(
    ['MQTT-3.1.4-5', 'MQTT-3.2.2-5'],
    ['MQTT-3.1.4-2', 'MQTT-3.1.4-6', 'MQTT-3.2.2-7', 'MQTT-4.12.0-1', 'MQTT-4.12.0-4'],
    (v) => [
      [c(connect({ version: v }), sub(v, 'a', 0, 1)), s(refusal(v)), s(granted(v, [0], 1))],
      [c(connect({ version: v }), sub(v, 'a', 0, 1)), s(refusal(v))],
    ],
  ),
  ...both('MQTT-3.14.4-2', ['MQTT-3.14.4-1', 'MQTT-4.13.2-1'], (v) => [
    [...opened(v), c(disconnect()), c(pub(v))],
    [...opened(v), c(pub(v)), c(disconnect())],
  ]),
  ...both(['MQTT-3.1.2-6', 'MQTT-3.2.2-1'], ['MQTT-3.1.2-4', 'MQTT-3.2.2-2'], (v) => [
    opened(v, { clean: true }, { flags: 1 }),
    opened(v, { clean: false }, { flags: 1 }),
  ]),
  ...both(['MQTT-3.1.2-23', 'MQTT-3.1.2-24'], ['MQTT-3.1.2-20', 'MQTT-3.1.2-22', 'MQTT-3.2.2-22'], (v) => [
    [...opened(v, { keepAlive: 2 }), wait(3100), c(pingreq()), s(pingresp())],
    [...opened(v, { keepAlive: 2 }), wait(1900), c(pingreq()), s(pingresp())],
  ]),
  ...only5(['MQTT-3.1.2-21', 'MQTT-3.2.2-21'], () => [
    [...opened(5, { keepAlive: 60 }, { properties: [[0x13, 2]] }), wait(3100), c(pingreq()), s(pingresp())],
    [...opened(5, { keepAlive: 2 }, { properties: [[0x13, 60]] }), wait(3100), c(pingreq()), s(pingresp())],
  ]),
  ...both('MQTT-3.1.3-5', 'MQTT-3.1.3-5', (v) => [
    opened(v, { clientId: 'Sensor7' }, { code: v === 5 ? 0x85 : 2 }),
    opened(v, { clientId: 'sensor/7' }, { code: v === 5 ? 0x85 : 2 }),
  ]),
];

const ACKS: readonly StatementRow[] = [
  ...both('MQTT-2.3.1-2', 'MQTT-2.2.1-3', (v) => [
    [...opened(v), c(pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 1, payload: 'other' })), s(ack('PUBACK', 1))],
    [
      ...opened(v),
      c(pub(v, { qos: 1, id: 1 })),
      s(ack('PUBACK', 1)),
      c(pub(v, { qos: 1, id: 1 })),
      s(ack('PUBACK', 1)),
    ],
  ]),
  ...both('MQTT-2.3.1-4', 'MQTT-2.2.1-4', (v) => [
    [...subscribed(v), s(pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 1, topic: 'a/c' })), c(ack('PUBACK', 1))],
    [
      ...subscribed(v),
      s(pub(v, { qos: 1, id: 1 })),
      c(ack('PUBACK', 1)),
      s(pub(v, { qos: 1, id: 1 })),
      c(ack('PUBACK', 1)),
    ],
  ]),
  // Another identifier than the first transmission had.
  row(
    '3.1.1',
    'MQTT-2.3.1-3',
    [...opened(4), c(pub(4, { qos: 1, id: 1 })), c(pub(4, { qos: 1, id: 2, dup: true })), s(ack('PUBACK', 2))],
    [...opened(4), c(pub(4, { qos: 1, id: 1 })), c(pub(4, { qos: 1, id: 1, dup: true })), s(ack('PUBACK', 1))],
  ),
  ...both('MQTT-3.3.1-1', ['MQTT-3.3.1-1', 'MQTT-4.3.2-1'], (v) => [
    [...opened(v), c(pub(v, { qos: 1, id: 9 })), c(pub(v, { qos: 1, id: 9 })), s(ack('PUBACK', 9))],
    v === 4
      ? [...opened(v), c(pub(v, { qos: 1, id: 9 })), c(pub(v, { qos: 1, id: 9, dup: true })), s(ack('PUBACK', 9))]
      : [
          ...opened(v),
          c(pub(v, { qos: 1, id: 9 })),
          c(pub(v, { qos: 1, id: 8 })),
          s(ack('PUBACK', 9), ack('PUBACK', 8)),
        ],
  ]),
  ...only5('MQTT-4.3.3-1', () => [
    [...opened(5), c(pub(5, { qos: 2, id: 3 })), s(ack('PUBREC', 3)), c(pub(5, { qos: 2, id: 3, topic: 'b' }))],
    [...opened(5), ...qos2(5, 3), ...qos2(5, 3)],
  ]),
  ...both(['MQTT-3.3.1-3', 'MQTT-4.3.2-1'], ['MQTT-3.3.1-3', 'MQTT-4.3.2-2'], (v) => [
    [...subscribed(v), s(pub(v, { qos: 1, id: 1, dup: true })), c(ack('PUBACK', 1))],
    [...subscribed(v), s(pub(v, { qos: 1, id: 1 })), c(ack('PUBACK', 1))],
  ]),
  ...only5('MQTT-4.3.3-2', () => [
    [...opened(5), c(pub(5, { qos: 2, id: 1, dup: true }))],
    [...opened(5), ...qos2(5, 1)],
  ]),
  ...only5('MQTT-4.4.0-2', () => [
    [
      ...opened(5),
      c(pub(5, { qos: 1, id: 1 })),
      s(ack('PUBACK', 1, { code: 0x97 })),
      c(pub(5, { qos: 1, id: 1, dup: true })),
    ],
    [
      ...opened(5),
      c(pub(5, { qos: 1, id: 1 })),
      s(ack('PUBACK', 1, { code: 0x97 })),
      c(pub(5, { qos: 1, id: 1 })),
      s(ack('PUBACK', 1)),
    ],
  ]),
  ...only5('MQTT-4.4.0-1', () => [
    [...opened(5), c(pub(5, { qos: 1, id: 1 })), c(pub(5, { qos: 1, id: 1, dup: true })), s(ack('PUBACK', 1))],
    [...opened(5, { clean: false }, { flags: 1 }), c(pub(5, { qos: 1, id: 1, dup: true })), s(ack('PUBACK', 1))],
  ]),
  ...both('MQTT-2.3.1-6', 'MQTT-2.2.1-5', (v) => [
    [...opened(v), c(pub(v, { qos: 1, id: 1 })), s(ack('PUBACK', 2))],
    [...opened(v), c(pub(v, { qos: 1, id: 1 })), s(ack('PUBACK', 1))],
  ]),
  ...both(['MQTT-2.3.1-7', 'MQTT-3.8.4-2'], ['MQTT-2.2.1-6', 'MQTT-3.8.4-2'], (v) => [
    [...opened(v), c(sub(v, 'a', 0, 7)), s(granted(v, [0], 8))],
    [...opened(v), c(sub(v, 'a', 0, 7)), s(granted(v, [0], 7))],
  ]),
  ...both('MQTT-3.10.4-4', 'MQTT-3.10.4-5', (v) => [
    [...opened(v), c(unsub(v, 7)), s(unsubbed(v, 8))],
    [...opened(v), c(unsub(v, 7)), s(unsubbed(v, 7))],
  ]),
  row(
    '3.1.1',
    'MQTT-3.10.4-6',
    [...opened(4), c(unsubscribe(['a', 'b'], { id: 7 })), s(unsuback([], { id: 7 })), s(unsuback([], { id: 7 }))],
    [...opened(4), c(unsubscribe(['a', 'b'], { id: 7 })), s(unsuback([], { id: 7 }))],
  ),
  ...only5(['MQTT-3.10.4-6', 'MQTT-3.11.3-1'], () => [
    [...opened(5), c(unsubscribe(['a', 'b'], { version: 5, id: 7 })), s(unsuback([0], { version: 5, id: 7 }))],
    [...opened(5), c(unsubscribe(['a', 'b'], { version: 5, id: 7 })), s(unsuback([0, 0x11], { version: 5, id: 7 }))],
  ]),
  ...both(['MQTT-3.8.4-4', 'MQTT-3.8.4-5'], ['MQTT-3.8.4-5', 'MQTT-3.8.4-6'], (v) => {
    const two = c(
      subscribe(
        [
          ['a', 0],
          ['b', 1],
        ],
        { version: v, id: 7 },
      ),
    );
    return [
      [...opened(v), two, s(granted(v, [0], 7))],
      [...opened(v), two, s(granted(v, [0, 1], 7))],
    ];
  }),
  ...both(['MQTT-3.3.4-1', 'MQTT-4.3.2-2'], ['MQTT-3.3.4-1', 'MQTT-4.3.2-4'], (v) => [
    [...opened(v), c(pub(v, { qos: 1, id: 1 })), s(ack('PUBREC', 1))],
    [...opened(v), c(pub(v, { qos: 1, id: 1 })), s(ack('PUBACK', 1))],
  ]),
  ...only5('MQTT-4.3.3-8', () => [
    [...subscribed(5), s(pub(5, { qos: 2, id: 1 })), c(ack('PUBACK', 1))],
    [...subscribed(5), s(pub(5, { qos: 2, id: 1 })), c(ack('PUBREC', 1)), s(ack('PUBREL', 1)), c(ack('PUBCOMP', 1))],
  ]),
  ...both('MQTT-4.3.3-1', ['MQTT-4.3.3-3', 'MQTT-4.3.3-4'], (v) => [
    [...opened(v), c(pub(v, { qos: 2, id: 1 })), c(ack('PUBREL', 1)), s(ack('PUBREC', 1)), s(ack('PUBCOMP', 1))],
    [...opened(v), ...qos2(v, 1)],
  ]),
  ...both('MQTT-4.3.3-1 PUBLISH', 'MQTT-4.3.3-6', (v) => [
    [
      ...opened(v),
      c(pub(v, { qos: 2, id: 1 })),
      s(ack('PUBREC', 1)),
      c(ack('PUBREL', 1)),
      c(pub(v, { qos: 2, id: 1, dup: true })),
    ],
    [...opened(v), ...qos2(v, 1), ...qos2(v, 1)],
  ]),
  ...both('MQTT-4.3.3-2', 'MQTT-4.3.3-11', (v) => [
    [...opened(v), c(pub(v, { qos: 2, id: 1 })), s(ack('PUBREC', 1)), s(ack('PUBCOMP', 1))],
    [...opened(v), ...qos2(v, 1)],
  ]),
  ...both('MQTT-3.12.4-1 PINGRESP', 'MQTT-3.12.4-1 PINGRESP', (v) => [
    [...opened(v), s(pingresp())],
    [...opened(v), c(pingreq()), s(pingresp())],
  ]),
];

/** What a server never answers while it answers something later. */
const passedOver = (v: Level, request: Bytes, answer: Bytes): readonly [Conversation, Conversation] => {
  const later = [wait(1500), c(sub(v, 'later', 0, 77)), s(granted(v, [0], 77))];
  return [
    [...opened(v), c(request), ...later],
    [...opened(v), c(request), s(answer), ...later],
  ];
};

const ANSWERED: readonly StatementRow[] = [
  ...both('MQTT-3.8.4-1', 'MQTT-3.8.4-1', (v) => passedOver(v, sub(v, 'a', 0, 5), granted(v, [0], 5))),
  ...both('MQTT-3.10.4-5', 'MQTT-3.10.4-4', (v) => passedOver(v, unsub(v, 5), unsubbed(v, 5))),
  ...both('MQTT-3.12.4-1', 'MQTT-3.12.4-1', (v) => passedOver(v, pingreq(), pingresp())),
  ...both('MQTT-4.5.0-2', 'MQTT-4.5.0-2', (v) => [
    [
      ...subscribed(v),
      s(pub(v, { qos: 1, id: 1 })),
      wait(1500),
      s(pub(v, { qos: 2, id: 2 })),
      c(ack('PUBREC', 2)),
      s(ack('PUBREL', 2)),
      c(ack('PUBCOMP', 2)),
    ],
    [
      ...subscribed(v),
      s(pub(v, { qos: 1, id: 1 })),
      wait(1500),
      s(pub(v, { qos: 1, id: 2 })),
      c(ack('PUBACK', 1), ack('PUBACK', 2)),
    ],
  ]),
  ...both(['MQTT-2.2.2-2', 'MQTT-4.8.0-1'], 'MQTT-4.13.1-1', (v) => [
    [...opened(v), c(subscribe([['a', 0]], { version: v, id: 4, first: 0x80 })), s(granted(v, [0], 4))],
    [...opened(v), c(sub(v, 'a', 0, 4)), s(granted(v, [0], 4))],
  ]),
  row('3.1.1', 'MQTT-3.1.3-8', opened(4, { clientId: '', clean: false }), opened(4, { clientId: 'x', clean: false })),
  ...both('MQTT-3.1.4-1', 'MQTT-3.1.4-1', (v) => [opened(v, { flags: 0x03 }), opened(v, { flags: 0x02 })]),
  ...both('MQTT-4.6.0-1', 'MQTT-4.6.0-1', (v) => [
    [
      ...opened(v),
      c(pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 2 })),
      c(pub(v, { qos: 1, id: 2, dup: true }), pub(v, { qos: 1, id: 1, dup: true })),
      s(ack('PUBACK', 1), ack('PUBACK', 2)),
    ],
    v === 4
      ? [
          ...opened(v),
          c(pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 2 })),
          c(pub(v, { qos: 1, id: 1, dup: true }), pub(v, { qos: 1, id: 2, dup: true })),
          s(ack('PUBACK', 1), ack('PUBACK', 2)),
        ]
      : [
          ...opened(v, { clean: false }, { flags: 1 }),
          c(pub(v, { qos: 1, id: 1, dup: true }), pub(v, { qos: 1, id: 2, dup: true })),
          s(ack('PUBACK', 1), ack('PUBACK', 2)),
        ],
  ]),
  ...both('MQTT-4.6.0-2', 'MQTT-4.6.0-2', (v) => [
    [...subscribed(v), s(pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 2 })), c(ack('PUBACK', 2), ack('PUBACK', 1))],
    // A QoS 1 message may overtake a QoS 2 one: each kind has its own order.
    [
      ...subscribed(v),
      s(pub(v, { qos: 2, id: 3 }), pub(v, { qos: 1, id: 1 }), pub(v, { qos: 1, id: 2 })),
      c(ack('PUBACK', 1), ack('PUBACK', 2), ack('PUBREC', 3)),
    ],
  ]),
  ...both('MQTT-4.6.0-3', 'MQTT-4.6.0-3', (v) => [
    [...subscribed(v), s(pub(v, { qos: 2, id: 1 }), pub(v, { qos: 2, id: 2 })), c(ack('PUBREC', 2), ack('PUBREC', 1))],
    [...subscribed(v), s(pub(v, { qos: 2, id: 2 }), pub(v, { qos: 2, id: 1 })), c(ack('PUBREC', 2), ack('PUBREC', 1))],
  ]),
  ...both('MQTT-4.6.0-4', 'MQTT-4.6.0-4', (v) => {
    const two = c(pub(v, { qos: 2, id: 1 }), pub(v, { qos: 2, id: 2 }));
    return [
      [...opened(v), two, s(ack('PUBREC', 1), ack('PUBREC', 2)), c(ack('PUBREL', 2), ack('PUBREL', 1))],
      // The order of the PUBRECs counts, not that of the PUBLISHes.
      [...opened(v), two, s(ack('PUBREC', 2), ack('PUBREC', 1)), c(ack('PUBREL', 2), ack('PUBREL', 1))],
    ];
  }),
];

const DELIVERIES: readonly StatementRow[] = [
  ...both('MQTT-3.3.2-3', 'MQTT-3.3.2-3', (v) => [
    [...subscribed(v, 'a/#'), s(pub(v, { topic: 'b/c' }))],
    [...subscribed(v, 'a/#'), s(pub(v, { topic: 'a' }))],
  ]),
  ...both('MQTT-4.7.2-1', 'MQTT-4.7.2-1', (v) => [
    [...subscribed(v, '#'), s(pub(v, { topic: '$SYS/broker/uptime' }))],
    [...subscribed(v, '$SYS/#'), s(pub(v, { topic: '$SYS/broker/uptime' }))],
  ]),
  ...both(['MQTT-3.3.5-1', 'MQTT-3.8.4-6'], ['MQTT-3.3.4-2', 'MQTT-3.8.4-8'], (v) => [
    [
      ...subscribed(v, 'a/#', 0),
      c(sub(v, 'a/b', 2, 901)),
      s(granted(v, [1], 901)),
      s(pub(v, { topic: 'a/b', qos: 2, id: 1 })),
    ],
    [
      ...subscribed(v, 'a/#', 0),
      c(sub(v, 'a/b', 2, 901)),
      s(granted(v, [1], 901)),
      s(pub(v, { topic: 'a/b', qos: 1, id: 1 })),
      c(ack('PUBACK', 1)),
    ],
  ]),
  ...only5('MQTT-4.8.2-3', () => [
    [...subscribed(5, '$share/g/a/#', 0), s(pub(5, { topic: 'a/b', qos: 1, id: 1 })), c(ack('PUBACK', 1))],
    [...subscribed(5, '$share/g/a/#', 1), s(pub(5, { topic: 'a/b', qos: 1, id: 1 })), c(ack('PUBACK', 1))],
  ]),
  row(
    '3.1.1',
    'MQTT-3.3.1-9',
    [...subscribed(4), s(pub(4, { retain: true })), s(pub(4, { retain: true }))],
    [...subscribed(4), s(pub(4, { retain: true })), s(pub(4)), ...subscribed(4).slice(2), s(pub(4, { retain: true }))],
  ),
  ...only5('MQTT-3.3.1-12', () => [
    [...subscribed(5), s(pub(5, { retain: true })), s(pub(5, { retain: true }))],
    [...subscribed(5, 'a/#', 0x0a), s(pub(5, { retain: true })), s(pub(5, { retain: true }))],
  ]),
  ...only5('MQTT-3.3.1-11', () => [
    [...subscribed(5, 'a/#', 0x22), s(pub(5, { retain: true }))],
    [...subscribed(5, 'a/#', 0x02), s(pub(5, { retain: true }))],
  ]),
  ...only5('MQTT-3.3.1-10', () => [
    [
      ...subscribed(5, 'a/#', 0x12),
      s(pub(5, { retain: true })),
      ...subscribed(5, 'a/#', 0x12).slice(2),
      s(pub(5, { retain: true })),
    ],
    [
      ...subscribed(5, 'a/#', 0x02),
      s(pub(5, { retain: true })),
      ...subscribed(5, 'a/#', 0x02).slice(2),
      s(pub(5, { retain: true })),
    ],
  ]),
  ...only5(['MQTT-3.3.4-3', 'MQTT-3.3.4-4', 'MQTT-3.3.4-5'], () => [
    [...subscribed(5, 'a/#', 0, { properties: [[0x0b, 7]] }), s(pub(5))],
    [...subscribed(5, 'a/#', 0, { properties: [[0x0b, 7]] }), s(pub(5, { properties: [[0x0b, 7]] }))],
  ]),
];

export const SESSION_ROWS: readonly StatementRow[] = [...ORDER, ...ACKS, ...ANSWERED, ...DELIVERIES];

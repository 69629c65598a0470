// SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK: bytes, the message they are, what is wrong with them.

import {
  concat,
  field,
  hex,
  packet,
  suback,
  subscribe,
  u16,
  unsuback,
  unsubscribe,
} from '../../../../builders/mqtt.ts';
import type { Row } from '../reading.ts';

function filterRow(filter: string, version: 4 | 5, anomalies: readonly string[]): Row {
  return { description: `filter "${filter}"`, version, bytes: subscribe([[filter, 0]], { version }), anomalies };
}

export const SUBSCRIBE_ROWS: readonly Row[] = [
  {
    description: 'one filter',
    version: 3,
    bytes: subscribe([['a/b', 1]], { id: 9 }),
    message: {
      type: 'SUBSCRIBE',
      flags: 2,
      packetIdentifier: 9,
      filters: [{ filter: 'a/b', qos: 1, noLocal: null, retainAsPublished: null, retainHandling: null }],
      properties: [],
    },
    summary: 'SUBSCRIBE id 9: a/b (QoS 1)',
  },
  {
    description: 'filters with wildcards',
    version: 4,
    bytes: subscribe([
      ['#', 0],
      ['+', 1],
      ['a/+/b/#', 2],
      ['/', 0],
      ['$SYS/#', 0],
    ]),
    message: {
      filters: [
        { filter: '#', qos: 0 },
        { filter: '+', qos: 1 },
        { filter: 'a/+/b/#', qos: 2 },
        { filter: '/', qos: 0 },
        { filter: '$SYS/#', qos: 0 },
      ],
    },
    summary: 'SUBSCRIBE id 1: # (QoS 0), + (QoS 1), a/+/b/# (QoS 2), / (QoS 0), $SYS/# (QoS 0)',
  },
  {
    description: 'options and properties',
    version: 5,
    bytes: subscribe(
      [
        ['a', 0x2e],
        ['$share/g/a/#', 0x11],
      ],
      {
        version: 5,
        properties: [
          [0x0b, 300],
          [0x26, ['k', 'v']],
        ],
      },
    ),
    message: {
      packetIdentifier: 1,
      filters: [
        { filter: 'a', qos: 2, noLocal: true, retainAsPublished: true, retainHandling: 2 },
        { filter: '$share/g/a/#', qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 1 },
      ],
      properties: [
        { id: 0x0b, name: 'subscriptionIdentifier', value: 300 },
        { id: 0x26, name: 'userProperty', value: { name: 'k', value: 'v' } },
      ],
    },
  },
  filterRow('a#', 4, ['filter-multi-level-wildcard']),
  filterRow('a/#/b', 4, ['filter-multi-level-wildcard']),
  filterRow('#/', 5, ['filter-multi-level-wildcard']),
  filterRow('a+', 4, ['filter-single-level-wildcard']),
  filterRow('+a/b', 5, ['filter-single-level-wildcard']),
  filterRow('a/b+/c', 4, ['filter-single-level-wildcard']),
  filterRow('', 4, ['filter-empty']),
  filterRow('a\0', 4, ['string-nul']),
  filterRow('$share/g/a', 5, []),
  filterRow('$share', 5, ['shared-filter']),
  filterRow('$share/', 5, ['shared-filter']),
  filterRow('$share/g', 5, ['shared-filter']),
  filterRow('$share/g/', 5, ['shared-filter']),
  filterRow('$share//a', 5, ['shared-filter']),
  filterRow('$share/+/a', 5, ['shared-filter']),
  filterRow('$share/#', 5, ['shared-filter']),
  filterRow('$shared/a', 5, []),
  filterRow('$share/g', 4, []),
  {
    description: 'no filter',
    version: 4,
    bytes: subscribe([]),
    message: { filters: [] },
    anomalies: ['filters-missing'],
    summary: 'SUBSCRIBE id 1: no filter',
  },
  { description: 'no filter', version: 5, bytes: subscribe([], { version: 5 }), anomalies: ['filters-missing'] },
  {
    description: 'QoS 3',
    version: 4,
    bytes: subscribe([['a', 3]]),
    message: { filters: [{ qos: 3 }] },
    anomalies: ['subscribe-qos-3'],
  },
  { description: 'QoS 3', version: 5, bytes: subscribe([['a', 3]], { version: 5 }), anomalies: ['subscribe-qos-3'] },
  { description: 'reserved bits', version: 4, bytes: subscribe([['a', 0x04]]), anomalies: ['subscribe-reserved-bits'] },
  {
    description: 'reserved bits',
    version: 5,
    bytes: subscribe([['a', 0x40]], { version: 5 }),
    anomalies: ['subscribe-reserved-bits'],
  },
  {
    description: 'retain handling 3',
    version: 5,
    bytes: subscribe([['a', 0x30]], { version: 5 }),
    anomalies: ['retain-handling-3'],
  },
  {
    description: 'shared and no local',
    version: 5,
    bytes: subscribe([['$share/g/a', 0x04]], { version: 5 }),
    anomalies: ['shared-no-local'],
  },
  { description: 'id 0', version: 4, bytes: subscribe([['a', 0]], { id: 0 }), anomalies: ['packet-identifier-zero'] },
  {
    description: 'flags of a PUBACK',
    version: 4,
    bytes: subscribe([['a', 0]], { first: 0x80 }),
    anomalies: ['fixed-header-flags'],
  },
  {
    description: 'sent again, with DUP',
    version: 3,
    bytes: subscribe([['a', 0]], { first: 0x8a }),
    message: { flags: 10 },
  },
  {
    description: 'sent with QoS 0',
    version: 3,
    bytes: subscribe([['a', 0]], { first: 0x80 }),
    anomalies: ['fixed-header-flags'],
  },
  {
    description: 'DUP is gone',
    version: 4,
    bytes: subscribe([['a', 0]], { first: 0x8a }),
    anomalies: ['fixed-header-flags'],
  },
  {
    description: 'filter without options',
    version: 4,
    bytes: packet(0x82, concat(u16(1), field('a'))),
    message: { filters: [] },
    anomalies: ['body-too-short'],
  },
  {
    description: 'second filter too short',
    version: 4,
    bytes: packet(0x82, concat(u16(1), field('a'), hex('01 00 09 62'))),
    message: { filters: [{ filter: 'a', qos: 1 }] },
    anomalies: ['body-too-short'],
  },
  {
    description: 'nothing',
    version: 5,
    bytes: hex('82 00'),
    message: { packetIdentifier: -1, filters: [] },
    anomalies: ['body-too-short'],
  },
  {
    description: 'two subscription identifiers',
    version: 5,
    bytes: subscribe([['a', 0]], {
      version: 5,
      properties: [
        [0x0b, 1],
        [0x0b, 2],
      ],
    }),
    anomalies: ['property-repeated'],
  },
  {
    description: 'sent by the server',
    version: 4,
    direction: 1,
    bytes: subscribe([['a', 0]]),
    anomalies: ['wrong-direction'],
  },
];

export const SUBACK_ROWS: readonly Row[] = [
  {
    description: 'granted',
    version: 3,
    direction: 1,
    bytes: suback([0, 1, 2]),
    message: { type: 'SUBACK', packetIdentifier: 1, reasonCodes: [0, 1, 2], properties: [] },
    summary: 'SUBACK id 1: Granted QoS 0, Granted QoS 1, Granted QoS 2',
  },
  {
    description: 'failure',
    version: 4,
    direction: 1,
    bytes: suback([1, 0x80]),
    message: { reasonCodes: [1, 0x80] },
    summary: 'SUBACK id 1: Granted QoS 1, Failure',
  },
  { description: 'failure', version: 3, direction: 1, bytes: suback([0x80]), anomalies: ['suback-code-reserved'] },
  {
    description: 'reserved code',
    version: 4,
    direction: 1,
    bytes: suback([3]),
    message: { reasonCodes: [3] },
    anomalies: ['suback-code-reserved'],
  },
  {
    description: 'no code',
    version: 4,
    direction: 1,
    bytes: suback([]),
    anomalies: ['reason-codes-missing'],
    summary: 'SUBACK id 1: no code',
  },
  {
    description: 'reasons and properties',
    version: 5,
    direction: 1,
    bytes: suback([0, 0x9e], { version: 5, properties: [[0x1f, 'r']] }),
    message: { reasonCodes: [0, 0x9e], properties: [{ id: 0x1f, name: 'reasonString', value: 'r' }] },
    summary: 'SUBACK id 1: Granted QoS 0, Shared Subscriptions not supported',
  },
  {
    description: 'no code',
    version: 5,
    direction: 1,
    bytes: suback([], { version: 5 }),
    anomalies: ['reason-codes-missing'],
  },
  {
    description: 'no property length',
    version: 5,
    direction: 1,
    bytes: hex('90 02 00 01'),
    message: { packetIdentifier: 1, reasonCodes: [] },
    anomalies: ['body-too-short'],
  },
  {
    description: 'code of UNSUBACK',
    version: 5,
    direction: 1,
    bytes: suback([0x11], { version: 5 }),
    anomalies: ['reason-code-not-allowed'],
    summary: 'SUBACK id 1: unknown (0x11)',
  },
  {
    description: 'sent by the client',
    version: 5,
    direction: 0,
    bytes: suback([1], { version: 5 }),
    anomalies: ['wrong-direction'],
  },
];

export const UNSUBSCRIBE_ROWS: readonly Row[] = [
  {
    description: 'two filters',
    version: 4,
    bytes: unsubscribe(['a', 'b/#'], { id: 300 }),
    message: { type: 'UNSUBSCRIBE', packetIdentifier: 300, filters: ['a', 'b/#'] },
    summary: 'UNSUBSCRIBE id 300: a, b/#',
  },
  { description: 'one filter', version: 3, bytes: unsubscribe(['a']), message: { filters: ['a'] } },
  {
    description: 'with a property',
    version: 5,
    bytes: unsubscribe(['a'], { version: 5, properties: [[0x26, ['k', 'v']]] }),
    message: { filters: ['a'], properties: [{ id: 0x26, name: 'userProperty', value: { name: 'k', value: 'v' } }] },
  },
  {
    description: 'no filter',
    version: 4,
    bytes: unsubscribe([]),
    anomalies: ['filters-missing'],
    summary: 'UNSUBSCRIBE id 1: no filter',
  },
  {
    description: 'wrong filter',
    version: 4,
    bytes: unsubscribe(['a/#/b']),
    anomalies: ['filter-multi-level-wildcard'],
  },
  { description: 'flags', version: 4, bytes: unsubscribe(['a'], { first: 0xa0 }), anomalies: ['fixed-header-flags'] },
  {
    description: 'filter too short',
    version: 5,
    bytes: packet(0xa2, hex('00 01 00 00 04 61')),
    anomalies: ['body-too-short'],
  },
  {
    description: 'subscription identifier',
    version: 5,
    bytes: unsubscribe(['a'], { version: 5, properties: [[0x0b, 1]] }),
    anomalies: ['property-not-allowed'],
  },
];

export const UNSUBACK_ROWS: readonly Row[] = [
  {
    description: 'without codes',
    version: 4,
    direction: 1,
    bytes: unsuback([], { id: 300 }),
    message: { type: 'UNSUBACK', packetIdentifier: 300, reasonCodes: [] },
    summary: 'UNSUBACK id 300',
  },
  { description: 'with codes', version: 3, direction: 1, bytes: hex('b0 03 00 01 00'), anomalies: ['trailing-bytes'] },
  {
    description: 'with codes',
    version: 5,
    direction: 1,
    bytes: unsuback([0, 0x11], { version: 5 }),
    message: { reasonCodes: [0, 0x11] },
    summary: 'UNSUBACK id 1: Success, No subscription existed',
  },
  {
    description: 'no code',
    version: 5,
    direction: 1,
    bytes: unsuback([], { version: 5 }),
    anomalies: ['reason-codes-missing'],
  },
  {
    description: 'granted QoS',
    version: 5,
    direction: 1,
    bytes: unsuback([1], { version: 5 }),
    anomalies: ['reason-code-not-allowed'],
  },
];

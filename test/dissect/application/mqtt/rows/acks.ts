// PUBACK, PUBREC, PUBREL, PUBCOMP: bytes, the message they are, what is wrong with them.

import { ack, hex } from '../../../../builders/mqtt.ts';
import type { Row } from '../reading.ts';

const TYPES = ['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'] as const;

export const ACK_ROWS: readonly Row[] = [
  ...TYPES.flatMap((type): Row[] => {
    // PUBREL and PUBCOMP know one failure only, PUBACK and PUBREC another set
    const failure = type === 'PUBREL' || type === 'PUBCOMP' ? 0x92 : 0x97;
    const failureName = failure === 0x92 ? 'Packet Identifier not found' : 'Quota exceeded';
    return [
      {
        description: `${type}`,
        version: 3,
        bytes: ack(type, 0x1234),
        message: { type, length: 4, packetIdentifier: 0x1234, reasonCode: null, properties: [] },
        summary: `${type} id 4660`,
      },
      {
        description: `${type}`,
        version: 4,
        bytes: ack(type, 1),
        message: { type, packetIdentifier: 1, reasonCode: null },
      },
      {
        description: `${type} without reason code`,
        version: 5,
        bytes: ack(type, 1),
        message: { packetIdentifier: 1, reasonCode: 0, properties: [] },
        summary: `${type} id 1`,
      },
      {
        description: `${type} with reason code`,
        version: 5,
        bytes: ack(type, 1, { code: failure }),
        message: { reasonCode: failure, properties: [] },
        summary: `${type} id 1: ${failureName}`,
      },
      {
        description: `${type} with properties`,
        version: 5,
        bytes: ack(type, 1, {
          code: 0,
          properties: [
            [0x1f, 'why'],
            [0x26, ['k', 'v']],
          ],
        }),
        message: {
          reasonCode: 0,
          properties: [
            { id: 0x1f, name: 'reasonString', value: 'why' },
            { id: 0x26, name: 'userProperty', value: { name: 'k', value: 'v' } },
          ],
        },
      },
      {
        description: `${type} with a reason of another packet`,
        version: 5,
        bytes: ack(type, 1, { code: 0x84 }),
        message: { reasonCode: 0x84 },
        anomalies: ['reason-code-not-allowed'],
      },
      {
        description: `${type} id 0`,
        version: 4,
        bytes: ack(type, 0),
        message: { packetIdentifier: 0 },
        anomalies: ['packet-identifier-zero'],
      },
      {
        description: `${type} with a reason code`,
        version: 4,
        bytes: ack(type, 1, { code: 0 }),
        anomalies: ['trailing-bytes'],
      },
      {
        description: `${type} with wrong flags`,
        version: 4,
        bytes: ack(type, 1, { first: type === 'PUBREL' ? 0x60 : (TYPES.indexOf(type) + 4) * 16 + 2 }),
        message: { type },
        anomalies: ['fixed-header-flags'],
      },
    ];
  }),
  {
    description: 'PUBACK of one byte',
    version: 4,
    bytes: hex('40 01 00'),
    message: { packetIdentifier: -1 },
    anomalies: ['body-too-short'],
    summary: 'PUBACK',
  },
  { description: 'PUBREC of no byte', version: 5, bytes: hex('50 00'), anomalies: ['body-too-short'] },
  {
    description: 'PUBACK with bytes behind its properties',
    version: 5,
    bytes: hex('40 05 00 01 00 00 07'),
    anomalies: ['trailing-bytes'],
  },
  {
    description: 'PUBACK with an alias',
    version: 5,
    bytes: ack('PUBACK', 1, { properties: [[0x23, 1]] }),
    anomalies: ['property-not-allowed'],
  },
];

// PINGREQ, PINGRESP, DISCONNECT, AUTH and type 0: bytes, the message they are, what is wrong with them.

import { auth, disconnect, hex, pingreq, pingresp } from '../../../../builders/mqtt.ts';
import type { Row } from '../reading.ts';

export const OTHER_ROWS: readonly Row[] = [
  { description: 'PINGREQ', version: 3, bytes: pingreq(), message: { type: 'PINGREQ', length: 2 }, summary: 'PINGREQ' },
  {
    description: 'PINGRESP',
    version: 5,
    direction: 1,
    bytes: pingresp(),
    message: { type: 'PINGRESP', length: 2 },
    summary: 'PINGRESP',
  },
  {
    description: 'PINGREQ with a body',
    version: 4,
    bytes: hex('c0 01 00'),
    message: { type: 'PINGREQ', length: 3 },
    anomalies: ['body-not-allowed'],
  },
  {
    description: 'PINGRESP with flags',
    version: 4,
    direction: 1,
    bytes: hex('d1 00'),
    anomalies: ['fixed-header-flags'],
  },
  {
    description: 'PINGREQ from the server',
    version: 4,
    direction: 1,
    bytes: pingreq(),
    anomalies: ['wrong-direction'],
  },
  {
    description: 'DISCONNECT',
    version: 4,
    bytes: disconnect(),
    message: { type: 'DISCONNECT', reasonCode: null },
    summary: 'DISCONNECT',
  },
  {
    description: 'DISCONNECT with a body',
    version: 4,
    bytes: disconnect({ code: 0 }),
    anomalies: ['body-not-allowed'],
  },
  {
    description: 'DISCONNECT from the server',
    version: 4,
    direction: 1,
    bytes: disconnect(),
    anomalies: ['wrong-direction'],
  },
  {
    description: 'DISCONNECT without reason',
    version: 5,
    bytes: disconnect(),
    message: { reasonCode: 0, properties: [] },
    summary: 'DISCONNECT Normal disconnection',
  },
  {
    description: 'DISCONNECT with reason',
    version: 5,
    bytes: disconnect({ code: 4 }),
    message: { reasonCode: 4 },
    summary: 'DISCONNECT Disconnect with Will Message',
  },
  {
    description: 'DISCONNECT of the server with properties',
    version: 5,
    direction: 1,
    bytes: disconnect({
      code: 0x9d,
      properties: [
        [0x1c, 'other'],
        [0x1f, 'moved'],
      ],
    }),
    message: {
      reasonCode: 0x9d,
      properties: [
        { id: 0x1c, name: 'serverReference', value: 'other' },
        { id: 0x1f, name: 'reasonString', value: 'moved' },
      ],
    },
    summary: 'DISCONNECT Server moved',
  },
  { description: 'DISCONNECT with the session expiry', version: 5, bytes: disconnect({ properties: [[0x11, 0]] }) },
  {
    description: 'DISCONNECT of the server with the session expiry',
    version: 5,
    direction: 1,
    bytes: disconnect({ properties: [[0x11, 0]] }),
    anomalies: ['session-expiry-from-server'],
  },
  {
    description: 'DISCONNECT with an unknown reason',
    version: 5,
    bytes: disconnect({ code: 0xee }),
    anomalies: ['reason-code-not-allowed'],
    summary: 'DISCONNECT unknown (0xee)',
  },
  {
    description: 'DISCONNECT with left-over bytes',
    version: 5,
    bytes: hex('e0 03 00 00 00'),
    anomalies: ['trailing-bytes'],
  },
  {
    description: 'AUTH',
    version: 5,
    bytes: auth({
      code: 0x18,
      properties: [
        [0x15, 'SCRAM-SHA-256'],
        [0x16, hex('01 02 03')],
      ],
    }),
    message: {
      type: 'AUTH',
      reasonCode: 0x18,
      properties: [
        { id: 0x15, name: 'authenticationMethod', value: 'SCRAM-SHA-256' },
        { id: 0x16, name: 'authenticationData', value: '3 bytes' },
      ],
    },
    summary: 'AUTH Continue authentication',
  },
  {
    description: 'AUTH, success left out',
    version: 5,
    bytes: auth(),
    message: { reasonCode: 0 },
    summary: 'AUTH Success',
  },
  {
    description: 'AUTH without method',
    version: 5,
    bytes: auth({ code: 0x19, properties: [] }),
    anomalies: ['auth-method-missing'],
  },
  {
    description: 'AUTH with data but without method',
    version: 5,
    bytes: auth({ code: 0x19, properties: [[0x16, 'x']] }),
    anomalies: ['auth-method-missing', 'auth-data-without-method'],
  },
  {
    description: 'AUTH with another reason',
    version: 5,
    bytes: auth({ code: 0x87, properties: [[0x15, 'm']] }),
    anomalies: ['reason-code-not-allowed'],
  },
  { description: 'AUTH without properties', version: 5, bytes: auth({ code: 0x18 }), anomalies: ['body-too-short'] },
  {
    description: 'AUTH',
    version: 4,
    bytes: auth({ code: 0x18, properties: [] }),
    message: { type: 'AUTH' },
    anomalies: ['auth-before-5'],
  },
  { description: 'AUTH', version: 3, bytes: hex('f0 00'), anomalies: ['auth-before-5'] },
  {
    description: 'type 0',
    version: 4,
    bytes: hex('05 03 01 02 03'),
    message: { type: 'RESERVED', flags: 5, length: 5 },
    anomalies: ['reserved-packet-type'],
    summary: 'RESERVED, 5 bytes',
  },
];

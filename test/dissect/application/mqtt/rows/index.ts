// All rows, by packet type.

import type { Row } from '../reading.ts';
import { ACK_ROWS } from './acks.ts';
import { CONNACK_ROWS } from './connack.ts';
import { CONNECT_ROWS } from './connect.ts';
import { OTHER_ROWS } from './others.ts';
import { PUBLISH_ROWS } from './publish.ts';
import { SUBACK_ROWS, SUBSCRIBE_ROWS, UNSUBACK_ROWS, UNSUBSCRIBE_ROWS } from './subscriptions.ts';

export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  CONNECT: CONNECT_ROWS,
  CONNACK: CONNACK_ROWS,
  PUBLISH: PUBLISH_ROWS,
  'PUBACK, PUBREC, PUBREL, PUBCOMP': ACK_ROWS,
  SUBSCRIBE: SUBSCRIBE_ROWS,
  SUBACK: SUBACK_ROWS,
  UNSUBSCRIBE: UNSUBSCRIBE_ROWS,
  UNSUBACK: UNSUBACK_ROWS,
  'PINGREQ, PINGRESP, DISCONNECT, AUTH, type 0': OTHER_ROWS,
};

export const ALL_ROWS: readonly Row[] = Object.values(TABLES).flat();

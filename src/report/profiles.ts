// Named lists of sections: lab answers the coursework, full tells everything, short fits on a page.

import type { ProfileName } from './document.ts';

export interface Profile {
  readonly sections: readonly string[];
  /** The answers of each MQTT connection on one page, before its sections. */
  readonly answersAtAGlance: boolean;
  /** Connections that do not speak MQTT are told too, not only listed; they are always told where none speaks MQTT, or by number. */
  readonly otherProtocols: boolean;
  /** Rows of a table, frames of a list. */
  readonly rowLimit: number;
  /** Connections told in detail. */
  readonly connectionLimit: number;
}

const LAB_CONNECTION = [
  'endpoints',
  'handshake',
  'sequence-numbers',
  'tcp-options',
  'windows',
  'rtt',
  'data-segments',
  'websocket',
  'mqtt-session',
  'authentication',
  'session-continuity',
  'mqtt-packets',
  'timeline',
  'subscriptions',
  'qos-exchanges',
  'in-flight',
  'request-response',
  'fragments',
  'keepalive',
  'teardown',
  'retransmissions',
] as const;

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  lab: {
    sections: [
      'summary',
      'capture',
      'conversations',
      'name-resolution',
      ...LAB_CONNECTION,
      'mqtt-sn',
      'expectation',
      'findings',
    ],
    answersAtAGlance: true,
    otherProtocols: false,
    rowLimit: 100,
    connectionLimit: 10,
  },
  full: {
    sections: [
      'summary',
      'capture',
      'conversations',
      'name-resolution',
      ...LAB_CONNECTION,
      'payloads',
      'gaps',
      'rtt-methods',
      'tcp-statistics',
      'mqtt-sn',
      'expectation',
      'findings',
      'anomalies',
    ],
    answersAtAGlance: true,
    otherProtocols: true,
    rowLimit: 1_000,
    connectionLimit: 100,
  },
  short: {
    sections: ['summary', 'conversations', 'mqtt-sn', 'expectation', 'findings'],
    answersAtAGlance: true,
    otherProtocols: false,
    rowLimit: 20,
    connectionLimit: 5,
  },
};

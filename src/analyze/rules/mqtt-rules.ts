// Every finding about MQTT, one line each.

import type { Rule } from '../rule.ts';
import { fragmentsMissing, fragmentTotalMismatch } from './fragments.ts';
import {
  fragmentSequenceRestarted,
  fragmentsAltered,
  fragmentsDuplicated,
  fragmentsReordered,
} from './fragments-order.ts';
import {
  connectUnanswered,
  mqttConnectionRefused,
  plaintextCredentials,
  publishBeforeConnack,
} from './mqtt-connect.ts';
import { pingUnanswered } from './mqtt-pings.ts';
import { unparsedBytes } from './mqtt-unparsed.ts';
import { packetIdReuse, protocolViolation } from './mqtt-violations.ts';
import { qosDowngraded } from './qos-downgraded.ts';
import { exchangeStepMissing, exchangeUnconfirmed, publishRefused, publishResent } from './qos-exchanges.ts';
import { qos2NeverReleased } from './qos2-never-released.ts';
import { keepAliveExceeded, serverDisconnected, sessionWithoutDisconnect, willTriggered } from './session-end.ts';
import { subscriptionGrantedLower, subscriptionRefused, subscriptionUnanswered } from './subscriptions.ts';

export const mqttRules: readonly Rule[] = [
  connectUnanswered,
  exchangeStepMissing,
  exchangeUnconfirmed,
  fragmentSequenceRestarted,
  fragmentTotalMismatch,
  fragmentsAltered,
  fragmentsDuplicated,
  fragmentsMissing,
  fragmentsReordered,
  keepAliveExceeded,
  mqttConnectionRefused,
  packetIdReuse,
  pingUnanswered,
  plaintextCredentials,
  protocolViolation,
  publishBeforeConnack,
  publishRefused,
  publishResent,
  qos2NeverReleased,
  qosDowngraded,
  serverDisconnected,
  sessionWithoutDisconnect,
  subscriptionGrantedLower,
  subscriptionRefused,
  subscriptionUnanswered,
  unparsedBytes,
  willTriggered,
];

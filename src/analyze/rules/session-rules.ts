// Findings about what an MQTT session is beyond one packet or one connection, one line each.

import type { Rule } from '../rule.ts';
import { inFlightLimit } from './in-flight-limit.ts';
import { requestUnanswered } from './mqtt-requests.ts';
import { payloadNotAsClaimed } from './payload-claims.ts';
import {
  clientIdConflict,
  reconnectLoop,
  redeliveredAfterReconnect,
  sessionLost,
  sessionTakenOver,
} from './session-continuity.ts';
import { sessionRedirected } from './session-redirected.ts';
import { publicationUnheard, subscriptionNeverMatched, subscriptionOverlap } from './subscription-use.ts';

export const sessionRules: readonly Rule[] = [
  clientIdConflict,
  inFlightLimit,
  payloadNotAsClaimed,
  publicationUnheard,
  reconnectLoop,
  redeliveredAfterReconnect,
  requestUnanswered,
  sessionLost,
  sessionRedirected,
  sessionTakenOver,
  subscriptionNeverMatched,
  subscriptionOverlap,
];

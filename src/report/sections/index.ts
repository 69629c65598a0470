// Every section, in reading order. ★ one line per section

import type { Section } from '../document.ts';
import { anomalies } from './anomalies.ts';
import { authentication } from './authentication.ts';
import { capture } from './capture.ts';
import { conversations } from './conversations.ts';
import { dataSegments } from './data-segments.ts';
import { endpoints } from './endpoints.ts';
import { expectation } from './expectation.ts';
import { findings } from './findings.ts';
import { fragments } from './fragments.ts';
import { gaps } from './gaps.ts';
import { handshake } from './handshake.ts';
import { inFlight } from './in-flight.ts';
import { keepalive } from './keepalive.ts';
import { mqttPackets } from './mqtt-packets.ts';
import { mqttSession } from './mqtt-session.ts';
import { mqttSn } from './mqtt-sn.ts';
import { nameResolution } from './name-resolution.ts';
import { payloads } from './payloads.ts';
import { qosExchanges } from './qos-exchanges.ts';
import { requestResponse } from './request-response.ts';
import { retransmissions } from './retransmissions.ts';
import { rtt } from './rtt.ts';
import { rttMethods } from './rtt-methods.ts';
import { sequenceNumbers } from './sequence-numbers.ts';
import { sessionContinuity } from './session-continuity.ts';
import { subscriptions } from './subscriptions.ts';
import { summary } from './summary.ts';
import { tcpOptions } from './tcp-options.ts';
import { tcpStatistics } from './tcp-statistics.ts';
import { teardown } from './teardown.ts';
import { timeline } from './timeline.ts';
import { websocket } from './websocket.ts';
import { windows } from './windows.ts';

/** Sections about the capture that stand before the connections, then those of each connection, then the rest about the capture. */
export const SECTIONS: readonly Section[] = [
  summary,
  capture,
  conversations,
  nameResolution,
  endpoints,
  handshake,
  sequenceNumbers,
  tcpOptions,
  windows,
  rtt,
  dataSegments,
  websocket,
  mqttSession,
  authentication,
  sessionContinuity,
  mqttPackets,
  timeline,
  subscriptions,
  qosExchanges,
  inFlight,
  requestResponse,
  fragments,
  payloads,
  keepalive,
  teardown,
  retransmissions,
  gaps,
  rttMethods,
  tcpStatistics,
  mqttSn,
  expectation,
  findings,
  anomalies,
];

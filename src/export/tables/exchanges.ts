// Table `exchanges`: one record per QoS 1/2 PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PING, CONNECT and AUTH, written when its last step has come or the
// session has ended without it.

import { type Exchange, exchangeRecord } from '../../session/exchange.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { Table } from '../table.ts';

export const exchanges: Table = {
  name: 'exchanges',
  summary: {
    es: 'los intercambios: PUBLISH con QoS 1 y 2, suscripciones, PING, CONNECT',
    en: 'the exchanges: PUBLISH with QoS 1 and 2, subscriptions, PING, CONNECT',
  },
  columns: [
    'stream',
    'originator',
    'kind',
    'qos',
    'packetIdentifier',
    'topic',
    'steps',
    'state',
    'missing',
    'totalNs',
    'stepNs',
    'payloadLength',
    'resends',
    'continuedFrom',
    'continuedIn',
  ],
  needsAnalysis: false,
  open: (emit, { stream }) => ({
    onExchange(session: MqttSessionState, exchange: Exchange): void {
      if (stream !== null && session.stream !== stream) return;
      const record = exchangeRecord(exchange, session.stream, session.flow.time);
      emit([
        record.stream,
        record.originator,
        record.kind,
        record.qos,
        record.packetIdentifier,
        record.topic,
        record.steps.map((step) => ({ ...step })),
        record.state,
        record.missing,
        record.totalNs,
        record.stepNs,
        record.payloadLength,
        record.resends,
        record.continuedFrom === null ? null : { ...record.continuedFrom },
        record.continuedIn === null ? null : { ...record.continuedIn },
      ]);
    },
  }),
};

// What is worth a word while the capture goes on. The same identifiers and titles as the findings of the report, which looks at everything once more.

import { connectionRefused } from '../../analyze/rules/connection-refused.ts';
import { connectionReset } from '../../analyze/rules/connection-reset.ts';
import { captureLoss, networkLoss, unexplainedGap } from '../../analyze/rules/gaps.ts';
import { mqttConnectionRefused } from '../../analyze/rules/mqtt-connect.ts';
import { unparsedBytes } from '../../analyze/rules/mqtt-unparsed.ts';
import { outOfOrder } from '../../analyze/rules/out-of-order.ts';
import { exchangeUnconfirmed, publishRefused, publishResent } from '../../analyze/rules/qos-exchanges.ts';
import { qos2NeverReleased } from '../../analyze/rules/qos2-never-released.ts';
import { retransmissions } from '../../analyze/rules/retransmissions.ts';
import { keepAliveExceeded, serverDisconnected, sessionWithoutDisconnect } from '../../analyze/rules/session-end.ts';
import { subscriptionRefused } from '../../analyze/rules/subscriptions.ts';
import { synRetransmitted } from '../../analyze/rules/syn-retransmitted.ts';
import { zeroWindow } from '../../analyze/rules/zero-window.ts';
import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import type { Gap } from '../../flow/listener.ts';

export interface NoticeKind {
  /** Of a rule ('tcp.zero-window') or an anomaly ('mqtt.publish-qos-3'). */
  readonly id: string;
  readonly severity: Severity;
  /** RFC section or MQTT normative statement; null: no rule of a protocol is broken. */
  readonly clause: string | null;
  readonly title: Text;
}

/** Seconds after which an open exchange is worth a word. */
export const ANSWER_OVERDUE_SECONDS = 10;

const ANSWER_OVERDUE: NoticeKind = {
  id: 'live.answer-overdue',
  severity: 'warn',
  clause: null,
  title: {
    es: `Sin respuesta desde hace más de ${ANSWER_OVERDUE_SECONDS} s`,
    en: `Unanswered for more than ${ANSWER_OVERDUE_SECONDS} s`,
  },
};

const CONNECTIONS_FORGOTTEN: NoticeKind = {
  id: 'live.connections-forgotten',
  severity: 'note',
  clause: null,
  title: {
    es: 'Demasiadas conexiones a la vez: de las más antiguas ya no se avisa aquí; el informe final sí las cuenta',
    en: 'Too many connections at once: the oldest are no longer watched here; the final report has them all the same',
  },
};

/** Everything that is noticed besides holes and broken rules. */
export type NoticeName =
  | 'answerOverdue'
  | 'connectionRefused'
  | 'connectionReset'
  | 'connectionResetAfterDisconnect'
  | 'connectionsForgotten'
  | 'exchangeLeftOpen'
  | 'exchangeUnconfirmed'
  | 'keepAliveExceeded'
  | 'mqttConnectionRefused'
  | 'outOfOrder'
  | 'publishRefused'
  | 'publishResent'
  | 'qos2NeverReleased'
  | 'retransmissions'
  | 'serverDisconnected'
  | 'sessionWithoutDisconnect'
  | 'subscriptionRefused'
  | 'synRetransmitted'
  | 'unparsedBytes'
  | 'zeroWindow';

export const NOTICES: Readonly<Record<NoticeName, NoticeKind>> = {
  answerOverdue: ANSWER_OVERDUE,
  connectionRefused,
  connectionReset,
  /** The side that resets had said goodbye in MQTT. */
  connectionResetAfterDisconnect: atSeverity(connectionReset, 'note'),
  connectionsForgotten: CONNECTIONS_FORGOTTEN,
  /** Open at the end of the connection, with a reason that is no trouble. */
  exchangeLeftOpen: atSeverity(exchangeUnconfirmed, 'note'),
  exchangeUnconfirmed,
  keepAliveExceeded,
  mqttConnectionRefused,
  outOfOrder,
  publishRefused,
  publishResent,
  qos2NeverReleased,
  retransmissions,
  serverDisconnected,
  sessionWithoutDisconnect,
  subscriptionRefused,
  synRetransmitted,
  unparsedBytes,
  zeroWindow,
};

const GAPS: Readonly<Record<Gap['cause'], NoticeKind>> = {
  'capture-loss': captureLoss,
  'network-loss': networkLoss,
  unknown: unexplainedGap,
};

export function gapNotice(cause: Gap['cause']): NoticeKind {
  return GAPS[cause];
}

const ofAnomalies = new Map<AnomalyKind, NoticeKind>();

/** A broken rule that a parser or the session layer names. */
export function anomalyNotice(kind: AnomalyKind): NoticeKind {
  let notice = ofAnomalies.get(kind);
  if (notice === undefined) {
    notice = { id: kind.id, severity: kind.severity, clause: kind.spec, title: kind.text };
    ofAnomalies.set(kind, notice);
  }
  return notice;
}

function atSeverity({ id, clause, title }: NoticeKind, severity: Severity): NoticeKind {
  return { id, severity, clause, title };
}

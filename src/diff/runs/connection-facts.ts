// All that is measured of one connection, and of a capture as a whole. ★ one line per group of facts

import type { Analysis, ConnectionReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Text } from '../../core/text.ts';
import { type CountFact, configuration, count, type Fact } from './fact.ts';
import { endingFacts } from './facts/ending.ts';
import { exchangeFacts } from './facts/exchanges.ts';
import { experimentFacts } from './facts/experiment.ts';
import { anomalyFacts, findingFacts } from './facts/findings.ts';
import { fragmentFacts } from './facts/fragments.ts';
import { lossFacts } from './facts/loss.ts';
import { messageFacts } from './facts/messages.ts';
import { natureFacts } from './facts/nature.ts';
import { paceFacts } from './facts/pace.ts';
import { subscriptionFacts } from './facts/subscriptions.ts';
import { tcpSetupFacts } from './facts/tcp-setup.ts';
import { timingFacts } from './facts/timing.ts';
import { windowFacts } from './facts/windows.ts';
import type { RunConnection } from './runs-input.ts';

const GROUPS: readonly ((run: RunConnection) => Fact[])[] = [
  experimentFacts,
  tcpSetupFacts,
  timingFacts,
  windowFacts,
  lossFacts,
  messageFacts,
  exchangeFacts,
  paceFacts,
  subscriptionFacts,
  fragmentFacts,
  endingFacts,
  (run) => findingFacts(run.analysis, run.connection.stream),
  natureFacts,
];

/** All facts of one run, and what it means that one is not among them. */
export interface FactSheet {
  readonly facts: readonly Fact[];
  /** The only side that publishes; null: both do, or none. */
  readonly publisher: Sender | null;
  /** What stands in for a fact that only the other run has; null: nothing is known. */
  absent(other: Fact): Fact | null;
}

const NOT_SUBSCRIBED: Text = { es: 'no se suscribe', en: 'does not subscribe' };

export function connectionSheet(run: RunConnection): FactSheet {
  // Of a connection that began in the capture a subscription that is not seen was not made.
  const isWhole = run.connection.mqtt !== null && run.connection.mqtt.connectFrame !== null;
  return {
    facts: GROUPS.flatMap((group) => group(run)),
    publisher: publisherOf(run.connection),
    absent: (other) => {
      const { kind, detail } = other;
      if (kind === 'finding') return absentCount(other);
      if (kind === 'exchange-state' && run.connection.mqtt !== null) return { ...absentCount(other), exposure: 0 };
      return isWhole && kind === 'subscription' && detail !== null
        ? configuration(kind, '', { detail, text: NOT_SUBSCRIBED })
        : null;
    },
  };
}

/** It did not happen. */
function absentCount({ kind, party, detail, detailText }: Fact): CountFact {
  return { ...count(kind, 0, { ...(detail === null ? {} : { detail }), detailText }), party };
}

export function captureSheet(analysis: Analysis): FactSheet {
  return {
    facts: [
      count('connections', analysis.totals.mqttConnections, { isDecisive: true }),
      ...findingFacts(analysis, null),
      ...anomalyFacts(analysis),
    ],
    publisher: null,
    absent: absentCount,
  };
}

function publisherOf({ mqtt }: ConnectionReport): Sender | null {
  if (mqtt === null) return null;
  const [byClient, byServer] = [
    mqtt.messagesBySender.client['PUBLISH'] ?? 0,
    mqtt.messagesBySender.server['PUBLISH'] ?? 0,
  ];
  if (byClient > 0 && byServer > 0) return null;
  return byClient > 0 ? 'client' : byServer > 0 ? 'server' : null;
}

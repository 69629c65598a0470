// How fast the run went: duration, time from message to message, throughput, silences, pings.

import { nanosecondsBetweenInstants } from '../../../analyze/instants.ts';
import { SENDERS } from '../../../core/direction.ts';
import { distribution, type Fact, framesOf, measure } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

export function paceFacts({ connection }: RunConnection): Fact[] {
  const facts: Fact[] = [measure('duration', connection.durationNs)];
  for (const sender of SENDERS) {
    facts.push(measure('throughput', connection.statistics[sender].throughputBytesPerSecond, { sender }));
  }
  const { mqtt } = connection;
  if (mqtt === null) return facts;
  for (const sender of SENDERS) {
    const rows = mqtt.timeline.filter((row) => row.type === 'PUBLISH' && row.direction === sender);
    const intervals = rows.slice(1).map((row, at) => nanosecondsBetweenInstants(rows[at]?.time ?? row.time, row.time));
    facts.push(distribution('publish-interval', intervals, { sender, frames: rows.map(({ frame }) => frame) }));
  }
  facts.push(
    measure('longest-silence', mqtt.longestSilenceNs, {
      frames: framesOf(mqtt.longestSilence?.fromFrame, mqtt.longestSilence?.toFrame),
    }),
    distribution(
      'ping-time',
      mqtt.pings.flatMap(({ rttNs }) => (rttNs === null ? [] : [rttNs])),
      { frames: mqtt.pings.flatMap(({ requestFrame }) => framesOf(requestFrame)) },
    ),
  );
  return facts;
}

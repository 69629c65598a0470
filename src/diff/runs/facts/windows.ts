// Receive windows as they were advertised, and how much was sent into them — RFC 9293 §3.8.6, RFC 7323 §2.

import { SENDERS } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { count, type Fact, measure } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

const PER_SEGMENT: Text = { es: 'por segmento de ese lado', en: 'per segment of that side' };

export function windowFacts({ connection }: RunConnection): Fact[] {
  return SENDERS.flatMap((sender): Fact[] => {
    const { minimum, maximum, zeroSpans, zeroSpansCount } = connection.windows[sender];
    const statistics = connection.statistics[sender];
    const frames = zeroSpans.map(({ fromFrame }) => fromFrame);
    return [
      measure('minimum-window', minimum, { sender }),
      measure('maximum-window', maximum, { sender }),
      count('zero-windows', zeroSpansCount, { sender, frames, exposure: statistics.packets, chance: PER_SEGMENT }),
      measure('zero-window-time', statistics.zeroWindowNs, { sender, frames }),
      measure('in-flight-bytes', statistics.maximumInFlightBytes, { sender }),
      measure('first-flight-bytes', statistics.initialWindowBytes, { sender }),
    ];
  });
}

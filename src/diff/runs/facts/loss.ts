// What TCP had to do again, and what else tshark's analysis marks: events per chance, so that a longer run may have more of them.

import { SENDERS } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { ANALYSIS_NAMES } from '../../../flow/segment-kind.ts';
import { count, type Fact } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

const PER_DATA_SEGMENT: Text = { es: 'por segmento con datos', en: 'per segment with data' };
const PER_FRAME: Text = { es: 'por trama', en: 'per frame' };

/** Told under other names. */
const TOLD_ELSEWHERE: readonly string[] = ['retransmission', 'zero_window'];

export function lossFacts({ connection }: RunConnection): Fact[] {
  const facts: Fact[] = SENDERS.flatMap((sender): Fact[] => {
    const statistics = connection.statistics[sender];
    const { handshake } = connection;
    const synFrames = (sender === 'client' ? handshake?.synFrames : handshake?.synAckFrames) ?? [];
    return [
      count('syn-segments', statistics.synPackets, { sender, frames: synFrames }),
      count('retransmissions', statistics.retransmittedPackets, {
        sender,
        bursts: Math.min(statistics.retransmittedPackets, burstsIn(retransmissionFrames(connection.analysis))),
        exposure: statistics.dataPackets,
        chance: PER_DATA_SEGMENT,
        frames: statistics.retransmittedPackets === 0 ? [] : retransmissionFrames(connection.analysis),
      }),
    ];
  });
  for (const kind of ANALYSIS_NAMES) {
    if (TOLD_ELSEWHERE.includes(kind)) continue;
    facts.push(
      count('tcp-analysis', connection.analysisCount[kind] ?? 0, {
        detail: kind,
        bursts: burstsIn(connection.analysis[kind] ?? [], connection.analysisCount[kind]),
        frames: connection.analysis[kind] ?? [],
        exposure: connection.frames,
        chance: PER_FRAME,
      }),
    );
  }
  facts.push(
    count('gaps', connection.gapsCount, {
      frames: connection.gaps.map(({ beforeFrame }) => beforeFrame),
      exposure: connection.frames,
      chance: PER_FRAME,
    }),
  );
  return facts;
}

/** Further apart than this, two events have each a cause of their own. */
const FRAMES_OF_A_BURST = 3;

/** `total`: of which `frames` may be only the first. */
function burstsIn(frames: readonly number[], total: number = frames.length): number {
  const bursts = frames.filter(
    (frame, at) => frame - (frames[at - 1] ?? Number.NEGATIVE_INFINITY) > FRAMES_OF_A_BURST,
  ).length;
  return frames.length === 0 ? total : Math.ceil((bursts * total) / frames.length);
}

function retransmissionFrames(analysis: Readonly<Record<string, readonly number[]>>): number[] {
  const lists = ['retransmission', 'fast_retransmission', 'spurious_retransmission'].map(
    (kind) => analysis[kind] ?? [],
  );
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

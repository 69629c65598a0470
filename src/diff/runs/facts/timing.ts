// How long things took: name resolution, handshake, first data, and every round trip — SEMANTICS of RTT as in the collectors (Karn, capture point).

import type { AcknowledgedSegment, RttKind } from '../../../analyze/analysis.ts';
import { CLIENT_TO_SERVER, SENDERS, SERVER_TO_CLIENT, type Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { distribution, type Fact, framesOf, measure } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

/** Below a tick of a common kernel's timer the delay of a machine says how busy it was, not how it behaves (CONFIG_HZ = 1000). */
export const SCHEDULING_NS = 1_000_000;

const MEANINGS: Readonly<Record<RttKind, Text>> = {
  'round-trip': { es: 'ida y vuelta por la red', en: 'round trip through the network' },
  'ack-delay': {
    es: 'demora del receptor, junto al que se capturó',
    en: 'delay of the receiver, beside which this was captured',
  },
  unknown: {
    es: 'no se sabe si incluye la red',
    en: 'it is not known whether the network is in it',
  },
};

export function timingFacts(run: RunConnection): Fact[] {
  const { connection, analysis } = run;
  const { handshake } = connection;
  const resolution = analysis.nameResolution.find(({ streams }) => streams.includes(connection.stream));
  const trips = roundTrips(run, 'client');
  // The handshake's round trip goes through the network only as seen from the client.
  const atClient = connection.capturePoint === 'client';
  const handshakeMeaning: Text = {
    es: atClient ? 'visto junto al cliente' : 'no visto junto al cliente',
    en: atClient ? 'seen beside the client' : 'not seen beside the client',
  };
  return [
    measure('name-resolution-time', resolution?.durationNs ?? null, {
      frames: framesOf(resolution?.queryFrame, resolution?.responseFrame),
    }),
    measure('syn-rtt', handshake?.synRttNs ?? null, {
      frames: [...(handshake?.synFrames ?? []), ...(handshake?.synAckFrames ?? [])],
      meaning: handshakeMeaning,
      yardstick: atClient ? trips : [],
    }),
    measure('initial-rtt', handshake?.initialRttNs ?? null, {
      frames: framesOf(handshake?.ackFrame),
      yardstick: networkTrips(run),
    }),
    acknowledged('first-data-rtt', connection.firstData, run),
    acknowledged('first-publish-rtt', connection.firstPublish, run),
    ...SENDERS.map((sender) => {
      const kind = connection.rtt[sender]?.kind ?? 'unknown';
      return distribution('rtt', roundTrips(run, sender), {
        sender,
        frames: connection.dataSegmentsByDirection[sender].map(({ frame }) => frame),
        meaning: MEANINGS[kind],
        leastShift: kind === 'round-trip' ? 0 : SCHEDULING_NS,
      });
    }),
  ];
}

function acknowledged(kind: string, segment: AcknowledgedSegment | null, run: RunConnection): Fact {
  if (segment === null) return measure(kind, null);
  return measure(kind, segment.rttNs, {
    frames: framesOf(segment.frame, segment.ackFrame),
    meaning: MEANINGS[segment.kind],
    yardstick: segment.kind === 'round-trip' ? roundTrips(run, segment.direction) : [],
  });
}

/** One by one, in order of time; empty where they were not kept. */
export function roundTrips({ input, connection }: RunConnection, sender: Sender): readonly number[] {
  return input.rttSamples?.samples(connection.stream, sender === 'client' ? CLIENT_TO_SERVER : SERVER_TO_CLIENT) ?? [];
}

/** Those that went through the network. */
function networkTrips(run: RunConnection): readonly number[] {
  const sender = SENDERS.find((each) => run.connection.rtt[each]?.kind === 'round-trip');
  return sender === undefined ? [] : roundTrips(run, sender);
}

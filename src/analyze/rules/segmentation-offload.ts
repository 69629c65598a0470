// Segments larger than the MSS: the network card cuts or joins them, so segments in the capture are not packets on the wire.

import { SENDERS } from '../../core/direction.ts';
import { OPTION_MSS } from '../../dissect/transport/tcp-options.ts';
import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { count } from './wording.ts';

interface OffloadFacts {
  readonly [key: string]: number | string;
  readonly sender: string;
  readonly payloadLength: number;
  readonly maximumSegmentSize: number;
}

export const segmentationOffload: Rule = defineRule<OffloadFacts>({
  id: 'tcp.segmentation-offload',
  severity: 'note',
  clause: 'RFC 9293 §3.7.1',
  title: { es: 'Segmentos mayores que el MSS', en: 'Segments larger than the MSS' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: {
    es: ({ payloadLength, maximumSegmentSize }) =>
      `Hay segmentos de hasta ${count(payloadLength)} bytes con un MSS de ${count(maximumSegmentSize)}: la tarjeta de red los corta después (TSO) o los une antes (GRO) de que la captura los vea. ` +
      'El número y el tamaño de los segmentos no son los del cable; los bytes y los mensajes sí.',
    en: ({ payloadLength, maximumSegmentSize }) =>
      `There are segments of up to ${count(payloadLength)} bytes with an MSS of ${count(maximumSegmentSize)}: the network card cuts them later (TSO) or joined them earlier (GRO) than the capture sees them. ` +
      'Number and size of the segments are not those on the wire; bytes and messages are.',
  },
});

function evidenceOf({ options, statistics, stream }: ConnectionReport): Evidence<OffloadFacts>[] {
  return SENDERS.flatMap((sender) => {
    const receiver = sender === 'client' ? 'server' : 'client';
    const maximumSegmentSize = options[receiver].find(({ kind }) => kind === OPTION_MSS)?.value;
    const { largestSegmentBytes: payloadLength, largestSegmentFrame: frame } = statistics[sender];
    if (maximumSegmentSize === undefined || payloadLength === null || frame === null) return [];
    if (payloadLength <= maximumSegmentSize) return [];
    return [{ stream, frames: [frame], facts: { sender, payloadLength, maximumSegmentSize } }];
  });
}

// Every cap of the flow floor, its default, and the anomaly that is raised when it is hit. A limit never acts in silence.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

export interface FlowLimits {
  /** TCP connections held at once; the idle ones go first. */
  readonly connections: number;
  /** Connections known only from a quotation or a broken header whose tcp.stream number is remembered. */
  readonly reservedStreams: number;
  /** Outstanding segments remembered per direction (tshark's own limit). */
  readonly outstandingSegments: number;
  /** Round trip samples kept per direction for median and 95th percentile; beyond: a sample of the samples. */
  readonly rttSamples: number;
  /** Round trip samples kept over all connections, apart from the first sixteen of each direction. */
  readonly rttSamplesTotal: number;
  /** Bytes behind a hole kept per direction. */
  readonly reorderBytes: number;
  readonly reorderSegments: number;
  /** Bytes behind holes kept over all connections. */
  readonly reorderBytesTotal: number;
  /** Further segments of a connection after which a hole that is acknowledged but not filled is given up. */
  readonly holePatience: number;
  /** The same in capture time. */
  readonly holePatienceNs: number;
  /** Bytes of the head of one message that is not complete yet. */
  readonly messageHeadBytes: number;
  /** First bytes of a direction kept until a protocol recognises them. */
  readonly probeBytes: number;
  /** Bytes of an unrecognised connection that are still searched for a message at every segment. */
  readonly searchBytes: number;
  /** IP datagrams being put together. */
  readonly datagrams: number;
  /** Bytes of fragments held over all datagrams. */
  readonly fragmentBytes: number;
  /** Capture time after which an unfinished datagram is dropped: RFC 791 §3.2 and Linux use 30 s, RFC 8200 §4.5 says 60 s. */
  readonly ipv4FragmentSeconds: number;
  readonly ipv6FragmentSeconds: number;
}

export const DEFAULT_LIMITS: FlowLimits = {
  connections: 1_000_000,
  reservedStreams: 65_536,
  outstandingSegments: 10_000,
  rttSamples: 4096,
  rttSamplesTotal: 2_097_152,
  reorderBytes: 16_777_216,
  reorderSegments: 16_384,
  reorderBytesTotal: 268_435_456,
  holePatience: 16,
  holePatienceNs: 1_000_000_000,
  messageHeadBytes: 16_777_216,
  probeBytes: 65_536,
  searchBytes: 4_194_304,
  datagrams: 4096,
  fragmentBytes: 67_108_864,
  ipv4FragmentSeconds: 30,
  ipv6FragmentSeconds: 60,
};

export const CONNECTIONS_EVICTED: AnomalyKind = {
  id: 'flow.connections-evicted',
  severity: 'warn',
  spec: 'flow/limits.ts: connections',
  text: {
    es: 'Demasiadas conexiones a la vez: las que llevaban más tiempo inactivas se cerraron para el análisis',
    en: 'Too many connections at once: those idle the longest were closed for the analysis',
  },
};

export const OUTSTANDING_LIMIT: AnomalyKind = {
  id: 'flow.outstanding-limit',
  severity: 'note',
  spec: 'flow/limits.ts: outstandingSegments',
  text: {
    es: 'Demasiados segmentos sin confirmar: los siguientes no cuentan para RTT ni bytes en vuelo',
    en: 'Too many unacknowledged segments: further ones do not count for RTT or bytes in flight',
  },
};

export const REORDER_LIMIT: AnomalyKind = {
  id: 'flow.reorder-limit',
  severity: 'warn',
  spec: 'flow/limits.ts: reorderBytes',
  text: {
    es: 'Se guardaban demasiados datos detrás de un hueco: el hueco se dio por perdido',
    en: 'Too much data was waiting behind a hole: the hole was given up',
  },
};

export const OVERLAP_CONFLICT: AnomalyKind = {
  id: 'flow.overlap-conflict',
  severity: 'warn',
  spec: 'RFC 9293 §3.10.7.4',
  text: {
    es: 'Dos segmentos traen bytes distintos para los mismos números de secuencia',
    en: 'Two segments carry different bytes for the same sequence numbers',
  },
};

export const MESSAGE_HEAD_LIMIT: AnomalyKind = {
  id: 'flow.message-limit',
  severity: 'warn',
  spec: 'flow/limits.ts: messageHeadBytes',
  text: {
    es: 'Un mensaje incompleto es demasiado largo para guardarlo: se descartó y se buscó el siguiente',
    en: 'An incomplete message is too long to be kept: it was discarded and the next one was searched for',
  },
};

export const PROBE_LIMIT: AnomalyKind = {
  id: 'flow.probe-limit',
  severity: 'note',
  spec: 'flow/limits.ts: probeBytes',
  text: {
    es: 'Ningún protocolo reconoció los primeros bytes de la conexión',
    en: 'No protocol recognised the first bytes of the connection',
  },
};

export const PAYLOAD_MISSING: AnomalyKind = {
  id: 'flow.payload-missing',
  severity: 'warn',
  spec: 'RFC 9293 §3.4',
  text: {
    es: 'Faltan en la captura bytes del contenido de este mensaje',
    en: 'Bytes of the payload of this message are not in the capture',
  },
};

export const FRAGMENT_OVERLAP: AnomalyKind = {
  id: 'ip.fragment-overlap',
  severity: 'warn',
  spec: 'RFC 5722 §3, RFC 791 §3.2',
  text: {
    es: 'Fragmentos IP del mismo datagrama se solapan',
    en: 'IP fragments of the same datagram overlap',
  },
};

export const FRAGMENT_TOO_LONG: AnomalyKind = {
  id: 'ip.fragment-too-long',
  severity: 'warn',
  spec: 'RFC 791 §3.1, RFC 8200 §4.5',
  text: {
    es: 'Un fragmento IP llega más allá del mayor datagrama posible o del final ya anunciado',
    en: 'An IP fragment reaches beyond the largest datagram or beyond the end already announced',
  },
};

export const FRAGMENT_LIMIT: AnomalyKind = {
  id: 'ip.fragment-limit',
  severity: 'note',
  spec: 'flow/limits.ts: datagrams, fragmentBytes',
  text: {
    es: 'Demasiados fragmentos IP a la vez: el datagrama incompleto más antiguo se descartó',
    en: 'Too many IP fragments at once: the oldest incomplete datagram was dropped',
  },
};

export const FRAGMENT_TIMEOUT: AnomalyKind = {
  id: 'ip.fragment-timeout',
  severity: 'note',
  spec: 'RFC 791 §3.2, RFC 8200 §4.5',
  text: {
    es: 'Un datagrama IP fragmentado no se completó a tiempo',
    en: 'A fragmented IP datagram was not completed in time',
  },
};

// The differences `path` can name: stable ids, severity, and their wording in both languages.

import type { Severity } from '../../core/severity.ts';
import type { Text, TextOf } from '../../core/text.ts';
import type { HeaderChangeKind } from './header-changes.ts';

/** What the texts are made of; texts of several kinds share them. */
export interface PathFacts {
  /** "del cliente", "of the client". */
  readonly sender: Text;
  readonly what: Text;
  /** "A", "B": where it was seen; where it was not. */
  readonly seen: string;
  readonly unseen: string;
  readonly proof: Text;
  readonly count: number;
  readonly a: string;
  readonly b: string;
  readonly late: Text;
}

export interface PathKind {
  readonly severity: Severity;
  readonly title: Text;
  readonly text: TextOf<PathFacts>;
}

const HEADER: Readonly<Record<HeaderChangeKind, PathKind>> = {
  'payload-altered': {
    severity: 'error',
    title: { es: 'Los datos cambiaron en el camino', en: 'The data changed on the way' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es} llevan otros bytes en A que en B, en los mismos números de secuencia.`,
      en: (f) => `${f.count} segments ${f.sender.en} carry other bytes in A than in B, at the same sequence numbers.`,
    },
  },
  'window-changed': {
    severity: 'note',
    title: { es: 'La ventana anunciada cambió en el camino', en: 'The advertised window changed on the way' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es} anuncian otra ventana: el primero, ${f.a} en A y ${f.b} en B (sin escalar).`,
      en: (f) =>
        `${f.count} segments ${f.sender.en} advertise another window: the first one ${f.a} in A and ${f.b} in B (unscaled).`,
    },
  },
  'options-changed': {
    severity: 'note',
    title: { es: 'Las opciones TCP cambiaron en el camino', en: 'The TCP options changed on the way' },
    text: {
      es: (f) => `${f.count} segmentos ${f.sender.es} llevan otras opciones: el primero, ${f.a} en A y ${f.b} en B.`,
      en: (f) => `${f.count} segments ${f.sender.en} carry other options: the first one ${f.a} in A and ${f.b} in B.`,
    },
  },
  'timestamps-rewritten': {
    severity: 'note',
    title: { es: 'Las marcas de tiempo de TCP se reescriben', en: 'The TCP timestamps are rewritten' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es} llevan otra marca (TSval): el primero, ${f.a} en A y ${f.b} en B.`,
      en: (f) =>
        `${f.count} segments ${f.sender.en} carry another timestamp (TSval): the first one ${f.a} in A and ${f.b} in B.`,
    },
  },
  'sack-changed': {
    severity: 'warn',
    title: { es: 'Los bloques SACK cambiaron en el camino', en: 'The SACK blocks changed on the way' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es} confirman otros bloques. Un equipo que reescribe los números de secuencia y olvida los de SACK estropea la recuperación de pérdidas.`,
      en: (f) =>
        `${f.count} segments ${f.sender.en} acknowledge other blocks. A device that rewrites sequence numbers and forgets those in SACK spoils loss recovery.`,
    },
  },
  'flags-changed': {
    severity: 'note',
    title: { es: 'Los bits de control cambiaron en el camino', en: 'The control bits changed on the way' },
    text: {
      es: (f) => `${f.count} segmentos ${f.sender.es} llevan otros bits: el primero, ${f.a} en A y ${f.b} en B.`,
      en: (f) => `${f.count} segments ${f.sender.en} carry other bits: the first one ${f.a} in A and ${f.b} in B.`,
    },
  },
  'dscp-changed': {
    severity: 'note',
    title: {
      es: 'La clase de servicio (DSCP) cambió en el camino',
      en: 'The class of service (DSCP) changed on the way',
    },
    text: {
      es: (f) => `${f.count} segmentos ${f.sender.es}: el primero lleva DSCP ${f.a} en A y ${f.b} en B.`,
      en: (f) => `${f.count} segments ${f.sender.en}: the first one carries DSCP ${f.a} in A and ${f.b} in B.`,
    },
  },
  'congestion-marked': {
    severity: 'note',
    title: { es: 'Un router marcó congestión (ECN)', en: 'A router marked congestion (ECN)' },
    text: {
      es: (f) => `${f.count} segmentos ${f.sender.es} llevan la marca «congestión experimentada» en un solo punto.`,
      en: (f) => `${f.count} segments ${f.sender.en} carry the mark "congestion experienced" at one point only.`,
    },
  },
  'ttl-varies': {
    severity: 'note',
    title: { es: 'No todos los segmentos siguieron el mismo camino', en: 'Not all segments went the same way' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es} pasaron por otro número de routers: el primero lleva TTL ${f.a} en A y ${f.b} en B.`,
      en: (f) =>
        `${f.count} segments ${f.sender.en} passed another number of routers: the first one carries TTL ${f.a} in A and ${f.b} in B.`,
    },
  },
  'ttl-raised': {
    severity: 'note',
    title: { es: 'Algo en el camino sube el TTL', en: 'Something on the way raises the TTL' },
    text: {
      es: (f) =>
        `${f.count} segmentos ${f.sender.es}: TTL ${f.a} en A y ${f.b} en B. Un router solo lo baja; un intermediario lo reescribe.`,
      en: (f) =>
        `${f.count} segments ${f.sender.en}: TTL ${f.a} in A and ${f.b} in B. A router only lowers it; a middlebox rewrites it.`,
    },
  },
};

type SegmentKind =
  | 'segment-lost'
  | 'ack-lost'
  | 'not-captured'
  | 'not-seen'
  | 'segment-doubled'
  | 'segment-injected'
  | 'segment-reordered'
  | 'segment-delayed'
  | 'segments-recut';

const SEGMENT: Readonly<Record<SegmentKind, PathKind>> = {
  'segment-lost': {
    severity: 'warn',
    title: { es: 'Segmento perdido entre los dos puntos', en: 'Segment lost between the two points' },
    text: {
      es: (f) => `${f.what.es} ${f.sender.es} pasó por ${f.seen} y no llegó a ${f.unseen}${f.proof.es}.`,
      en: (f) => `${f.what.en} ${f.sender.en} passed ${f.seen} and never reached ${f.unseen}${f.proof.en}.`,
    },
  },
  'ack-lost': {
    severity: 'note',
    title: { es: 'ACK perdido entre los dos puntos', en: 'ACK lost between the two points' },
    text: {
      es: (f) =>
        `${f.what.es} ${f.sender.es} pasó por ${f.seen} y no llegó a ${f.unseen}. Un ACK posterior confirma lo mismo: rara vez importa.`,
      en: (f) =>
        `${f.what.en} ${f.sender.en} passed ${f.seen} and never reached ${f.unseen}. A later ACK confirms the same: it rarely matters.`,
    },
  },
  'not-captured': {
    severity: 'note',
    title: { es: 'La captura se lo perdió, no la red', en: 'The capture missed it, not the network' },
    text: {
      es: (f) =>
        `${f.what.es} ${f.sender.es} está en ${f.seen} y no en ${f.unseen}, pero la red lo llevó${f.proof.es}.`,
      en: (f) =>
        `${f.what.en} ${f.sender.en} is in ${f.seen} and not in ${f.unseen}, but the network carried it${f.proof.en}.`,
    },
  },
  'not-seen': {
    severity: 'note',
    title: { es: 'Solo está en una captura, y no se sabe por qué', en: 'Only in one capture, and it is not known why' },
    text: {
      es: (f) =>
        `${f.what.es} ${f.sender.es} está en ${f.seen} y no en ${f.unseen}: nada demuestra si lo perdió la red o la captura.`,
      en: (f) =>
        `${f.what.en} ${f.sender.en} is in ${f.seen} and not in ${f.unseen}: nothing proves whether the network or the capture lost it.`,
    },
  },
  'segment-doubled': {
    severity: 'note',
    title: { es: 'La red duplicó un segmento', en: 'The network doubled a segment' },
    text: {
      es: (f) =>
        `${f.what.es} ${f.sender.es} pasó una vez por ${f.unseen} y una vez más por ${f.seen}, idéntico: no es una retransmisión.`,
      en: (f) =>
        `${f.what.en} ${f.sender.en} passed ${f.unseen} once and ${f.seen} once more, identical: it is no retransmission.`,
    },
  },
  'segment-injected': {
    severity: 'error',
    title: { es: 'Un RST que el otro extremo no envió', en: 'A RST that the other end did not send' },
    text: {
      es: (f) =>
        `${f.what.es}, en nombre ${f.sender.es}, está en ${f.seen} y no en ${f.unseen}, con otro TTL que los demás: lo puso un intermediario.`,
      en: (f) =>
        `${f.what.en}, in the name ${f.sender.en}, is in ${f.seen} and not in ${f.unseen}, with another TTL than the rest: a middlebox sent it.`,
    },
  },
  'segment-reordered': {
    severity: 'note',
    title: { es: 'Segmento adelantado por otros', en: 'Segment overtaken by others' },
    text: {
      es: (f) => `${f.what.es} ${f.sender.es} llegó después de ${f.count} que salieron más tarde${f.late.es}.`,
      en: (f) => `${f.what.en} ${f.sender.en} arrived after ${f.count} that left later${f.late.en}.`,
    },
  },
  'segment-delayed': {
    severity: 'warn',
    title: { es: 'Segmento muy retrasado', en: 'Segment much delayed' },
    text: {
      es: (f) => `${f.what.es} ${f.sender.es} tardó mucho más que los demás${f.late.es}.`,
      en: (f) => `${f.what.en} ${f.sender.en} took much longer than the others${f.late.en}.`,
    },
  },
  'segments-recut': {
    severity: 'note',
    title: { es: 'Los mismos bytes en otros segmentos', en: 'The same bytes in other segments' },
    text: {
      es: (f) =>
        `Los datos ${f.sender.es} van en ${f.a} segmentos en A y en ${f.b} en B: la tarjeta o el sistema los reparte o los junta (TSO, GRO). La cuenta de segmentos no es la del cable.`,
      en: (f) =>
        `Data ${f.sender.en} is in ${f.a} segments in A and in ${f.b} in B: the network card or the system splits or joins them (TSO, GRO). The count of segments is not that of the wire.`,
    },
  },
};

type ConnectionKind =
  | 'addresses-rewritten'
  | 'sequence-rewritten'
  | 'mss-changed'
  | 'syn-options-changed'
  | 'connection-only-in-one'
  | 'clock-set';

const CONNECTION: Readonly<Record<ConnectionKind, PathKind>> = {
  'addresses-rewritten': {
    severity: 'note',
    title: { es: 'Direcciones o puertos reescritos (NAT)', en: 'Addresses or ports rewritten (NAT)' },
    text: {
      es: (f) => `Es la misma conexión, pero en A se llama ${f.a} y en B ${f.b}.`,
      en: (f) => `It is the same connection, but in A it is called ${f.a} and in B ${f.b}.`,
    },
  },
  'sequence-rewritten': {
    severity: 'note',
    title: { es: 'Números de secuencia reescritos', en: 'Sequence numbers rewritten' },
    text: {
      es: (f) => `Los números ${f.sender.es} en B son los de A más ${f.b} (módulo 2³²): un cortafuegos los cambia.`,
      en: (f) => `The numbers ${f.sender.en} in B are those in A plus ${f.b} (modulo 2³²): a firewall changes them.`,
    },
  },
  'mss-changed': {
    severity: 'note',
    title: { es: 'El MSS cambió en el camino', en: 'The MSS changed on the way' },
    text: {
      es: (f) =>
        `El SYN ${f.sender.es} anuncia MSS ${f.a} en A y ${f.b} en B: un router lo ajusta a un enlace más estrecho (PPPoE, túnel).`,
      en: (f) =>
        `The SYN ${f.sender.en} announces MSS ${f.a} in A and ${f.b} in B: a router fits it to a narrower link (PPPoE, tunnel).`,
    },
  },
  'syn-options-changed': {
    severity: 'note',
    title: { es: 'Las opciones del SYN cambiaron en el camino', en: 'The options of the SYN changed on the way' },
    text: {
      es: (f) => `El SYN ${f.sender.es} lleva ${f.a} en A y ${f.b} en B.`,
      en: (f) => `The SYN ${f.sender.en} carries ${f.a} in A and ${f.b} in B.`,
    },
  },
  'connection-only-in-one': {
    severity: 'note',
    title: { es: 'Conexión que solo está en una captura', en: 'Connection that is in one capture only' },
    text: {
      es: (f) => `${f.what.es} está en ${f.seen} y no en ${f.unseen}.`,
      en: (f) => `${f.what.en} is in ${f.seen} and not in ${f.unseen}.`,
    },
  },
  'clock-set': {
    severity: 'warn',
    title: { es: 'Un reloj se ajustó durante la captura', en: 'A clock was set during the capture' },
    text: {
      es: () =>
        'Ningún desfase constante entre los dos relojes explica las horas; los tiempos de viaje no se pueden calcular.',
      en: () => 'No constant offset between the two clocks explains the times; travel times cannot be computed.',
    },
  },
};

export type PathKindName = SegmentKind | ConnectionKind | HeaderChangeKind;
export const PATH_KINDS: Readonly<Record<PathKindName, PathKind>> = { ...SEGMENT, ...CONNECTION, ...HEADER };

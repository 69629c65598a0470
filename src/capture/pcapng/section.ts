// What one section of a pcapng file has declared so far: its interfaces, each with its clock — draft-ietf-opsawg-pcapng §4.1, §4.2.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { TickClock } from './timestamp.ts';

/** An interface by its number in the section. */
export interface SectionInterface {
  /** Its number in the whole capture. */
  readonly id: number;
  readonly linkType: number;
  readonly snapLength: number;
  readonly clock: TickClock;
}

export class Section {
  readonly interfaces: SectionInterface[] = [];
}

export const UNKNOWN_INTERFACE: AnomalyKind = {
  id: 'pcapng.unknown-interface',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §4.3',
  text: {
    es: 'Un paquete pertenece a una interfaz que la sección no ha descrito; la lectura termina ahí',
    en: 'A packet belongs to an interface the section has not described; reading ends there',
  },
};

export const PACKET_OVERRUNS_BLOCK: AnomalyKind = {
  id: 'pcapng.packet-overruns-block',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §4.3',
  text: {
    es: 'Un bloque de paquete es menor que los bytes que dice contener; la lectura termina ahí',
    en: 'A packet block is smaller than the bytes it claims to hold; reading ends there',
  },
};

export const BLOCK_TOO_SHORT: AnomalyKind = {
  id: 'pcapng.block-too-short',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §3.1',
  text: {
    es: 'Un bloque declara un largo menor que el mínimo de su tipo; la lectura termina ahí',
    en: 'A block states a length below the minimum of its type; reading ends there',
  },
};

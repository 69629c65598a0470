// Bytes that are not there. Truncated: the capture holds fewer bytes than the wire did. Malformed: the sender's lengths contradict themselves.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Packet } from './packet.ts';

export const FRAME_TRUNCATED: AnomalyKind = {
  id: 'capture.frame-truncated',
  severity: 'note',
  spec: 'pcapng draft §4.3',
  text: {
    es: 'La captura guardó menos bytes de los que tenía la trama (snap length)',
    en: 'The capture kept fewer bytes than the frame had (snap length)',
  },
};

export const HEADER_TRUNCATED: AnomalyKind = {
  id: 'capture.header-truncated',
  severity: 'warn',
  spec: 'pcapng draft §4.3',
  text: {
    es: 'La captura cortó la trama dentro de una cabecera: las capas siguientes no se pueden leer',
    en: 'The capture cut the frame inside a header: the layers after it cannot be read',
  },
};

/** Are fewer than `needed` captured bytes left at `at`? Then says whose fault it is: the capture's, or the sender's (`malformed`). */
export function isShort(packet: Packet, malformed: AnomalyKind, at: number, needed: number): boolean {
  if (packet.end - at >= needed) return false;
  if (packet.wireEnd - at >= needed) packet.flag(HEADER_TRUNCATED, at, needed, Math.max(0, packet.end - at));
  else packet.flag(malformed, at, needed, Math.max(0, packet.wireEnd - at));
  return true;
}

/** A length field says that this layer ends at `end`: what lies behind it is padding or trailer, never payload. */
export function lowerEnd(packet: Packet, end: number): void {
  if (end < packet.wireEnd) packet.wireEnd = end;
  if (end < packet.end) packet.end = end;
}

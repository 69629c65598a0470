// Frames that are in the capture twice (interface "any", a bridge, a mirror port that copies both ways): not retransmissions.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import type { Packet } from '../../dissect/packet.ts';

export const DUPLICATE_FRAME: AnomalyKind = {
  id: 'capture.duplicate-frame',
  severity: 'note',
  spec: 'RFC 6864 §4',
  text: {
    es: 'La misma trama está dos veces en la captura (no es una retransmisión)',
    en: 'The same frame is in the capture twice (it is no retransmission)',
  },
};

/** Copies come at once: within so many TCP segments … (a power of two) */
const SEGMENTS = 16;
/** … and within this time; no system retransmits that soon. */
const WINDOW_NS = 1_000_000;
/** Without an identification, a fast retransmission on a quick network could look the same: only copies come sooner than this. */
const WINDOW_WITHOUT_IDENTIFICATION_NS = 100_000;

/**
 * The last segments, as far as a copy must equal them. A retransmission is a new IP packet with an identification of its own; a copy
 * shows the same one. IPv6 and packets with identification 0 have none: only the time tells them apart.
 */
export class DuplicateFrames {
  readonly #seq = new Int32Array(SEGMENTS);
  readonly #ack = new Int32Array(SEGMENTS);
  /** Identification in the high half, flags and low bits of the payload length in the low one. */
  readonly #marks = new Int32Array(SEGMENTS);
  readonly #sec = new Float64Array(SEGMENTS);
  readonly #nsec = new Float64Array(SEGMENTS);
  #next = 0;

  /** Remembers a TCP segment. */
  remember(packet: Packet): void {
    const { tcp, frame } = packet;
    const slot = this.#next;
    this.#next = (slot + 1) & (SEGMENTS - 1);
    this.#seq[slot] = tcp.seq;
    this.#ack[slot] = tcp.ack;
    this.#marks[slot] = marksOf(packet);
    this.#sec[slot] = frame.sec;
    this.#nsec[slot] = frame.nsec;
  }

  /** Was this very IP packet seen a moment ago? Asked only of segments with an analysis bit, which copies of data have. */
  isCopy(packet: Packet): boolean {
    const { tcp, frame } = packet;
    const seq = tcp.seq | 0;
    const ack = tcp.ack | 0;
    const marks = marksOf(packet);
    const windowNs = packet.ip.identification === 0 ? WINDOW_WITHOUT_IDENTIFICATION_NS : WINDOW_NS;
    for (let slot = 0; slot < SEGMENTS; slot++) {
      if (this.#seq[slot] !== seq || this.#ack[slot] !== ack || this.#marks[slot] !== marks) continue;
      const elapsed = (frame.sec - (this.#sec[slot] ?? 0)) * NS_PER_SECOND + (frame.nsec - (this.#nsec[slot] ?? 0));
      if (elapsed >= 0 && elapsed < windowNs) return true;
    }
    return false;
  }
}

function marksOf(packet: Packet): number {
  const { ip, tcp } = packet;
  return ((ip.identification & 0xffff) << 16) | ((tcp.flags ^ (tcp.payloadLength << 4)) & 0xffff);
}

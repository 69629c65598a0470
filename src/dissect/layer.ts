// What a layer dissector is, and how layers find each other.

import type { Packet } from './packet.ts';

export const KEY_END = 0; // nothing follows
export const KEY_LINK_TYPE = 1;
export const KEY_ETHER_TYPE = 2;
export const KEY_IP_PROTOCOL = 3;
export type KeySpace = 0 | 1 | 2 | 3;

/** A layer claims bytes at packet.at, fills its own view, and names what follows. */
export interface LayerDissector {
  /** Wireshark's name for it in frame.protocols: 'eth', 'vlan', 'ip', 'ipv6', 'tcp' … */
  readonly name: string;
  readonly answers: readonly (readonly [space: KeySpace, id: number])[];
  dissect(packet: Packet): void;
}

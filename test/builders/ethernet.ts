// Ethernet II, 802.3, VLAN tags and the other link-layer headers.

import { be16, be32, concat, macBytes } from './bytes.ts';

export interface EthernetFields {
  readonly destination?: string;
  readonly source?: string;
  /** EtherType; default: told from the payload's IP version, else ARP. */
  readonly type?: number;
  /** Outermost first. */
  readonly vlans?: readonly VlanFields[];
  /** Zero bytes behind the payload; default: up to the 60 bytes of a real frame's minimum only when asked for with 'minimum'. */
  readonly padding?: number | 'minimum';
}

export interface VlanFields {
  readonly id: number;
  readonly priority?: number;
  /** Tag protocol identifier; default 0x8100. */
  readonly type?: number;
}

/** The EtherType of a built payload by its first four bits. */
export function etherTypeOf(payload: Uint8Array): number {
  const version = (payload[0] ?? 0) >> 4;
  return version === 4 ? 0x0800 : version === 6 ? 0x86dd : 0x0806;
}

export function ethernet(fields: EthernetFields, payload: Uint8Array): Uint8Array {
  const type = fields.type ?? etherTypeOf(payload);
  const tags = (fields.vlans ?? []).map((tag) =>
    concat(be16(tag.type ?? 0x8100), be16(((tag.priority ?? 0) << 13) | tag.id)),
  );
  const frame = concat(
    macBytes(fields.destination ?? '02:00:00:00:00:02'),
    macBytes(fields.source ?? '02:00:00:00:00:01'),
    ...tags,
    be16(type),
    payload,
  );
  const padding = fields.padding === 'minimum' ? Math.max(0, 60 - frame.length) : (fields.padding ?? 0);
  return concat(frame, new Uint8Array(padding));
}

/** IEEE 802.3 with LLC and SNAP. */
export function ethernetSnap(payload: Uint8Array, type: number = etherTypeOf(payload), padding = 0): Uint8Array {
  const llc = concat([0xaa, 0xaa, 0x03, 0, 0, 0], be16(type), payload);
  return concat(ethernet({ type: llc.length }, llc), new Uint8Array(padding));
}

/** LINKTYPE_LINUX_SLL. */
export function linuxSll(payload: Uint8Array, type: number = etherTypeOf(payload)): Uint8Array {
  return concat(be16(0), be16(1), be16(6), macBytes('02:00:00:00:00:01'), [0, 0], be16(type), payload);
}

/** LINKTYPE_LINUX_SLL2. */
export function linuxSll2(payload: Uint8Array, type: number = etherTypeOf(payload)): Uint8Array {
  return concat(be16(type), be16(0), be32(3), be16(1), [0, 6], macBytes('02:00:00:00:00:01'), [0, 0], payload);
}

/** LINKTYPE_NULL / LINKTYPE_LOOP. */
export function loopback(family: number, byteOrder: 'big' | 'little', payload: Uint8Array): Uint8Array {
  const bytes = be32(family);
  return concat(byteOrder === 'big' ? bytes : bytes.reverse(), payload);
}

/** PPP with its two-byte protocol field; `hdlc`: address and control before it. */
export function ppp(payload: Uint8Array, hdlc = false): Uint8Array {
  const protocol = etherTypeOf(payload) === 0x86dd ? 0x0057 : 0x0021;
  return concat(hdlc ? [0xff, 0x03] : [], be16(protocol), payload);
}

/** PPPoE session (EtherType 0x8864). */
export function pppoe(payload: Uint8Array, length: number = payload.length): Uint8Array {
  return concat([0x11, 0x00], be16(0x0123), be16(length), payload);
}

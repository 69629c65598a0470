// The one packet object of a pipeline, and the views its layers fill. REUSED for every frame: plain numbers in one shape.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { Frame } from '../core/frame.ts';
import { AnomalyLog } from './anomaly-log.ts';
import { KEY_END, type KeySpace } from './layer.ts';

/** Layers deeper than this are not followed (nested tags, tunnels): an anomaly says so. */
export const MAX_LAYERS = 24;

export class EthernetView {
  present = false;
  at = 0;
  destinationAt = 0;
  sourceAt = 0;
  /** The type or length field of the Ethernet header itself. */
  etherType = 0;
}

/** IPv4 and IPv6 share it; with IP in IP it is the innermost header that counts. */
export class IpView {
  present = false;
  at = 0;
  version = 0;
  /** 4 or 16. */
  addressLength = 0;
  sourceAt = 0;
  destinationAt = 0;
  /** IPv6: with its extension headers. */
  headerLength = 0;
  /** Header and payload by the header's own length field; 0 where the field is 0 (offload): the frame's length counts then. */
  totalLength = 0;
  /** The protocol of what follows the last header that was read. */
  protocol = 0;
  /** TTL, hop limit. */
  ttl = 0;
  identification = 0;
  dontFragment = false;
  moreFragments = false;
  /** Of the payload, in bytes; the first fragment has 0. */
  fragmentOffset = 0;
  /** This packet is a fragment: nothing above IP is dissected until a defragmenter has put it together. */
  isFragment = false;
  payloadAt = 0;
  /** One past the captured payload. */
  payloadEnd = 0;
  /** Payload bytes by the header's length field, captured or not. */
  payloadLength = 0;
}

export class TcpView {
  present = false;
  at = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** uint32, absolute. */
  seq = 0;
  ack = 0;
  headerLength = 0;
  /** TCP_SYN | TCP_ACK …: the low twelve bits of bytes 12 and 13. */
  flags = 0;
  /** As written, unscaled. */
  window = 0;
  checksum = 0;
  urgentPointer = 0;
  optionsAt = 0;
  /** One past the last captured option byte. */
  optionsEnd = 0;
  payloadAt = 0;
  /** One past the captured payload: smaller than payloadAt + payloadLength when the capture cut the frame. */
  payloadEnd = 0;
  /** Payload bytes on the wire (tcp.len): IP total length − headers, bounded by the frame's wire length. */
  payloadLength = 0;
}

export class UdpView {
  present = false;
  at = 0;
  sourcePort = 0;
  destinationPort = 0;
  length = 0;
  payloadAt = 0;
  payloadEnd = 0;
}

export class IcmpView {
  present = false;
  at = 0;
  /** 4 or 6. */
  version = 0;
  type = 0;
  code = 0;
  /** The IP header of the packet it complains about; 0: none. */
  embeddedAt = 0;
  embeddedEnd = 0;
}

export class ArpView {
  present = false;
  at = 0;
  operation = 0;
  senderMacAt = 0;
  senderIpAt = 0;
  targetMacAt = 0;
  targetIpAt = 0;
}

export class Packet {
  /** The source's own frame, not a copy (for a defragmented datagram: the frame that completed it). REUSED by the source. */
  frame: Frame = new Frame();
  /** The frame's bytes; for a defragmented datagram the defragmenter's (link-layer views still point into frame.buf). */
  buf: Uint8Array = new Uint8Array(0);
  /** Where the frame (or the defragmented datagram) begins in `buf`. */
  start = 0;
  /** First byte no layer has claimed yet. */
  at = 0;
  /** One past the last; each layer's own length field may lower it. */
  end = 0;
  /** One past the last byte on the wire, in the coordinates of `buf`; ≥ end. Lowered together with `end` by length fields. */
  wireEnd = 0;
  readonly ethernet: EthernetView = new EthernetView();
  readonly ip: IpView = new IpView();
  readonly tcp: TcpView = new TcpView();
  readonly udp: UdpView = new UdpView();
  readonly icmp: IcmpView = new IcmpView();
  readonly arp: ArpView = new ArpView();
  readonly anomalies: AnomalyLog = new AnomalyLog();
  /** The layers read so far, as indexes into the registry (names: dissector.layerName). */
  readonly layers: Uint8Array = new Uint8Array(MAX_LAYERS);
  layerCount = 0;
  /** Outermost VLAN id, −1 without a tag. */
  vlanId = -1;
  nextSpace: KeySpace = KEY_END;
  nextId = 0;

  /** What follows, and where. Used by layers only. */
  next(space: KeySpace, id: number, at: number): void {
    this.nextSpace = space;
    this.nextId = id;
    this.at = at;
  }

  stop(): void {
    this.nextSpace = KEY_END;
  }

  /** `at` is an offset in `buf`; the log keeps it relative to the start of the frame. */
  flag(kind: AnomalyKind, at: number, needed = 0, had = 0): void {
    this.anomalies.add(kind, at - this.start, needed, had);
  }
}

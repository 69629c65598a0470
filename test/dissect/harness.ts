// What the dissector tests share: bytes in, the packet's numbers out.

import { Dissector } from '../../src/dissect/dissector.ts';
import type { Packet } from '../../src/dissect/packet.ts';
import { type FrameFields, frameOf } from '../builders/frame.ts';

export interface Dissected {
  readonly packet: Packet;
  /** "eth:ip:tcp" */
  readonly protocols: string;
  readonly anomalies: readonly string[];
}

export function dissect(
  bytes: Uint8Array,
  fields: FrameFields = {},
  dissector: Dissector = new Dissector(),
): Dissected {
  const packet = dissector.dissect(frameOf(bytes, fields));
  return { packet, protocols: dissector.protocols(), anomalies: anomalyIds(packet) };
}

export function anomalyIds(packet: Packet): string[] {
  return Array.from({ length: packet.anomalies.count }, (_, i) => packet.anomalies.kind(i).id);
}

/** Everything a packet says, with offsets relative to its start: equal bytes must give equal snapshots. */
export function snapshot(dissector: Dissector, packet: Packet): Record<string, unknown> {
  const views = {
    ethernet: packet.ethernet,
    ip: packet.ip,
    tcp: packet.tcp,
    udp: packet.udp,
    icmp: packet.icmp,
    arp: packet.arp,
  };
  const present = Object.entries(views).filter(([, view]) => view.present);
  const { anomalies } = packet;
  return {
    protocols: dissector.protocols(),
    vlanId: packet.vlanId,
    at: packet.at - packet.start,
    end: packet.end - packet.start,
    wireEnd: packet.wireEnd - packet.start,
    anomalies: anomalyIds(packet).map((id, i) => [id, anomalies.at(i), anomalies.needed(i), anomalies.had(i)]),
    ...Object.fromEntries(present.map(([name, view]) => [name, relative(view, packet.start)])),
  };
}

function relative(view: object, start: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(view).map(([field, value]) => {
      const isOffset = /(^at|At|End)$/.test(field) && value !== 0;
      return [field, isOffset && typeof value === 'number' ? value - start : value];
    }),
  );
}

/** Cut by the capture (the wire had all), then cut by the sender: calls back with what each length gives. */
export function cutEverywhere(
  bytes: Uint8Array,
  linkType: number,
  check: (length: number, captureCut: Dissected, senderCut: Dissected) => void,
): void {
  for (let length = 0; length < bytes.length; length++) {
    check(
      length,
      dissect(bytes, { linkType, captured: length, margin: 8 }),
      dissect(bytes.subarray(0, length), { linkType, margin: 8 }),
    );
  }
}

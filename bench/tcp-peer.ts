// The wire of a generated capture: Ethernet (VLAN), IPv4 or IPv6 and TCP headers written around a payload.

import type { CaptureOutput } from './capture-output.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

/** One generated connection; side 0 is the client. */
export interface Wire {
  readonly id: number;
  readonly ipv6: boolean;
  /** 0: no tag. */
  readonly vlan: number;
  readonly clientPort: number;
  /** Next sequence number of each side. */
  readonly seq: [number, number];
}

const SERVER_PORT = 1883;
/** SYN options: MSS 1460, SACK permitted, NOP, window scale 7, NOP, NOP. */
const SYN_OPTIONS = Uint8Array.of(2, 4, 5, 180, 4, 2, 1, 3, 3, 7, 1, 1);

/** Writes one frame; `payload` bytes are taken from [from, to) of `bytes`. Checksums are left 0, as offloading hosts show them. */
export function writeSegment(
  output: CaptureOutput,
  wire: Wire,
  side: 0 | 1,
  flags: number,
  seq: number,
  window: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  time: bigint,
): void {
  const start = output.frameAt();
  const view = output.view;
  const optionLength = flags & SYN ? SYN_OPTIONS.length : 0;
  const tcpLength = 20 + optionLength + (to - from);
  let at = writeEthernet(output, start, wire, side);
  at = wire.ipv6 ? writeIpv6(output, at, wire, side, tcpLength) : writeIpv4(output, at, wire, side, tcpLength);
  view.setUint16(at, side === 0 ? wire.clientPort : SERVER_PORT);
  view.setUint16(at + 2, side === 0 ? SERVER_PORT : wire.clientPort);
  view.setUint32(at + 4, seq >>> 0);
  view.setUint32(at + 8, flags & ACK ? wire.seq[side === 0 ? 1 : 0] >>> 0 : 0);
  view.setUint8(at + 12, ((20 + optionLength) / 4) << 4);
  view.setUint8(at + 13, flags);
  view.setUint16(at + 14, window);
  view.setUint32(at + 16, 0);
  if (optionLength > 0) output.bytes.set(SYN_OPTIONS, at + 20);
  at += 20 + optionLength;
  output.bytes.set(bytes.subarray(from, to), at);
  output.commit(at + (to - from) - start, time);
}

function writeEthernet(output: CaptureOutput, at: number, wire: Wire, side: 0 | 1): number {
  const view = output.view;
  const [destination, source] = side === 0 ? [0x0a14_0002, wire.id] : [wire.id, 0x0a14_0002];
  view.setUint16(at, 0x0242);
  view.setUint32(at + 2, destination);
  view.setUint16(at + 6, 0x0242);
  view.setUint32(at + 8, source);
  at += 12;
  if (wire.vlan > 0) {
    view.setUint16(at, 0x8100);
    view.setUint16(at + 2, wire.vlan);
    at += 4;
  }
  view.setUint16(at, wire.ipv6 ? 0x86dd : 0x0800);
  return at + 2;
}

function writeIpv4(output: CaptureOutput, at: number, wire: Wire, side: 0 | 1, tcpLength: number): number {
  const view = output.view;
  view.setUint32(at, 0x4500_0000 | (20 + tcpLength));
  view.setUint32(at + 4, 0x0000_4000);
  view.setUint32(at + 8, 0x4006_0000);
  view.setUint32(at + (side === 0 ? 12 : 16), 0x0a00_0000 + wire.id);
  view.setUint32(at + (side === 0 ? 16 : 12), 0xc000_0201);
  return at + 20;
}

function writeIpv6(output: CaptureOutput, at: number, wire: Wire, side: 0 | 1, tcpLength: number): number {
  const view = output.view;
  view.setUint32(at, 0x6000_0000);
  view.setUint32(at + 4, (tcpLength << 16) | 0x0640);
  const client = at + (side === 0 ? 8 : 24);
  const server = at + (side === 0 ? 24 : 8);
  for (const [address, last] of [
    [client, wire.id],
    [server, 0xffff_0001],
  ] as const) {
    view.setUint32(address, 0xfd20_0000);
    view.setUint32(address + 4, 0);
    view.setUint32(address + 8, 0);
    view.setUint32(address + 12, last);
  }
  return at + 40;
}

// UDP datagrams that an application protocol recognises: content first; ports and earlier messages of the same ends where content says too little.

import { u8 } from '../core/bytes.ts';
import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../core/direction.ts';
import { finish, mix } from '../core/hash.ts';
import type { AppProtocol, Flag, MessageDecoder, MessageView } from '../dissect/application/protocol.ts';
import type { Packet } from '../dissect/packet.ts';

interface Reader {
  readonly protocol: AppProtocol;
  /** One for all datagrams: they stand alone. */
  readonly decoder: MessageDecoder;
  /** Pairs of endpoints, as hashes, whose datagrams have proved that they speak it. */
  readonly pairs: Set<number>;
}

const UDP_HEADER = 8;
/** Pairs remembered per protocol; beyond, only ports and content speak for a datagram. */
const PAIRS_KEPT = 65_536;

export class DatagramProtocols {
  readonly #readers: readonly Reader[];

  constructor(protocols: readonly AppProtocol[]) {
    this.#readers = protocols.map((protocol) => ({ protocol, decoder: protocol.open(), pairs: new Set() }));
  }

  /** null: no protocol recognises it. Anomalies go to the packet. */
  decode(packet: Packet): MessageView | null {
    const { payloadAt, payloadEnd, length, sourcePort, destinationPort } = packet.udp;
    if (payloadEnd <= payloadAt) return null;
    for (const { protocol, decoder, pairs } of this.#readers) {
      const answer = protocol.probe(packet.buf, payloadAt, payloadEnd);
      if (answer === 'no') continue;
      const { ports } = protocol;
      const isPortHint = ports.includes(sourcePort) || ports.includes(destinationPort);
      if (answer === 'more' && !isPortHint && !pairs.has(pairHash(packet))) continue;
      if (answer === 'yes' && !isPortHint && pairs.size < PAIRS_KEPT) pairs.add(pairHash(packet));
      const fromServer = ports.includes(sourcePort) && !ports.includes(destinationPort);
      const direction = fromServer ? SERVER_TO_CLIENT : CLIENT_TO_SERVER;
      const wireLength = Math.max(length - UDP_HEADER, payloadEnd - payloadAt);
      const flag: Flag = (kind, at, needed, had) => packet.flag(kind, at, needed, had);
      return decoder.decode(packet.buf, payloadAt, payloadEnd, wireLength, direction, flag);
    }
    return null;
  }
}

/** The same for both directions. */
function pairHash({ ip, udp, buf }: Packet): number {
  const source = endpointHash(buf, ip.sourceAt, ip.addressLength, udp.sourcePort);
  const destination = endpointHash(buf, ip.destinationAt, ip.addressLength, udp.destinationPort);
  return (source + destination) | 0;
}

function endpointHash(buf: Uint8Array, at: number, length: number, port: number): number {
  let hash = mix(0, port);
  for (let i = 0; i < length; i++) hash = mix(hash, u8(buf, at + i));
  return finish(hash);
}

// UDP datagrams that an application protocol recognises: content first, its ports a hint.

import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { AppProtocol, Flag, MessageDecoder, MessageView } from '../dissect/application/protocol.ts';
import type { Packet } from '../dissect/packet.ts';

interface Reader {
  readonly protocol: AppProtocol;
  /** One for all datagrams: they stand alone. */
  readonly decoder: MessageDecoder;
}

const UDP_HEADER = 8;

export class DatagramProtocols {
  readonly #readers: readonly Reader[];

  constructor(protocols: readonly AppProtocol[]) {
    this.#readers = protocols.map((protocol) => ({ protocol, decoder: protocol.open() }));
  }

  /** null: no protocol recognises it. Anomalies go to the packet. */
  decode(packet: Packet): MessageView | null {
    const { payloadAt, payloadEnd, length, sourcePort, destinationPort } = packet.udp;
    if (payloadEnd <= payloadAt) return null;
    for (const { protocol, decoder } of this.#readers) {
      if (protocol.probe(packet.buf, payloadAt, payloadEnd) !== 'yes') continue;
      const fromServer = protocol.ports.includes(sourcePort) && !protocol.ports.includes(destinationPort);
      const direction = fromServer ? SERVER_TO_CLIENT : CLIENT_TO_SERVER;
      const wireLength = Math.max(length - UDP_HEADER, payloadEnd - payloadAt);
      const flag: Flag = (kind, at, needed, had) => packet.flag(kind, at, needed, had);
      return decoder.decode(packet.buf, payloadAt, payloadEnd, wireLength, direction, flag);
    }
    return null;
  }
}

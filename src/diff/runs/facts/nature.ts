// What differs in any two runs: shown, so that nobody takes it for a difference — RFC 6528 (ISN), RFC 6056 (ports), MQTT §2.3.1 (identifiers).

import { SENDERS } from '../../../core/direction.ts';
import { type Fact, framesOf, nature } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

export function natureFacts({ connection }: RunConnection): Fact[] {
  const { client, handshake, mqtt, firstTime, firstFrame } = connection;
  const first = mqtt?.timeline.find(({ packetIdentifier }) => packetIdentifier !== null);
  const facts: Fact[] = [
    nature('client-address', client.address, { frames: [firstFrame] }),
    nature('client-port', client.port, { frames: [firstFrame] }),
    ...SENDERS.map((sender) => {
      const list = sender === 'client' ? handshake?.synFrames : handshake?.synAckFrames;
      const number = handshake?.initialSequenceNumber[sender] ?? null;
      return nature('initial-sequence-number', number, { sender, frames: framesOf(list?.[0]) });
    }),
    nature('first-time', firstTime, { frames: [firstFrame] }),
    nature('packet-identifier', first?.packetIdentifier ?? null, { frames: framesOf(first?.frame) }),
  ];
  if (mqtt?.clientIdAssigned === true) facts.push(nature('assigned-client-id', mqtt.clientId));
  return facts;
}

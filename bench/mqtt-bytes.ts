// MQTT 3.1.1 packets written into one reused buffer, for the generated captures.

/** CONNECT, CONNACK … by control packet type number. */
export const TYPE_NAMES: readonly string[] = [
  'RESERVED',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
];

export function connect(clientId: string): Uint8Array {
  const id = new TextEncoder().encode(clientId);
  return Uint8Array.of(0x10, 12 + id.length, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, id.length, ...id);
}

export const CONNACK: Uint8Array = Uint8Array.of(0x20, 2, 0, 0);
export const PINGREQ: Uint8Array = Uint8Array.of(0xc0, 0);
export const PINGRESP: Uint8Array = Uint8Array.of(0xd0, 0);
export const DISCONNECT: Uint8Array = Uint8Array.of(0xe0, 0);

/** PUBACK 4, PUBREC 5, PUBREL 6, PUBCOMP 7. */
export function acknowledgement(type: number, packetIdentifier: number): Uint8Array {
  return Uint8Array.of((type << 4) | (type === 6 ? 2 : 0), 2, packetIdentifier >> 8, packetIdentifier & 0xff);
}

export function subscribe(packetIdentifier: number, filter: string, qos: number): Uint8Array {
  const text = new TextEncoder().encode(filter);
  return Uint8Array.of(
    0x82,
    5 + text.length,
    packetIdentifier >> 8,
    packetIdentifier & 0xff,
    0,
    text.length,
    ...text,
    qos,
  );
}

export function suback(packetIdentifier: number, qos: number): Uint8Array {
  return Uint8Array.of(0x90, 3, packetIdentifier >> 8, packetIdentifier & 0xff, qos);
}

export function publish(topic: string, qos: number, packetIdentifier: number, payload: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(topic);
  const remaining = 2 + text.length + (qos > 0 ? 2 : 0) + payload.length;
  const packet = new Uint8Array(1 + remainingLengthBytes(remaining) + remaining);
  packet[0] = 0x30 | (qos << 1);
  let at = 1;
  for (let left = remaining; ; ) {
    packet[at++] = (left & 127) | (left > 127 ? 128 : 0);
    left >>>= 7;
    if (left === 0) break;
  }
  packet[at++] = text.length >> 8;
  packet[at++] = text.length & 0xff;
  packet.set(text, at);
  at += text.length;
  if (qos > 0) {
    packet[at++] = packetIdentifier >> 8;
    packet[at++] = packetIdentifier & 0xff;
  }
  packet.set(payload, at);
  return packet;
}

function remainingLengthBytes(remaining: number): number {
  return remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
}

// Which of two endpoints is the client and which the gateway — MQTT-SN 1.2 §3, §5.4. UDP has no SYN: messages, ports, or who spoke first.

import { type Direction, opposite } from '../core/direction.ts';
import { mqttSn } from '../dissect/application/mqtt-sn/index.ts';
import type { SnMessage } from '../dissect/application/mqtt-sn/message.ts';

/** What told them apart. */
export type SnRoleEvidence = 'message' | 'port' | 'first-frame';

const ONLY_CLIENTS: readonly string[] = [
  'SEARCHGW',
  'CONNECT',
  'WILLTOPIC',
  'WILLMSG',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'WILLTOPICUPD',
  'WILLMSGUPD',
];
const ONLY_GATEWAYS: readonly string[] = [
  'ADVERTISE',
  'CONNACK',
  'WILLTOPICREQ',
  'WILLMSGREQ',
  'SUBACK',
  'UNSUBACK',
  'WILLTOPICRESP',
  'WILLMSGRESP',
];

/** Which side is the client, if this message of `sender` proves it; null: both may send it. */
export function provenClient(message: SnMessage, sender: Direction): Direction | null {
  const { type } = message;
  if (ONLY_CLIENTS.includes(type)) return sender;
  if (ONLY_GATEWAYS.includes(type)) return opposite(sender);
  switch (message.type) {
    case 'REGISTER':
      return message.topicId === null ? null : message.topicId === 0 ? sender : opposite(sender); // §5.4.10
    case 'PINGREQ':
      return message.clientId === null ? null : sender; // §5.4.19
    case 'DISCONNECT':
      return message.duration === null ? null : sender; // §5.4.21
    case 'PUBLISH':
      return message.qos === -1 ? sender : null; // §6.8
    default:
      return null;
  }
}

/** Before any proof: a known gateway port, else the first who spoke is the client. `ports`: of side 0 and side 1. */
export function guessedClient(
  ports: readonly [number, number],
  firstSender: Direction,
): readonly [Direction, SnRoleEvidence] {
  const [isPort0, isPort1] = [mqttSn.ports.includes(ports[0]), mqttSn.ports.includes(ports[1])];
  if (isPort0 !== isPort1) return [isPort0 ? 1 : 0, 'port'];
  return [firstSender, 'first-frame'];
}

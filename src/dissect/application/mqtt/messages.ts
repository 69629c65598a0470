// From a view to the plain value that may be kept; cold.

import { ackMessage } from './ack.ts';
import { authMessage } from './auth.ts';
import { connackMessage } from './connack.ts';
import { connectMessage } from './connect.ts';
import { disconnectMessage } from './disconnect.ts';
import type { MqttMessage } from './message.ts';
import { publishMessage } from './publish.ts';
import { subackMessage } from './suback.ts';
import { subscribeMessage } from './subscribe.ts';
import { unsubackMessage } from './unsuback.ts';
import { unsubscribeMessage } from './unsubscribe.ts';
import type { MqttView } from './view.ts';

export function messageOf(view: MqttView): MqttMessage {
  const { type, length, flags } = view;
  switch (type) {
    case 'CONNECT':
      return connectMessage(view);
    case 'CONNACK':
      return connackMessage(view);
    case 'PUBLISH':
      return publishMessage(view);
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      return ackMessage(view, type);
    case 'SUBSCRIBE':
      return subscribeMessage(view);
    case 'SUBACK':
      return subackMessage(view);
    case 'UNSUBSCRIBE':
      return unsubscribeMessage(view);
    case 'UNSUBACK':
      return unsubackMessage(view);
    case 'PINGREQ':
    case 'PINGRESP':
      return { protocol: 'mqtt', type, length, flags };
    case 'DISCONNECT':
      return disconnectMessage(view);
    case 'AUTH':
      return authMessage(view);
    default:
      return { protocol: 'mqtt', type: 'RESERVED', length, flags };
  }
}

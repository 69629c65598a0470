// A whole MQTT-SN session: gateway search, will, registration, QoS 2, an unknown topic, sleep.

import * as sn from '../builders/mqtt-sn.ts';
import { client, type Datagram, gateway } from './mqtt-sn-drive.ts';

export const SN_SESSION: readonly Datagram[] = [
  gateway(sn.snAdvertise(7, 900)),
  client(sn.snSearchGateway(0)),
  gateway(sn.snGatewayInfo(7)),
  client(sn.snConnect({ clientId: 'dev\u001b[31m1', duration: 60, will: true })),
  gateway(sn.snWillTopicRequest()),
  client(sn.snWillTopic('last')),
  gateway(sn.snWillMessageRequest()),
  client(sn.snWillMessage('bye')),
  gateway(sn.snConnack()),
  client(sn.snRegister(0, 1, 'a/b')),
  gateway(sn.snRegack(7, 1)),
  client(sn.snPublish(7, 2, '21.5', { qos: 2 })),
  gateway(sn.snMessageId('PUBREC', 2)),
  client(sn.snPublish(99, 0, 'x')),
  gateway(sn.snPuback(99, 0, 2)),
  client(sn.snDisconnect(100)),
  gateway(sn.snDisconnect()),
  client(sn.snPingRequest('dev1'), 200),
  gateway(sn.snPublish('aa', 0, 'y')),
  gateway(sn.snPingResponse()),
];

// MQTT-SN 1.2 over UDP as an application protocol.

import type { AppProtocol } from '../protocol.ts';
import { MqttSnDecoder } from './decoder.ts';
import { probeMqttSn } from './plausibility.ts';

/** No port is assigned: gateways in use listen on 1883, 1884, 10000 (Eclipse Paho) and 47193. */
export const mqttSn: AppProtocol = {
  name: 'mqttsn',
  transport: 'datagram',
  ports: [1883, 10000, 1884, 47193],
  probe: probeMqttSn,
  measure: (_buf, at, end) => end - at, // a datagram is one message; what its Length says is for the decoder to judge
  headLength: (_buf, _at, _end, length) => length,
  open: () => new MqttSnDecoder(),
};

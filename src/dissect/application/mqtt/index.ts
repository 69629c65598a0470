// MQTT 3.1, 3.1.1 and 5.0 as an application protocol.

import type { AppProtocol } from '../protocol.ts';
import { MqttDecoder } from './decoder.ts';
import { measurePacket, packetHeadLength } from './framing.ts';
import { probeMqtt } from './plausibility.ts';

/** IANA: 1883 mqtt, 8883 secure-mqtt (TLS: its inner stream). */
export const mqtt: AppProtocol = {
  name: 'mqtt',
  transport: 'stream',
  ports: [1883, 8883],
  probe: probeMqtt,
  measure: measurePacket,
  headLength: packetHeadLength,
  open: () => new MqttDecoder(),
};

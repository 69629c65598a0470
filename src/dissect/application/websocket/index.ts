// WebSocket as a carrier — RFC 6455, RFC 7692; MQTT over it: MQTT 3.1.1 and 5.0 §6.

import type { Carrier } from '../carrier.ts';
import { WebSocketDecoder } from './decoder.ts';
import { probeWebSocket } from './recognition.ts';

/** 80 and 8080 by IANA (http); 8000, 8083 and 9001 by the habit of HiveMQ, EMQX and Mosquitto. */
export const websocket: Carrier = {
  name: 'websocket',
  ports: [80, 8000, 8080, 8083, 9001],
  inside: ['mqtt'],
  probe: probeWebSocket,
  open: (sink) => new WebSocketDecoder(sink),
};

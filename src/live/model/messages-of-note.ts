// Which messages may be worth a word, told cheaply: asked about every message of the capture.

import { CLIENT_TO_SERVER, type Direction } from '../../core/direction.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import {
  MQTT_DISCONNECT,
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBREC,
  MQTT_PUBREL,
  MQTT_SUBACK,
} from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';

/** Most messages are none of these, and of most sessions nothing else is asked. */
export function isWorthALook(view: MqttView, direction: Direction, anomalies: AnomalyLog): boolean {
  const { packetType } = view;
  if (view.dup || anomalies.count > 0 || view.reasonCode > 0) return true;
  if (packetType === MQTT_SUBACK || packetType === MQTT_DISCONNECT) return true;
  return isReleaseOfClient(view, direction);
}

export function isReleaseOfClient({ packetType }: MqttView, direction: Direction): boolean {
  return packetType === MQTT_PUBREL && direction === CLIENT_TO_SERVER;
}

/** Of a PUBLISH or SUBSCRIBE. */
export function isAnswer({ packetType }: MqttView): boolean {
  return (
    packetType === MQTT_PUBACK ||
    packetType === MQTT_PUBREC ||
    packetType === MQTT_PUBCOMP ||
    packetType === MQTT_SUBACK
  );
}

// TCP, but no MQTT: what there is instead, and why MQTT may be invisible.

import type { ConnectionOverview, ConnectionReport } from '../analysis.ts';
import { defineRule, type Rule } from '../rule.ts';
import { MQTT_PORT, MQTT_PORTS, MQTT_TLS_PORT } from './subject-connections.ts';
import { counted } from './wording.ts';

export const captureWithoutMqtt: Rule = defineRule<{
  connections: number;
  protocols: string;
  encrypted: number;
  plain: number;
}>({
  id: 'capture.no-mqtt',
  severity: 'warn',
  clause: null,
  title: { es: 'No se ve MQTT en la captura', en: 'No MQTT is visible in the capture' },
  check({ connections, connectionsOverview, connectionsCount, totals, mqttSnCount }) {
    const all: readonly (ConnectionReport | ConnectionOverview)[] = [...connections, ...connectionsOverview];
    if (connectionsCount === 0 || totals.mqttConnections > 0 || mqttSnCount > 0) return [];
    const names = new Map<string, number>();
    for (const { protocol } of all) names.set(protocol ?? '?', (names.get(protocol ?? '?') ?? 0) + 1);
    const protocols = [...names].map(([name, times]) => `${name} (${times})`).join(', ');
    const plain = all.filter(({ server }) => server.port === MQTT_PORT);
    const onMqttPorts = all.filter(({ server }) => MQTT_PORTS.includes(server.port));
    return [
      {
        stream: null,
        frames: onMqttPorts.slice(0, 10).map(({ firstFrame }) => firstFrame),
        framesCount: onMqttPorts.length,
        facts: {
          connections: connectionsCount,
          protocols,
          encrypted: all.filter(({ protocol, server }) => protocol === 'tls' || server.port === MQTT_TLS_PORT).length,
          plain: plain.length,
        },
      },
    ];
  },
  explain: {
    es: ({ connections, protocols, encrypted, plain }) =>
      `Hay ${counted(connections, 'conexión TCP', 'conexiones TCP')} pero en ninguna se reconoce MQTT; por protocolo («?»: no reconocido): ${protocols}.` +
      (encrypted > 0
        ? ` ${counted(encrypted, 'conexión usa', 'conexiones usan')} TLS o el puerto 8883, que es el de MQTT sobre TLS: para ver el MQTT que haya dentro hacen falta las claves de la sesión.`
        : '') +
      (plain > 0
        ? ` ${counted(plain, 'conexión usa', 'conexiones usan')} el puerto de MQTT (1883) sin que pasara ningún mensaje legible.`
        : ''),
    en: ({ connections, protocols, encrypted, plain }) =>
      `The capture holds ${counted(connections, 'TCP connection', 'TCP connections')}, but MQTT is recognised in none; by protocol ("?": not recognised): ${protocols}.` +
      (encrypted > 0
        ? ` ${counted(encrypted, 'connection uses', 'connections use')} TLS or port 8883, that of MQTT over TLS: the keys of the session are needed to see any MQTT inside.`
        : '') +
      (plain > 0
        ? ` ${counted(plain, 'connection uses', 'connections use')} the port of MQTT (1883) without any readable message.`
        : ''),
  },
});

// Bytes of an MQTT stream that belong to no message: the capture starts in the middle of one, or resumes behind a hole.

import type { Sender } from '../../core/direction.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';
import { counted, party } from './wording.ts';

interface UnparsedFacts {
  readonly [key: string]: number | string | boolean;
  readonly bytes: number;
  readonly sender: string;
  readonly startsLate: boolean;
}

export const unparsedBytes: Rule = defineRule<UnparsedFacts>({
  id: 'mqtt.unparsed-bytes',
  severity: 'warn',
  clause: null,
  title: { es: 'Bytes que no forman ningún mensaje MQTT', en: 'Bytes that form no MQTT message' },
  check: (analysis) =>
    mqttConnections(analysis).flatMap((report) =>
      (['client', 'server'] as const).flatMap((sender) => evidenceOf(report, sender)),
    ),
  explain: {
    es: ({ bytes, sender, startsLate }) =>
      `${counted(bytes, 'byte', 'bytes')} que envía ${party(sender, 'es')} no se pueden leer como mensajes: ${startsLate ? 'la captura empieza en mitad de uno' : 'falta el principio de un mensaje, perdido en un hueco de la captura, o no son MQTT'}. Se sigue en el siguiente segmento donde encajan mensajes enteros; no se inventa ninguno.`,
    en: ({ bytes, sender, startsLate }) =>
      `${counted(bytes, 'byte', 'bytes')} sent by ${party(sender, 'en')} cannot be read as messages: ${startsLate ? 'the capture starts in the middle of one' : 'the beginning of a message is missing in a hole of the capture, or they are not MQTT'}. Reading resumes at the next segment where whole messages fit; none is invented.`,
  },
});

function evidenceOf({ connection, mqtt }: MqttConnectionReport, sender: Sender): Evidence<UnparsedFacts>[] {
  const bytes = mqtt.unparsedBytes[sender];
  if (bytes === 0) return [];
  const gaps = connection.gaps.filter((gap) => gap.direction === sender);
  return [
    {
      stream: connection.stream,
      frames: mqtt.unparsedFrames[sender],
      facts: { bytes, sender, startsLate: gaps.length === 0 && mqtt.connectFrame === null },
    },
  ];
}

// Segments that were overtaken on the way — RFC 9293 §3.4.

import { defineRule, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

export const outOfOrder: Rule = defineRule<{ segments: number }>({
  id: 'tcp.out-of-order',
  severity: 'note',
  clause: 'RFC 9293 §3.4',
  title: { es: 'Segmentos desordenados', en: 'Segments out of order' },
  check: (analysis) =>
    subjectConnections(analysis)
      .map((connection) => ({
        connection,
        frames: (connection.analysis['out_of_order'] ?? []).filter(
          (frame) => !connection.duplicateFrames.includes(frame),
        ),
      }))
      .filter(({ frames }) => frames.length > 0)
      .map(({ connection, frames }) => ({ stream: connection.stream, frames, facts: { segments: frames.length } })),
  explain: {
    es: ({ segments }) =>
      `Wireshark marca ${counted(segments, 'segmento', 'segmentos')} como «Out-Of-Order»: aparecen detrás de otros con números de secuencia mayores, porque otro los adelantó o porque se reenviaron muy pronto. ` +
      'TCP los pone en su sitio: los mensajes MQTT se muestran aquí en el orden correcto.',
    en: ({ segments }) =>
      `Wireshark marks ${counted(segments, 'segment', 'segments')} as "Out-Of-Order": they appear after others with higher sequence numbers, because they were overtaken or because they were sent again very soon. ` +
      'TCP puts them in their place: MQTT messages are shown here in the right order.',
  },
});

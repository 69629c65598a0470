// A payload that is not what the publisher says of it: payload format indicator and content type — MQTT 5.0 §3.3.2.3.2, §3.3.2.3.9.

import { defineRule, type Rule } from '../rule.ts';
import { perConnection } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface ClaimFacts {
  readonly [key: string]: number | string | null;
  readonly messages: number;
  readonly contentType: string | null;
  readonly formatIndicator: number | null;
}

export const payloadNotAsClaimed: Rule = defineRule<ClaimFacts>({
  id: 'mqtt.payload-not-as-claimed',
  severity: 'warn',
  clause: 'MQTT 5.0 §3.3.2.3.2, §3.3.2.3.9',
  title: { es: 'El contenido no es lo que el PUBLISH declara', en: 'The payload is not what its PUBLISH declares' },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) => {
      const wrong = mqtt.payloads.filter(({ asClaimed }) => asClaimed === false);
      const [first] = wrong;
      if (first === undefined) return null;
      return {
        stream: connection.stream,
        frames: wrong.map(({ frame }) => frame),
        facts: {
          messages: wrong.length,
          contentType: first.contentType,
          formatIndicator: first.formatIndicator,
        },
      };
    }),
  explain: {
    es: ({ messages, contentType, formatIndicator }) =>
      `${counted(messages, 'mensaje declara', 'mensajes declaran')} ${claimText(contentType, formatIndicator, 'es')} y sus bytes no lo son. Quien se fíe de la declaración fallará al leerlos.`,
    en: ({ messages, contentType, formatIndicator }) =>
      `${counted(messages, 'message declares', 'messages declare')} ${claimText(contentType, formatIndicator, 'en')}, and the bytes are not that. Whoever trusts the declaration will fail to read them.`,
  },
});

function claimText(contentType: string | null, formatIndicator: number | null, lang: 'es' | 'en'): string {
  const parts: string[] = [];
  if (formatIndicator === 1) parts.push(lang === 'es' ? 'texto UTF-8' : 'UTF-8 text');
  if (contentType !== null) parts.push(`Content Type ${contentType}`);
  return parts.join(', ');
}

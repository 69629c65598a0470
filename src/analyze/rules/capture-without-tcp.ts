// No TCP at all: nothing of what this tool explains can be in the capture.

import type { Lang } from '../../core/text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { count } from './wording.ts';

interface Instead {
  readonly [key: string]: number | string | null;
  readonly frames: number;
  readonly instead: string;
  readonly unsupported: number;
}

export const captureWithoutTcp: Rule = defineRule<Instead>({
  id: 'capture.no-tcp',
  severity: 'warn',
  clause: null,
  title: { es: 'No hay TCP en la captura', en: 'There is no TCP in the capture' },
  check({ capture, connectionsCount, anomalies, mqttSnCount }) {
    if (connectionsCount > 0 || mqttSnCount > 0) return [];
    const unsupported = anomalies.find(({ kind }) => kind === 'capture.link-type-unsupported')?.count ?? 0;
    const instead = Object.entries(capture.frameKinds)
      .map(([kind, frames]) => `${kind} ${count(frames)}`)
      .join(', ');
    return [{ stream: null, frames: [], facts: { frames: capture.frames, instead, unsupported } }];
  },
  explain: { es: (facts) => explain(facts, 'es'), en: (facts) => explain(facts, 'en') },
});

function explain({ frames, instead, unsupported }: Instead, lang: Lang): string {
  const isSpanish = lang === 'es';
  if (frames === 0)
    return isSpanish
      ? 'La captura no contiene ninguna trama. ¿Se eligió la interfaz correcta, o un filtro de captura dejó fuera el tráfico?'
      : 'The capture holds no frame at all. Was the right interface chosen, or did a capture filter keep the traffic out?';
  if (unsupported === frames)
    return isSpanish
      ? 'El tipo de enlace de la captura no se puede leer, así que no se sabe qué llevan sus tramas.'
      : 'The link type of the capture cannot be read, so what its frames carry is not known.';
  return isSpanish
    ? `MQTT viaja sobre TCP y aquí no hay ningún segmento TCP. Hay en cambio: ${instead}. ` +
        'Compruebe que se capturó en la interfaz por la que sale el tráfico del cliente (en el mismo equipo: «lo» o «any»).'
    : `MQTT travels over TCP, and there is no TCP segment here. There is instead: ${instead}. ` +
        'Check that the capture was made on the interface the client uses (on one and the same host: "lo" or "any").';
}

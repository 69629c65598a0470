// How it ended: DISCONNECT, FIN or RST, and what that means for the will — MQTT 3.1.1 and 5.0 §3.14, §3.1.2.5.

import type { TeardownReport } from '../../../analyze/analysis.ts';
import type { WillState } from '../../../analyze/mqtt-session-report.ts';
import type { Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { configuration, type Fact, framesOf } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

const HOW: Readonly<Record<TeardownReport['how'], Text>> = {
  fin: { es: 'ordenado (FIN)', en: 'orderly (FIN)' },
  reset: { es: 'abrupto (RST)', en: 'abrupt (RST)' },
  open: { es: 'sigue abierta', en: 'still open' },
};

const WHO: Readonly<Record<Sender, Text>> = {
  client: { es: 'el cliente', en: 'the client' },
  server: { es: 'el servidor', en: 'the server' },
};

const NOBODY: Text = { es: 'nadie', en: 'nobody' };

/** After DISCONNECT both ends close, and the network decides whose FIN the capture shows first. */
const RACE: Text = {
  es: 'después de DISCONNECT cierran los dos lados: cuál de los dos FIN aparece primero es cuestión de milésimas de segundo',
  en: 'after DISCONNECT both sides close: whose FIN appears first is a matter of milliseconds',
};

const NOT_OVER: Text = {
  es: 'una de las capturas termina antes que la conexión: no se ve cómo acaba',
  en: 'one of the captures ends before the connection does: how it ends is not seen',
};

const WILLS: Readonly<Record<WillState, Text | null>> = {
  none: { es: 'no hay testamento', en: 'there is no will' },
  removed: { es: 'DISCONNECT lo descarta', en: 'DISCONNECT removes it' },
  triggered: { es: 'el servidor lo publica', en: 'the server publishes it' },
  pending: { es: 'la conexión sigue abierta', en: 'the connection is open' },
  refused: { es: 'la conexión fue rechazada', en: 'the connection was refused' },
  unknown: null,
};

export function endingFacts({ connection }: RunConnection): Fact[] {
  const { teardown, mqtt } = connection;
  const frames = teardown.frames.map(({ frame }) => frame);
  const doubt = teardown.how === 'open' ? NOT_OVER : null;
  const facts: Fact[] = [configuration('teardown', teardown.how, { frames, doubt, text: HOW[teardown.how] })];
  if (teardown.initiator !== null) {
    facts.push(
      configuration('teardown-initiator', teardown.initiator, {
        frames: frames.slice(0, 1),
        text: WHO[teardown.initiator],
        habit: teardown.how === 'fin' && mqtt?.disconnect != null ? RACE : null,
      }),
    );
  }
  if (mqtt === null) return facts;
  const { disconnect, willOutcome } = mqtt;
  const code = disconnect?.reasonCode ?? 0;
  facts.push(
    configuration('disconnect', disconnect === null ? '' : `${disconnect.direction}${code === 0 ? '' : ` ${code}`}`, {
      frames: framesOf(disconnect?.frame),
      doubt: disconnect === null ? doubt : null,
      text: disconnect === null ? NOBODY : withCode(WHO[disconnect.direction], code),
    }),
    configuration('will-outcome', willOutcome.state === 'unknown' ? null : willOutcome.state, {
      frames: framesOf(willOutcome.frame),
      doubt,
      text: WILLS[willOutcome.state],
    }),
  );
  return facts;
}

function withCode(who: Text, code: number): Text {
  return code === 0 ? who : { es: `${who.es} (código ${code})`, en: `${who.en} (code ${code})` };
}

// What limits a comparison of two runs: said, so that nobody reads more into it.

import type { ConnectionReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { RunsInput } from './runs-input.ts';

const ONE_RUN_EACH = {
  es: 'Las pruebas dicen si dos ejecuciones difieren, no por qué: con una sola ejecución de cada clase, la hora, la red y la máquina también pueden ser la causa.',
  en: 'The tests say whether two runs differ, not why: with a single run of each kind the hour, the network and the machine may be the cause as well.',
} as const;

const NO_SAMPLES = {
  es: 'No se guardaron los RTT uno por uno: sus distribuciones no se comparan.',
  en: 'The RTTs were not kept one by one: their distributions are not compared.',
} as const;

export function runsNotes(
  a: RunsInput,
  b: RunsInput,
  pairs: readonly { readonly a: ConnectionReport; readonly b: ConnectionReport }[],
  lang: Lang,
): string[] {
  const notes: string[] = [];
  if (pairs.length > 0) notes.push(ONE_RUN_EACH[lang]);
  if (a.rttSamples === undefined || b.rttSamples === undefined) notes.push(NO_SAMPLES[lang]);
  for (const [run, { analysis, rttSamples }] of [
    ['A', a],
    ['B', b],
  ] as const) {
    const listed = pairs.map((pair) => (run === 'A' ? pair.a : pair.b));
    const capped = listed.filter(({ mqtt }) => mqtt !== null && mqtt.timelineCount > mqtt.timeline.length);
    if (capped.length > 0) notes.push(partialNote(run, capped, lang));
    const left = analysis.connectionsCount - analysis.connections.length;
    if (left > 0) notes.push(overviewNote(run, left, lang));
    if ((rttSamples?.omittedStreams ?? 0) > 0) notes.push(samplesNote(run, rttSamples?.omittedStreams ?? 0, lang));
  }
  return notes;
}

/** Connections named in a sentence. */
const NAMED = 5;

function partialNote(run: string, capped: readonly ConnectionReport[], lang: Lang): string {
  const shown = capped.slice(0, NAMED).map(({ stream }) => stream);
  const streams = `${shown.join(', ')}${capped.length > NAMED ? ' …' : ''}`;
  const [es, en] = capped.length === 1 ? ['conexión', 'connection'] : ['conexiones', 'connections'];
  const listed = Math.max(...capped.map(({ mqtt }) => mqtt?.timeline.length ?? 0));
  return lang === 'es'
    ? `De la captura ${run} (${es} ${streams}), los tamaños y los tiempos de los mensajes son de los ${listed} primeros.`
    : `Of capture ${run} (${en} ${streams}), sizes and times of messages are those of the first ${listed}.`;
}

function overviewNote(run: string, left: number, lang: Lang): string {
  return lang === 'es'
    ? `La captura ${run} tiene ${left} conexiones más, que no se comparan.`
    : `Capture ${run} has ${left} more connections, which are not compared.`;
}

function samplesNote(run: string, omitted: number, lang: Lang): string {
  return lang === 'es'
    ? `De ${omitted} conexiones de la captura ${run} no se guardaron los RTT.`
    : `The RTTs of ${omitted} connections of capture ${run} were not kept.`;
}

// Where the fragments before the first one are: with an earlier connection of the same client, as a reconnect in the middle of a transfer leaves
// them, or before the capture began.

import type { Analysis, ConnectionReport, FragmentHole, TopicFragments } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import { formatFrames } from '../format/frames.ts';
import { holeIndices } from './fragments-words.ts';

/** Numbers named in a sentence. */
const NAMED = 12;

/** "connection 0 of the same client carried 0 to 5 …"; null: this one begins at the beginning, or what came before is really missing. */
export function continuationText(
  connection: ConnectionReport,
  report: TopicFragments,
  sender: Sender,
  analysis: Analysis,
  lang: Lang,
): string | null {
  const hole = report.sequences[0]?.holes.find(({ position }) => position === 'start');
  if (hole === undefined || hole.toIndex === null) return null;
  const before = earlierPart(connection, report, sender, analysis);
  if (before === null || before.from > hole.toIndex) return beforeCapture(connection, hole, lang);
  const missing: number[] = [];
  for (let index = hole.fromIndex; index <= hole.toIndex && missing.length < NAMED * 10; index++) {
    if (index < before.from || index > before.to || before.missing.includes(index)) missing.push(index);
  }
  const es = lang === 'es';
  const carried = es
    ? `la conexión ${before.stream}, del mismo cliente, llevó del ${before.from} al ${before.to}`
    : `connection ${before.stream}, of the same client, carried ${before.from} to ${before.to}`;
  if (missing.length === 0) {
    return es
      ? `${carried}: entre las dos no falta ninguno hasta aquí`
      : `${carried}: between the two none is missing so far`;
  }
  const numbers = formatFrames(missing, NAMED, missing.length, lang);
  return es ? `${carried}; entre las dos falta ${numbers}` : `${carried}; between the two ${numbers} is missing`;
}

/** A connection whose handshake was not captured is older than the capture. */
function beforeCapture({ handshake }: ConnectionReport, hole: FragmentHole, lang: Lang): string | null {
  if (handshake !== null) return null;
  const numbers = holeIndices(hole, lang);
  return lang === 'es'
    ? `${numbers}: antes de que empezara la captura; si llegaron, aquí no se puede saber`
    : `${numbers}: before the capture began; whether they arrived cannot be told here`;
}

interface EarlierPart {
  readonly stream: number;
  readonly from: number;
  readonly to: number;
  readonly missing: readonly number[];
}

/** The last run of the same topic on the nearest earlier connection of the same client to the same server. */
function earlierPart(
  connection: ConnectionReport,
  { topic }: TopicFragments,
  sender: Sender,
  { connections }: Analysis,
): EarlierPart | null {
  const clientId = connection.mqtt?.clientId ?? '';
  if (clientId === '') return null;
  let found: EarlierPart | null = null;
  for (const { stream, server, mqtt } of connections) {
    if (stream >= connection.stream || mqtt?.clientId !== clientId) continue;
    if (server.address !== connection.server.address) continue;
    const main = mqtt.fragments?.[sender] ?? null;
    const same = main === null ? undefined : [main, ...main.otherTopics].find((each) => each.topic === topic);
    const last = same?.sequences[same.sequences.length - 1];
    if (last !== undefined) found = { stream, from: last.from, to: last.to, missing: last.missing };
  }
  return found;
}

// The file in the messages: how it was cut, and what of it is there.

import type { ConnectionReport, FragmentReport } from '../../../analyze/analysis.ts';
import type { TopicFragments } from '../../../analyze/fragments-report.ts';
import { SENDERS, type Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import { configuration, count, distribution, type Fact, framesOf } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

const NONE: Text = { es: 'ninguno', en: 'none' };
const STARTS_LATE: Text = {
  es: 'una de las capturas empieza en medio de la conexión: lo anterior no está',
  en: 'one of the captures begins in the middle of the connection: what came before is not in it',
};
const ENDS_EARLY: Text = {
  es: 'una de las capturas termina antes que la conexión: lo posterior no está',
  en: 'one of the captures ends before the connection does: what comes after is not in it',
};
const HOLES: Text = {
  es: 'una de las capturas tiene huecos en estos datos: parte de ellos no está',
  en: 'one of the captures has holes in these data: part of them is not in it',
};
const NOT_ANNOUNCED: Text = { es: 'no se anuncia', en: 'not announced' };
/** Numbers named in a value. */
const NUMBERS = 20;

const OUTCOMES: Readonly<Record<string, Text>> = {
  complete: { es: 'completa', en: 'complete' },
  failed: { es: 'fallida', en: 'failed' },
  incomplete: { es: 'incompleta', en: 'incomplete' },
  unknown: { es: 'sin final marcado', en: 'no end marked' },
};

/** The topic that looks most like a file without its name, so that it meets its counterpart under another one; the others by name. */
export function fragmentFacts({ connection }: RunConnection): Fact[] {
  const fragments = connection.mqtt?.fragments ?? null;
  if (fragments === null) return [];
  return SENDERS.flatMap((sender) => {
    const report = fragments[sender];
    if (report === null) return [];
    const doubt = doubtOf(connection, sender);
    return [
      ...topicFacts(report, { sender, doubt }),
      ...report.otherTopics.flatMap((topic) => topicFacts(topic, { sender, doubt, detail: topic.topic })),
    ];
  });
}

/** What a capture missed, or did not see yet, is no property of the run. */
function doubtOf({ gaps, gapsCount, handshake, teardown }: ConnectionReport, sender: Sender): Text | null {
  if (handshake === null) return STARTS_LATE;
  if (teardown.how === 'open') return ENDS_EARLY;
  return gapsCount > gaps.length || gaps.some(({ direction }) => direction === sender) ? HOLES : null;
}

interface Place {
  readonly sender: Sender;
  readonly doubt: Text | null;
  readonly detail?: string;
}

function topicFacts(report: TopicFragments, place: Place): Fact[] {
  return [...shapeFacts(report, place), ...sequenceFacts(report, place)];
}

function shapeFacts(report: TopicFragments, place: Place): Fact[] {
  const frames = report.rows.map(({ frame }) => frame);
  const { announcedBytes } = report;
  return [
    configuration('fragment-format', report.format, { ...place, doubt: null, frames }),
    count('fragment-count', report.count, { ...place, frames }),
    distribution(
      'fragment-size',
      report.rows.filter(({ special }) => special === null).map(({ size }) => size),
      { ...place, frames },
    ),
    configuration('file-bytes', report.totalBytes, { ...place, frames }),
    configuration('announced-bytes', announcedBytes ?? '', {
      ...place,
      text: announcedBytes === null ? NOT_ANNOUNCED : null,
    }),
  ];
}

/** Without numbers in the payloads nobody can say what is missing: no fact. */
function sequenceFacts({ sequences, sequencesCount, rows }: TopicFragments, place: Place): Fact[] {
  if (sequencesCount === 0) return [];
  const numbers = (kind: string, lists: readonly (readonly number[])[], frames: readonly number[]): Fact => {
    const value = listed(lists);
    return configuration(kind, value, { ...place, frames, text: value === '' ? NONE : null });
  };
  const missing = sequences.map((each) => each.missing);
  const gone = new Set(missing.flat());
  const besideHoles = rows.filter(({ index }) => index !== null && (gone.has(index - 1) || gone.has(index + 1)));
  const copies = rows.filter(({ duplicateOf }) => duplicateOf !== null);
  const frames = rows.map(({ frame }) => frame);
  return [
    numbers(
      'fragments-missing',
      missing,
      besideHoles.map(({ frame }) => frame),
    ),
    numbers(
      'fragments-repeated',
      sequences.map(({ duplicated }) => duplicated),
      copies.map(({ frame }) => frame),
    ),
    configuration('fragment-sequences', outcomes(sequences, 'key'), {
      ...place,
      frames: framesOf(frames[0], frames[frames.length - 1]),
      text: { es: outcomes(sequences, 'es'), en: outcomes(sequences, 'en') },
    }),
  ];
}

/** "5; 0, 2": by sequence, where there are several. */
function listed(lists: readonly (readonly number[])[]): string {
  return lists
    .filter((list) => list.length > 0)
    .map((list) => list.slice(0, NUMBERS).join(', ') + (list.length > NUMBERS ? ` … (${list.length})` : ''))
    .join('; ');
}

function outcomes(sequences: FragmentReport['sequences'], words: 'key' | 'es' | 'en'): string {
  const shown = sequences
    .slice(0, NUMBERS)
    .map(({ outcome }) => (words === 'key' ? outcome : (OUTCOMES[outcome]?.[words] ?? outcome)));
  return shown.join(', ') + (sequences.length > NUMBERS ? ` … (${sequences.length})` : '');
}

// What was wrong with the bytes themselves: kinds, how often, where first, and the clause that says so.

import { severityRank } from '../../core/severity.ts';
import type { CaptureSection, Cell } from '../document.ts';
import { escapeControls } from '../format/escape.ts';
import { formatFrames } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';

const TEXT = {
  kind: { es: 'Anomalía', en: 'Anomaly' },
  meaning: { es: 'Qué es', en: 'What it is' },
  clause: { es: 'Norma', en: 'Clause' },
  count: { es: 'Veces', en: 'Times' },
  frames: { es: 'Primeras tramas', en: 'First frames' },
} as const;

export const anomalies: CaptureSection = {
  id: 'anomalies',
  scope: 'capture',
  number: null,
  title: { es: 'Anomalías en los bytes', en: 'Anomalies in the bytes' },
  question: null,
  build: (analysis, page) => {
    const { lang } = page;
    if (analysis.anomalies.length === 0) return [];
    const sorted = [...analysis.anomalies].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.kind[lang] },
          { head: TEXT.meaning[lang] },
          { head: TEXT.clause[lang] },
          { head: TEXT.count[lang], align: 'right' },
          { head: TEXT.frames[lang] },
        ],
        rows: sorted.map((anomaly): Cell[] => [
          { text: anomaly.kind, tone: anomaly.severity === 'note' ? 'plain' : 'alert' },
          escapeControls(anomaly.text),
          anomaly.clause,
          formatCount(anomaly.count),
          formatFrames(anomaly.firstFrames, 10, anomaly.count, lang),
        ]),
        more: null,
      },
    ];
  },
};

// When an MQTT-SN client slept, woke and fetched its messages — MQTT-SN 1.2 §6.14.

import type { MqttSnReport } from '../../analyze/mqtt-sn-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { SnSleepRecord } from '../../session/mqtt-sn-session.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT, formatFrames, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';

const SHOWN = 5;

const ENDS: Readonly<Record<SnSleepRecord['end'], Text>> = {
  active: { es: 'vuelve a estar activo', en: 'active again' },
  'asleep-again': { es: 'anuncia otro sueño', en: 'announces another sleep' },
  disconnected: { es: 'se desconecta', en: 'disconnects' },
  open: { es: 'sigue dormido', en: 'still asleep' },
};

const TEXT = {
  sleeps: { es: 'Sueños del cliente', en: 'Sleeps of the client' },
  start: { es: 'DISCONNECT (trama)', en: 'DISCONNECT (frame)' },
  confirmed: { es: 'Confirmado en', en: 'Confirmed in' },
  duration: { es: 'Como mucho', en: 'At most' },
  awakenings: {
    es: 'Despertares: PINGREQ → PINGRESP (PUBLISH entregados)',
    en: 'Awakenings: PINGREQ → PINGRESP (PUBLISH delivered)',
  },
  silence: { es: 'Silencio más largo', en: 'Longest silence' },
  end: { es: 'Fin', en: 'End' },
} as const;

export function sleepsTable(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  const shown = report.sleeps.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.sleeps[lang],
      columns: [
        { head: TEXT.start[lang], align: 'right' },
        { head: TEXT.confirmed[lang], align: 'right' },
        { head: TEXT.duration[lang], align: 'right' },
        { head: TEXT.awakenings[lang] },
        { head: TEXT.silence[lang] },
        { head: TEXT.end[lang] },
      ],
      rows: shown.map((sleep): Cell[] => [
        String(sleep.disconnectFrame),
        frameOrAbsent(sleep.confirmedFrame),
        `${sleep.durationSeconds} s`,
        awakeningsText(sleep, lang),
        { text: silenceText(sleep, lang), tone: sleep.lost ? 'alert' : 'plain' },
        `${ENDS[sleep.end][lang]}${sleep.endFrame === null ? '' : ` (${sleep.endFrame})`}`,
      ]),
      more: moreRows(shown.length, report.sleepsCount, null, lang),
    },
  ];
}

function awakeningsText({ awakenings, awakeningsCount }: SnSleepRecord, lang: Lang): string {
  if (awakeningsCount === 0) return ABSENT;
  const parts = awakenings.slice(0, SHOWN).map(({ pingFrame, pingResponseFrame, deliveredFrames, deliveredCount }) => {
    const delivered = deliveredCount === 0 ? '' : ` (${formatFrames(deliveredFrames, SHOWN, deliveredCount, lang)})`;
    return `${pingFrame} → ${frameOrAbsent(pingResponseFrame)}${delivered}`;
  });
  const left = awakeningsCount - parts.length;
  const more = left > 0 ? ` … ${formatCount(left)} ${lang === 'es' ? 'más' : 'more'}` : '';
  return `${parts.join('; ')}${more}`;
}

function silenceText({ longestSilenceNs, longestSilence }: SnSleepRecord, lang: Lang): string {
  const { fromFrame, toFrame } = longestSilence;
  const end = toFrame === null ? (lang === 'es' ? 'fin de la captura' : 'end of the capture') : String(toFrame);
  return `${formatDuration(longestSilenceNs, lang)} (${fromFrame} → ${end})`;
}

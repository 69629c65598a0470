// The clocks of the two captures laid on top of each other: offset, rate, and how wrong both can be.

import type { Lang } from '../../core/text.ts';
import type { ClockReport } from '../../diff/path/path-diff.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { formatClock, formatDate } from '../format/instants.ts';
import { formatCount, localiseDecimal } from '../format/numbers.ts';
import { CAUTION, NOTE } from '../format/words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  offset: { es: 'Reloj de B menos reloj de A', en: "B's clock minus A's clock" },
  atStart: { es: 'Al principio', en: 'At the start' },
  middle: { es: 'En el medio', en: 'In the middle' },
  atEnd: { es: 'Al final', en: 'At the end' },
  rate: { es: 'Diferencia de marcha', en: 'Difference in rate' },
  noRate: { es: 'no se distingue ninguna', en: 'none can be told' },
  possible: { es: 'posible entre', en: 'possible between' },
  and: { es: 'y', en: 'and' },
  roundTrip: { es: 'Ida y vuelta entre los dos puntos (mínima)', en: 'Round trip between the two points (least)' },
  samples: { es: 'Segmentos medidos A → B / B → A', en: 'Segments measured A → B / B → A' },
  asymmetric: {
    es: 'El mínimo de ida más el de vuelta no depende de los relojes; su reparto sí. El desfase supone que la ida y la vuelta más rápidas duran lo mismo: si no, se equivoca a lo sumo en el margen indicado, y los tiempos de un sentido cambian en lo que ganan los del otro.',
    en: 'The least time one way plus the least time the other way does not depend on the clocks; how it is shared out does. The offset supposes that the fastest trips take equally long both ways: if they do not, it is off by the margin given at most, and the times of one way lose what those of the other gain.',
  },
} as const;

export const pathClock: DiffSection = {
  id: 'diff-path-clock',
  title: { es: 'Los dos relojes', en: 'The two clocks' },
  question: {
    es: '¿Cuánto difieren los relojes de las dos capturas, y qué dicen entonces los tiempos de viaje?',
    en: 'How far apart are the clocks of the two captures, and what do the travel times mean then?',
  },
  modes: ['path'],
  answer: (diff, { lang }) => {
    const clock = diff.path?.clock ?? null;
    return clock === null ? null : `${TEXT.offset[lang]}: ${offsetText(clock, lang)}`;
  },
  build: (diff, page) => {
    if (diff.path === null || diff.path.connectionsCount === 0) return [];
    const { clock, clockAbsence } = diff.path;
    if (clock === null) {
      return clockAbsence === null ? [] : [{ kind: 'caution', label: CAUTION[page.lang], text: clockAbsence }];
    }
    return clockBlocks(clock, page);
  },
};

function clockBlocks(clock: ClockReport, { lang, timeZone }: Page): Block[] {
  const point = (label: string, { time, ...at }: Pick<ClockReport, 'time' | 'offsetNs' | 'uncertaintyNs'>): Cell[] => [
    label,
    { text: formatDate(time, timeZone, lang), brief: formatClock(time, timeZone, lang), tone: 'plain' },
    formatDuration(at.offsetNs, lang),
    `±${formatBriefDuration(at.uncertaintyNs, lang)}`,
  ];
  const margin = lang === 'es' ? 'Margen' : 'Margin';
  const moment = lang === 'es' ? 'Hora de A' : "A's time";
  return [
    {
      kind: 'table',
      caption: null,
      columns: [
        { head: '' },
        { head: moment, dropOrder: 1 },
        { head: TEXT.offset[lang], align: 'right' },
        { head: margin, align: 'right' },
      ],
      rows: [
        point(TEXT.atStart[lang], clock.atStart),
        point(TEXT.middle[lang], clock),
        point(TEXT.atEnd[lang], clock.atEnd),
      ],
      more: null,
    },
    {
      kind: 'facts',
      rows: [
        [TEXT.rate[lang], rateText(clock, lang)],
        [TEXT.roundTrip[lang], formatDuration(clock.roundTripNs, lang)],
        [TEXT.samples[lang], `${formatCount(clock.samples.aToB)} / ${formatCount(clock.samples.bToA)}`],
      ],
    },
    { kind: 'note', label: NOTE[lang], text: TEXT.asymmetric[lang] },
  ];
}

function offsetText({ offsetNs, uncertaintyNs }: ClockReport, lang: Lang): string {
  return `${formatDuration(offsetNs, lang)} ± ${formatBriefDuration(uncertaintyNs, lang)}`;
}

function rateText({ isSkewSeen, skewPpm, skewPpmRange }: ClockReport, lang: Lang): string {
  const signed = (text: string): string => text.replace('-', '−');
  const ppm = (value: number): string => `${signed(formatCount(Math.round(value)))}\u00a0ppm`;
  const [low, high] = skewPpmRange;
  const range = `${TEXT.possible[lang]} ${ppm(low)} ${TEXT.and[lang]} ${ppm(high)}`;
  const seen = `${signed(localiseDecimal(String(skewPpm), lang))}\u00a0ppm`;
  return `${isSkewSeen ? seen : TEXT.noRate[lang]} (${range})`;
}

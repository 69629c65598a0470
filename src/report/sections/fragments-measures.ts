// Sizes, pace and TCP segmentation of fragments, in a line each.

import type { TopicFragments } from '../../analyze/analysis.ts';
import type { FragmentPace, FragmentSegmentation, FragmentSizes } from '../../analyze/fragments-report.ts';
import type { Lang } from '../../core/text.ts';
import type { Cell } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatBriefDuration } from '../format/durations.ts';
import { formatCount, localiseDecimal, plural } from '../format/numbers.ts';

const TEXT = {
  sizes: { es: 'Tamaños', en: 'Sizes' },
  distribution: { es: 'Cuántos de cada tamaño', en: 'How many of each size' },
  pace: { es: 'Ritmo', en: 'Pace' },
  segments: { es: 'Segmentos TCP', en: 'TCP segments' },
  first: { es: 'de los primeros', en: 'of the first' },
} as const;

/** Rows of the facts; a line is left out where there is nothing to measure. */
export function measureRows(report: TopicFragments, lang: Lang): [string, Cell][] {
  const { sizes, pace, segmentation, rows, count } = report;
  const some = rows.length < count ? ` (${TEXT.first[lang]} ${formatCount(rows.length)})` : '';
  const lines: [string, Cell][] = [];
  if (sizes !== null) lines.push([TEXT.sizes[lang], sizesText(sizes, lang) + some]);
  if (sizes !== null && sizes.histogram.length > 1) lines.push([TEXT.distribution[lang], histogramText(sizes)]);
  if (pace !== null) lines.push([TEXT.pace[lang], paceText(pace, lang) + some]);
  if (segmentation !== null) lines.push([TEXT.segments[lang], segmentationText(segmentation, lang) + some]);
  return lines;
}

function sizesText({ minimum, median, mean, maximum }: FragmentSizes, lang: Lang): string {
  if (minimum === maximum) return lang === 'es' ? `todos de ${formatBytes(minimum)}` : `all of ${formatBytes(minimum)}`;
  const average = localiseDecimal(String(mean), lang);
  const middle = formatCount(median);
  return lang === 'es'
    ? `de ${formatCount(minimum)} a ${formatBytes(maximum)}; mediana ${middle}, media ${average}`
    : `${formatCount(minimum)} to ${formatBytes(maximum)}; median ${middle}, mean ${average}`;
}

function histogramText({ histogram }: FragmentSizes): string {
  return histogram
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count }) =>
        `${from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`}: ${count}`,
    )
    .join(' · ');
}

function paceText(pace: FragmentPace, lang: Lang): string {
  const { fragments, spanNs, minIntervalNs, medianIntervalNs, maxIntervalNs, longestPause, bytesPerSecond } = pace;
  const [least, middle, most] = [minIntervalNs, medianIntervalNs, maxIntervalNs].map((ns) =>
    formatBriefDuration(ns, lang),
  );
  if (spanNs === 0) {
    return lang === 'es'
      ? `${formatCount(fragments)} en el mismo instante (trama ${longestPause.toFrame})`
      : `${formatCount(fragments)} at the same instant (frame ${longestPause.toFrame})`;
  }
  const span = formatBriefDuration(spanNs, lang);
  const frames = `${longestPause.fromFrame} → ${longestPause.toFrame}`;
  const rate = bytesPerSecond === null ? '' : `; ${formatBytes(bytesPerSecond)}/s`;
  return lang === 'es'
    ? `${formatCount(fragments)} en ${span}${rate}; de uno al siguiente, de ${least} a ${most} (tramas ${frames}), mediana ${middle}`
    : `${formatCount(fragments)} in ${span}${rate}; from one to the next ${least} to ${most} (frames ${frames}), median ${middle}`;
}

function segmentationText(segmentation: FragmentSegmentation, lang: Lang): string {
  const { fragments, segments, overSeveral, mostFragmentsPerSegment, mostFragmentsFrame } = segmentation;
  const es = lang === 'es';
  const sums = es
    ? `${plural(fragments, 'fragmento', 'fragmentos')} en ${plural(segments, 'segmento', 'segmentos')}`
    : `${plural(fragments, 'fragment', 'fragments')} in ${plural(segments, 'segment', 'segments')}`;
  if (overSeveral === 0 && mostFragmentsPerSegment === 1) {
    return es ? `${sums}: cada uno en el suyo` : `${sums}: each in one of its own`;
  }
  if (fragments === 1) {
    const frame = segmentation.mostSegmentsFrame;
    return es ? `${sums} (completo en la trama ${frame})` : `${sums} (complete in frame ${frame})`;
  }
  const parts = [sums];
  if (mostFragmentsPerSegment > 1) {
    const many = formatCount(mostFragmentsPerSegment);
    parts.push(
      es
        ? `hasta ${many} en un mismo segmento (trama ${mostFragmentsFrame})`
        : `up to ${many} in one segment (frame ${mostFragmentsFrame})`,
    );
  }
  if (overSeveral > 0) {
    const { mostSegmentsPerFragment, mostSegmentsFrame } = segmentation;
    const wide = formatCount(mostSegmentsPerFragment);
    parts.push(
      es
        ? `${formatCount(overSeveral)} repartidos entre varios, hasta ${wide} (completo en la trama ${mostSegmentsFrame})`
        : `${formatCount(overSeveral)} over several, up to ${wide} (complete in frame ${mostSegmentsFrame})`,
    );
  }
  return parts.join('; ');
}

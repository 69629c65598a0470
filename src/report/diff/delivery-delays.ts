// From publishing to delivery: how long, and what two clocks allow to say of it (SEMANTICS 3).

import type { Lang } from '../../core/text.ts';
import type { ClockBounds, DelayReport, DeliveryDiff } from '../../diff/delivery/delivery-diff.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { formatCount } from '../format/numbers.ts';
import { CAUTION, NOTE } from '../format/words.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  way: { es: 'De → a', en: 'From → to' },
  samples: { es: 'Mensajes', en: 'Messages' },
  min: { es: 'Mínimo', en: 'Least' },
  median: { es: 'Mediana', en: 'Median' },
  mean: { es: 'Media', en: 'Mean' },
  p95: { es: 'Percentil 95', en: '95th percentile' },
  max: { es: 'Máximo', en: 'Most' },
  spread: { es: 'Sobre el más rápido: mediana / máximo', en: 'Above the fastest: median / most' },
  published: { es: 'publicado en', en: 'published in' },
  delivered: { es: 'entregado en', en: 'delivered in' },
  exact: {
    es: 'Los dos momentos están en una misma captura, con un solo reloj: estas demoras son exactas.',
    en: 'Both moments are in one capture, with one clock: these delays are exact.',
  },
  oneSided: {
    es: 'Son dos relojes: lo que difieran va sumado a todas las demoras por igual. La última columna no depende de eso.',
    en: 'These are two clocks: whatever they differ by is added to every delay alike. The last column does not depend on it.',
  },
  queues: {
    es: 'Con QoS 2, un broker que espera el PUBREL (mosquitto) entrega una ida y vuelta del publicador más tarde que con QoS 0 o 1.',
    en: 'With QoS 2, a broker that waits for PUBREL (mosquitto) delivers a round trip of the publisher later than with QoS 0 or 1.',
  },
} as const;

export const deliveryDelays: DiffSection = {
  id: 'diff-delivery-delays',
  title: { es: 'Cuánto tarda un mensaje', en: 'How long a message takes' },
  question: {
    es: '¿Cuánto pasa desde que sale el último byte de un PUBLISH hasta que llega el último al suscriptor?',
    en: 'How long is it from the last byte of a PUBLISH leaving to the last one reaching the subscriber?',
  },
  modes: ['delivery'],
  answer: (diff, page) => (diff.delivery === null ? null : answerText(diff.delivery, page.lang)),
  build: (diff, page) => {
    const found = diff.delivery;
    if (found === null || found.delays.length === 0) return [];
    const { lang } = page;
    const blocks: Block[] = [delaysTable(found.delays, page)];
    if (found.delays.some((delay) => delay.exact)) {
      blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.exact[lang] });
    }
    if (found.delays.some((delay) => !delay.exact)) {
      blocks.push({
        kind: 'caution',
        label: CAUTION[lang],
        text: `${TEXT.oneSided[lang]} ${clockText(found.clock, lang)}`,
      });
    }
    if (isQos2(found)) blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.queues[lang] });
    return blocks;
  },
};

function answerText({ delays }: DeliveryDiff, lang: Lang): string | null {
  const [first] = [...delays].sort((x, y) => Number(y.exact) - Number(x.exact) || y.samples - x.samples);
  if (first === undefined) return null;
  const median = formatBriefDuration(first.medianNs, lang);
  const [least, most] = [formatBriefDuration(first.minNs, lang), formatBriefDuration(first.maxNs, lang)];
  const tail = first.exact ? '' : lang === 'es' ? ', si los dos relojes coinciden' : ', if both clocks agree';
  if (first.samples === 1) return `${median}${tail}.`;
  return lang === 'es'
    ? `${median} de mediana (de ${least} a ${most})${tail}.`
    : `${median} in the median (from ${least} to ${most})${tail}.`;
}

function delaysTable(delays: readonly DelayReport[], { lang }: Page): Block {
  const cell = (ns: number): Cell => ({
    text: formatDuration(ns, lang),
    brief: formatBriefDuration(ns, lang),
    tone: 'plain',
  });
  const right = (head: string, dropOrder?: number): { head: string; align: 'right'; dropOrder?: number } => ({
    head,
    align: 'right',
    ...(dropOrder === undefined ? {} : { dropOrder }),
  });
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: TEXT.way[lang] },
      right(TEXT.samples[lang]),
      right(TEXT.min[lang]),
      right(TEXT.median[lang]),
      right(TEXT.mean[lang], 1),
      right(TEXT.p95[lang], 2),
      right(TEXT.max[lang]),
      right(TEXT.spread[lang], 3),
    ],
    rows: delays.map((delay): Cell[] => [
      { text: wayText(delay, lang), brief: `${delay.from.toUpperCase()} → ${delay.to.toUpperCase()}`, tone: 'plain' },
      formatCount(delay.samples),
      cell(delay.minNs),
      { text: formatDuration(delay.medianNs, lang), brief: formatBriefDuration(delay.medianNs, lang), tone: 'strong' },
      cell(delay.meanNs),
      cell(delay.p95Ns),
      cell(delay.maxNs),
      `${formatBriefDuration(delay.medianAboveMinNs, lang)} / ${formatBriefDuration(delay.maxAboveMinNs, lang)}`,
    ]),
    more: null,
  };
}

function wayText({ from, to }: DelayReport, lang: Lang): string {
  return `${TEXT.published[lang]} ${from.toUpperCase()} → ${TEXT.delivered[lang]} ${to.toUpperCase()}`;
}

/** What is known of the clock of B against that of A. */
function clockText({ lowerNs, upperNs }: ClockBounds, lang: Lang): string {
  const es = lang === 'es';
  const show = (ns: number): string => formatBriefDuration(ns, lang);
  if (lowerNs !== null && upperNs !== null) {
    return es
      ? `El reloj de B menos el de A está entre ${show(lowerNs)} y ${show(upperNs)}.`
      : `The clock of B minus that of A lies between ${show(lowerNs)} and ${show(upperNs)}.`;
  }
  if (upperNs !== null) {
    return es
      ? `Nada llega antes de salir: el reloj de B adelanta al de A en ${show(upperNs)} como mucho; cuánto puede atrasar, estas capturas no lo dicen.`
      : `Nothing arrives before it leaves: the clock of B is at most ${show(upperNs)} ahead of that of A; how far it may be behind, these captures do not say.`;
  }
  if (lowerNs !== null) {
    return es
      ? `Nada llega antes de salir: el reloj de A adelanta al de B en ${show(-lowerNs)} como mucho; cuánto puede atrasar, estas capturas no lo dicen.`
      : `Nothing arrives before it leaves: the clock of A is at most ${show(-lowerNs)} ahead of that of B; how far it may be behind, these captures do not say.`;
  }
  return '';
}

function isQos2({ messages }: DeliveryDiff): boolean {
  return messages.some(({ a, b }) => (a.published ?? b.published)?.qos === 2);
}

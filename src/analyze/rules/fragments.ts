// Fragments of a file that are missing: holes in the numbers, a total that does not match.
// Judged only where the payloads themselves are numbered or announce a length, and never "lost" from one side alone (SEMANTICS 1.7).

import type { Sender } from '../../core/direction.ts';
import type { TopicFragments } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { eachReport, type FragmentFacts } from './fragments-view.ts';
import { hasHoles, listed, type MqttConnectionReport } from './mqtt-view.ts';
import { count, counted } from './wording.ts';

interface MissingFacts extends FragmentFacts {
  readonly missing: string;
  readonly missingCount: number;
  readonly from: number;
  readonly to: number;
  readonly duplicates: number;
  readonly format: string;
  /** The first hole: byte of the file it begins at, its size if nothing else is missing, its size if it was like the others; −1: not known. */
  readonly holeOffset: number;
  readonly holeBytes: number;
  readonly likelyMinimum: number;
  readonly likelyMaximum: number;
  readonly received: number;
}

export const fragmentsMissing: Rule = defineRule<MissingFacts>({
  id: 'mqtt.fragments-missing',
  severity: 'error',
  clause: null,
  title: { es: 'Faltan fragmentos en la numeración', en: 'Fragment numbers are missing' },
  check: (analysis) => eachReport(analysis, missingOf),
  explain: {
    es: (facts) => {
      const { missing, missingCount, from, to, sender, captureHoles } = facts;
      const cause = captureHoles
        ? 'La captura tiene huecos en esa dirección: puede que se enviara y no se capturara.'
        : sender === 'client'
          ? 'El cliente no publicó ese mensaje: lo que envía ya viene incompleto, no lo perdió la red.'
          : 'El broker no se lo entregó a este cliente; si llegó a publicarse se ve en la captura del publicador.';
      return `De los fragmentos ${from} a ${to} ${missingCount === 1 ? 'falta el' : `faltan ${count(missingCount)}:`} ${missing}${placeOf(facts, 'es')}. ${cause} ${noticeOf(facts, 'es')} Un último fragmento que falte no dejaría hueco en los números.`;
    },
    en: (facts) => {
      const { missing, missingCount, from, to, sender, captureHoles } = facts;
      const cause = captureHoles
        ? 'The capture has holes in that direction: it may have been sent and not captured.'
        : sender === 'client'
          ? 'The client did not publish that message: what it sends is already incomplete, the network did not lose it.'
          : "The broker did not deliver it to this client; whether it was published shows in the publisher's capture.";
      return `Of fragments ${from} to ${to}, ${missingCount === 1 ? 'one is missing:' : `${count(missingCount)} are missing:`} ${missing}${placeOf(facts, 'en')}. ${cause} ${noticeOf(facts, 'en')} A missing last fragment would leave no hole in the numbers.`;
    },
  },
});

function placeOf({ holeOffset, holeBytes, likelyMinimum, likelyMaximum }: MissingFacts, lang: 'es' | 'en'): string {
  if (holeOffset < 0) return '';
  const es = lang === 'es';
  const place = es
    ? `; en el archivo, el hueco empieza en el byte ${count(holeOffset)} (contando desde 0)`
    : `; in the file the hole begins at byte ${count(holeOffset)} (counted from 0)`;
  if (holeBytes > 0) {
    return es
      ? `${place} y, si no falta además el final, mide ${counted(holeBytes, 'byte', 'bytes')}`
      : `${place} and is, unless the end is missing too, ${counted(holeBytes, 'byte', 'bytes')} long`;
  }
  if (likelyMaximum <= 0) return place;
  const size =
    likelyMinimum === likelyMaximum
      ? counted(likelyMaximum, 'byte', 'bytes')
      : es
        ? `entre ${count(likelyMinimum)} y ${counted(likelyMaximum, 'byte', 'bytes')}`
        : `${count(likelyMinimum)} to ${counted(likelyMaximum, 'byte', 'bytes')}`;
  return es
    ? `${place}; su tamaño no consta (como los demás: ${size})`
    : `${place}; its size is not stated (if like the others: ${size})`;
}

/** Why whoever receives could notice, or not. */
function noticeOf({ format, missing, received }: MissingFacts, lang: 'es' | 'en'): string {
  const es = lang === 'es';
  if (format === 'restart') {
    return es ? 'Quien recibe se entera por el paquete de fin.' : 'The receiver learns of it by the end packet.';
  }
  if (format === 'length-checked') {
    return es
      ? 'Quien recibe puede notarlo de dos maneras: la suma no da la longitud anunciada y los números saltan.'
      : 'The receiver can notice in two ways: the sum is not the announced length, and the numbers jump.';
  }
  return es
    ? `Quien recibe solo puede notarlo si comprueba que los números no saltan (${missing}); si solo junta los bytes, escribe ${counted(received, 'byte', 'bytes')} sin ningún error.`
    : `The receiver can notice only by checking that the numbers do not jump (${missing}); if it just joins the bytes, it writes ${counted(received, 'byte', 'bytes')} without any error.`;
}

function missingOf(fragments: TopicFragments, sender: Sender, report: MqttConnectionReport): Evidence<MissingFacts>[] {
  return fragments.sequences.flatMap((sequence, at): Evidence<MissingFacts>[] => {
    if (sequence.missing.length === 0) return [];
    const isMadeGood =
      sequence.outcome === 'failed' && fragments.sequences.slice(at + 1).some(({ outcome }) => outcome === 'complete');
    const holes = sequence.holes.filter(({ position }) => position === 'inside');
    const [first] = holes;
    const frames = holes.flatMap(({ afterFrame, beforeFrame }) => [afterFrame, beforeFrame]);
    const isPlaced = first !== undefined && first.offsetMaximum === first.offsetMinimum;
    return [
      {
        stream: report.connection.stream,
        frames: [...new Set(frames.filter((frame) => frame !== null))].sort((a, b) => a - b),
        facts: {
          sender,
          captureHoles: hasHoles(report, sender),
          missing: listed(sequence.missing),
          missingCount: sequence.missing.length,
          from: sequence.from,
          to: sequence.to,
          duplicates: sequence.duplicated.length,
          format: fragments.format,
          holeOffset: isPlaced ? first.offsetMinimum : -1,
          holeBytes: first?.bytes ?? -1,
          likelyMinimum: first?.likelyMinimum ?? -1,
          likelyMaximum: first?.likelyMaximum ?? -1,
          received: sequence.bytes,
        },
        ...(hasHoles(report, sender) || isMadeGood ? { severity: 'warn' as const } : {}),
      },
    ];
  });
}

interface TotalFacts extends FragmentFacts {
  readonly announced: number;
  readonly received: number;
}

export const fragmentTotalMismatch: Rule = defineRule<TotalFacts>({
  id: 'mqtt.fragment-total-mismatch',
  severity: 'error',
  clause: null,
  title: { es: 'La longitud anunciada no coincide con la recibida', en: 'Announced and received length differ' },
  check: (analysis) => eachReport(analysis, totalOf),
  explain: {
    es: ({ announced, received, captureHoles }) =>
      `El primer fragmento anuncia ${counted(announced, 'byte', 'bytes')} y los demás suman ${count(received)}: ${difference(announced, received, 'es')}. ` +
      `${captureHoles ? 'La captura tiene huecos en esa dirección, así que puede faltar aquí y no en la transferencia.' : 'Así se ve también un fragmento final que falte, que la numeración no delata.'}`,
    en: ({ announced, received, captureHoles }) =>
      `The first fragment announces ${counted(announced, 'byte', 'bytes')}, and the others add up to ${count(received)}: ${difference(announced, received, 'en')}. ` +
      `${captureHoles ? 'The capture has holes in that direction, so they may be missing here and not in the transfer.' : 'A missing last fragment, which the numbers do not show, shows like this too.'}`,
  },
});

function difference(announced: number, received: number, lang: 'es' | 'en'): string {
  const bytes = count(Math.abs(announced - received));
  if (lang === 'es') return received < announced ? `faltan ${bytes}` : `sobran ${bytes}`;
  return received < announced ? `${bytes} are missing` : `${bytes} too many`;
}

function totalOf(fragments: TopicFragments, sender: Sender, report: MqttConnectionReport): Evidence<TotalFacts>[] {
  const { announcedBytes, totalBytes, rows } = fragments;
  if (announcedBytes === null || announcedBytes === totalBytes) return [];
  const control = rows.filter((row) => row.special?.startsWith('control size') === true);
  const last = rows.at(-1);
  return [
    {
      stream: report.connection.stream,
      frames: [...control.map((row) => row.frame), ...(last === undefined ? [] : [last.frame])],
      facts: { sender, captureHoles: hasHoles(report, sender), announced: announcedBytes, received: totalBytes },
      ...(hasHoles(report, sender) ? { severity: 'warn' as const } : {}),
    },
  ];
}

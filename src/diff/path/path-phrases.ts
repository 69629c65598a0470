// Words for segments, proofs and delays that the differences of `path` are made of.

import type { Text } from '../../core/text.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { optionName } from '../../dissect/transport/tcp-option-kinds.ts';
import type { Proof } from './judge-direction.ts';
import { at } from './segment-columns.ts';
import { type DirectionTraffic, startOf } from './stream-traffic.ts';

/** By way: what the client (as A names it) sends, what the server sends. */
export const SENDER_WORDS: readonly [Text, Text] = [
  { es: 'del cliente', en: 'of the client' },
  { es: 'del servidor', en: 'of the server' },
];

/** "El segmento de 1448 bytes (seq 5807)", "The SYN". */
export function segmentWords(
  traffic: DirectionTraffic,
  index: number,
  part: { readonly from: number; readonly to: number },
): Text {
  const { columns } = traffic;
  const flags = at(columns.flags, index);
  const length = at(columns.length, index);
  const seq = startOf(traffic, index);
  if ((flags & TCP_SYN) !== 0) {
    const name = (flags & TCP_ACK) === 0 ? 'SYN' : 'SYN-ACK';
    return { es: `El ${name}`, en: `The ${name}` };
  }
  if ((flags & TCP_RST) !== 0) return { es: 'El RST', en: 'The RST' };
  if (length === 0 && (flags & TCP_FIN) !== 0) return { es: 'El FIN', en: 'The FIN' };
  if (length === 0) return { es: `Un ACK sin datos (seq ${seq})`, en: `An ACK without data (seq ${seq})` };
  const bytes = part.to > part.from ? Math.min(length, part.to - part.from) : length;
  if (bytes < length) {
    return {
      es: `Parte de un segmento (${bytes} de ${length} bytes, desde seq ${part.from})`,
      en: `A part of a segment (${bytes} of ${length} bytes, from seq ${part.from})`,
    };
  }
  return { es: `El segmento de ${length} bytes (seq ${seq})`, en: `The segment of ${length} bytes (seq ${seq})` };
}

/** How it is known; begins with its own punctuation. */
export function proofText(proof: Proof, unseen: string): Text {
  switch (proof) {
    case 'acknowledged':
      return {
        es: ': el receptor lo confirmó sin que le llegara otra copia',
        en: ': the receiver acknowledged it without any other copy of it arriving',
      };
    case 'echoed':
      return {
        es: ': el receptor devuelve su marca de tiempo, que ningún otro segmento lleva (RFC 7323)',
        en: ': the receiver echoes its timestamp, which no other segment carries (RFC 7323)',
      };
    case 'resent':
      return {
        es: ': el receptor no lo confirmó hasta que llegó una copia posterior',
        en: ': the receiver did not acknowledge it before a later copy arrived',
      };
    case 'never-acknowledged':
      return {
        es: ': el receptor siguió contestando y nunca lo confirmó',
        en: ': the receiver went on answering and never acknowledged it',
      };
    case 'network-invents-nothing':
      return {
        es: `: si llegó, antes tuvo que pasar por ${unseen}`,
        en: `: as it arrived, it must have passed ${unseen} before`,
      };
    default:
      return { es: '', en: '' };
  }
}

/** "; it took 3.057 ms more than the fastest". */
export function lateText(excessNs: number): Text {
  const text = (excessNs / 1e6).toFixed(3);
  return {
    es: `; tardó ${text.replace('.', ',')}\u00a0ms más que el más rápido`,
    en: `; it took ${text}\u00a0ms more than the fastest`,
  };
}

/** "Timestamps, SACK" for a set of option kinds; "—" without any. */
export function optionKindNames(kinds: number): string {
  const names: string[] = [];
  for (let kind = 0; kind < 31; kind++) if ((kinds & (1 << kind)) !== 0) names.push(optionName(kind));
  if (kinds >>> 31 === 1) names.push('≥ 31');
  return names.length === 0 ? '—' : names.join(', ');
}

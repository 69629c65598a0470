// Could the receiver notice that something is missing, and is the end of the file there? It depends on what the fragments themselves carry.

import type { FragmentSequence, TopicFragments } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Cell } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatFrames } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { isNumbered, lastSequence } from './fragments-words.ts';

/** Numbers named in a sentence. */
const NAMED = 6;

/** What the receiver can see with what the fragments carry. */
export function noticeText(report: TopicFragments, lang: Lang): string {
  if (report.format === 'restart') return restartText(report, lang);
  if (report.announcedBytes !== null) return announcedText(report, report.announcedBytes, lang);
  return isNumbered(report) ? numberedText(report, lang) : RAW[lang];
}

const RAW = {
  es: 'No: sin número ni longitud, un fragmento que falta no se distingue de uno que nunca se envió.',
  en: 'No: without number or length, a missing fragment cannot be told from one that was never sent.',
} as const;

function numberedText(report: TopicFragments, lang: Lang): string {
  const es = lang === 'es';
  const missing = lastSequence(report)?.missing ?? [];
  const last = es
    ? 'Que falte el último no lo puede notar: después de él no hay ningún número que salte.'
    : 'That the last one is missing it cannot notice: no number behind it would jump.';
  if (missing.length === 0) {
    return es
      ? `Si faltara uno de en medio, sí, por el salto en los números. ${last}`
      : `Of one in the middle, yes, by the jump in the numbers. ${last}`;
  }
  const numbers = formatFrames(missing, NAMED, missing.length, lang);
  const total = formatBytes(report.totalBytes);
  return es
    ? `Solo si comprueba los números: lo único que delata que falta ${numbers} es el salto. Si se limita a juntar los bytes, escribe ${total} sin ningún error. ${last}`
    : `Only if it checks the numbers: the jump is all that gives away that ${numbers} is missing. If it just joins the bytes, it writes ${total} without any error. ${last}`;
}

function announcedText(report: TopicFragments, announced: number, lang: Lang): string {
  const es = lang === 'es';
  const missing = lastSequence(report)?.missing ?? [];
  const deficit = announced - report.totalBytes;
  if (deficit === 0) {
    return es
      ? `Sí: la longitud anunciada (${formatBytes(announced)}) coincide con lo recibido, así que tampoco falta el final. Que los bytes sean los mismos no lo asegura una longitud.`
      : `Yes: the announced length (${formatBytes(announced)}) equals what was received, so the end is there too. That the bytes are the same is not proved by a length.`;
  }
  const sum = es
    ? `Sí: el primer fragmento anuncia ${formatBytes(announced)} y los demás suman ${formatCount(report.totalBytes)}: ${deficit > 0 ? `faltan ${formatCount(deficit)}` : `sobran ${formatCount(-deficit)}`}.`
    : `Yes: the first fragment announces ${formatBytes(announced)}, and the others add up to ${formatCount(report.totalBytes)}: ${deficit > 0 ? `${formatCount(deficit)} are missing` : `${formatCount(-deficit)} too many`}.`;
  if (!isNumbered(report)) {
    return es ? `${sum} Sin números no puede saber cuál falta.` : `${sum} Without numbers it cannot know which.`;
  }
  if (missing.length === 0) {
    return es
      ? `${sum} Los números no saltan: lo que falta es el final.`
      : `${sum} The numbers do not jump: it is the end that is missing.`;
  }
  const numbers = formatFrames(missing, NAMED, missing.length, lang);
  return es
    ? `${sum} El salto en los números dice cuál: ${numbers}.`
    : `${sum} The jump in the numbers says which: ${numbers}.`;
}

function restartText({ sequences }: TopicFragments, lang: Lang): string {
  const es = lang === 'es';
  const failed = sequences.filter(({ outcome }) => outcome === 'failed').length;
  const last = sequences[sequences.length - 1];
  const ending =
    last?.outcome === 'complete'
      ? es
        ? 'El último termina en «0|00000000»: está completo.'
        : 'The last one ends in “0|00000000”: it is complete.'
      : es
        ? 'Ninguno termina bien y sin huecos: el archivo no llegó entero.'
        : 'None ends well and without holes: the file did not arrive whole.';
  if (failed === 0) {
    return es
      ? `Sí: el paquete de fin dice si el envío salió bien. ${ending}`
      : `Yes: the end packet says whether the sending went well. ${ending}`;
  }
  return es
    ? `Sí: «-1|FFFFFFFF» le dice que lo recibido hasta ahí no vale (${failed} ${failed === 1 ? 'vez' : 'veces'}) y que el archivo empieza de nuevo. ${ending}`
    : `Yes: “-1|FFFFFFFF” tells it that what came so far is void (${failed === 1 ? 'once' : failed === 2 ? 'twice' : `${failed} times`}) and that the file starts again. ${ending}`;
}

/** Is the end of the file there? */
export function tailCell(sequence: FragmentSequence, lang: Lang): Cell {
  const es = lang === 'es';
  const { tail, fileBytes, fileBytesFrom, outcome, bytes, to } = sequence;
  if (tail === 'confirmed') {
    const why =
      fileBytesFrom === 'announced'
        ? es
          ? 'la suma da la longitud anunciada'
          : 'the sum is the announced length'
        : es
          ? 'el paquete de fin lo confirma'
          : 'the end packet confirms it';
    return { text: es ? `sí: ${why}` : `yes: ${why}`, tone: 'good' };
  }
  if (tail === 'missing' && fileBytes !== null) {
    const lacking = formatBytes(fileBytes - bytes);
    return {
      text: es ? `no: tras el ${to} faltan ${lacking}` : `no: ${lacking} are missing behind ${to}`,
      tone: 'alert',
    };
  }
  if (outcome === 'failed') return { text: es ? 'ese intento se anuló' : 'that attempt was voided', tone: 'muted' };
  const reason =
    fileBytes === null
      ? es
        ? 'nada dice cuántos fragmentos eran; si falta el último, no queda hueco'
        : 'nothing says how many there were; a missing last one leaves no hole'
      : es
        ? 'los bytes que faltan pueden ser del hueco o también del final'
        : 'the missing bytes may be those of the hole or of the end as well';
  return { text: es ? `no se puede saber: ${reason}` : `cannot be told: ${reason}`, tone: 'muted' };
}

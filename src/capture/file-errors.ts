// Why a file cannot be read, in words that say what to do.

import { CaptureFileError } from '../core/errors.ts';
import type { Text } from '../core/text.ts';

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** The error of a failed open or read, by the system's own code. */
export function unreadable(path: string, cause: unknown): CaptureFileError {
  const code = codeOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return missing(path, cause);
  if (code === 'EISDIR') return isDirectory(path);
  if (code === 'EACCES' || code === 'EPERM') return forbidden(path, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CaptureFileError({
    code: 'E_FILE_UNREADABLE',
    what: { es: `${path}: no se puede leer (${reason}).`, en: `${path}: cannot be read (${reason}).` },
    cause,
  });
}

function missing(path: string, cause: unknown): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_MISSING',
    what: { es: `${path}: no existe ese archivo.`, en: `${path}: no such file.` },
    hint: {
      es: `Compruebe el nombre y la carpeta desde la que ejecuta la orden (${process.cwd()}).`,
      en: `Check the name and the folder you run the command from (${process.cwd()}).`,
    },
    cause,
  });
}

function forbidden(path: string, cause: unknown): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_UNREADABLE',
    what: { es: `${path}: no tiene permiso para leerlo.`, en: `${path}: you have no permission to read it.` },
    hint: {
      es: `Si lo grabó otro usuario (por ejemplo root): sudo chown "$USER" ${path}`,
      en: `If another user (root, say) recorded it: sudo chown "$USER" ${path}`,
    },
    cause,
  });
}

export function isDirectory(path: string): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_DIRECTORY',
    what: { es: `${path}: es una carpeta, no una captura.`, en: `${path}: is a directory, not a capture.` },
    hint: {
      es: 'Indique los archivos de captura que contiene; varios de un mismo conjunto se leen como una sola captura.',
      en: 'Name the capture files inside it; several of one rotated set are read as one capture.',
    },
  });
}

export function isEmpty(path: string): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_EMPTY',
    what: { es: `${path}: está vacío (0 bytes).`, en: `${path}: is empty (0 bytes).` },
    hint: {
      es: 'La captura no llegó a escribirse: repítala, o espere a que termine el programa que captura.',
      en: 'The capture was never written: record it again, or wait until the capturing program has ended.',
    },
  });
}

/** `start`: the first bytes as "50 4b 03 04"; `nature`: what they are, where known. */
export function notACapture(path: string, start: string, nature: Text | null, hint: Text | null): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_NOT_A_CAPTURE',
    what: {
      es: `${path}: no es una captura (empieza por ${start}${nature === null ? '' : `, ${nature.es}`}).`,
      en: `${path}: not a capture file (starts with ${start}${nature === null ? '' : `, ${nature.en}`}).`,
    },
    hint: hint ?? {
      es: 'Se leen capturas pcapng y pcap, también comprimidas con gzip o zstd.',
      en: 'pcapng and pcap captures are read, also compressed with gzip or zstd.',
    },
  });
}

/** A capture by its magic number, in a version or variant nobody reads. */
export function unsupportedCapture(path: string, why: Text): CaptureFileError {
  return new CaptureFileError({
    code: 'E_FILE_UNSUPPORTED',
    what: { es: `${path}: ${why.es}.`, en: `${path}: ${why.en}.` },
    hint: {
      es: 'Si es una captura válida, ábrala en Wireshark y guárdela como pcapng.',
      en: 'If it is a valid capture, open it in Wireshark and save it as pcapng.',
    },
  });
}

// What may go wrong in a transfer, each kind with its exit code (core/errors.ts): the file to send 3, an incomplete transfer 4, the broker 5.

import { AppError, EXIT_DAMAGED, EXIT_DEVICE, EXIT_INPUT, OutputError } from '../core/errors.ts';
import type { Text } from '../core/text.ts';

/** The file to be sent is missing or unreadable. */
export class InputFileError extends AppError {
  readonly exitCode: number = EXIT_INPUT;
}

/** The transfer ended before everything had arrived, or what arrived is not what was sent. */
export class TransferError extends AppError {
  readonly exitCode: number = EXIT_DAMAGED;
}

/** The broker does not answer, or does not let us in. */
export class BrokerError extends AppError {
  readonly exitCode: number = EXIT_DEVICE;
}

/** The person ended it (Ctrl-C). Whoever runs the transfer knows, and knows the exit code. */
export class Interrupted extends Error {}

/** The system's name of an error: 'ENOENT'; null: it has none. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const MEANINGS: Readonly<Record<string, Text>> = {
  EACCES: { es: 'sin permiso', en: 'permission denied' },
  EDQUOT: { es: 'cuota de disco agotada', en: 'disk quota exceeded' },
  EIO: { es: 'error de entrada/salida', en: 'input/output error' },
  EISDIR: { es: 'es una carpeta', en: 'it is a directory' },
  ENOENT: { es: 'no existe', en: 'it does not exist' },
  ENOSPC: { es: 'no queda espacio en el dispositivo', en: 'no space left on device' },
  ENOTDIR: { es: 'una parte de la ruta no es una carpeta', en: 'part of the path is not a directory' },
  EPERM: { es: 'operación no permitida', en: 'operation not permitted' },
  EROFS: { es: 'el sistema de archivos es de solo lectura', en: 'the file system is read-only' },
};

function meaningOf(error: unknown): Text {
  const code = errorCode(error);
  const plain = code ?? (error instanceof Error ? error.message : String(error));
  return (code === null ? undefined : MEANINGS[code]) ?? { es: plain, en: plain };
}

export function unreadable(path: string, cause: unknown): InputFileError {
  const why = meaningOf(cause);
  return new InputFileError({
    code: 'E_TRANSFER_INPUT',
    what: { es: `${path}: no se puede leer (${why.es}).`, en: `${path}: cannot be read (${why.en}).` },
    hint: {
      es: 'Indique el archivo que se ha de enviar: transfer publish ARCHIVO.',
      en: 'Name the file to be sent: transfer publish FILE.',
    },
    cause,
  });
}

export function unwritable(path: string, cause: unknown): OutputError {
  const why = meaningOf(cause);
  return new OutputError({
    code: 'E_OUTPUT_UNWRITABLE',
    what: { es: `${path}: no se puede escribir (${why.es}).`, en: `${path}: cannot be written (${why.en}).` },
    hint: {
      es: 'Indique un archivo en una carpeta que exista y en la que pueda escribir: transfer subscribe ARCHIVO.',
      en: 'Name a file in a directory that exists and that you may write to: transfer subscribe FILE.',
    },
    cause,
  });
}

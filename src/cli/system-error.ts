// Errors of the operating system, in words.

import type { Text } from '../core/text.ts';

/** The errno name of an error of node:fs ('ENOENT'), or null for anything else. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const MEANINGS: Readonly<Record<string, Text>> = {
  EACCES: { es: 'sin permiso', en: 'permission denied' },
  EBADF: { es: 'no está abierta para escribir', en: 'not open for writing' },
  EDQUOT: { es: 'cuota de disco agotada', en: 'disk quota exceeded' },
  EFBIG: { es: 'archivo demasiado grande', en: 'file too large' },
  EIO: { es: 'error de entrada/salida', en: 'input/output error' },
  EISDIR: { es: 'es una carpeta', en: 'it is a directory' },
  ENAMETOOLONG: { es: 'nombre demasiado largo', en: 'name too long' },
  ENOENT: { es: 'la carpeta no existe', en: 'no such directory' },
  ENOSPC: { es: 'no queda espacio en el dispositivo', en: 'no space left on device' },
  ENOTDIR: { es: 'una parte de la ruta no es una carpeta', en: 'part of the path is not a directory' },
  EPERM: { es: 'operación no permitida', en: 'operation not permitted' },
  EROFS: { es: 'el sistema de archivos es de solo lectura', en: 'the file system is read-only' },
};

/** What went wrong while writing, for people; an unknown errno is shown as it is. */
export function meaningOfErrno(error: unknown): Text {
  const errno = errnoOf(error);
  const meaning = errno === null ? undefined : MEANINGS[errno];
  const plain = errno ?? (error instanceof Error ? error.message : String(error));
  return meaning ?? { es: plain, en: plain };
}

// What can be wrong with the container of a capture, whichever its format; kinds of one format stand beside its reader.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

export const CUT_SHORT: AnomalyKind = {
  id: 'capture.cut-short',
  severity: 'warn',
  spec: 'draft-ietf-opsawg-pcapng §3.1; draft-ietf-opsawg-pcap §5',
  text: {
    es: 'La captura termina en mitad de un bloque o registro; se analizó todo lo anterior',
    en: 'The capture ends in the middle of a block or record; everything before it was analysed',
  },
};

export const COMPRESSED_CUT_SHORT: AnomalyKind = {
  id: 'capture.compressed-cut-short',
  severity: 'warn',
  spec: 'RFC 1952 §2.2; RFC 8878 §3.1',
  text: {
    es: 'El archivo comprimido está cortado; se analizó todo lo que se pudo descomprimir',
    en: 'The compressed file is cut short; everything that could be decompressed was analysed',
  },
};

export const COMPRESSED_DAMAGED: AnomalyKind = {
  id: 'capture.compressed-damaged',
  severity: 'error',
  spec: 'RFC 1952 §2.3; RFC 8878 §3.1',
  text: {
    es: 'El archivo comprimido está dañado; se analizó todo lo que se pudo descomprimir',
    en: 'The compressed file is damaged; everything that could be decompressed was analysed',
  },
};

export const TOO_MANY_COMMENTS: AnomalyKind = {
  id: 'capture.comments-limit',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §3.5.1',
  text: {
    es: 'La captura trae más comentarios de los que se conservan (1000); el resto se omite',
    en: 'The capture carries more comments than are kept (1000); the rest are left out',
  },
};

export const TOO_MANY_NAMES: AnomalyKind = {
  id: 'capture.names-limit',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §4.5',
  text: {
    es: 'La captura trae más nombres de equipos de los que se conservan (100 000); el resto se omite',
    en: 'The capture carries more host names than are kept (100,000); the rest are left out',
  },
};

export const TOO_MANY_SECRETS: AnomalyKind = {
  id: 'capture.secrets-limit',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §4.7',
  text: {
    es: 'La captura trae más claves TLS de las que se conservan (64 MiB); el resto se omite',
    en: 'The capture carries more TLS keys than are kept (64 MiB); the rest are left out',
  },
};

export const TOO_MANY_NOTES: AnomalyKind = {
  id: 'capture.notes-limit',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §3',
  text: {
    es: 'El contenedor tiene más irregularidades de las que se anotan (100); el resto se omite',
    en: 'The container has more irregularities than are noted (100); the rest are left out',
  },
};

export const FILES_REORDERED: AnomalyKind = {
  id: 'capture.files-reordered',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §4.3',
  text: {
    es: 'Los archivos se leyeron en el orden de su primera trama, distinto del orden en que se dieron',
    en: 'The files were read in the order of their first frame, which differs from the order given',
  },
};

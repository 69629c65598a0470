// What can be wrong with the options of one segment — RFC 9293 §3.1, §3.2.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8 } from '../../core/bytes.ts';
import type { Packet } from '../packet.ts';
import { fixedOptionLength, OPTION_END, optionLength } from './tcp-option-kinds.ts';

const OPTIONS_OVERRUN: AnomalyKind = {
  id: 'tcp.options-overrun',
  severity: 'error',
  spec: 'RFC 9293 §3.1',
  text: {
    es: 'Una opción TCP sobrepasa el final de la cabecera',
    en: 'A TCP option runs past the end of the header',
  },
};

const OPTION_LENGTH_TOO_SMALL: AnomalyKind = {
  id: 'tcp.option-length-too-small',
  severity: 'error',
  spec: 'RFC 9293 §3.2',
  text: {
    es: 'Longitud de opción TCP menor que 2: las opciones que siguen no se pueden leer',
    en: 'TCP option length below 2: the options after it cannot be read',
  },
};

const OPTION_LENGTH_WRONG: AnomalyKind = {
  id: 'tcp.option-length-wrong',
  severity: 'warn',
  spec: 'RFC 9293 §3.2',
  text: {
    es: 'Una opción TCP de longitud fija lleva otra longitud: su valor no se usa',
    en: 'A TCP option of fixed length carries another length: its value is not used',
  },
};

/** Walks whole, captured options and flags what is wrong with their lengths. */
export function checkTcpOptions(packet: Packet, at: number, end: number): void {
  const buf = packet.buf;
  while (at < end) {
    const kind = u8(buf, at);
    if (kind === OPTION_END) return;
    const length = optionLength(buf, at, end);
    if (length === 0) {
      const written = at + 1 < end ? u8(buf, at + 1) : 0;
      if (at + 1 < end && written < 2) packet.flag(OPTION_LENGTH_TOO_SMALL, at, 2, written);
      else packet.flag(OPTIONS_OVERRUN, at, Math.max(2, written), end - at);
      return;
    }
    const fixed = fixedOptionLength(kind);
    if (fixed !== 0 && length !== fixed) packet.flag(OPTION_LENGTH_WRONG, at, fixed, length);
    at += length;
  }
}

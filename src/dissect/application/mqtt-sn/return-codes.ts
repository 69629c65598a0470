// Return codes of CONNACK, REGACK, PUBACK, SUBACK, WILLTOPICRESP and WILLMSGRESP — MQTT-SN 1.2 §5.3.10 (table 5).

import type { Text } from '../../../core/text.ts';

export const SN_ACCEPTED = 0x00;
export const SN_CONGESTION = 0x01;
export const SN_INVALID_TOPIC_ID = 0x02;
export const SN_NOT_SUPPORTED = 0x03;

export interface SnReturnCode {
  readonly code: number;
  readonly name: string;
  readonly text: Text;
}

/** The rest, 0x04 … 0xFF, is reserved. */
export const SN_RETURN_CODES: readonly SnReturnCode[] = [
  { code: SN_ACCEPTED, name: 'accepted', text: { es: 'aceptado', en: 'accepted' } },
  {
    code: SN_CONGESTION,
    name: 'rejected: congestion',
    text: { es: 'rechazado: congestión', en: 'rejected: congestion' },
  },
  {
    code: SN_INVALID_TOPIC_ID,
    name: 'rejected: invalid topic ID',
    text: { es: 'rechazado: identificador de tópico no válido', en: 'rejected: invalid topic id' },
  },
  {
    code: SN_NOT_SUPPORTED,
    name: 'rejected: not supported',
    text: { es: 'rechazado: no se admite', en: 'rejected: not supported' },
  },
];

export function isKnownReturnCode(code: number): boolean {
  return code < SN_RETURN_CODES.length;
}

/** The name in the specification; "reserved (0x2b)" for a number without one. */
export function snReturnCodeName(code: number): string {
  return SN_RETURN_CODES[code]?.name ?? `reserved (0x${code.toString(16).padStart(2, '0')})`;
}

/** The same for people. */
export function snReturnCodeText(code: number): Text {
  const hex = `0x${code.toString(16).padStart(2, '0')}`;
  return SN_RETURN_CODES[code]?.text ?? { es: `código reservado (${hex})`, en: `reserved code (${hex})` };
}

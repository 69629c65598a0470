// What a file is, by its first bytes — and, for what is no capture, what it is instead.

import { matchesAscii, u8, u16be, u32be } from '../core/bytes.ts';
import type { Text } from '../core/text.ts';

export const PCAPNG_MAGIC = 0x0a0d0d0a;

interface ForeignFormat {
  readonly starts: readonly number[];
  readonly nature: Text;
  readonly hint: Text | null;
}

const ascii = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const same = (text: string): Text => ({ es: text, en: text });

const UNPACK: Text = { es: 'Descomprímalo primero.', en: 'Unpack it first.' };
const CONVERT: Text = {
  es: 'Conviértalo con Wireshark: editcap -F pcapng ENTRADA SALIDA.pcapng',
  en: 'Convert it with Wireshark: editcap -F pcapng INPUT OUTPUT.pcapng',
};
const RECORDED_TRAFFIC: Text = {
  es: 'Indique el archivo de la captura, no una exportación de ella.',
  en: 'Name the capture file itself, not an export of it.',
};

/** By magic number; the longest first where one begins another. */
const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { starts: ascii('PK\x03\x04'), nature: { es: 'un archivo ZIP', en: 'a ZIP archive' }, hint: UNPACK },
  {
    starts: ascii('BZh'),
    nature: { es: 'comprimido con bzip2', en: 'compressed with bzip2' },
    hint: { es: 'bunzip2 ARCHIVO', en: 'bunzip2 FILE' },
  },
  {
    starts: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    nature: { es: 'comprimido con xz', en: 'compressed with xz' },
    hint: { es: 'unxz ARCHIVO', en: 'unxz FILE' },
  },
  {
    starts: [0x04, 0x22, 0x4d, 0x18],
    nature: { es: 'comprimido con LZ4', en: 'compressed with LZ4' },
    hint: { es: 'unlz4 ARCHIVO', en: 'unlz4 FILE' },
  },
  { starts: [0x37, 0x7a, 0xbc, 0xaf], nature: { es: 'un archivo 7-Zip', en: 'a 7-Zip archive' }, hint: UNPACK },
  { starts: ascii('Rar!'), nature: { es: 'un archivo RAR', en: 'a RAR archive' }, hint: UNPACK },
  { starts: ascii('%PDF'), nature: { es: 'un documento PDF', en: 'a PDF document' }, hint: null },
  { starts: [0x89, 0x50, 0x4e, 0x47], nature: { es: 'una imagen PNG', en: 'a PNG image' }, hint: null },
  { starts: [0xff, 0xd8, 0xff], nature: { es: 'una imagen JPEG', en: 'a JPEG image' }, hint: null },
  { starts: [0x7f, 0x45, 0x4c, 0x46], nature: { es: 'un programa (ELF)', en: 'a program (ELF)' }, hint: null },
  {
    starts: ascii('SQLite format 3'),
    nature: { es: 'una base de datos SQLite', en: 'an SQLite database' },
    hint: null,
  },
  { starts: ascii('snoop\0\0\0'), nature: { es: 'una captura de snoop', en: 'a snoop capture' }, hint: CONVERT },
  { starts: ascii('GMBU'), nature: same('Microsoft Network Monitor 2'), hint: CONVERT },
  { starts: ascii('RTSS'), nature: same('Microsoft Network Monitor 1'), hint: CONVERT },
  { starts: ascii('TRSNIFF data'), nature: same('Network General Sniffer'), hint: CONVERT },
  { starts: ascii('XCP\0'), nature: same('NetXRay / Sniffer'), hint: CONVERT },
  {
    starts: ascii('btsnoop\0'),
    nature: { es: 'una captura de Bluetooth (btsnoop)', en: 'a Bluetooth capture (btsnoop)' },
    hint: CONVERT,
  },
  {
    starts: [0x00, 0x04, 0x00, 0x01, 0x00],
    nature: { es: 'quizá una captura ERF', en: 'perhaps an ERF capture' },
    hint: CONVERT,
  },
  { starts: ascii('<?xml'), nature: { es: 'un texto XML', en: 'XML text' }, hint: RECORDED_TRAFFIC },
  {
    starts: ascii('<!DOCTYPE'),
    nature: { es: 'una página HTML', en: 'an HTML page' },
    hint: {
      es: '¿Se descargó una página de error en lugar de la captura?',
      en: 'Was an error page downloaded instead of the capture?',
    },
  },
  {
    starts: ascii('<html'),
    nature: { es: 'una página HTML', en: 'an HTML page' },
    hint: {
      es: '¿Se descargó una página de error en lugar de la captura?',
      en: 'Was an error page downloaded instead of the capture?',
    },
  },
];

export interface Nature {
  readonly nature: Text | null;
  readonly hint: Text | null;
}

/** What the bytes [at, end) begin, if it is anything known. */
export function describeForeign(buf: Uint8Array, at: number, end: number): Nature {
  for (const format of FOREIGN_FORMATS) if (startsWith(buf, at, end, format.starts)) return format;
  if (end - at > 262 && matchesAscii(buf, at + 257, end, 'ustar'))
    return { nature: { es: 'un archivo tar', en: 'a tar archive' }, hint: UNPACK };
  if (isUtf16(buf, at, end)) return { nature: { es: 'un texto en UTF-16', en: 'UTF-16 text' }, hint: RECORDED_TRAFFIC };
  if (isText(buf, at, end)) return { nature: kindOfText(buf, at, end), hint: RECORDED_TRAFFIC };
  return { nature: isZero(buf, at, end) ? { es: 'solo ceros', en: 'nothing but zeros' } : null, hint: null };
}

/** "50 4b 03 04": the first bytes, at most eight. */
export function firstBytes(buf: Uint8Array, at: number, end: number): string {
  const bytes: string[] = [];
  for (let i = at; i < Math.min(end, at + 8); i++) bytes.push(u8(buf, i).toString(16).padStart(2, '0'));
  return bytes.join(' ');
}

/** Needs 4 bytes at `at`. */
export function isPcapng(buf: Uint8Array, at: number): boolean {
  return u32be(buf, at) === PCAPNG_MAGIC;
}

function startsWith(buf: Uint8Array, at: number, end: number, bytes: readonly number[]): boolean {
  return end - at >= bytes.length && bytes.every((byte, index) => u8(buf, at + index) === byte);
}

function isUtf16(buf: Uint8Array, at: number, end: number): boolean {
  return end - at >= 2 && (u16be(buf, at) === 0xfffe || u16be(buf, at) === 0xfeff);
}

function isText(buf: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < Math.min(end, at + 512); i++) {
    const byte = u8(buf, i);
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
    if (byte === 0x7f) return false;
  }
  return true;
}

function isZero(buf: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (u8(buf, i) !== 0) return false;
  return true;
}

function kindOfText(buf: Uint8Array, at: number, end: number): Text {
  const text = new TextDecoder().decode(buf.subarray(at, Math.min(end, at + 512)));
  if (/^\s*[[{]/.test(text)) return { es: 'un texto JSON', en: 'JSON text' };
  const line = text.slice(0, text.search(/[\r\n]|$/));
  if (line.split(/[,;\t]/).length > 2) return { es: 'un texto CSV', en: 'CSV text' };
  return { es: 'un texto', en: 'text' };
}

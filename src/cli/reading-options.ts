// Option values that say how a capture is read: zone of the dates, protocols by port, fragment formats. Loaded with the command that reads.

import { FRAGMENT_FORMATS, parseFragmentFormat, type StatedFormat } from '../analyze/collectors/fragment-format.ts';
import { APP_PROTOCOLS } from '../dissect/application/registry.ts';
import type { Arguments } from './arguments.ts';
import { listOf, notAllowed } from './option-values.ts';
import { DECODE_AS, FRAGMENTS, TIME_ZONE } from './options.ts';
import { nearestWord } from './suggest.ts';

/** How a date names UTC in our languages: asking Intl instead takes 10 ms, its first use. */
const IN_UTC = /\((?:Coordinated Universal Time|(?:tiempo|hora) universal coordinad[oa])\)$/;

/** An IANA zone in its usual spelling; the system's when the option is not given. */
export function readTimeZone(args: Arguments): string {
  const value = args.value(TIME_ZONE);
  if (value === 'UTC' || (value === null && IN_UTC.test(String(new Date())))) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', value === null ? {} : { timeZone: value }).resolvedOptions().timeZone;
  } catch (cause) {
    if (!(cause instanceof RangeError) || value === null) throw cause;
    const near = nearestWord(value, Intl.supportedValuesOf('timeZone'));
    throw notAllowed(
      TIME_ZONE,
      value,
      { es: 'un nombre IANA, como America/Caracas o UTC', en: 'an IANA name, such as Europe/Madrid or UTC' },
      near,
    );
  }
}

/** How payloads are numbered; null: --fragments none. */
export function readFragments(args: Arguments): StatedFormat | null {
  const value = args.value(FRAGMENTS) ?? 'auto';
  if (value === 'none') return null;
  const stated = parseFragmentFormat(value);
  if (stated !== null) return stated;
  const allowed = [
    'auto',
    'none',
    ...FRAGMENT_FORMATS,
    'json:FIELD',
    'u8',
    'u16be',
    'u16le',
    'u32be',
    'u32le',
    'u64be',
    'u64le',
  ];
  throw notAllowed(FRAGMENTS, value, listOf(allowed), nearestWord(value, allowed));
}

/** tshark's -d: the protocol by TCP port. */
export function readDecodeAs(args: Arguments): Map<number, string> {
  const protocols = APP_PROTOCOLS.filter((protocol) => protocol.transport === 'stream').map(
    (protocol) => protocol.name,
  );
  const decodeAs = new Map<number, string>();
  for (const value of args.all(DECODE_AS)) {
    const rule = /^tcp\.port==(\d{1,5})(?:-(\d{1,5}))?,([^,]+)$/.exec(value.replaceAll(' ', ''));
    const [, first = '', last = first, protocol = ''] = rule ?? [];
    if (rule === null || Number(first) < 1 || Number(last) < Number(first) || Number(last) > 65_535) {
      throw notAllowed(DECODE_AS, value, {
        es: 'tcp.port==PUERTO,PROTOCOLO con un puerto de 1 a 65535 (o un intervalo, 1883-1890)',
        en: 'tcp.port==PORT,PROTOCOL with a port from 1 to 65535 (or a range, 1883-1890)',
      });
    }
    if (!protocols.includes(protocol)) {
      throw notAllowed(DECODE_AS, value, listOf(protocols), nearestWord(protocol, protocols), protocol);
    }
    for (let port = Number(first); port <= Number(last); port++) decodeAs.set(port, protocol);
  }
  return decodeAs;
}

import { describe, expect, it } from 'vitest';
import { FRAGMENT_FORMATS } from '../../src/analyze/collectors/fragment-format.ts';
import { Arguments } from '../../src/cli/arguments.ts';
import { DECODE_AS, FRAGMENTS, TIME_ZONE } from '../../src/cli/options.ts';
import { readDecodeAs, readFragments, readTimeZone } from '../../src/cli/reading-options.ts';
import { UsageError } from '../../src/core/errors.ts';

const NOTHING = new Arguments([], new Map());
const withValues = (name: string, ...values: string[]) => new Arguments([], new Map([[name, values]]));

function failureOf(read: () => unknown): UsageError {
  try {
    read();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('readTimeZone', () => {
  it("is the system's by default", () => {
    expect(readTimeZone(NOTHING)).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('accepts IANA names in any case', () => {
    expect(readTimeZone(withValues(TIME_ZONE.name, 'america/caracas'))).toBe('America/Caracas');
    expect(readTimeZone(withValues(TIME_ZONE.name, 'UTC'))).toBe('UTC');
  });

  it('refuses others, with the nearest', () => {
    const error = failureOf(() => readTimeZone(withValues(TIME_ZONE.name, 'Europe/Madird')));
    expect(error.what.es).toContain('--time-zone: valor no válido «Europe/Madird»; se admite un nombre IANA');
    expect(error.what.en).toContain('--time-zone: invalid value "Europe/Madird"; allowed: an IANA name');
    expect(error.hint?.en).toBe('Did you mean Europe/Madrid?');
  });
});

describe('readDecodeAs', () => {
  const read = (...values: string[]) => readDecodeAs(withValues(DECODE_AS.name, ...values));

  it('reads ports, ranges and several rules', () => {
    expect([...read('tcp.port==1884,mqtt', 'tcp.port==8080-8082,dns')]).toEqual([
      [1884, 'mqtt'],
      [8080, 'dns'],
      [8081, 'dns'],
      [8082, 'dns'],
    ]);
    expect(readDecodeAs(NOTHING).size).toBe(0);
  });

  it('lets a later rule for a port count', () => {
    expect(read('tcp.port==1884,mqtt', 'tcp.port==1884,dns').get(1884)).toBe('dns');
  });

  it.each([
    '1884',
    'tcp.port=1884,mqtt',
    'udp.port==1884,mqtt',
    'tcp.port==0,mqtt',
    'tcp.port==65536,mqtt',
    'tcp.port==9-8,mqtt',
    'tcp.port==1884',
    'tcp.port==,mqtt',
  ])('refuses "%s"', (value) => {
    const error = failureOf(() => read(value));
    expect(error.what.es).toContain(`-d: valor no válido «${value}»; se admite tcp.port==PUERTO,PROTOCOLO`);
    expect(error.what.en).toContain(`-d: invalid value "${value}"; allowed: tcp.port==PORT,PROTOCOL`);
  });

  it('names an unknown protocol', () => {
    const error = failureOf(() => read('tcp.port==1884,mqt'));
    expect(error.what.en).toContain('-d: invalid value "tcp.port==1884,mqt": "mqt"; allowed: mqtt');
    expect(error.what.es).toContain('-d: valor no válido «tcp.port==1884,mqt»: «mqt»; se admite mqtt');
    expect(error.hint?.en).toBe('Did you mean mqtt?');
  });
});

describe('readFragments', () => {
  it('finds out by default, and is null for none', () => {
    expect(readFragments(NOTHING)).toEqual(readFragments(withValues(FRAGMENTS.name, 'auto')));
    expect(readFragments(withValues(FRAGMENTS.name, 'none'))).toBeNull();
  });

  it('knows every format, and the help names all of them', () => {
    for (const format of FRAGMENT_FORMATS) {
      expect(readFragments(withValues(FRAGMENTS.name, format))?.format).toBe(format);
      expect(FRAGMENTS.describe.en).toContain(format);
      expect(FRAGMENTS.describe.es).toContain(format);
    }
    expect(readFragments(withValues(FRAGMENTS.name, 'u32be'))?.reader).toBe('u32be');
  });

  it('refuses others, with the nearest', () => {
    const error = failureOf(() => readFragments(withValues(FRAGMENTS.name, 'index')));
    expect(error.what.en).toContain('--fragments: invalid value "index"; allowed: auto, none, raw, indexed');
    expect(error.hint?.es).toBe('¿Quiso decir indexed?');
  });
});

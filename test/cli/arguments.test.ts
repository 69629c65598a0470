import { describe, expect, it } from 'vitest';
import { indexOfFirstWord, parseArguments } from '../../src/cli/arguments.ts';
import { analyzeCommand, REPORT_FORMAT } from '../../src/cli/commands/analyze-command.ts';
import { DECODE_AS, HELP, LANG, NO_PROGRESS, OUTPUT, STREAM } from '../../src/cli/options.ts';
import { UsageError } from '../../src/core/errors.ts';

const parse = (...argv: string[]) => parseArguments(argv, analyzeCommand.options);

function failure(...argv: string[]): UsageError {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('parseArguments', () => {
  it('keeps words in order and options wherever they stand', () => {
    const args = parse('a.pcapng', '--lang', 'es', 'b.pcapng', '-');
    expect(args.words).toEqual(['a.pcapng', 'b.pcapng', '-']);
    expect(args.value(LANG)).toBe('es');
    expect(args.value(REPORT_FORMAT)).toBeNull();
  });

  it.each([
    [['-o', 'x.md'], 'x.md'],
    [['-ox.md'], 'x.md'],
    [['--output', 'x.md'], 'x.md'],
    [['--output=x.md'], 'x.md'],
    [['-o', '-'], '-'],
  ])('reads the output from %o', (argv, expected) => {
    expect(parse(...argv).value(OUTPUT)).toBe(expected);
  });

  it('takes -d as often as it comes, with and without a space', () => {
    const args = parse('-d', 'tcp.port==1884,mqtt', '-dtcp.port==1885,mqtt', 'a.pcapng');
    expect(args.all(DECODE_AS)).toEqual(['tcp.port==1884,mqtt', 'tcp.port==1885,mqtt']);
    expect(args.words).toEqual(['a.pcapng']);
  });

  it('lets the last of two values count', () => {
    expect(parse('--lang', 'es', '--lang', 'en').value(LANG)).toBe('en');
  });

  it('reads switches, short and long', () => {
    expect(parse('--no-progress').has(NO_PROGRESS)).toBe(true);
    expect(parse('-h').has(HELP)).toBe(true);
    expect(parse().has(HELP)).toBe(false);
  });

  it('takes everything after -- for words', () => {
    expect(parse('--', '--lang', '-x').words).toEqual(['--lang', '-x']);
  });

  it.each([
    ['--formt=json', '--formt', '--format'],
    ['--xyzzy', '--xyzzy', null],
    ['--progress', '--progress', '--no-progress'],
    ['--d', '--d', null],
    ['-q', '-q', null],
    ['--keylog=keys.txt', '--keylog', null],
    ['--keylog=file', '--keylog', null],
    ['--expected=input.txt', '--expected', '--expect'],
  ])('refuses %s', (argument, shown, near) => {
    const error = failure('a.pcapng', argument);
    expect(error.exitCode).toBe(2);
    expect(error.what).toEqual({ es: `opción desconocida: ${shown}.`, en: `unknown option: ${shown}.` });
    if (near === null) expect(error.hint?.en ?? null).not.toBe('');
    else expect(error.hint).toEqual({ es: `¿Quiso decir ${near}?`, en: `Did you mean ${near}?` });
  });

  it('says which value is missing', () => {
    expect(failure('a.pcapng', '--format').what).toEqual({
      es: 'falta el valor de --format (terminal|markdown|json).',
      en: '--format needs a value (terminal|markdown|json).',
    });
    expect(failure('--output=').what.es).toBe('falta el valor de --output (ARCHIVO).');
  });

  it('refuses a value where none belongs', () => {
    expect(failure('--no-progress=yes').what.en).toBe('--no-progress takes no value (got "yes").');
    expect(failure('--no-progress=yes').what.es).toBe('--no-progress no lleva valor (se dio «yes»).');
  });
});

describe('indexOfFirstWord', () => {
  const options = [LANG, STREAM, NO_PROGRESS];
  it.each([
    [['export', 'a'], 0],
    [['--lang', 'es', 'export'], 2],
    [['--lang=es', '--no-progress', 'export'], 2],
    [['--no-progress'], -1],
    [['-', 'a'], 0],
    [[], -1],
  ])('%o → %i', (argv, index) => {
    expect(indexOfFirstWord(argv, options)).toBe(index);
  });
});

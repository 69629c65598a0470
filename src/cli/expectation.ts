// --expect: the file that should have arrived, read before the capture is; what compares it is loaded only then.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { StatedFormat } from '../analyze/collectors/fragment-format.ts';
import type { Expectation } from '../analyze/expectation/expectation-report.ts';
import type { ExpectedFile } from '../analyze/expectation/expected-file.ts';
import { CaptureFileError } from '../core/errors.ts';
import type { Text } from '../core/text.ts';
import { errnoOf, meaningOfErrno } from './system-error.ts';

/** Entries of any one list, where nothing else is said. */
const LIST_LIMIT = 1000;

/** null: no file is named. `name`: how the report calls it. Throws CaptureFileError if it cannot be read. */
export async function openExpectation(
  path: string | null,
  stated: StatedFormat | null,
  stream: number | null,
  listLimit: number | null,
  name: string | null = path,
): Promise<Expectation | null> {
  if (path === null) return null;
  const { ExpectationCollector } = await import('../analyze/expectation/expectation-collector.ts');
  const { parseFragmentFormat } = await import('../analyze/collectors/fragment-format.ts');
  // With --fragments none the report has no fragments of its own; the file is looked for all the same.
  const format = stated ?? parseFragmentFormat('auto');
  if (format === null) throw new Error('"auto" is a fragment format');
  const file = await readExpectedFile(path, name ?? path);
  return new ExpectationCollector({ file, stated: format, stream, listLimit: listLimit ?? LIST_LIMIT });
}

async function readExpectedFile(path: string, name: string): Promise<ExpectedFile> {
  const { EXPECTED_LIMIT, ExpectedFile: File } = await import('../analyze/expectation/expected-file.ts');
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw notAFile(path);
    if (stat.size === 0) throw isEmpty(path);
    const bytes = Buffer.allocUnsafe(Math.min(stat.size, EXPECTED_LIMIT));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(fd, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return new File(name, bytes.subarray(0, length), Math.max(stat.size, length));
  } catch (error) {
    if (error instanceof CaptureFileError || errnoOf(error) === null) throw error;
    if (errnoOf(error) === 'ENOENT') throw failure('E_EXPECT_MISSING', path, NO_SUCH_FILE);
    const meaning = meaningOfErrno(error);
    throw failure('E_EXPECT_UNREADABLE', path, {
      es: `no se puede leer (${meaning.es})`,
      en: `cannot be read (${meaning.en})`,
    });
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

const NO_SUCH_FILE: Text = { es: 'no existe ese archivo', en: 'no such file' };

function notAFile(path: string): CaptureFileError {
  return failure('E_EXPECT_NOT_A_FILE', path, { es: 'no es un archivo', en: 'is no file' });
}

function isEmpty(path: string): CaptureFileError {
  return failure('E_EXPECT_EMPTY', path, {
    es: 'está vacío: no hay bytes que buscar',
    en: 'is empty: there are no bytes to look for',
  });
}

function failure(code: `E_${string}`, path: string, what: Text): CaptureFileError {
  return new CaptureFileError({
    code,
    what: { es: `--expect ${path}: ${what.es}.`, en: `--expect ${path}: ${what.en}.` },
    hint: {
      es: 'Indique el archivo original, el que el publicador leyó (por ejemplo input.txt).',
      en: 'Name the original file, the one that the publisher read (input.txt, for example).',
    },
  });
}

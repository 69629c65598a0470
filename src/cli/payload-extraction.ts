// --extract: the files that payloads are saved to, opened only when asked for.

import type { StatedFormat } from '../analyze/collectors/fragment-format.ts';
import type { Lang } from '../core/text.ts';
import type { PayloadFiles } from '../export/payload-files.ts';
import { warn } from './exit.ts';

/** null: nothing is to be saved. `fragments`: how files are put together; null: they are not; left out: found out. */
export async function openPayloadFiles(
  folder: string | null,
  stream: number | null,
  fragments?: StatedFormat | null,
): Promise<PayloadFiles | null> {
  if (folder === null) return null;
  const { PayloadFiles: Files } = await import('../export/payload-files.ts');
  return new Files(folder, stream, fragments === undefined ? {} : { fragments });
}

/** Says so when not all of them were saved. */
export function tellOmitted({ written, omitted }: PayloadFiles, lang: Lang): void {
  if (omitted === 0) return;
  warn(
    {
      es: `--extract: se guardaron ${written} contenidos; ${omitted} más pasan del límite y no se guardaron.`,
      en: `--extract: ${written} payloads were saved; ${omitted} more are beyond the limit and were not.`,
    },
    lang,
  );
}

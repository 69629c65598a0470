// What a transfer shows on stderr while it goes on: notes, and on a terminal one line that says how far it has come.

import type { Lang } from '../../core/text.ts';
import type { TransferObserver, TransferProgress } from '../../transfer/transfer-options.ts';
import { warn } from '../exit.ts';
import { writeStderr } from '../write-bytes.ts';

const SHOW_AFTER_MS = 500;
const REDRAW_EVERY_MS = 200;
const ERASE_LINE = '\r\u001b[2K';

export interface TransferScreen extends TransferObserver {
  /** Leaves the terminal as it was. */
  erase(): void;
}

/** `columns` null: no progress line. */
export function transferScreen(lang: Lang, columns: number | null): TransferScreen {
  const startedAt = performance.now();
  let drawnAt = startedAt + SHOW_AFTER_MS - REDRAW_EVERY_MS;
  let isShown = false;
  const erase = (): void => {
    if (isShown) writeStderr(ERASE_LINE);
    isShown = false;
  };
  return {
    note: (text) => {
      erase();
      warn(text, lang);
    },
    progress: (progress) => {
      const at = performance.now();
      if (columns === null || at - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = at;
      isShown = true;
      const line = describeTransferProgress(progress, (at - startedAt) / 1000, lang);
      writeStderr(ERASE_LINE + line.slice(0, columns - 1));
    },
    erase,
  };
}

/** "42 %  8.4 MB of 20 MB  269 fragments  10.2 MB/s". */
export function describeTransferProgress(progress: TransferProgress, seconds: number, lang: Lang): string {
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  const size = (bytes: number): string =>
    bytes >= 1e6 ? `${number.format(bytes / 1e6)} MB` : `${number.format(bytes / 1e3)} kB`;
  const { bytes, totalBytes, fragments } = progress;
  const parts: string[] = [];
  if (totalBytes !== null && totalBytes > 0) parts.push(`${Math.floor((bytes / totalBytes) * 100)} %`);
  parts.push(totalBytes === null ? size(bytes) : `${size(bytes)} ${{ es: 'de', en: 'of' }[lang]} ${size(totalBytes)}`);
  parts.push(`${number.format(fragments)} ${{ es: 'fragmentos', en: 'fragments' }[lang]}`);
  parts.push(`${size(bytes / Math.max(seconds, 0.001))}/s`);
  return parts.join('  ');
}

// One line on stderr that says how far the reading has come: only on a terminal, only when it takes more than a second, erased at the end.

import type { ReadProgress } from '../capture/source.ts';
import type { Lang, Text } from '../core/text.ts';
import { writeStderr } from './write-bytes.ts';

const SHOW_AFTER_MS = 1000;
const REDRAW_EVERY_MS = 200;
const ERASE_LINE = '\r\u001b[2K';

export interface ProgressLine {
  update(progress: ReadProgress): void;
  /** Leaves the terminal as it was; may be called twice. */
  erase(): void;
}

/** `columns`: what fits in a line of the terminal; `now`: milliseconds of any steady clock. */
export function progressLine(
  lang: Lang,
  columns: number,
  now: () => number = () => performance.now(),
  write: (text: string) => void = writeStderr,
): ProgressLine {
  const startedAt = now();
  let drawnAt = startedAt + SHOW_AFTER_MS - REDRAW_EVERY_MS;
  let isShown = false;
  return {
    update(progress) {
      const at = now();
      if (at - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = at;
      isShown = true;
      write(ERASE_LINE + describeProgress(progress, (at - startedAt) / 1000, lang).slice(0, columns - 1));
    },
    erase() {
      if (isShown) write(ERASE_LINE);
      isShown = false;
    },
  };
}

/** "42 %  1.2 GB of 2.9 GB  310 MB/s  3 181 204 frames  6 s left". */
export function describeProgress(progress: ReadProgress, elapsedSeconds: number, lang: Lang): string {
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1, useGrouping: true });
  const size = (bytes: number): string => {
    const unit = bytes >= 1e9 ? 'GB' : bytes >= 1e6 ? 'MB' : 'kB';
    return `${number.format(bytes / (unit === 'GB' ? 1e9 : unit === 'MB' ? 1e6 : 1e3))} ${unit}`;
  };
  const { bytesRead, bytesTotal, frames } = progress;
  const rate = bytesRead / Math.max(elapsedSeconds, 0.001);
  const parts: string[] = [];
  if (bytesTotal !== null && bytesTotal > 0) {
    parts.push(`${Math.min(100, Math.floor((bytesRead / bytesTotal) * 100))} %`);
    parts.push(`${size(bytesRead)} ${OF[lang]} ${size(bytesTotal)}`);
  } else {
    parts.push(size(bytesRead));
  }
  parts.push(`${size(rate)}/s`, `${number.format(frames)} ${FRAMES[lang]}`);
  if (bytesTotal !== null && rate > 0) {
    const left = Math.max(0, bytesTotal - bytesRead) / rate;
    parts.push(LEFT[lang](left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`));
  }
  return parts.join('  ');
}

const OF: Text = { es: 'de', en: 'of' };
const FRAMES: Text = { es: 'tramas', en: 'frames' };
const LEFT: Readonly<Record<Lang, (time: string) => string>> = {
  es: (time) => `faltan ${time}`,
  en: (time) => `${time} left`,
};

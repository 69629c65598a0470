// Lists of frame numbers, as one writes them down to open them in Wireshark. Frame numbers are names: never grouped.

import type { Lang } from '../../core/text.ts';
import { formatCount, NO_BREAK_SPACE } from './numbers.ts';

export const ABSENT = '—';

/** "10, 16, 20 … and 9 more"; `total` is the full count where `frames` is only a part. */
export function formatFrames(frames: readonly number[], limit: number, total: number, lang: Lang): string {
  if (frames.length === 0) return ABSENT;
  const shown = frames.slice(0, limit);
  const left = Math.max(total, frames.length) - shown.length;
  return shown.join(', ') + moreText(left, lang);
}

/** The same for a list in which a frame stands once for each packet it carries: "10, 16 ×2 … and 9 more". */
export function formatRepeatedFrames(frames: readonly number[], limit: number, total: number, lang: Lang): string {
  if (frames.length === 0) return ABSENT;
  const runs: { frame: number; count: number }[] = [];
  for (const frame of frames) {
    const last = runs[runs.length - 1];
    if (last?.frame === frame) last.count++;
    else runs.push({ frame, count: 1 });
  }
  const shown = runs.slice(0, limit);
  const left = Math.max(total, frames.length) - shown.reduce((sum, run) => sum + run.count, 0);
  const list = shown.map((run) => (run.count === 1 ? String(run.frame) : `${run.frame}${NO_BREAK_SPACE}×${run.count}`));
  return list.join(', ') + moreText(left, lang);
}

function moreText(left: number, lang: Lang): string {
  if (left <= 0) return '';
  return lang === 'es' ? ` … y ${formatCount(left)} más` : ` … and ${formatCount(left)} more`;
}

/** "trama 8", "tramas 8, 9, 10". */
export function namedFrames(frames: readonly number[], limit: number, total: number, lang: Lang): string {
  const one = lang === 'es' ? 'trama' : 'frame';
  return `${total === 1 ? one : `${one}s`} ${formatFrames(frames, limit, total, lang)}`;
}

export function frameOrAbsent(frame: number | null): string {
  return frame === null ? ABSENT : String(frame);
}

/** What stands under a table or list that was cut; null: nothing was. */
export function moreRows(shown: number, total: number, table: string | null, lang: Lang): string | null {
  const left = total - shown;
  if (left <= 0) return null;
  const whole = table === null ? '--format json' : `export --table ${table}`;
  return lang === 'es' ? `… y ${formatCount(left)} más (${whole})` : `… and ${formatCount(left)} more (${whole})`;
}

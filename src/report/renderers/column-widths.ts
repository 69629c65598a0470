// How wide the columns of a table become on a page of a given width, and which ones it has no room for.

import type { Column } from '../document.ts';
import { displayWidth, longestWord } from './wrap.ts';

/** A word longer than this may be broken to save the table. */
const UNBROKEN = 20;
const NARROWEST = 4;
/** Enough of a preview to recognise it. */
const PREVIEW = 24;
/** "│ " and " " around each cell, "│" at the end. */
const FRAME_PER_COLUMN = 3;

export interface Layout {
  /** Indices of the columns that are shown. */
  readonly shown: readonly number[];
  /** Of the shown ones, without padding. */
  readonly widths: readonly number[];
}

/** Width of a table in which nothing is wrapped. */
export function naturalWidth(rows: readonly (readonly string[])[]): number {
  const columns = rows[0]?.length ?? 0;
  let total = FRAME_PER_COLUMN * columns + 1;
  for (let at = 0; at < columns; at++) {
    total += rows.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? '')), 1);
  }
  return total;
}

interface Measure {
  readonly at: number;
  readonly natural: number;
  readonly least: number;
}

/** Fits columns of texts (the first row holds the heads) into `width`; null: not even the narrowest columns fit. */
export function layoutColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): Layout | null {
  let shown = columns.map((column, at) => measure(column, at, rows));
  while (leastTotal(shown) > room(shown.length, width)) {
    const next = nextToDrop(columns, shown);
    if (next === null) break;
    shown = shown.filter((one) => one.at !== next);
  }
  const available = room(shown.length, width);
  if (shown.length * NARROWEST > available) return null;
  return { shown: shown.map((one) => one.at), widths: spread(shrink(shown, available), available) };
}

function measure(column: Column, at: number, rows: readonly (readonly string[])[]): Measure {
  let natural = 1;
  let word = 1;
  for (const row of rows) {
    const text = row[at] ?? '';
    natural = Math.max(natural, displayWidth(text));
    word = Math.max(word, longestWord(text));
  }
  natural = Math.min(natural, column.most ?? natural);
  const least = column.overflow === 'cut' ? Math.min(natural, PREVIEW) : Math.min(natural, word, UNBROKEN);
  return { at, natural, least };
}

function room(columns: number, width: number): number {
  return width - FRAME_PER_COLUMN * columns - 1;
}

function leastTotal(measures: readonly Measure[]): number {
  return measures.reduce((sum, one) => sum + one.least, 0);
}

function nextToDrop(columns: readonly Column[], shown: readonly Measure[]): number | null {
  let next: number | null = null;
  let order = Number.POSITIVE_INFINITY;
  for (const one of shown) {
    const candidate = columns[one.at]?.dropOrder;
    if (candidate !== undefined && candidate < order) {
      order = candidate;
      next = one.at;
    }
  }
  return next;
}

/** Takes from the widest least width until all of them fit. */
function shrink(measures: readonly Measure[], available: number): Measure[] {
  const least = measures.map((one) => one.least);
  let total = leastTotal(measures);
  while (total > available) {
    const widest = least.indexOf(Math.max(...least));
    const size = least[widest] ?? 0;
    if (size <= NARROWEST) break;
    least[widest] = size - 1;
    total--;
  }
  return measures.map((one, at) => ({ ...one, least: least[at] ?? one.least }));
}

/** Gives what is left to the columns that want more, always to the narrowest of them first. */
function spread(measures: readonly Measure[], available: number): number[] {
  const widths = measures.map((one) => one.least);
  let left = available - widths.reduce((sum, width) => sum + width, 0);
  while (left > 0) {
    let narrowest = -1;
    for (let at = 0; at < widths.length; at++) {
      const wants = (widths[at] ?? 0) < (measures[at]?.natural ?? 0);
      if (wants && (narrowest < 0 || (widths[at] ?? 0) < (widths[narrowest] ?? 0))) narrowest = at;
    }
    if (narrowest < 0) break;
    widths[narrowest] = (widths[narrowest] ?? 0) + 1;
    left--;
  }
  return widths;
}

// The Analysis itself, two spaces deep — the format for programs.

import type { Renderer } from './renderer.ts';

/** What JSON allows as it stands but a terminal or an editor might obey or hide: DEL and C1 controls, bidirectional and invisible characters. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export const json: Renderer = {
  render: (analysis) => jsonText(analysis),
};

/** Any JSON-safe value, written the same way. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(UNSAFE, escapeUnit)}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

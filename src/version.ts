// What this program is called, and its version as package.json states it.

import { readFileSync } from 'node:fs';

export const TOOL_NAME = 'mqttscope';

let known: string | null = null;

/** Read once, from the package this file was installed with. */
export function readVersion(): string {
  if (known !== null) return known;
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  known = typeof version === 'string' ? version : '0.0.0';
  return known;
}

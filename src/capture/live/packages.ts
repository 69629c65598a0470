// The optional packages: where they are installed, if they are. Threads and child processes need their paths.

import { createRequire } from 'node:module';

/** The file that `require(name)` would load; null: the package is not installed. */
export function packagePath(name: 'koffi' | 'cap'): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}

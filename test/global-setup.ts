// Builds the program once for the tests that start it. Type errors are the business of `npm run types`: here only the result counts.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export default function setup(): void {
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
  const build = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) console.warn(`the build reports:\n${build.stdout}`);
  if (!existsSync(new URL('../dist/cli/main.js', import.meta.url))) {
    throw new Error(`the program could not be built:\n${build.stdout}${build.stderr}`);
  }
  const bundle = spawnSync(process.execPath, ['scripts/bundle.js'], { cwd: root, encoding: 'utf8' });
  if (bundle.status !== 0) throw new Error(`the program could not be bundled:\n${bundle.stdout}${bundle.stderr}`);
}

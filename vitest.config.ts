// Which tests there are. `vitest run` runs all of them; `--project golden` only one kind.

import { defineConfig, type ViteUserConfig } from 'vitest/config';

const EVERYWHERE = ['test/**/*.test.ts'];
/** Kinds with a folder of their own; all the rest are unit tests, a mirror of src. */
const KINDS = ['golden', 'property', 'oracle'] as const;
/** These start the built program as a child process. */
const STARTS_THE_PROGRAM = ['test/cli/**/*.test.ts', 'test/system/**/*.test.ts'];

/** Tells a test that hangs from one on a slow and busy machine. */
const HANGS_MS = 120_000;

const folderOf = (kind: string): string => `test/${kind}/**/*.test.ts`;

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: EVERYWHERE,
          exclude: [...KINDS.map(folderOf), ...STARTS_THE_PROGRAM],
          testTimeout: HANGS_MS,
        },
      },
      ...KINDS.map((name) => ({ test: { name, include: [folderOf(name)], testTimeout: HANGS_MS } })),
      {
        test: {
          name: 'cli',
          include: STARTS_THE_PROGRAM,
          globalSetup: ['test/global-setup.ts'],
          testTimeout: HANGS_MS,
        },
      },
    ],
  },
});

export default config;

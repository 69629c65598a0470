// The command line that a message says to run again.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownCommand, ownProgram } from '../../src/cli/own-command.ts';

const env = { PATH: '/home/x/project/node_modules/.bin:/usr/local/bin:/usr/bin' };

describe('the own command', () => {
  it('is the name where the shell finds it, else what starts it', () => {
    expect(ownProgram(['node', '/usr/local/bin/mqttscope'], env)).toBe('mqttscope');
    expect(ownProgram(['node', '/opt/my tools/mqttscope.cjs'], env)).toBe("node '/opt/my tools/mqttscope.cjs'");
    const bin = join(import.meta.dirname, '../../bin/mqttscope.cjs');
    expect(ownProgram(['node', bin], env)).toBe(bin);
    // npx adds its folder to PATH: the shell of the user does not have it there
    const local = '/home/x/project/node_modules/.bin/mqttscope';
    expect(ownProgram(['node', local], env)).toBe(`node ${local}`);
  });

  it.runIf(process.platform !== 'win32')('is read back by a shell as it was', () => {
    const words = ['live', 'lo', '-f', "tcp port 1883 and not 'x'", '-w', 'mi captura $HOME.pcapng', '', '*', 'ñ'];
    const command = ownCommand(['node', '/usr/bin/printf', ...words], env);
    expect(command).toMatch(/^printf live lo -f '/);
    const { stdout } = spawnSync('sh', ['-c', command.replace('printf', String.raw`printf '%s\n'`)], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(words.map((word) => `${word}\n`).join(''));
  });
});

// A program is found in PATH first, and one that may not be started is told apart from one that is not there.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findProgram } from '../../../src/capture/live/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-programs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function place(name: string, file: string, mode: number): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, file), '#!/bin/sh\n');
  chmodSync(join(path, file), mode);
  return path;
}

it('finds the first that may be started', () => {
  const forbidden = place('one', 'no-such-engine', 0o644);
  const allowed = place('two', 'no-such-engine', 0o755);
  const path = `${join(folder, 'missing')}:${forbidden}:${allowed}`;
  expect(findProgram('no-such-engine', { PATH: path })).toEqual({
    path: join(allowed, 'no-such-engine'),
    isExecutable: true,
  });
  expect(findProgram('no-such-engine', { PATH: forbidden })).toEqual({
    path: join(forbidden, 'no-such-engine'),
    isExecutable: false,
  });
  expect(findProgram('no-such-engine', {})).toBeNull();
});

it('takes no folder for a program', () => {
  mkdirSync(join(folder, 'three', 'no-such-engine'), { recursive: true });
  expect(findProgram('no-such-engine', { PATH: join(folder, 'three') })).toBeNull();
});

it("looks where Wireshark's installer puts it on Windows, with .exe", () => {
  place('Wireshark', 'dumpcap.exe', 0o755);
  expect(findProgram('dumpcap', { ProgramW6432: folder }, 'win32')).toEqual({
    path: join(folder, 'Wireshark', 'dumpcap.exe'),
    isExecutable: true,
  });
});

// Where capturing programs are: in PATH, and where Wireshark and the systems put them without telling PATH.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Besides PATH. /usr/sbin is missing in the PATH of Debian's ordinary users, and tcpdump lies there. */
function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly string[] {
  if (platform === 'win32') {
    const folders = [env['ProgramW6432'], env['ProgramFiles'], env['ProgramFiles(x86)'], 'C:\\Program Files'];
    return folders.flatMap((folder) => (folder === undefined ? [] : [join(folder, 'Wireshark')]));
  }
  const unix = ['/usr/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];
  if (platform === 'darwin')
    return ['/Applications/Wireshark.app/Contents/MacOS', '/opt/homebrew/bin', '/opt/local/bin', ...unix];
  return [...unix, '/opt/wireshark/bin', '/snap/bin'];
}

export interface FoundProgram {
  readonly path: string;
  /** false: it is there, but this user may not start it. */
  readonly isExecutable: boolean;
}

/** The first one that may be started, else one that may not; null: there is none. */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): FoundProgram | null {
  const file = platform === 'win32' ? `${name}.exe` : name;
  const folders = [...(env['PATH'] ?? env['Path'] ?? '').split(delimiter), ...usualPlaces(platform, env)];
  let forbidden: string | null = null;
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, file);
    if (!isFile(path)) continue;
    if (mayStart(path)) return { path, isExecutable: true };
    forbidden ??= path;
  }
  return forbidden === null ? null : { path: forbidden, isExecutable: false };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function mayStart(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

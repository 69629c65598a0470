// tcptrace as judge: runs it on a capture (converted to classic pcap) and gives its long output by connection and direction.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

const found = spawnSync('tcptrace', ['-version'], { encoding: 'utf8' });
export const hasTcptrace: boolean =
  found.error === undefined && spawnSync('editcap', ['--version'], { encoding: 'utf8' }).error === undefined;

/** `describe`; skipped with a reason without tcptrace and editcap, failing where the system is required (REQUIRE_SYSTEM=1). */
export function describeWithTcptrace(title: string, suite: () => void): void {
  if (hasTcptrace) {
    describe(title, suite);
    return;
  }
  const reason = 'tcptrace or editcap is not installed';
  if (process.env['REQUIRE_SYSTEM'] === '1') throw new Error(`${title}: ${reason}`);
  console.warn(`skipped: ${title}: ${reason}`);
  describe.skip(`${title} (${reason})`, suite);
}

/** One direction: 'total_packets' → '53', as in the columns of --csv without _a2b. */
export type TcptraceSide = Readonly<Record<string, string>>;

export interface TcptraceConnection {
  /** "address:port" of the host that sent the first packet, and of the other. */
  readonly a: string;
  readonly b: string;
  readonly fromA: TcptraceSide;
  readonly fromB: TcptraceSide;
}

/** In the order in which tcptrace counts the connections. */
export function tcptraceConnections(capture: string): readonly TcptraceConnection[] {
  const folder = mkdtempSync(join(tmpdir(), 'tcptrace-'));
  try {
    const classic = join(folder, 'capture.pcap');
    execFileSync('editcap', ['-F', 'nsecpcap', capture, join(folder, 'ns.pcap')], { stdio: 'ignore' });
    execFileSync('editcap', ['-F', 'pcap', join(folder, 'ns.pcap'), classic], { stdio: 'ignore' });
    const printed = execFileSync('tcptrace', ['-n', '-l', '-r', '-W', '--csv', classic], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [head = '', ...lines] = printed.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const names = head.split(',').map((name) => name.trim());
    return lines.map((line) => connectionOf(names, line.split(',')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function connectionOf(names: readonly string[], cells: readonly string[]): TcptraceConnection {
  const row: Record<string, string> = {};
  for (const [index, name] of names.entries()) row[name] = (cells[index] ?? '').trim();
  const side = (suffix: string): TcptraceSide =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        name.endsWith(suffix) ? [[name.slice(0, -suffix.length), value]] : [],
      ),
    );
  return {
    a: `${row['host_a']}:${row['port_a']}`,
    b: `${row['host_b']}:${row['port_b']}`,
    fromA: side('_a2b'),
    fromB: side('_b2a'),
  };
}

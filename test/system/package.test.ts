// The package as a stranger gets it: packed, installed in an empty folder without dev dependencies and without a working
// compiler (so without the native `cap`), and run.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mqttscope-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const registryAnswers = spawnSync('npm', ['view', 'yargs', 'version'], { cwd: folder, timeout: 60_000 }).status === 0;
const required = process.env['REQUIRE_SYSTEM'] === '1';
if (!registryAnswers) console.warn('package test skipped: the npm registry does not answer');

describe.skipIf(!registryAnswers && !required)('npm pack', () => {
  it('installs in an empty folder without a compiler, and analyses a capture', { timeout: 300_000 }, () => {
    // The build is already there (npm ci, or the global set-up of the tests): pack what it made.
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    expect(tarball).toBeDefined();
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const withoutCompiler = {
      ...process.env,
      CC: '/bin/false',
      CXX: '/bin/false',
      npm_config_cache: join(folder, 'cache'),
    };
    execFileSync('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', `./${tarball}`], {
      cwd: folder,
      stdio: 'pipe',
      env: withoutCompiler,
    });
    expect(readdirSync(join(folder, 'node_modules'))).not.toContain('vitest');
    const capture = join(root, 'captures/captura_publisher.pcapng');
    for (const command of [['mqttscope', 'analyze'], ['mqttscope'], ['analyze']]) {
      const run = spawnSync('npx', ['--no-install', ...command, capture, '--format', 'json'], { cwd: folder });
      expect(run.stderr.toString()).not.toMatch(/Error/);
      expect(run.status).toBe(0);
      const analysis = JSON.parse(run.stdout.toString()) as { connections: { firstPublish: { rttNs: number } }[] };
      expect(analysis.connections[0]?.firstPublish.rttNs).toBe(3_893_947);
    }
  });
});

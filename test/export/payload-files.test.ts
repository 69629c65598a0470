// Payloads as files: complete, named safely, listed; holes are told.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OutputError } from '../../src/core/errors.ts';
import { PayloadFiles } from '../../src/export/payload-files.ts';
import { analyze } from '../../src/index.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { connack, connect, publish } from '../builders/mqtt.ts';
import { Scenario } from '../builders/scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-extract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const captures = resolve(import.meta.dirname, '../../captures');

interface Row {
  readonly file: string;
  readonly frame: number;
  readonly topic: string;
  readonly payloadLength: number;
  readonly missingBytes: number;
  readonly sha256: string;
}

function listed(target: string): Row[] {
  const lines = readFileSync(join(target, 'index.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

function extract(target: string, scenario: Scenario): Row[] {
  const files = new PayloadFiles(target, null);
  const pipeline = new Pipeline({ extraListeners: [files], extraSessionListeners: [files] });
  for (const frame of scenario.frames()) pipeline.sink(frame);
  return listed(target);
}

describe('PayloadFiles', () => {
  it('saves the file of the lab, fragment by fragment', async () => {
    const target = join(folder, 'lab');
    const files = new PayloadFiles(target, null);
    const options = { extraListeners: [files], extraSessionListeners: [files] };
    await analyze([join(captures, 'captura_publisher.pcapng')], options);
    const rows = listed(target);
    expect(rows.map(({ frame }) => frame)).toEqual([10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52]);
    const parts = rows.map(({ file }) => readFileSync(join(target, file)));
    expect(Buffer.concat(parts).length).toBe(673);
    expect(Buffer.concat(parts).toString('utf8')).toContain('Nos los representantes del pueblo de la Nación Argentina');
    expect(rows.map(({ sha256 }) => sha256)).toEqual(
      parts.map((part) => createHash('sha256').update(part).digest('hex')),
    );
    expect(rows.every(({ missingBytes }) => missingBytes === 0)).toBe(true);
  });

  it('names files safely whatever the topic says, also for empty payloads', () => {
    const target = join(folder, 'hostile');
    const scenario = new Scenario().open().send(0, connect()).send(1, connack());
    for (const topic of ['../../etc/passwd', '/', '.bashrc', 'a\u202eb', 'x'.repeat(300)])
      scenario.send(0, publish({ topic, payload: '' }));
    const rows = extract(target, scenario);
    expect(rows).toHaveLength(5);
    for (const { file, payloadLength } of rows) {
      expect(file).toMatch(/^\d{6}-stream0-client-frame\d+-[A-Za-z0-9_-]{1,60}\.bin$/);
      expect(payloadLength).toBe(0);
      expect(readFileSync(join(target, file))).toHaveLength(0);
    }
    expect(readdirSync(target)).toHaveLength(6);
  });

  it('saves a payload over many segments whole', () => {
    const target = join(folder, 'large');
    const payload = Uint8Array.from({ length: 20_000 }, (_, i) => i & 0xff);
    const packet = publish({ topic: 't', payload });
    const scenario = new Scenario().open().send(0, connect()).send(1, connack());
    for (let at = 0; at < packet.length; at += 1400) scenario.send(0, packet.subarray(at, at + 1400));
    const [row] = extract(target, scenario);
    expect(row?.missingBytes).toBe(0);
    expect(new Uint8Array(readFileSync(join(target, row?.file ?? '')))).toEqual(payload);
  });

  it('says with an OutputError that the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new PayloadFiles(join(folder, 'file', 'below'), null)).toThrow(OutputError);
  });
});

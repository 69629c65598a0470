import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OutgoingFile } from '../../src/transfer/outgoing-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-outgoing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'input.txt');

describe('OutgoingFile', () => {
  it('is read anywhere and summed up', () => {
    const content = Buffer.alloc(3 * 1024 * 1024, 'abcdefg');
    writeFileSync(path, content);
    const file = new OutgoingFile(path, content.length);
    expect(file.bytes).toBe(content.length);
    expect(file.read(7, 3).toString()).toBe('abc');
    expect(file.read(content.length - 1, 1).length).toBe(1);
    expect(file.sha256()).toBe(createHash('sha256').update(content).digest('hex'));
    file.close();
  });

  it('refuses what is no file, not there, or too large', () => {
    writeFileSync(path, 'abc');
    expect(() => new OutgoingFile(join(folder, 'absent'), 10)).toThrow(/does not exist/);
    expect(() => new OutgoingFile(folder, 10)).toThrow(/not a regular file/);
    expect(() => new OutgoingFile(path, 2)).toThrow(/at most 2/);
  });

  it('notices that it became shorter', () => {
    writeFileSync(path, 'abcdef');
    const file = new OutgoingFile(path, 10);
    truncateSync(path, 2);
    expect(() => file.read(0, 6)).toThrow(/became shorter/);
    file.close();
  });
});

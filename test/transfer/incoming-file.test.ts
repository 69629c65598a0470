import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IncomingFile } from '../../src/transfer/incoming-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-incoming-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let serial = 0;
function freshFolder(): string {
  const path = join(folder, String(serial++));
  mkdirSync(path);
  return path;
}

describe('IncomingFile', () => {
  it('has its name only when it is committed, and replaces what was there', () => {
    const path = join(freshFolder(), 'output.txt');
    writeFileSync(path, 'earlier');
    const file = new IncomingFile(path);
    file.write(Buffer.from('first, '));
    file.write(Buffer.from('second'));
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(file.sha256()).toBe(createHash('sha256').update('first, second').digest('hex'));
    expect(file.isIntact()).toBe(true);
    file.commit();
    file.discard();
    expect(readFileSync(path, 'utf8')).toBe('first, second');
    expect(readdirSync(join(path, '..'))).toEqual(['output.txt']);
  });

  it('leaves nothing behind when it is discarded', () => {
    const path = join(freshFolder(), 'output.txt');
    const file = new IncomingFile(path);
    file.write(Buffer.from('half'));
    file.discard();
    file.discard();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('keeps an incomplete file under another name', () => {
    const path = join(freshFolder(), 'output.txt');
    const file = new IncomingFile(path);
    file.write(Buffer.from('half'));
    expect(file.keepPart()).toBe(`${path}.part`);
    file.discard();
    expect(readdirSync(join(path, '..'))).toEqual(['output.txt.part']);
  });

  it('begins again with nothing', () => {
    const path = join(freshFolder(), 'output.txt');
    const file = new IncomingFile(path);
    file.write(Buffer.from('a long beginning'));
    file.empty();
    file.write(Buffer.from('short'));
    expect(file.bytes).toBe(5);
    expect(file.isIntact()).toBe(true);
    file.commit();
    expect(readFileSync(path, 'utf8')).toBe('short');
  });

  it('notices that somebody else wrote into it', () => {
    const path = join(freshFolder(), 'output.txt');
    const file = new IncomingFile(path);
    file.write(Buffer.from('ours'));
    writeFileSync(join(path, '..', `.output.txt.${process.pid}.part`), 'THEIRS');
    expect(file.isIntact()).toBe(false);
    file.discard();
  });

  it('removes what killed ones have left, and nothing else', () => {
    const place = freshFolder();
    const dead = '.output.txt.4194303.part'; // above the highest process number of Linux
    for (const name of [dead, '.output.txt.1.part', '.output.txt.part', '.other.txt.4194303.part']) {
      writeFileSync(join(place, name), 'x');
    }
    new IncomingFile(join(place, 'output.txt')).discard();
    expect(readdirSync(place).sort()).toEqual(['.other.txt.4194303.part', '.output.txt.1.part', '.output.txt.part']);
  });

  it('says at once where it cannot be written', () => {
    const place = freshFolder();
    expect(() => new IncomingFile(join(place, 'absent', 'output.txt'))).toThrow(/does not exist/);
    expect(() => new IncomingFile(place)).toThrow(/directory/);
    expect(existsSync(join(place, 'absent'))).toBe(false);
    expect(readdirSync(place)).toEqual([]);
  });
});

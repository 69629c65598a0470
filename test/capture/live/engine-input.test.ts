// The queue between an engine and the reader: order, waiting, the end, and what is told back.

import { expect, it } from 'vitest';
import { EngineInput } from '../../../src/capture/live/engine-input.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

it('hands on chunks in order, in the pieces there is room for', async () => {
  const input = new EngineInput();
  const taken: number[] = [];
  input.whenTaken = (count) => taken.push(count);
  input.push(bytes(1, 2, 3));
  input.push(bytes());
  input.push(bytes(4, 5));
  const buf = new Uint8Array(8);
  expect(input.readInto(buf, 1, 2)).toBe(2);
  expect(taken).toEqual([]);
  expect(input.queuedBytes).toBe(3);
  expect(input.readInto(buf, 3, 5)).toBe(1);
  expect(taken).toEqual([3]);
  expect(await input.readInto(buf, 4, 4)).toBe(2);
  expect([...buf]).toEqual([0, 1, 2, 3, 4, 5, 0, 0]);
  expect(taken).toEqual([3, 2]);
  expect(input.bytesRead).toBe(5);
});

it('waits for the next chunk, and for the end', async () => {
  const input = new EngineInput();
  const buf = new Uint8Array(4);
  const first = input.readInto(buf, 0, 4);
  input.push(bytes(7));
  expect(await first).toBe(1);
  const second = input.readInto(buf, 1, 3);
  input.end();
  expect(await second).toBe(0);
  expect(input.readInto(buf, 0, 4)).toBe(0);
});

it('yields what is in the queue after the end, but nothing after being closed', () => {
  const ended = new EngineInput();
  ended.push(bytes(1));
  ended.end();
  ended.push(bytes(2));
  expect(ended.readInto(new Uint8Array(4), 0, 4)).toBe(1);
  expect(ended.readInto(new Uint8Array(4), 0, 4)).toBe(0);
  const closed = new EngineInput();
  closed.push(bytes(1));
  closed.close();
  expect(closed.readInto(new Uint8Array(4), 0, 4)).toBe(0);
});

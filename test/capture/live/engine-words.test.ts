// From an engine's stderr: the complaint alone, whatever the pieces it arrives in.

import { expect, it } from 'vitest';
import { EngineWords } from '../../../src/capture/live/engine-words.ts';

const isChatter = (line: string): boolean => line.startsWith('Capturing on');

function said(text: string, piece: number): EngineWords {
  const words = new EngineWords('dumpcap', isChatter, () => {});
  for (let at = 0; at < text.length; at += piece) words.add(text.slice(at, at + piece));
  return words;
}

const REFUSED = `Capturing on 'lo'
dumpcap: Invalid capture filter "x".

That string isn't a valid
capture filter.

Advice.`;

it.each([1, 7, 1000])('keeps the first paragraphs, without chatter, name and full stop, in pieces of %i', (piece) => {
  expect(said(REFUSED, piece).complaint()).toBe('Invalid capture filter "x"');
  expect(said(REFUSED, piece).complaint(2)).toBe(
    'Invalid capture filter "x". That string isn\'t a valid capture filter',
  );
});

it('has nothing to complain of after chatter alone, nor after being told to forget', () => {
  expect(said("Capturing on 'lo'\n", 3).complaint()).toBe('');
  const words = said('dumpcap: a warning\n', 100);
  words.forget();
  expect(words.complaint()).toBe('');
});

it('keeps within limits what an engine says for ever', () => {
  const words = new EngineWords(
    'tcpdump',
    () => false,
    () => {},
  );
  for (let i = 0; i < 10_000; i++) words.add(`line ${i} ${'x'.repeat(1000)}\n`);
  words.add('y'.repeat(1_000_000));
  expect(words.all().length).toBeLessThan(20_000);
  expect(words.complaint().length).toBeLessThan(600);
});

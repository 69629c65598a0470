import { describe, expect, it } from 'vitest';
import type { CaptureDiff } from '../../../src/diff/capture-diff.ts';
import { diffCaptures } from '../../../src/diff/diff-captures.ts';
import { buildDiffDocument } from '../../../src/report/diff/build-diff-document.ts';
import { letterWidth } from '../../../src/report/renderers/letter-width.ts';
import { renderMarkdown } from '../../../src/report/renderers/markdown.ts';
import { renderTerminal } from '../../../src/report/renderers/terminal.ts';
import {
  publisherCapture,
  subscriberCapture,
  type Timed,
  type TimedCapture,
  TOPIC,
} from '../../diff/delivery/two-sides.ts';

const PIECES = ['0|abc', '1|defg', '2|hi', '3|jklm', '4|no'];

function sent(): Timed[] {
  return PIECES.map((payload, n) => ({ atMs: 100 + n * 50, payload, qos: 1, id: n + 1 }));
}

/** Fragment 2 is missing, 3 comes before 1, 4 twice and with QoS 0. */
function got(): Timed[] {
  const delivered = sent().map((message) => ({ ...message, atMs: message.atMs + 20 }));
  const [zero, one, , three, four] = delivered;
  if (zero === undefined || one === undefined || three === undefined || four === undefined) throw new Error('five');
  return [
    zero,
    { ...three, atMs: 300 },
    { ...one, atMs: 310 },
    { ...four, atMs: 340, qos: 0 },
    { ...four, atMs: 341, qos: 0 },
  ];
}

async function diff(a: TimedCapture, b: TimedCapture, lang: 'es' | 'en'): Promise<CaptureDiff> {
  return diffCaptures(await a.input('a.pcapng'), await b.input('b.pcapng'), { lang, mode: 'delivery' });
}

async function report(lang: 'es' | 'en', width: number): Promise<string> {
  const found = await diff(publisherCapture(sent()), subscriberCapture(got(), [[TOPIC, 1]]), lang);
  const document = buildDiffDocument(found, { lang, profile: 'full', timeZone: 'UTC', width, color: false });
  return renderTerminal(document, width, false);
}

function widthOf(line: string): number {
  return [...line].reduce((sum, letter) => sum + letterWidth(letter), 0);
}

describe('the report on what was delivered', () => {
  it('says in a sentence what became of the messages', async () => {
    expect(await report('es', 140)).toContain(
      '► 5 mensajes: 4 llegaron; 1 no llegó; 1 llegó otra vez; 1 fuera de orden; 1 con una QoS que no corresponde.',
    );
    expect(await report('en', 140)).toContain(
      '► 5 messages: 4 arrived; 1 did not arrive; 1 arrived once more; 1 out of order; 1 with a QoS that is not due.',
    );
  });

  it('sets every message side by side, frame by frame', async () => {
    const text = await report('en', 160);
    const row = (fragment: string): string => text.split('\n').find((line) => line.includes(fragment)) ?? '';
    expect(row('0|abc')).toMatch(/↑6 .*↓8 .*20.ms.* arrived /);
    expect(row('2|hi')).toMatch(/↑8 .*— .*DID NOT ARRIVE: the broker did not confirm it/);
    expect(row('1|defg')).toMatch(/↑7 .*↓10 .*arrived: out of order/);
    expect(text).toContain('missing: fragment 2, bytes 7 to 8 of the file (frame 8 of A)');
  });

  it('says yes where everything arrived', async () => {
    const delivered = sent().map((message) => ({ ...message, atMs: message.atMs + 20 }));
    const found = await diff(publisherCapture(sent()), subscriberCapture(delivered, [[TOPIC, 1]]), 'es');
    const document = buildDiffDocument(found, {
      lang: 'es',
      profile: 'full',
      timeZone: 'UTC',
      width: 100,
      color: false,
    });
    expect(renderTerminal(document, 100, false)).toContain(
      '► Sí: los 5 mensajes publicados llegaron, una sola vez, en orden y sin cambios.',
    );
  });

  it('shows the notable messages where not all fit, in the order of publishing', async () => {
    const found = await diff(publisherCapture(sent()), subscriberCapture(got(), [[TOPIC, 1]]), 'en');
    const page = { lang: 'en', profile: 'full', timeZone: 'UTC', width: 160, color: false } as const;
    const text = renderTerminal(buildDiffDocument(found, page, 2), 160, false);
    const table = text.slice(text.indexOf('Message by message'));
    expect(table).toContain('1|defg');
    expect(table).toContain('2|hi');
    expect(table).not.toContain('0|abc');
    expect(table).toContain('… and 4 more');
  });

  it.each([40, 60, 80, 100, 140, 200])('fits %d columns', async (width) => {
    for (const lang of ['es', 'en'] as const) {
      const text = await report(lang, width);
      expect(text.split('\n').filter((line) => widthOf(line) > width)).toEqual([]);
    }
  });

  it('is Markdown too, with what the wire says escaped', async () => {
    const a = publisherCapture([{ atMs: 100, payload: '<b>|`x`\u001b[31m' }]);
    const found = await diff(a, subscriberCapture([{ atMs: 120, payload: '<b>|`x`\u001b[31m' }]), 'en');
    const context = { lang: 'en', profile: 'full', timeZone: 'UTC', width: 100, color: false } as const;
    const text = renderMarkdown(buildDiffDocument(found, context));
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('<b>');
    expect(text).toContain('| A: frame |');
  });
});

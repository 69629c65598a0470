import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takePicture } from '../../../src/live/model/take-picture.ts';
import { isTopicFilter } from '../../../src/live/screen/filter-syntax.ts';
import { readKeys } from '../../../src/live/screen/keys.ts';
import { type Order, pressKey } from '../../../src/live/screen/press-key.ts';
import { FIRST_VIEW, type ViewState } from '../../../src/live/screen/view-state.ts';
import { Scenario } from '../../builders/scenario.ts';
import { modelOf, together } from '../playback.ts';

const opened = (clientPort: number): Scenario => new Scenario({ clientPort }).open();
const { connections } = takePicture(modelOf(together(opened(1001), opened(1002), opened(1003))), null);

/** Types text, one read after the other. */
function type(reads: readonly string[], view: ViewState = FIRST_VIEW): { view: ViewState; orders: Order[] } {
  const orders: Order[] = [];
  for (const key of reads.flatMap(readKeys)) {
    const selected = typeof view.selection === 'number' ? view.selection : null;
    const pressed = pressKey(view, key, connections, selected);
    view = pressed.view;
    if (pressed.order !== null) orders.push(pressed.order);
  }
  return { view, orders };
}

describe('readKeys', () => {
  it('knows arrows, Tab and controls in both forms', () => {
    const kinds = readKeys('\u001b[A\u001bOB\u001b[C\u001b[D\t\u001b[Z\u0003\u001a\u000c\r\u007f\u0015').map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual([
      ...['previous', 'next', 'next', 'previous', 'next', 'previous'],
      ...['interrupt', 'suspend', 'redraw', 'enter', 'backspace', 'erase-line'],
    ]);
  });

  it('leaves out sequences without a meaning, whole', () => {
    expect(readKeys('\u001b[15~\u001b[<0;10;10M\u001b[1;5Cq')).toEqual([
      { kind: 'next' },
      { kind: 'character', text: 'q' },
    ]);
  });

  it('takes a lone Esc for Esc and letters beyond ASCII for one character each', () => {
    expect(readKeys('\u001b')).toEqual([{ kind: 'escape' }]);
    expect(readKeys('ñ😀')).toEqual([
      { kind: 'character', text: 'ñ' },
      { kind: 'character', text: '😀' },
    ]);
  });

  it('never lets a control character through as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const key of readKeys(text)) if (key.kind === 'character') expect(key.text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('pressKey', () => {
  it('ends with q and Ctrl-C, also while a filter is typed', () => {
    expect(type(['q'])).toMatchObject({ orders: ['quit'], view: { ending: true } });
    expect(type(['/q'])).toMatchObject({ orders: [], view: { draft: 'q' } });
    expect(type(['/q', '\u0003']).orders).toEqual(['quit']);
  });

  it('goes through the connections in a circle, all of them being one place', () => {
    const visited = (key: string): unknown[] => {
      const list: unknown[] = [];
      let view = FIRST_VIEW;
      for (let i = 0; i < 5; i++) {
        ({ view } = type([key], view));
        list.push(view.selection);
      }
      return list;
    };
    expect(visited('n')).toEqual([0, 1, 2, 'all', 0]);
    expect(visited('\u001b[A')).toEqual([2, 1, 0, 'all', 2]);
  });

  it('goes to a connection by its number, if there is one', () => {
    expect(type(['2']).view.selection).toBe(2);
    expect(type(['2', '7']).view.selection).toBe(2);
    expect(type(['2', 'a']).view.selection).toBe('all');
  });

  it('freezes and lets go', () => {
    expect(type(['p']).view.paused).toBe(true);
    expect(type(['p', ' ']).view.paused).toBe(false);
  });

  it('takes a filter, corrects it, refuses one that is none, and takes it off', () => {
    expect(type(['/casa/+/t\r']).view).toMatchObject({ filter: 'casa/+/t', draft: null });
    expect(type(['/casax\u007f/#\r']).view.filter).toBe('casa/#');
    const wrong = type(['/casa/#/t\r']).view;
    expect(wrong).toMatchObject({ filter: null, draft: 'casa/#/t', draftIsWrong: true });
    expect(type(['\u007f\u007f\r'], wrong).view).toMatchObject({ filter: 'casa/#', draftIsWrong: false });
    const set = type(['/a\r']).view;
    expect(type(['/\u0015\r'], set).view.filter).toBeNull();
    expect(type(['/b', '\u001b'], set).view).toMatchObject({ filter: 'a', draft: null });
    expect(type(['\u001b'], set).view.filter).toBeNull();
  });

  it('closes the help with any key, and does nothing else then', () => {
    const { view } = type(['?']);
    expect(view.help).toBe(true);
    expect(type(['p'], view).view).toMatchObject({ help: false, paused: false });
    expect(type(['\u001a\u000c']).orders).toEqual(['suspend', 'redraw']);
  });
});

describe('isTopicFilter', () => {
  it.each(['#', '+', 'a', 'a/b', '/', '+/+', 'a/+/b', 'a/#', '$SYS/#', '/+', ' '])('takes %j', (text) => {
    expect(isTopicFilter(text)).toBe(true);
  });

  it.each(['', 'a#', '#/a', 'a/#/b', 'a+', '+a/b', 'a/b+', 'a\u0000b'])('refuses %j', (text) => {
    expect(isTopicFilter(text)).toBe(false);
  });
});

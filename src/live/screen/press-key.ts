// What a key does: a pure function from what is shown to what is shown next, or to an order.

import type { ConnectionPicture } from '../model/picture.ts';
import { isTopicFilter } from './filter-syntax.ts';
import type { Key } from './keys.ts';
import type { ViewState } from './view-state.ts';

/** What a key asks of the program; null: nothing but another picture. */
export type Order = 'quit' | 'suspend' | 'redraw' | null;

export interface Pressed {
  readonly view: ViewState;
  readonly order: Order;
}

/** Characters of a filter that is typed. */
const DRAFT_LIMIT = 200;

export function pressKey(
  view: ViewState,
  key: Key,
  connections: readonly ConnectionPicture[],
  selected: number | null,
): Pressed {
  if (key.kind === 'interrupt') return { view: { ...view, ending: true }, order: 'quit' };
  if (key.kind === 'suspend' || key.kind === 'redraw') return { view, order: key.kind };
  if (view.draft !== null) return { view: typed(view, view.draft, key), order: null };
  if (view.help) return { view: { ...view, help: false }, order: null };
  if (key.kind === 'next') return shows(view, step(connections, selected, 1));
  if (key.kind === 'previous') return shows(view, step(connections, selected, -1));
  if (key.kind === 'escape') return { view: { ...view, filter: null }, order: null };
  return key.kind === 'character' ? command(view, key.text, connections, selected) : { view, order: null };
}

function command(
  view: ViewState,
  text: string,
  connections: readonly ConnectionPicture[],
  selected: number | null,
): Pressed {
  switch (text) {
    case 'q':
    case 'Q':
      return { view: { ...view, ending: true }, order: 'quit' };
    case 'p':
    case 'P':
    case ' ':
      return { view: { ...view, paused: !view.paused }, order: null };
    case 'n':
      return shows(view, step(connections, selected, 1));
    case 'N':
      return shows(view, step(connections, selected, -1));
    case 'a':
    case 'A':
      return shows(view, 'all');
    case '/':
      return { view: { ...view, draft: view.filter ?? '', draftIsWrong: false }, order: null };
    case '?':
    case 'h':
      return { view: { ...view, help: true }, order: null };
    default: {
      const stream = /^[0-9]$/.test(text) ? Number(text) : -1;
      const exists = connections.some((connection) => connection.stream === stream);
      return exists ? shows(view, stream) : { view, order: null };
    }
  }
}

function shows(view: ViewState, selection: ViewState['selection']): Pressed {
  return { view: { ...view, selection }, order: null };
}

/** All, then one after the other, then all again. */
function step(connections: readonly ConnectionPicture[], selected: number | null, by: 1 | -1): ViewState['selection'] {
  const places = connections.length + 1; // place 0: all
  const at = selected === null ? 0 : connections.findIndex(({ stream }) => stream === selected) + 1;
  const next = (at + by + places) % places;
  return connections[next - 1]?.stream ?? 'all';
}

function typed(view: ViewState, draft: string, key: Key): ViewState {
  const change = (text: string): ViewState => ({ ...view, draft: text, draftIsWrong: false });
  switch (key.kind) {
    case 'character':
      return [...draft].length < DRAFT_LIMIT ? change(draft + key.text) : view;
    case 'backspace':
      return change([...draft].slice(0, -1).join(''));
    case 'erase-line':
      return change('');
    case 'escape':
      return { ...view, draft: null, draftIsWrong: false };
    case 'enter':
      if (draft === '') return { ...view, draft: null, draftIsWrong: false, filter: null };
      if (!isTopicFilter(draft)) return { ...view, draftIsWrong: true };
      return { ...view, draft: null, draftIsWrong: false, filter: draft };
    default:
      return view;
  }
}

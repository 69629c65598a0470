// The number that a payload carries in front, as fragments of a file do: `7|…`. Other ways of numbering are known only from the whole topic (file-delivery.ts).

import { IndexedPrefix } from '../../analyze/collectors/fragment-prefix.ts';
import type { Message } from './model.ts';

const reader = new IndexedPrefix();

/** null: it carries none, or its first bytes are not in the capture. */
export function fragmentNumber(message: Message): number | null {
  const payload = (message.notes[0] ?? message.notes[1])?.payload;
  if (payload === undefined || !reader.read(payload.head, payload.head.length)) return null;
  return reader.index;
}

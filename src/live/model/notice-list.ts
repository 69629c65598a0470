// What was noticed so far: one row per kind and connection, counted, with its first and last frame.

import { severityRank } from '../../core/severity.ts';
import type { NoticeKind } from './notice-kinds.ts';

export interface NoticeRow {
  readonly kind: NoticeKind;
  /** null: about several connections. */
  readonly stream: number | null;
  readonly connections: number;
  /** There were more connections than that: how many is not known. */
  readonly moreConnections: boolean;
  readonly count: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** What the last one was about: a code, a topic; from the wire. null: nothing more to say. */
  readonly detail: string | null;
}

export interface NoticeRows {
  readonly rows: NoticeRow[];
  /** Also those that the limit leaves out. */
  readonly count: number;
}

interface Entry {
  kind: NoticeKind;
  readonly stream: number;
  count: number;
  readonly firstFrame: number;
  lastFrame: number;
  detail: string | null;
}

/** Connections of one kind of notice that are told apart; of further ones the notices are counted, not the connections. */
export const CONNECTIONS_PER_KIND = 500;
/** Connections that have a row each for the same kind. */
const ROWS_PER_KIND = 3;

/** Of one connection: one row for each kind, of which there is a limited number. */
export class ConnectionNotices {
  readonly #entries = new Map<string, Entry>();

  add(kind: NoticeKind, stream: number, frame: number, detail: string | null): void {
    const known = this.#entries.get(kind.id);
    if (known === undefined) this.#entries.set(kind.id, entryOf(kind, stream, frame, detail));
    else count(known, kind, frame, detail);
  }

  /** At most `limit` rows, the most severe first, then the newest. A row keeps its place while it counts on. */
  rows(limit: number): NoticeRows {
    return inOrder([...this.#entries.values()].map(single), limit);
  }
}

/** All notices of one kind. */
interface KindEntry {
  readonly total: Entry;
  readonly byStream: Map<number, Entry>;
  /** Notices about connections that are not among those. */
  hasOthers: boolean;
}

/** Of all connections. */
export class NoticeList {
  readonly #kinds = new Map<string, KindEntry>();

  add(kind: NoticeKind, stream: number, frame: number, detail: string | null): void {
    const all = this.#kinds.get(kind.id);
    if (all === undefined) {
      const byStream = new Map([[stream, entryOf(kind, stream, frame, detail)]]);
      this.#kinds.set(kind.id, { total: entryOf(kind, stream, frame, null), byStream, hasOthers: false });
      return;
    }
    count(all.total, kind, frame, null);
    const known = all.byStream.get(stream);
    if (known !== undefined) count(known, kind, frame, detail);
    else if (all.byStream.size < CONNECTIONS_PER_KIND) {
      all.byStream.set(stream, entryOf(kind, stream, frame, detail));
    } else all.hasOthers = true;
  }

  /** As those of one connection; what many connections share is one row, without a detail: none of them speaks for the others. */
  rows(limit: number): NoticeRows {
    const rows = [...this.#kinds.values()].flatMap(({ total, byStream, hasOthers }): NoticeRow[] =>
      byStream.size > ROWS_PER_KIND
        ? [{ ...total, stream: null, connections: byStream.size, moreConnections: hasOthers }]
        : [...byStream.values()].map(single),
    );
    return inOrder(rows, limit);
  }
}

function entryOf(kind: NoticeKind, stream: number, frame: number, detail: string | null): Entry {
  return { kind, stream, count: 1, firstFrame: frame, lastFrame: frame, detail };
}

/** One more; the gravest of them names the kind. */
function count(entry: Entry, kind: NoticeKind, frame: number, detail: string | null): void {
  entry.count++;
  entry.lastFrame = frame;
  if (detail !== null) entry.detail = detail;
  if (kind !== entry.kind && severityRank(kind.severity) > severityRank(entry.kind.severity)) entry.kind = kind;
}

function single(entry: Entry): NoticeRow {
  return { ...entry, connections: 1, moreConnections: false };
}

function inOrder(rows: NoticeRow[], limit: number): NoticeRows {
  rows.sort((a, b) => severityRank(b.kind.severity) - severityRank(a.kind.severity) || b.firstFrame - a.firstFrame);
  return { rows: rows.slice(0, limit), count: rows.length };
}

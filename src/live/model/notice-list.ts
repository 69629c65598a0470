// What was noticed so far: one row per kind and connection, counted, with its first and last frame.

import { severityRank } from '../../core/severity.ts';
import type { NoticeKind } from './notice-kinds.ts';

export interface NoticeRow {
  readonly kind: NoticeKind;
  /** null: about several connections. */
  readonly stream: number | null;
  readonly connections: number;
  readonly count: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** What the last one was about: a code, a topic; from the wire. null: nothing more to say. */
  readonly detail: string | null;
}

interface Entry {
  kind: NoticeKind;
  readonly stream: number | null;
  count: number;
  readonly firstFrame: number;
  lastFrame: number;
  detail: string | null;
}

/** Rows kept; of further kinds and connections only the number of notices is. */
const ROW_LIMIT = 500;
/** Connections that have a row each for the same kind. */
const ROWS_PER_KIND = 3;

export class NoticeList {
  /** In order of the first notice of each. */
  readonly #entries = new Map<string, Entry>();
  /** Notices that found no row. */
  unlisted = 0;

  add(kind: NoticeKind, stream: number | null, frame: number, detail: string | null): void {
    const key = `${stream ?? ''} ${kind.id}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.count++;
      known.lastFrame = frame;
      if (detail !== null) known.detail = detail;
    } else if (this.#entries.size < ROW_LIMIT) {
      this.#entries.set(key, { kind, stream, count: 1, firstFrame: frame, lastFrame: frame, detail });
    } else {
      this.unlisted++;
    }
  }

  /**
   * Of one connection, or all (null): at most `limit` rows, the most severe first, then the newest. A row keeps its place while it counts on. What
   * many connections share is one row.
   */
  rows(stream: number | null, limit: number): { readonly rows: NoticeRow[]; readonly count: number } {
    const byKind = new Map<string, Entry[]>();
    for (const entry of this.#entries.values()) {
      if (stream !== null && entry.stream !== stream) continue;
      const group = byKind.get(entry.kind.id);
      if (group === undefined) byKind.set(entry.kind.id, [entry]);
      else group.push(entry);
    }
    const rows = [...byKind.values()].flatMap((group) =>
      group.length > ROWS_PER_KIND ? [merged(group)] : group.map((entry) => ({ ...entry, connections: 1 })),
    );
    rows.sort((a, b) => severityRank(b.kind.severity) - severityRank(a.kind.severity) || b.firstFrame - a.firstFrame);
    return { rows: rows.slice(0, limit), count: rows.length };
  }
}

/** One row for all of them; none of them speaks for the others, so there is no detail, and the gravest names the kind. */
function merged(group: readonly Entry[]): NoticeRow {
  const kinds = group.map(({ kind }) => kind);
  return {
    kind: kinds.reduce((a, b) => (severityRank(b.severity) > severityRank(a.severity) ? b : a)),
    stream: null,
    connections: group.length,
    count: group.reduce((sum, { count }) => sum + count, 0),
    firstFrame: group.reduce((least, { firstFrame }) => Math.min(least, firstFrame), Number.POSITIVE_INFINITY),
    lastFrame: group.reduce((most, { lastFrame }) => Math.max(most, lastFrame), 0),
    detail: null,
  };
}

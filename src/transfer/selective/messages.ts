// The messages of a selective transfer.
//
//   <topic>/<session>/announce   publisher → all      JSON, at once and every half second while the transfer lasts; {"state":"closed"} at its end
//   <topic>/<session>/data       publisher → all      "7|" and the bytes of fragment 7, numbered from 0: the lab's indexed format
//   <topic>/<session>/report     subscriber → publisher   JSON: what this subscriber has, and which numbers are missing below the highest it has seen
//
// The session is made of the content and of the cut: fragment 7 of a session is always the same bytes. So a side that was started again goes on with
// the other one, and a late message of an earlier run does no harm. Other runs have other sessions and do not mix.

import { LARGEST_FILE, LARGEST_FRAGMENT, LARGEST_WINDOW, MOST_FRAGMENTS } from '../limits.ts';
import { printable } from '../printable.ts';

export const FORMAT = 'mqttscope-selective-1';

/** Bytes of an announcement or report that are worth parsing. */
const LARGEST_TEXT = 64 * 1024;
/** Ranges of missing numbers in one report. */
const MOST_RANGES = LARGEST_WINDOW;
const LONGEST_REASON = 300;
const LONGEST_NAME = 120;

export const SESSION_PATTERN: RegExp = /^[0-9a-f]{16}$/;
const RECEIVER_PATTERN = /^[0-9a-f]{8}$/;
const SHA256_PATTERN = /^[0-9a-f]{64}$/;

export interface Announcement {
  readonly format: typeof FORMAT;
  /** closed: the publisher has ended, whatever for. */
  readonly state: 'open' | 'closed';
  /** The file's name without folders; only to be shown. */
  readonly name: string;
  readonly bytes: number;
  readonly fragments: number;
  /** The largest fragment has this many bytes. */
  readonly largest: number;
  readonly sha256: string;
}

/** From, to, both included. */
export type NumberRange = readonly [from: number, to: number];

export interface Report {
  readonly format: typeof FORMAT;
  readonly receiver: string;
  /** done: the file is whole, checked and in its place. failed: it never will be. */
  readonly state: 'receiving' | 'done' | 'failed';
  /** Every number below has been received: TCP's acknowledgement number. */
  readonly next: number;
  /** The highest number received; −1: none. */
  readonly highest: number;
  /** What is missing between the two: the complement of TCP's SACK (RFC 2018). */
  readonly missing: readonly NumberRange[];
  /** Fragments from `next` on that the receiver will take. */
  readonly window: number;
  /** Why it failed; empty otherwise. */
  readonly reason: string;
}

export function announceTopic(topic: string, session: string): string {
  return `${topic}/${session}/announce`;
}
export function dataTopic(topic: string, session: string): string {
  return `${topic}/${session}/data`;
}
export function reportTopic(topic: string, session: string): string {
  return `${topic}/${session}/report`;
}

/** The session of <topic>/<session>/announce; null: another topic. */
export function sessionOf(announceTopicName: string, topic: string): string | null {
  if (!announceTopicName.startsWith(`${topic}/`) || !announceTopicName.endsWith('/announce')) return null;
  const session = announceTopicName.slice(topic.length + 1, -'/announce'.length);
  return SESSION_PATTERN.test(session) ? session : null;
}

export function encodeMessage(message: Announcement | Report): Buffer {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/** null: no announcement of ours, or one that cannot be true. Anyone may publish on a topic. */
export function readAnnouncement(payload: Uint8Array): Announcement | null {
  const fields = readFields(payload);
  if (fields === null) return null;
  const { state, name, sha256 } = fields;
  const bytes = wholeNumber(fields['bytes'], 0, LARGEST_FILE);
  const fragments = wholeNumber(fields['fragments'], 0, MOST_FRAGMENTS);
  const largest = wholeNumber(fields['largest'], 0, LARGEST_FRAGMENT);
  if (bytes === null || fragments === null || largest === null) return null;
  if (state !== 'open' && state !== 'closed') return null;
  if (typeof name !== 'string' || typeof sha256 !== 'string' || !SHA256_PATTERN.test(sha256)) return null;
  if (fragments > bytes || fragments * largest < bytes) return null;
  return { format: FORMAT, state, name: shownName(name), bytes, fragments, largest, sha256 };
}

/** `fragments`: of the transfer. null: no report of ours, or one that cannot be true. */
export function readReport(payload: Uint8Array, fragments: number): Report | null {
  const fields = readFields(payload);
  if (fields === null) return null;
  const { state, receiver, reason } = fields;
  const next = wholeNumber(fields['next'], 0, fragments);
  const highest = wholeNumber(fields['highest'], -1, fragments - 1);
  const window = wholeNumber(fields['window'], 1, LARGEST_WINDOW);
  if (next === null || highest === null || window === null) return null;
  if (highest < next - 1 || highest - next > LARGEST_WINDOW) return null;
  if (state !== 'receiving' && state !== 'done' && state !== 'failed') return null;
  if (typeof receiver !== 'string' || !RECEIVER_PATTERN.test(receiver)) return null;
  const missing = readRanges(fields['missing'], next, highest);
  if (missing === null) return null;
  const why = typeof reason === 'string' ? printable(reason, LONGEST_REASON) : '';
  return { format: FORMAT, receiver, state, next, highest, missing, window, reason: why };
}

function readFields(payload: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (payload.length > LARGEST_TEXT) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const fields: Record<string, unknown> = { ...value };
    return fields['format'] === FORMAT ? fields : null;
  } catch {
    return null; // not JSON, not UTF-8: not ours
  }
}

function wholeNumber(value: unknown, least: number, most: number): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : null;
}

/** Rising ranges within [next, highest]; the first begins at `next`, which is missing by definition. */
function readRanges(value: unknown, next: number, highest: number): NumberRange[] | null {
  if (!Array.isArray(value) || value.length > MOST_RANGES) return null;
  const ranges: NumberRange[] = [];
  let free = next;
  for (const entry of value) {
    if (!Array.isArray(entry) || entry.length !== 2) return null;
    const from = wholeNumber(entry[0], free, highest - 1);
    const to = from === null ? null : wholeNumber(entry[1], from, highest - 1);
    if (from === null || to === null) return null;
    ranges.push([from, to]);
    free = to + 2;
  }
  const isConsistent = highest < next ? ranges.length === 0 : ranges[0]?.[0] === next;
  return isConsistent ? ranges : null;
}

/** A name from the network, safe to be printed: no folders, no control characters. */
function shownName(name: string): string {
  return printable(name.split(/[\\/]/).at(-1) ?? '', LONGEST_NAME);
}

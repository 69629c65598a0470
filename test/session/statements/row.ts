// One row of the table of statements: a conversation that breaks one, and the closest one that does not.

import type { SpecificationVersion } from '../../../src/session/normative-statements.ts';
import {
  type Bytes,
  type ConnackOptions,
  type ConnectOptions,
  connack,
  connect,
  type Property,
  type PublishOptions,
  publish,
  type RequestOptions,
  suback,
  subscribe,
} from '../../builders/mqtt.ts';
import type { Side } from '../../builders/scenario.ts';

export type Step = { readonly from: Side; readonly packets: readonly Bytes[] } | { readonly waitMs: number };
export type Conversation = readonly Step[];

export interface StatementRow {
  readonly id: string;
  readonly version: SpecificationVersion;
  readonly breaks: Conversation;
  readonly keeps: Conversation;
}

export type Level = 4 | 5;
export const LEVELS: Readonly<Record<SpecificationVersion, Level>> = { '3.1.1': 4, '5.0': 5 };

/** What the client sends, one segment a packet. */
export function c(...packets: readonly Bytes[]): Step {
  return { from: 0, packets };
}

/** What the server sends. */
export function s(...packets: readonly Bytes[]): Step {
  return { from: 1, packets };
}

export function wait(waitMs: number): Step {
  return { waitMs };
}

/** CONNECT and CONNACK of a clean session. */
export function opened(level: Level, client: ConnectOptions = {}, server: ConnackOptions = {}): Conversation {
  return [c(connect({ version: level, ...client })), s(connack({ version: level, ...server }))];
}

/** The same, and one subscription with its answer. */
export function subscribed(level: Level, filter = 'a/#', qos = 2, options: RequestOptions = {}): Conversation {
  return [
    ...opened(level),
    c(subscribe([[filter, qos]], { version: level, id: 900, ...options })),
    s(suback([qos & 3], { version: level, id: 900 })),
  ];
}

/** A PUBLISH of this level. */
export function pub(level: Level, options: PublishOptions = {}): Bytes {
  return publish({ version: level, ...options });
}

export function row(
  version: SpecificationVersion,
  id: string,
  breaks: Conversation,
  keeps: Conversation,
): StatementRow {
  return { id, version, breaks, keeps };
}

/** The same conversations, in both versions; an id that is null has no statement there. */
export function both(
  old: string | readonly string[] | null,
  now: string | readonly string[] | null,
  play: (level: Level) => readonly [breaks: Conversation, keeps: Conversation],
): StatementRow[] {
  return [
    ...idsOf(old).map((id) => row('3.1.1', id, ...play(4))),
    ...idsOf(now).map((id) => row('5.0', id, ...play(5))),
  ];
}

function idsOf(ids: string | readonly string[] | null): readonly string[] {
  return ids === null ? [] : typeof ids === 'string' ? [ids] : ids;
}

/** Rows of MQTT 5.0 only. */
export function only5(
  ids: string | readonly string[],
  play: () => readonly [breaks: Conversation, keeps: Conversation],
): StatementRow[] {
  return both(null, ids, play);
}

export type { Property };

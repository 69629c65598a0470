// What became of each segment of one direction that only one capture has: lost by the network, missed by a capture, doubled, injected.

import { TCP_RST } from '../../dissect/transport/tcp-flags.ts';
import type { Uncovered } from './match-bytes.ts';
import type { DirectionMatch } from './match-direction.ts';
import { isExactCopy, isUnnumbered, Receiver, type Window } from './observation.ts';
import { at } from './segment-columns.ts';
import { type DirectionTraffic, startOf } from './stream-traffic.ts';
import type { DirectionTimes } from './travel-times.ts';

/** `unproven`: missing at the receiving point, and nothing tells whether the network or the capture lost it. */
export type LeftoverFate = 'lost' | 'capture-missed' | 'unproven' | 'outside';

/** Why it is known; stable words. */
export type Proof =
  | 'acknowledged'
  | 'echoed'
  | 'resent'
  | 'never-acknowledged'
  | 'network-invents-nothing'
  | 'same-bytes-again'
  | 'other-ttl'
  | 'none';

export interface SentOnly extends Uncovered {
  readonly fate: LeftoverFate;
  readonly proof: Proof;
  /** When it was due at the receiving point, in that capture's base. */
  readonly dueNs: number;
}

export interface ReceivedOnly extends Uncovered {
  readonly fate: 'doubled' | 'capture-missed' | 'injected' | 'outside';
  readonly proof: Proof;
  /** The segment it repeats, among the received ones; null: none. */
  readonly copyOf: number | null;
}

export interface Judgement {
  readonly sentOnly: readonly SentOnly[];
  readonly receivedOnly: readonly ReceivedOnly[];
}

export interface JudgeInput {
  readonly sent: DirectionTraffic;
  readonly received: DirectionTraffic;
  /** The opposite direction at the sender's and at the receiver's point. */
  readonly answersThere: DirectionTraffic;
  readonly answersHere: DirectionTraffic;
  readonly match: DirectionMatch;
  readonly times: DirectionTimes;
  readonly sentWindow: Window;
  readonly receivedWindow: Window;
}

/** How much earlier or later than due a segment may come without telling anything. */
const SLACK_NS = 10_000_000;
/** Copies that the network makes come close together; a sender repeats itself later. */
const COPY_WITHIN_NS = 150_000_000;

export function judgeDirection(input: JudgeInput): Judgement {
  return { sentOnly: judgeAllSent(input), receivedOnly: judgeReceived(input) };
}

function judgeAllSent(input: JudgeInput): readonly SentOnly[] {
  if (input.match.onlySent.length === 0) return [];
  const receiver = new Receiver(input.received, input.answersHere, input.answersThere, input.times);
  return input.match.onlySent.map((part) => judgeSent(part, input, receiver));
}

function judgeSent(part: Uncovered, input: JudgeInput, receiver: Receiver): SentOnly {
  const { sent, times } = input;
  const sentNs = at(sent.columns.timeNs, part.index);
  const dueNs = times.due(sentNs);
  const { fromNs, toNs } = input.receivedWindow;
  const isOutside = dueNs < fromNs || dueNs > toNs - SLACK_NS;
  const arrived = (proof: Proof): SentOnly => ({
    ...part,
    fate: dueNs < fromNs || dueNs > toNs ? 'outside' : 'capture-missed',
    proof,
    dueNs,
  });
  if (receiver.echoes(sent, part.index)) return arrived('echoed');
  if (isUnnumbered(sent, part.index))
    return { ...part, fate: isOutside ? 'outside' : 'unproven', proof: 'none', dueNs };
  const acknowledged = receiver.acknowledged(part.to);
  const covered = receiver.covered(part.from, part.to);
  if (covered !== null && covered < dueNs - times.toleranceNs) {
    // The receiver had these bytes before: nothing more acknowledges a needless copy.
    return { ...part, fate: isOutside ? 'outside' : 'unproven', proof: 'none', dueNs };
  }
  if (acknowledged !== null && (covered === null || acknowledged < covered)) return arrived('acknowledged');
  if (covered !== null) return { ...part, fate: 'lost', proof: 'resent', dueNs };
  if (receiver.answeredAfter(dueNs)) return { ...part, fate: 'lost', proof: 'never-acknowledged', dueNs };
  return { ...part, fate: isOutside ? 'outside' : 'unproven', proof: 'none', dueNs };
}

function judgeReceived(input: JudgeInput): readonly ReceivedOnly[] {
  const { received, times, match, sentWindow } = input;
  const { columns } = received;
  if (match.onlyReceived.length === 0) return [];
  const known = matchedByStart(received, match);
  const usualTtl = usual(received);
  return match.onlyReceived.map((part): ReceivedOnly => {
    const receivedNs = at(columns.timeNs, part.index);
    const copyOf = (known.get(startOf(received, part.index)) ?? []).find(
      (other) =>
        isExactCopy(received, part.index, other) && Math.abs(receivedNs - at(columns.timeNs, other)) <= COPY_WITHIN_NS,
    );
    if (copyOf !== undefined) return { ...part, fate: 'doubled', proof: 'same-bytes-again', copyOf };
    const isReset = (at(columns.flags, part.index) & TCP_RST) !== 0;
    if (isReset && usualTtl !== null && at(columns.ttl, part.index) !== usualTtl) {
      return { ...part, fate: 'injected', proof: 'other-ttl', copyOf: null };
    }
    const leftNs = times.left(receivedNs);
    const isOutside = leftNs < sentWindow.fromNs + SLACK_NS || leftNs > sentWindow.toNs;
    const fate = isOutside ? 'outside' : 'capture-missed';
    return { ...part, fate, proof: 'network-invents-nothing', copyOf: null };
  });
}

/** Matched segments that start where one does that was not sent. */
function matchedByStart(received: DirectionTraffic, match: DirectionMatch): ReadonlyMap<number, readonly number[]> {
  const known = new Map<number, number[]>();
  for (const { index } of match.onlyReceived) known.set(startOf(received, index), []);
  const { pairs, pieces } = match;
  for (let place = 0; place < pairs.length; place++) {
    const index = pairs.other(place);
    known.get(startOf(received, index))?.push(index);
  }
  for (const [, index] of pieces) known.get(startOf(received, index))?.push(index);
  return known;
}

/** The TTL of every other segment of the direction; null: they do not agree. */
function usual({ columns, indexes }: DirectionTraffic): number | null {
  const others = new Set<number>();
  for (const index of indexes) if ((at(columns.flags, index) & TCP_RST) === 0) others.add(at(columns.ttl, index));
  const [ttl] = others;
  return others.size === 1 && ttl !== undefined ? ttl : null;
}

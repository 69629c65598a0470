// Fragments of files while they pass, topic by topic in one direction: the same ways of numbering as the report knows, without keeping any fragment.

import { CONVINCING_COUNT, FragmentCandidate } from '../../analyze/collectors/fragment-candidate.ts';
import { announcedByRun, chooseCandidate, parseFragmentFormat } from '../../analyze/collectors/fragment-format.ts';
import { HEAD_LIMIT, readersFor } from '../../analyze/collectors/fragment-prefix.ts';
import type { Direction } from '../../core/direction.ts';
import type { PayloadHead } from './payload-head.ts';

/** Topics looked at per direction of a connection; messages on further ones are not. */
const TOPIC_LIMIT = 8;
/** Missing numbers named. */
const MISSING_LIMIT = 200;
const FIND_OUT = parseFragmentFormat('auto');

/** The run of numbers that is going on, on one topic. */
export interface FragmentProgress {
  readonly stream: number;
  readonly direction: Direction;
  readonly topic: string;
  /** Fragments of the run, repeated ones not counted, and the first and last number. */
  readonly received: number;
  readonly from: number;
  readonly to: number;
  /** Numbers between the first and the last that did not come: how many, and the first of them. */
  readonly missingCount: number;
  readonly missing: readonly number[];
  readonly duplicated: number;
  /** Bytes of the file so far, and as its sender announced them; null: not announced. */
  readonly bytes: number;
  readonly announced: number | null;
  /** Runs so far, this one included. */
  readonly runs: number;
  /** What the end packet said; null: none came. */
  readonly end: 'failure' | 'success' | null;
  readonly lastFrame: number;
}

class TopicFragments {
  readonly topic: string;
  count = 0;
  lastFrame = 0;
  candidates: FragmentCandidate[] = [];

  constructor(topic: string) {
    this.topic = topic;
  }

  /** Can the bytes of the next message tell anything? */
  get wantsHead(): boolean {
    return this.candidates.length > 0 || this.count === 0;
  }
}

export class LiveFragments {
  readonly #topics = new Map<string, TopicFragments>();
  #current: TopicFragments | null = null;
  /** Of the last message that was looked at. */
  lastFrame = 0;

  /** Payload bytes worth reading of the message that begins on `topic`. */
  begin(topic: string): number {
    this.#current = this.#topicOf(topic);
    return this.#current?.wantsHead === true ? HEAD_LIMIT : 0;
  }

  /** The message is complete. */
  end(head: PayloadHead, payloadLength: number, frame: number, dup: boolean): void {
    const topic = this.#current;
    this.#current = null;
    if (topic === null) return;
    const order = topic.count++;
    topic.lastFrame = frame;
    this.lastFrame = frame;
    if (order === 0) {
      topic.candidates = readersFor(head.bytes, head.length).map((reader) => new FragmentCandidate(reader));
    }
    if (topic.candidates.length === 0) return;
    let someDied = false;
    for (const candidate of topic.candidates) {
      if (!candidate.dead) candidate.take(head.bytes, head.length, payloadLength, order, dup);
      if (candidate.dead) someDied = true;
    }
    if (someDied) topic.candidates = topic.candidates.filter((candidate) => !candidate.dead);
  }

  /** Topics whose messages are numbered. */
  progress(stream: number, direction: Direction): FragmentProgress[] {
    const list: FragmentProgress[] = [];
    for (const topic of this.#topics.values()) {
      const candidate = FIND_OUT === null ? null : chooseCandidate(topic.candidates, FIND_OUT);
      if (candidate === null || candidate.matched < CONVINCING_COUNT) continue;
      const { sequences } = candidate;
      const run = sequences.runs().at(-1);
      if (run === undefined) continue;
      const announced = announcedByRun(run);
      list.push({
        stream,
        direction,
        topic: topic.topic,
        received: run.fragments,
        from: run.from,
        to: run.to,
        missingCount: run.to - run.from + 1 - run.fragments,
        missing: run.missingList().slice(0, MISSING_LIMIT),
        duplicated: run.duplicated.length + sequences.pendingDuplicates().length,
        bytes: run.bytes - (announced === null ? 0 : 4),
        announced: candidate.format === 'indexed' ? announced : null,
        runs: sequences.count,
        end: run.end,
        lastFrame: topic.lastFrame,
      });
    }
    return list;
  }

  #topicOf(name: string): TopicFragments | null {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    if (this.#topics.size >= TOPIC_LIMIT) return null;
    const topic = new TopicFragments(name);
    this.#topics.set(name, topic);
    return topic;
  }
}

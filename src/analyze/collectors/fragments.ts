// Fragments of one direction of a connection: per topic, with the payload streaming by. First in the report is the topic that looks most like a file.

import type { Direction } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { TimeBase } from '../../core/time.ts';
import type { Origin } from '../../flow/listener.ts';
import type { FragmentReport } from '../fragments-report.ts';
import type { StatedFormat } from './fragment-format.ts';
import { fragmentReport } from './fragment-report.ts';
import { FragmentTopic, type RowBudget } from './fragment-topic.ts';
import { type HashBudget, PayloadReader } from './payload-reader.ts';

/** Topics looked at per direction where nothing else is said; messages on further ones are only counted. */
const TOPIC_LIMIT = 16;

export interface FragmentOptions {
  readonly listLimit: number;
  readonly stated: StatedFormat;
  readonly rows: RowBudget;
  readonly hashing: HashBudget;
  readonly topicLimit?: number;
}

export class FragmentCollector {
  readonly #options: FragmentOptions;
  readonly #topics = new Map<string, FragmentTopic>();
  readonly #payload: PayloadReader;
  #current: FragmentTopic | null = null;
  #payloadLength = 0;
  /** The bytes of this payload matter: it is kept or may carry a number. */
  #wanted = false;
  /** Messages on topics beyond the limit, or without a known topic. */
  #others = 0;

  constructor(options: FragmentOptions) {
    this.#options = options;
    this.#payload = new PayloadReader(options.hashing, (head, headLength, payloadLength) =>
      this.#current === null ? [] : this.#current.offsets(head, headLength, payloadLength),
    );
  }

  /** The head of a PUBLISH is here. `topic` null: its alias is not explained by the capture. */
  begin(topic: string | null, payloadLength: number): void {
    this.#current = this.#topicOf(topic ?? '');
    this.#payloadLength = payloadLength;
    this.#wanted = this.#current?.wantsPayload === true;
    this.#payload.begin(payloadLength);
  }

  payload(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (this.#wanted) this.#payload.add(buf, at, end, missing);
  }

  /** The PUBLISH is complete. `packetIdentifier` −1: QoS 0. */
  end(origin: Origin, packetIdentifier: number, dup: boolean): void {
    if (this.#current === null) {
      this.#others++;
      return;
    }
    if (this.#wanted) this.#payload.finish();
    this.#current.take(this.#payload, this.#payloadLength, origin, packetIdentifier, dup);
    this.#current = null;
  }

  /** null: nothing was published in this direction. */
  report(stream: number, direction: Direction, time: TimeBase, lang: Lang): FragmentReport | null {
    const main = this.#main();
    if (main === null) return null;
    const context = { stream, direction, time, lang, stated: this.#options.stated };
    const others = [...this.#topics.values()].filter((topic) => topic !== main && topic.count > 0);
    return {
      ...fragmentReport(main, { ...context, otherMessages: this.#others }),
      otherTopics: others.map((topic) => fragmentReport(topic, { ...context, otherMessages: 0 })),
    };
  }

  /** Numbered fragments before anything else; then where most messages, then where most bytes went. */
  #main(): FragmentTopic | null {
    let best: FragmentTopic | null = null;
    for (const topic of this.#topics.values()) {
      if (topic.count > 0 && (best === null || this.#compare(topic, best) > 0)) best = topic;
    }
    return best;
  }

  #compare(a: FragmentTopic, b: FragmentTopic): number {
    const numbered = Number(this.#isNumbered(a)) - Number(this.#isNumbered(b));
    return numbered || a.count - b.count || a.payloadBytes - b.payloadBytes;
  }

  #isNumbered(topic: FragmentTopic): boolean {
    return topic.numbering.chosen()?.isConvincing ?? false;
  }

  #topicOf(name: string): FragmentTopic | null {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const { listLimit, rows, stated, topicLimit } = this.#options;
    if (this.#topics.size >= (topicLimit ?? TOPIC_LIMIT)) return null;
    const topic = new FragmentTopic(name, listLimit, rows, stated);
    this.#topics.set(name, topic);
    return topic;
  }
}

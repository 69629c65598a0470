// Which messages the user wants to see: those on topics that match a filter — MQTT 3.1.1 and 5.0 §4.7.

import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import { topicMatches } from '../../session/topic-matching.ts';
import type { KeptMessage } from './message-ring.ts';

/** Topics whose answer is remembered. */
const REMEMBERED = 4096;

export class TopicFilter {
  readonly text: string;
  readonly #known = new Map<string, boolean>();

  constructor(text: string) {
    this.text = text;
  }

  matches(topic: string | null): boolean {
    if (topic === null) return false;
    const known = this.#known.get(topic);
    if (known !== undefined) return known;
    const matches = topicMatches(this.text, topic);
    if (this.#known.size < REMEMBERED) this.#known.set(topic, matches);
    return matches;
  }

  /** A PUBLISH on a topic that matches. */
  passes(message: KeptMessage): boolean {
    return message.packetType === MQTT_PUBLISH && this.matches(message.topic);
  }
}

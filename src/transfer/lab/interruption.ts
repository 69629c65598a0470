// How the subscriber of a lab transfer learns that the publisher died: by its will (MQTT 3.1.1 §3.1.2.5), on a topic beside the data.

import type { Will } from '../mqtt-connection.ts';

export function interruptionTopic(topic: string): string {
  return `${topic}/interrupted`;
}

export function interruptionWill(topic: string): Will {
  return { topic: interruptionTopic(topic), payload: 'the publisher is gone before the end' };
}

/** One filter for the data and for that topic: "sport/#" includes "sport" (MQTT 3.1.1 §4.7.1.2). */
export function interruptionFilter(topic: string): string {
  return `${topic}/#`;
}

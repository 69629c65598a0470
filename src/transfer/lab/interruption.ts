// What the two sides of a lab transfer tell each other beside the data, on topics below its own: the publisher's beginning and end where the format has
// no word for them, and its death, by its will (MQTT 3.1.1 §3.1.2.5). The data itself is as in the lab.

import type { Will } from '../mqtt-connection.ts';
import type { LabMode } from '../wire-format.ts';

/** plain and indexed do not say where the file begins and ends; without this, silence could be the end or an interruption. */
export function saysItsEnd(mode: LabMode): boolean {
  return mode === 'plain' || mode === 'indexed';
}

export function beginningTopic(topic: string): string {
  return `${topic}/begun`;
}

export function endTopic(topic: string): string {
  return `${topic}/finished`;
}

export function interruptionTopic(topic: string): string {
  return `${topic}/interrupted`;
}

export function interruptionWill(topic: string): Will {
  return { topic: interruptionTopic(topic), payload: 'the publisher is gone before the end' };
}

/** One filter for the data and for those topics: "sport/#" includes "sport" (MQTT 3.1.1 §4.7.1.2). */
export function interruptionFilter(topic: string): string {
  return `${topic}/#`;
}

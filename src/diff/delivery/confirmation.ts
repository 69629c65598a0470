// How far a PUBLISH was confirmed — MQTT 3.1.1 and 5.0 §4.3.

import { type Direction, opposite } from '../../core/direction.ts';
import { MQTT_PUBACK, MQTT_PUBREC, MQTT_PUBREL } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { DeliveryReason } from './delivery-diff.ts';
import type { Message } from './model.ts';
import type { PayloadNote, PublishNote } from './notes.ts';

/** Reason codes from here on say no (MQTT 5.0 §2.4). */
const FAILURE = 0x80;

/** How far the broker had confirmed what it did not deliver. */
export function confirmationReason(message: Message): DeliveryReason {
  const notes = message.notes.filter((note) => note !== null);
  const says = (...words: readonly string[]): boolean => notes.some((note) => words.includes(note.confirmation));
  if (message.qos === 0) return 'qos-0';
  if (says('refused')) return 'refused';
  if (says('acknowledged')) return 'acknowledged';
  if (message.qos === 2 && says('received') && !says('released')) return 'never-released';
  return says('received', 'released') ? 'acknowledged' : 'not-acknowledged';
}

/** With DUP, under the identifier and with the content of one before it [MQTT-3.3.1-1]; QoS 2: not once the sender has released it [MQTT-4.3.3-1]. */
export function repeats(before: PublishNote, view: MqttView, topic: string | null, payload: PayloadNote): boolean {
  if (!view.dup) return false;
  if (before.qos === 2 && before.confirmation !== 'none' && before.confirmation !== 'received') return false;
  if (view.qos !== before.qos || topic !== before.topic || payload.length !== before.payload.length) return false;
  return payload.sha256 === null || before.payload.sha256 === null || payload.sha256 === before.payload.sha256;
}

/** An acknowledgement belongs to the PUBLISH of the other direction, PUBREL to that of its own. */
export function publisherOf(view: MqttView, direction: Direction): Direction {
  return view.packetType === MQTT_PUBREL ? direction : opposite(direction);
}

/** Enters an acknowledgement into the PUBLISH it answers; `byIdentifier`: the last one with each identifier. */
export function confirm(byIdentifier: ReadonlyMap<number, PublishNote> | null, view: MqttView): void {
  const note = byIdentifier?.get(view.packetIdentifier);
  if (note === undefined) return;
  const original = note.resendOf ?? note;
  const next = confirmationAfter(view, original);
  if (next === null) return;
  original.confirmation = next;
  note.confirmation = next;
}

function confirmationAfter(view: MqttView, note: PublishNote): PublishNote['confirmation'] | null {
  switch (view.packetType) {
    case MQTT_PUBACK:
      return note.qos !== 1 ? null : view.reasonCode >= FAILURE ? 'refused' : 'acknowledged';
    case MQTT_PUBREC:
      if (note.qos !== 2 || note.confirmation !== 'none') return null;
      return view.reasonCode >= FAILURE ? 'refused' : 'received';
    case MQTT_PUBREL:
      return note.qos === 2 && note.confirmation !== 'acknowledged' ? 'released' : null;
    default:
      return note.qos === 2 ? 'acknowledged' : null;
  }
}

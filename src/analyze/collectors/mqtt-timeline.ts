// Every MQTT packet of a connection in order, one line each, and the frames by packet type, up to a limit.

import { type Direction, SENDERS } from '../../core/direction.ts';
import type { TimeBase } from '../../core/time.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import { MQTT_PUBLISH, packetTypeName } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Origin } from '../../flow/listener.ts';
import type { TimelineRow } from '../analysis.ts';

interface Line {
  readonly frame: number;
  readonly direction: Direction;
  readonly timeNs: number;
  readonly type: string;
  readonly length: number;
  readonly packetIdentifier: number;
  /** −1: no PUBLISH. */
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly topic: string | null;
  readonly payloadLength: number;
  anomalies: readonly string[];
}

const NONE: readonly string[] = [];

export class MqttTimeline {
  readonly #limit: number;
  readonly #lines: Line[] = [];
  /** By packet type number; null: none yet. */
  readonly #frames: (number[] | null)[] = new Array<number[] | null>(16).fill(null);
  #fullTypes = false;
  count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(direction: Direction, view: MqttView, origin: Origin, topic: string | null, log: AnomalyLog): void {
    this.count++;
    this.#takeFrame(view.packetType, origin.lastFrame);
    if (this.#lines.length >= this.#limit) return;
    const isPublish = view.packetType === MQTT_PUBLISH;
    this.#lines.push({
      frame: origin.lastFrame,
      direction,
      timeNs: origin.lastTimeNs,
      type: view.type,
      length: view.length,
      packetIdentifier: view.packetIdentifier,
      qos: isPublish ? view.qos : -1,
      dup: isPublish && view.dup,
      retain: isPublish && view.retain,
      topic,
      payloadLength: isPublish ? view.payloadLength : -1,
      anomalies: log.count === 0 ? NONE : idsOf(log),
    });
  }

  /** What turned out later to be wrong with the message of this number (1, 2, 3 …). */
  addAnomaly(ordinal: number, id: string): void {
    const line = this.#lines[ordinal - 1];
    if (line !== undefined) line.anomalies = [...line.anomalies, id];
  }

  get capped(): boolean {
    return this.#fullTypes || this.#lines.length < this.count;
  }

  /** Frame of the last byte of each packet, by type. */
  frames(): Record<string, readonly number[]> {
    const frames: Record<string, readonly number[]> = {};
    this.#frames.forEach((list, type) => {
      if (list !== null) frames[packetTypeName(type)] = [...list];
    });
    return frames;
  }

  rows(time: TimeBase): TimelineRow[] {
    return this.#lines.map((line) => ({
      frame: line.frame,
      direction: SENDERS[line.direction],
      time: time.instant(line.timeNs),
      type: line.type,
      length: line.length,
      packetIdentifier: line.packetIdentifier < 0 ? null : line.packetIdentifier,
      qos: line.qos < 0 ? null : line.qos,
      dup: line.dup,
      retain: line.retain,
      topic: line.topic,
      payloadLength: line.payloadLength < 0 ? null : line.payloadLength,
      anomalies: line.anomalies,
    }));
  }

  #takeFrame(type: number, frame: number): void {
    const frames = this.#frames[type];
    if (frames === undefined || frames === null) this.#frames[type] = [frame];
    else if (frames.length < this.#limit) frames.push(frame);
    else this.#fullTypes = true;
  }
}

function idsOf(log: AnomalyLog): string[] {
  const ids: string[] = [];
  for (let i = 0; i < log.count; i++) ids.push(log.kind(i).id);
  return ids;
}

// Payloads of PUBLISH packets as files, one each, and a list of them: index.ndjson. A hole in the capture is never filled: the list says how many
// bytes are missing.

import { createHash, type Hash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Direction, SENDERS } from '../core/direction.ts';
import { OutputError } from '../core/errors.ts';
import { MQTT_PUBLISH } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Flow } from '../flow/flow.ts';
import type { Listener, Origin } from '../flow/listener.ts';
import type { SessionListener } from '../session/session-listener.ts';
import type { MqttSessionState } from '../session/session-state.ts';

/** Files of one run; beyond it payloads are only counted. */
const FILE_LIMIT = 100_000;
const TOPIC_CHARACTERS = 60;

/** A payload that is being written. */
interface OpenPayload {
  readonly file: string;
  readonly hash: Hash;
  writtenBytes: number;
}

export class PayloadFiles implements Listener, SessionListener {
  /** Payloads that are in files, and those beyond the limit. */
  written = 0;
  omitted = 0;
  readonly #folder: string;
  readonly #stream: number | null;
  /** By stream and direction. */
  readonly #open = new Map<number, OpenPayload>();

  /** Makes the folder. `stream`: only this connection; null: all. Throws OutputError when the folder cannot be made. */
  constructor(folder: string, stream: number | null) {
    this.#folder = folder;
    this.#stream = stream;
    this.#attempt(() => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.ndjson'), '');
    });
  }

  onSessionMessageStart(
    { flow }: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    if (view.packetType !== MQTT_PUBLISH || (this.#stream !== null && flow.stream !== this.#stream)) return;
    if (this.written === FILE_LIMIT) {
      this.omitted++;
      return;
    }
    this.written++;
    const number = String(this.written).padStart(6, '0');
    const file = `${number}-stream${flow.stream}-${SENDERS[direction]}-frame${origin.firstFrame}-${safeName(topic ?? '')}.bin`;
    this.#attempt(() => writeFileSync(join(this.#folder, file), ''));
    this.#open.set(keyOf(flow, direction), { file, hash: createHash('sha256'), writtenBytes: 0 });
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number): void {
    const payload = this.#open.get(keyOf(flow, direction));
    if (payload === undefined || at === end) return;
    const piece = buf.subarray(at, end);
    payload.hash.update(piece);
    payload.writtenBytes += piece.length;
    this.#attempt(() => appendFileSync(join(this.#folder, payload.file), piece));
  }

  onSessionMessage(
    { flow }: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    const key = keyOf(flow, direction);
    const payload = this.#open.get(key);
    if (view.packetType !== MQTT_PUBLISH || payload === undefined) return;
    this.#open.delete(key);
    const row = {
      file: payload.file,
      stream: flow.stream,
      direction: SENDERS[direction],
      frame: origin.lastFrame,
      time: flow.time.instant(origin.lastTimeNs),
      topic,
      packetIdentifier: view.packetIdentifier < 0 ? null : view.packetIdentifier,
      dup: view.dup,
      retain: view.retain,
      payloadLength: view.payloadLength,
      missingBytes: view.payloadLength - payload.writtenBytes,
      sha256: payload.hash.digest('hex'),
    };
    this.#attempt(() => appendFileSync(join(this.#folder, 'index.ndjson'), `${JSON.stringify(row)}\n`));
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OutputError({
        code: 'E_OUTPUT_EXTRACT',
        what: {
          es: `--extract ${this.#folder}: no se pueden escribir los contenidos (${reason}).`,
          en: `--extract ${this.#folder}: the payloads cannot be written (${reason}).`,
        },
        cause,
      });
    }
  }
}

function keyOf(flow: Flow, direction: Direction): number {
  return flow.stream * 2 + direction;
}

/** Letters, digits and a few marks: nothing of a topic reaches the file system as a path. */
function safeName(topic: string): string {
  return topic.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, TOPIC_CHARACTERS) || 'no-topic';
}

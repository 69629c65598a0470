// Payloads of PUBLISH packets as files, by topic, with a list of them (index.ndjson); and the files they are fragments of, put together again at the
// end (rebuilt-files.ts). A hole in the capture is never filled: the list says how many bytes are missing.

import { createHash, type Hash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFragmentFormat, readsAsText, type StatedFormat } from '../analyze/collectors/fragment-format.ts';
import { HEAD_LIMIT } from '../analyze/collectors/fragment-prefix.ts';
import { u32be } from '../core/bytes.ts';
import { type Direction, SENDERS } from '../core/direction.ts';
import { OutputError } from '../core/errors.ts';
import { MQTT_PUBLISH } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Flow } from '../flow/flow.ts';
import type { Listener, Origin } from '../flow/listener.ts';
import type { SessionListener } from '../session/session-listener.ts';
import type { MqttSessionState } from '../session/session-state.ts';
import { ExtractedTransfer, type PayloadHole } from './extracted-messages.ts';
import { REBUILT, rebuildFiles } from './rebuilt-files.ts';
import { SafeNames } from './safe-names.ts';

/** Files of one run; beyond it payloads are only counted. */
const FILE_LIMIT = 100_000;
/** Folders of one run; payloads on further topics share one. */
const FOLDER_LIMIT = 1000;
const FURTHER_TOPICS = 'further-topics';
const PAYLOADS = 'payloads';

/** A payload that is being written. */
interface OpenPayload {
  /** Below the folder, with "/". */
  readonly file: string;
  readonly hash: Hash;
  readonly head: Uint8Array;
  readonly holes: PayloadHole[];
  headLength: number;
  writtenBytes: number;
}

export interface PayloadFilesOptions {
  /** How the fragments are numbered; null: files are not put together. Left out: found out. */
  readonly fragments?: StatedFormat | null;
}

export class PayloadFiles implements Listener, SessionListener {
  /** Payloads that are in files, and those beyond the limit. */
  written = 0;
  omitted = 0;
  readonly #folder: string;
  readonly #stream: number | null;
  readonly #stated: StatedFormat | null;
  readonly #topicNames = new SafeNames('no-topic');
  readonly #topicFolders = new Map<string, string>();
  /** By stream and direction. */
  readonly #open = new Map<number, OpenPayload>();
  readonly #transfers = new Map<string, ExtractedTransfer>();

  /**
   * Makes the folder. `stream`: only this connection; null: all. Throws OutputError when the folder cannot be made, or holds what an earlier run
   * extracted: nobody could tell the one from the other.
   */
  constructor(folder: string, stream: number | null, { fragments }: PayloadFilesOptions = {}) {
    this.#folder = folder;
    this.#stream = stream;
    this.#stated = fragments === undefined ? parseFragmentFormat('auto') : fragments;
    this.#attempt(() => {
      mkdirSync(join(folder, PAYLOADS), { recursive: true });
      refuseUsed(folder);
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
    const name = `${number}-stream${flow.stream}-${SENDERS[direction]}-frame${origin.firstFrame}.bin`;
    const file = `${this.#topicFolder(topic ?? '')}/${name}`;
    this.#attempt(() => writeFileSync(join(this.#folder, file), ''));
    const head = new Uint8Array(Math.min(HEAD_LIMIT, view.payloadLength));
    this.#open.set(keyOf(flow, direction), {
      file,
      hash: createHash('sha256'),
      head,
      holes: [],
      headLength: 0,
      writtenBytes: 0,
    });
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    const payload = this.#open.get(keyOf(flow, direction));
    if (payload === undefined) return;
    if (missing > 0) payload.holes.push({ at: payload.writtenBytes, bytes: missing });
    if (at === end) return;
    const piece = buf.subarray(at, end);
    if (payload.holes.length === 0 && payload.headLength < payload.head.length) {
      const taken = piece.subarray(0, payload.head.length - payload.headLength);
      payload.head.set(taken, payload.headLength);
      payload.headLength += taken.length;
    }
    payload.hash.update(piece);
    payload.writtenBytes += piece.length;
    this.#attempt(() => appendFileSync(join(this.#folder, payload.file), piece));
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    const { flow } = session;
    const key = keyOf(flow, direction);
    const payload = this.#open.get(key);
    if (view.packetType !== MQTT_PUBLISH || payload === undefined) return;
    this.#open.delete(key);
    const sha256 = payload.hash.digest('hex');
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
      sha256,
    };
    this.#attempt(() => appendFileSync(join(this.#folder, 'index.ndjson'), `${JSON.stringify(row)}\n`));
    if (this.#stated === null) return;
    const transfer = this.#transferOf(session, direction, topic ?? '', this.#stated);
    const { head, headLength } = payload;
    const order = transfer.messages.length;
    const value = view.payloadLength === 4 && headLength === 4 ? u32be(head, 0) : -1;
    transfer.messages.push({
      path: join(this.#folder, payload.file),
      stream: flow.stream,
      frame: origin.lastFrame,
      payloadLength: view.payloadLength,
      writtenBytes: payload.writtenBytes,
      holes: withEnd(payload, view.payloadLength),
      sha256,
      packetIdentifier: view.packetIdentifier,
      dup: view.dup,
      readings: transfer.numbering.take(head, headLength, view.payloadLength, order, view.dup),
      value: value >= 0 && readsAsText(value) ? -1 : value,
    });
  }

  /** Puts the files together. */
  onEnd(): void {
    if (this.#stated === null) return;
    const stated = this.#stated;
    this.#attempt(() => rebuildFiles(this.#folder, [...this.#transfers.values()], stated));
  }

  #transferOf(session: MqttSessionState, direction: Direction, topic: string, stated: StatedFormat): ExtractedTransfer {
    const clientId = session.connack?.assignedClientId ?? session.connect?.message.clientId ?? '';
    const who = clientId === '' ? `#${session.stream}` : `"${clientId}" ${session.flow.server.address}`;
    const key = `${direction} ${who} ${topic}`;
    const known = this.#transfers.get(key);
    if (known !== undefined) return known;
    const transfer = new ExtractedTransfer(topic, SENDERS[direction], clientId === '' ? null : clientId, stated);
    this.#transfers.set(key, transfer);
    return transfer;
  }

  /** Below the folder; made when its first payload comes. */
  #topicFolder(topic: string): string {
    const known = this.#topicFolders.get(topic);
    if (known !== undefined) return known;
    const isFurther = this.#topicFolders.size >= FOLDER_LIMIT;
    const folder = `${PAYLOADS}/${isFurther ? FURTHER_TOPICS : this.#topicNames.nameFor(topic)}`;
    this.#attempt(() => mkdirSync(join(this.#folder, folder), { recursive: true }));
    if (!isFurther) this.#topicFolders.set(topic, folder);
    return folder;
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (cause) {
      if (cause instanceof OutputError) throw cause;
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

function refuseUsed(folder: string): void {
  const isEmpty = (name: string): boolean => readdirSync(join(folder, name)).length === 0;
  const isUsed = readdirSync(folder).some((name) => (name === PAYLOADS || name === REBUILT) && !isEmpty(name));
  if (!isUsed) return;
  throw new OutputError({
    code: 'E_OUTPUT_EXTRACT_USED',
    what: {
      es: `--extract ${folder}: ya contiene lo que se extrajo otra vez (${PAYLOADS}, ${REBUILT}), y se mezclaría con lo de ahora.`,
      en: `--extract ${folder}: it already holds what was extracted before (${PAYLOADS}, ${REBUILT}), which would mix with what comes now.`,
    },
    hint: { es: 'Indique otra carpeta, o borre esa.', en: 'Name another folder, or delete that one.' },
  });
}

/** Bytes that never came are a hole at the end. */
function withEnd({ holes, writtenBytes }: OpenPayload, payloadLength: number): readonly PayloadHole[] {
  const known = holes.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = payloadLength - writtenBytes - known;
  return rest > 0 ? [...holes, { at: writtenBytes, bytes: rest }] : holes;
}

function keyOf(flow: Flow, direction: Direction): number {
  return flow.stream * 2 + direction;
}

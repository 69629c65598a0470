// Hears every PUBLISH and keeps what is needed to say, at the end, what became of the file that should have arrived (--expect).

import { type Direction, SENDERS } from '../../core/direction.ts';
import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Origin } from '../../flow/listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { StatedFormat } from '../collectors/fragment-format.ts';
import { reportAttempt } from './attempt-report.ts';
import type { Expectation, ExpectationReport, TransferReport } from './expectation-report.ts';
import type { ExpectedFile } from './expected-file.ts';
import { PayloadBuffer } from './payload-buffer.ts';
import { type ExplainedTransfer, TransferExplainer } from './transfer.ts';
import { ExpectationBudget, TransferLog } from './transfer-log.ts';

/** Topics (by client and direction) looked at; messages on further ones are only counted. */
const TRANSFER_LIMIT = 1000;
const MESSAGE_LIMIT = 500_000;
/** Payload bytes kept because the file does not hold them where they are looked for. */
const KEPT_BYTES = 256 * 1024 * 1024;
/** A transfer carries the file if this share of the file came with it; or, of its own bytes, this share and so many. */
const LEAST_FILE_SHARE = 0.1;
const LEAST_SHARE = 0.5;
const LEAST_BYTES = 16;

export interface ExpectationOptions {
  readonly file: ExpectedFile;
  readonly stated: StatedFormat;
  readonly listLimit: number;
  /** Only this connection; null: all. */
  readonly stream: number | null;
}

interface Transfer {
  readonly log: TransferLog;
  readonly direction: Direction;
  readonly topic: string;
  readonly clientId: string | null;
}

export class ExpectationCollector implements Expectation {
  readonly #options: ExpectationOptions;
  readonly #transfers = new Map<string, Transfer>();
  readonly #budget = new ExpectationBudget(MESSAGE_LIMIT, KEPT_BYTES);
  /** The PUBLISH that comes in, by stream and direction. */
  readonly #open = new Map<number, PayloadBuffer>();
  /** Messages of transfers beyond the limit. */
  #notCompared = 0;

  constructor(options: ExpectationOptions) {
    this.#options = options;
  }

  onSessionMessageStart({ flow }: MqttSessionState, direction: Direction, view: MqttView): void {
    const { stream, file } = this.#options;
    if (view.packetType !== MQTT_PUBLISH || (stream !== null && flow.stream !== stream)) return;
    const key = flow.stream * 2 + direction;
    let payload = this.#open.get(key);
    if (payload === undefined) {
      payload = new PayloadBuffer(file.length);
      this.#open.set(key, payload);
    }
    payload.begin(view.payloadLength);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#open.get(flow.stream * 2 + direction)?.add(buf, at, end, missing);
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    if (view.packetType !== MQTT_PUBLISH) return;
    const payload = this.#open.get(session.stream * 2 + direction);
    if (payload?.isOpen !== true) return;
    payload.finish();
    const transfer = this.#transferOf(session, direction, topic ?? '');
    if (transfer === null || payload.isTooLong) {
      this.#notCompared++;
      return;
    }
    transfer.log.add(session.stream, origin.lastFrame, payload.bytes(), payload.holes, view.dup);
  }

  onSessionEnd({ stream }: MqttSessionState): void {
    this.#open.delete(stream * 2);
    this.#open.delete(stream * 2 + 1);
  }

  report(): ExpectationReport {
    const { file, listLimit } = this.#options;
    const explainer = new TransferExplainer(file);
    const transfers: TransferReport[] = [];
    let others = 0;
    let notCompared = this.#notCompared;
    for (const transfer of this.#transfers.values()) {
      const explained = explainer.explain(transfer.log);
      notCompared += transfer.log.notKept;
      if (carriesFile(explained, file)) transfers.push(transferReport(transfer, explained, file, listLimit));
      else others++;
    }
    return {
      file: { path: file.path, bytes: file.size, comparedBytes: file.length, sha256: file.sha256 },
      transfers: transfers.slice(0, listLimit),
      transfersCount: transfers.length,
      otherTopics: others,
      notCompared,
      capped: notCompared > 0 || transfers.length > listLimit,
    };
  }

  /** Known clients go on over several connections; of unknown ones each connection is another. */
  #transferOf(session: MqttSessionState, direction: Direction, topic: string): Transfer | null {
    const clientId = session.connack?.assignedClientId ?? session.connect?.message.clientId ?? '';
    const who = clientId === '' ? `#${session.stream}` : `"${clientId}" ${session.flow.server.address}`;
    const key = `${direction} ${who} ${topic}`;
    const known = this.#transfers.get(key);
    if (known !== undefined) return known;
    if (this.#transfers.size >= TRANSFER_LIMIT) return null;
    const { file, stated } = this.#options;
    const log = new TransferLog(file, stated, this.#budget);
    const transfer: Transfer = { log, direction, topic, clientId: clientId === '' ? null : clientId };
    this.#transfers.set(key, transfer);
    return transfer;
  }
}

function carriesFile({ arrivedBytes, ownBytes }: ExplainedTransfer, file: ExpectedFile): boolean {
  if (file.length === 0) return false;
  if (arrivedBytes >= file.length * LEAST_FILE_SHARE) return true;
  return arrivedBytes >= LEAST_BYTES && arrivedBytes >= ownBytes * LEAST_SHARE;
}

function transferReport(
  { log, direction, topic, clientId }: Transfer,
  explained: ExplainedTransfer,
  file: ExpectedFile,
  listLimit: number,
): TransferReport {
  const attempts = explained.attempts.map(({ laid, end }) => reportAttempt(file, laid, end, listLimit));
  return {
    streams: log.streams.slice(0, listLimit),
    direction: SENDERS[direction],
    topic,
    clientId,
    format: formatOf(explained),
    messages: log.messages.length + log.notKept,
    attempts: attempts.slice(0, listLimit),
    attemptsCount: attempts.length,
    arrivedBytes: arrivedInAny(explained),
  };
}

function formatOf({ candidate, announces }: ExplainedTransfer): string {
  if (candidate === null) return announces ? 'length-checked' : 'raw';
  if (candidate.format !== 'indexed') return candidate.format;
  if (candidate.endPackets > 0) return 'restart';
  return announces ? 'length-checked' : 'indexed';
}

/** Bytes that arrived unaltered in one attempt or another. */
function arrivedInAny({ attempts }: ExplainedTransfer): number {
  const ranges = attempts
    .flatMap(({ laid }) => laid.placed)
    .filter(({ fate, fragment }) => fate.state === 'arrived' && fragment.holes.length === 0)
    .map(({ fate }) => fate)
    .sort((a, b) => a.from - b.from);
  let bytes = 0;
  let covered = 0;
  for (const { from, to } of ranges) {
    if (to <= covered) continue;
    bytes += to - Math.max(from, covered);
    covered = to;
  }
  return bytes;
}

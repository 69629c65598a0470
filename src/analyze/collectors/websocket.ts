// WebSocket, connection by connection: the upgrade, frames by opcode and direction, how it was closed.

import { CLIENT_TO_SERVER, type Direction, SENDERS } from '../../core/direction.ts';
import type { CarrierEvent } from '../../dissect/application/carrier.ts';
import { WebSocketFrameView } from '../../dissect/application/websocket/frame-view.ts';
import {
  closeCodeName,
  isData,
  opcodeName,
  WS_CLOSE,
  WS_CONTINUATION,
} from '../../dissect/application/websocket/opcodes.ts';
import { UpgradeRequest, UpgradeResponse } from '../../dissect/application/websocket/upgrade.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Listener, Origin } from '../../flow/listener.ts';
import type { BySender } from '../analysis.ts';
import type {
  UpgradeRequestReport,
  UpgradeResponseReport,
  WebSocketClose,
  WebSocketReport,
} from '../websocket-report.ts';

const OPCODES = 16;
/** Texts from the handshake are kept up to this length, lists up to so many. */
const TEXT_LIMIT = 1024;
const LIST_LIMIT = 32;

export interface WebSocketOptions {
  /** Entries of any one list. */
  readonly listLimit: number;
  /** WebSocket connections that are remembered: the first ones. */
  readonly connectionLimit: number;
}

export class WebSocketCollector implements Listener {
  readonly #options: WebSocketOptions;
  /** By stream number. */
  readonly #notes = new Map<number, WebSocketNotes>();

  constructor(options: WebSocketOptions) {
    this.#options = options;
  }

  onCarrier(flow: Flow, direction: Direction, event: CarrierEvent, origin: Origin): void {
    if (event.carrier !== 'websocket') return;
    let notes = this.#notes.get(flow.stream);
    if (notes === undefined) {
      if (this.#notes.size >= this.#options.connectionLimit) return;
      notes = new WebSocketNotes(this.#options.listLimit);
      this.#notes.set(flow.stream, notes);
    }
    notes.note(flow, direction, event, origin);
  }

  /** null: no WebSocket on this connection, or it was not remembered. */
  report(stream: number): WebSocketReport | null {
    return this.#notes.get(stream)?.report() ?? null;
  }
}

/** Of one direction. */
class DirectionNotes {
  readonly frames: number[] = Array<number>(OPCODES).fill(0);
  payloadBytes = 0;
  longestPayload = 0;
  fragmentedFrames = 0;
  compressedFrames = 0;
  incompleteFrames = 0;

  note(frame: WebSocketFrameView): void {
    this.frames[frame.opcode] = (this.frames[frame.opcode] ?? 0) + 1;
    if (frame.missingBytes > 0) this.incompleteFrames++;
    if (!isData(frame.opcode)) return;
    this.payloadBytes += frame.payloadLength;
    if (frame.payloadLength > this.longestPayload) this.longestPayload = frame.payloadLength;
    if (!frame.isFinal || frame.opcode === WS_CONTINUATION) this.fragmentedFrames++;
    if (frame.isCompressed) this.compressedFrames++;
  }
}

class WebSocketNotes {
  readonly #listLimit: number;
  readonly #directions: readonly [DirectionNotes, DirectionNotes] = [new DirectionNotes(), new DirectionNotes()];
  #request: UpgradeRequestReport | null = null;
  #requestNs = 0;
  #response: UpgradeResponseReport | null = null;
  #upgradeNs: number | null = null;
  readonly #refusals: { frame: number; status: number }[] = [];
  #refusalsCount = 0;
  readonly #closes: WebSocketClose[] = [];
  #closesCount = 0;
  #frames = 0;

  constructor(listLimit: number) {
    this.#listLimit = listLimit;
  }

  note(flow: Flow, direction: Direction, event: CarrierEvent, origin: Origin): void {
    if (event instanceof WebSocketFrameView) this.#noteFrame(flow, direction, event, origin);
    else if (event instanceof UpgradeRequest) this.#noteRequest(flow, event, origin);
    else if (event instanceof UpgradeResponse) this.#noteResponse(flow, event, origin);
  }

  report(): WebSocketReport {
    const response = this.#response;
    const hasOpened = this.#frames > 0 || response?.status === 101;
    const bySender = <T>(of: (notes: DirectionNotes) => T): BySender<T> => ({
      client: of(this.#directions[CLIENT_TO_SERVER]),
      server: of(this.#directions[1]),
    });
    return {
      state: hasOpened ? 'open' : response === null ? 'unanswered' : 'refused',
      evidence: this.#request === null && response === null ? 'content' : 'upgrade',
      request: this.#request,
      response,
      upgradeNs: this.#upgradeNs,
      refusals: [...this.#refusals],
      refusalsCount: this.#refusalsCount,
      frames: bySender(({ frames }) =>
        Object.fromEntries(frames.flatMap((count, opcode) => (count > 0 ? [[opcodeName(opcode), count]] : []))),
      ),
      payloadBytes: bySender((notes) => notes.payloadBytes),
      longestPayload: bySender((notes) => notes.longestPayload),
      fragmentedFrames: bySender((notes) => notes.fragmentedFrames),
      compressedFrames: bySender((notes) => notes.compressedFrames),
      incompleteFrames: bySender((notes) => notes.incompleteFrames),
      closes: [...this.#closes],
      closesCount: this.#closesCount,
      capped: this.#closesCount > this.#closes.length || this.#refusalsCount > this.#refusals.length,
    };
  }

  #noteFrame(flow: Flow, direction: Direction, frame: WebSocketFrameView, origin: Origin): void {
    this.#frames++;
    this.#directions[direction].note(frame);
    if (frame.opcode !== WS_CLOSE) return;
    this.#closesCount++;
    if (this.#closes.length === this.#listLimit) return;
    const code = frame.closeCode;
    this.#closes.push({
      frame: origin.lastFrame,
      time: flow.time.instant(origin.lastTimeNs),
      direction: SENDERS[direction],
      code,
      codeText: code === null ? null : closeCodeName(code),
      reason: frame.closeReason,
    });
  }

  #noteRequest(flow: Flow, request: UpgradeRequest, origin: Origin): void {
    // Another attempt on the same connection: the one before was refused.
    if (this.#response !== null) {
      this.#refusalsCount++;
      if (this.#refusals.length < this.#listLimit)
        this.#refusals.push({ frame: this.#response.frame, status: this.#response.status });
    }
    this.#response = null;
    this.#upgradeNs = null;
    this.#requestNs = origin.lastTimeNs;
    this.#request = {
      frame: origin.lastFrame,
      time: flow.time.instant(origin.lastTimeNs),
      path: clipped(request.path),
      host: clippedOrNull(request.host),
      origin: clippedOrNull(request.origin),
      version: clippedOrNull(request.version),
      subprotocols: request.subprotocols.slice(0, LIST_LIMIT).map(clipped),
      extensions: request.extensions.slice(0, LIST_LIMIT).map(({ text }) => clipped(text)),
    };
  }

  #noteResponse(flow: Flow, response: UpgradeResponse, origin: Origin): void {
    if (this.#request !== null) this.#upgradeNs = origin.firstTimeNs - this.#requestNs;
    this.#response = {
      frame: origin.lastFrame,
      time: flow.time.instant(origin.lastTimeNs),
      status: response.status,
      reason: clipped(response.reason),
      subprotocol: clippedOrNull(response.subprotocol),
      extensions: response.extensions.slice(0, LIST_LIMIT).map(({ text }) => clipped(text)),
      acceptMatches: response.acceptMatches,
    };
  }
}

function clipped(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text;
}

function clippedOrNull(text: string | null): string | null {
  return text === null ? null : clipped(text);
}

// A device as a source of frames: what an engine captures, counted in a ledger like any capture, and saved to a file on the way.

import { CaptureFileError } from '../../core/errors.ts';
import type { CaptureInterface, Frame, FrameSink, SourceSummary } from '../../core/frame.ts';
import type { Text } from '../../core/text.ts';
import { readCaptureInput } from '../capture-file.ts';
import { CaptureLedger, type InterfaceRecord } from '../capture-ledger.ts';
import type { FrameSource } from '../source.ts';
import type { EngineName, EngineSession } from './engine.ts';
import type { SavedCapture, SaveTrouble } from './saved-capture.ts';

/** An engine that --engine auto passed over. */
export interface PassedOver {
  readonly engine: EngineName;
  readonly why: Text;
}

/** How long an engine may take to end once it was asked to. */
const PATIENCE_MS = 4000;
/** What waits in memory for the saved file goes to the disk this often: a kill loses no more than that. */
const FLUSH_EVERY_MS = 200;
/** Nothing that is shorter than a classic header can be a capture. */
const SHORTEST_HEADER_BYTES = 24;

/** In the saved file: whoever opens it must know. */
export const ARRIVAL_COMMENT =
  'Time stamps are those of arrival at the capturing program, not of the kernel: short times include its delay.';

export class LiveSource implements FrameSource {
  readonly label: string;
  readonly interfaceName: string;
  readonly engine: EngineName;
  readonly clock: 'capture' | 'arrival';
  /** Better engines that could not capture here, and why. */
  readonly passedOver: readonly PassedOver[];
  readonly startedAt: number = performance.now();
  frames = 0;
  /** Captured bytes. */
  bytes = 0;
  /** After `run`: why the engine ended by itself, in its own words; null: it did not. */
  engineFailure: string | null = null;
  private readonly session: EngineSession;
  private readonly saved: SavedCapture | null;
  private ledger: CaptureLedger | null = null;
  private stopAsked = false;
  private deadline: NodeJS.Timeout | null = null;

  constructor(
    interfaceName: string,
    session: EngineSession,
    saved: SavedCapture | null,
    passedOver: readonly PassedOver[],
  ) {
    this.label = interfaceName;
    this.interfaceName = interfaceName;
    this.session = session;
    this.engine = session.engine;
    this.clock = session.clock;
    this.saved = saved;
    this.passedOver = passedOver;
  }

  /** Frames that were dropped so far; null: not known, or not before the end. */
  get dropped(): number | null {
    return this.session.dropped() ?? this.droppedByStream();
  }

  /** The file that is being written; null: none. */
  get savedTo(): string | null {
    return this.saved?.currentPath ?? null;
  }

  /** Why nothing is saved any more; null: all is well. */
  get saveTrouble(): SaveTrouble | null {
    return this.saved?.trouble ?? null;
  }

  /** Does not reject because an engine died or a disk is full: see `engineFailure`, `saveTrouble`. */
  async run(sink: FrameSink): Promise<SourceSummary> {
    const { preview } = sink;
    const heard: FrameSink = Object.assign(
      (frame: Frame): void => this.onFrame(frame, sink),
      preview === undefined ? {} : { preview },
    );
    const ledger = new CaptureLedger(heard);
    this.ledger = ledger;
    if (this.clock === 'arrival') ledger.addComment(null, ARRIVAL_COMMENT, 0);
    const flushing = this.saved === null ? null : setInterval(() => this.flush(), FLUSH_EVERY_MS);
    try {
      await this.readEngine(ledger);
      this.engineFailure = await this.session.ended;
    } finally {
      if (flushing !== null) clearInterval(flushing);
      if (this.deadline !== null) clearTimeout(this.deadline);
      this.session.abort();
      this.closeSaved(ledger);
    }
    return this.summary();
  }

  /** Ends the capture: what the engine has captured so far is still read. A second call ends it at once. */
  stop(): void {
    if (this.stopAsked) {
      this.giveUp();
      return;
    }
    this.stopAsked = true;
    this.session.stop();
    this.deadline = setTimeout(() => this.giveUp(), PATIENCE_MS);
  }

  /** For a source that will not be run, or was: ends the engine and closes the file. May be called in any state. */
  abandon(): void {
    this.session.abort();
    this.saved?.close();
  }

  /** Of the capture so far. */
  summary(): SourceSummary {
    const summary = (this.ledger ?? new CaptureLedger(() => {})).summary();
    const interfaces = summary.interfaces.map((each) => this.complete(each));
    const dropped = interfaces.reduce<number | null>(
      (sum, each) => (each.dropped === null ? sum : (sum ?? 0) + each.dropped),
      null,
    );
    return {
      ...summary,
      interfaces,
      dropped,
      files: this.saved?.files ?? [],
      clock: this.clock,
      // The frame an engine was writing when it ended is no damage of the frames before it.
      endedBy: 'stopped',
      notes: [],
    };
  }

  private onFrame(frame: Frame, sink: FrameSink): void {
    this.frames++;
    this.bytes += frame.end - frame.start;
    const saved = this.saved;
    if (saved !== null && this.ledger !== null) {
      if (saved.interfaceCount <= frame.interfaceId) this.declareInterfaces(this.ledger);
      if (!saved.add(frame)) this.giveUp();
    }
    sink(frame);
  }

  private async readEngine(ledger: CaptureLedger): Promise<void> {
    const { input } = this.session;
    try {
      await readCaptureInput(this.interfaceName, input, ledger, {});
    } catch (error) {
      // An engine that died before it wrote anything: why is told by `ended`.
      if (!(error instanceof CaptureFileError) || input.bytesRead >= SHORTEST_HEADER_BYTES) throw error;
    }
  }

  private flush(): void {
    if (this.saved === null || this.ledger === null) return;
    this.declareInterfaces(this.ledger);
    const { dropped } = this;
    if (dropped !== null && this.saved.interfaceCount > 0) this.saved.count(0, { received: this.frames, dropped });
    if (!this.saved.tick()) this.giveUp();
  }

  /** No frame is read any more: the engine does not end, or the file is full, and the report is to be of the frames that are in it. */
  private giveUp(): void {
    this.stopAsked = true;
    this.ledger?.stop();
    this.session.abort();
  }

  private declareInterfaces(ledger: CaptureLedger): void {
    for (let id = this.saved?.interfaceCount ?? 0; id < ledger.interfaces.length; id++) {
      const record = ledger.interfaces[id];
      if (record !== undefined) this.saved?.addInterface({ ...record, name: this.nameOf(record) });
    }
  }

  private closeSaved(ledger: CaptureLedger): void {
    if (this.saved === null) return;
    this.declareInterfaces(ledger);
    for (const { id, received, dropped } of this.summary().interfaces) {
      if (received !== null && dropped !== null) this.saved.count(id, { received, dropped });
    }
    this.saved.close();
  }

  /** Classic captures have neither names nor counters: the engine has told them otherwise. */
  private complete(each: CaptureInterface): CaptureInterface {
    const dropped = each.dropped ?? (each.id === 0 ? this.session.dropped() : null);
    const received = each.received ?? (dropped === null ? null : this.frames);
    return { ...each, name: this.nameOf(each), received, dropped };
  }

  private nameOf({ name }: Pick<InterfaceRecord, 'name'>): string {
    return name ?? this.interfaceName;
  }

  private droppedByStream(): number | null {
    return this.ledger?.interfaces[0]?.dropped ?? null;
  }
}

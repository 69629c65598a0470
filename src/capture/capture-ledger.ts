// What a source keeps while its frames go by: the one reused Frame, the numbers of the summary, interfaces, comments, notes.
// One ledger serves all files of a sequence, so that frame numbers, interface numbers and the order of time go on.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type {
  CaptureComment,
  CaptureFile,
  CaptureInterface,
  FramePreview,
  FrameSink,
  SourceNote,
  SourceSummary,
} from '../core/frame.ts';
import { Frame } from '../core/frame.ts';
import { formatInstant, nanosecondsBetween } from '../core/time.ts';
import { TOO_MANY_COMMENTS, TOO_MANY_NAMES, TOO_MANY_NOTES, TOO_MANY_SECRETS } from './capture-notes.ts';

const COMMENT_LIMIT = 1_000;
const NOTE_LIMIT = 100;
const NAME_LIMIT = 100_000;
const SECRETS_LIMIT_BYTES = 64 << 20;

export type EndedBy = SourceSummary['endedBy'];
const ENDINGS: readonly EndedBy[] = ['end-of-input', 'stopped', 'truncated-input', 'damaged-input'];

/** One interface while the capture is read: the statistics block that tells of drops comes last. */
export interface InterfaceRecord {
  readonly name: string | null;
  readonly linkType: number;
  readonly snapLength: number;
  /** '1e-9', '2^-8': see TickClock. */
  readonly resolution: string;
  readonly secondsPerTick: number;
  received: number | null;
  dropped: number | null;
}

export class CaptureLedger {
  readonly frame: Frame = new Frame();
  /** For readers that can look ahead; null: nobody wants to know. */
  readonly preview: FramePreview | null;
  /** Set by `stop()`; every reader looks at it before each block. */
  stopped = false;
  readonly interfaces: InterfaceRecord[] = [];
  /** Names the capture gives to addresses (pcapng Name Resolution Block); the first name of an address counts. */
  readonly names: Map<string, string> = new Map();
  /** TLS key logs inside the capture (pcapng Decryption Secrets Block), as text. */
  readonly tlsKeyLogs: string[] = [];
  readonly files: CaptureFile[] = [];
  /** Wakes a reader that waits for a silent pipe. */
  whenStopped: () => void = () => {};
  private earlierInterfaces = 0;
  private readonly claimed: Set<number> = new Set();
  private readonly sink: FrameSink;
  private readonly comments: CaptureComment[] = [];
  private readonly notes: SourceNote[] = [];
  private secretsBytes = 0;
  private lastNumber = 0;
  private frames = 0;
  private bytes = 0;
  private timedFrames = 0;
  private firstSec = 0;
  private firstNsec = 0;
  private lastSec = 0;
  private lastNsec = 0;
  private previousSec = 0;
  private previousNsec = 0;
  private strictTimeOrder = true;
  private endedBy: EndedBy = 'end-of-input';

  constructor(sink: FrameSink) {
    this.sink = sink;
    this.preview = sink.preview ?? null;
  }

  /** Numbers the frame the reader has filled in, counts it, and hands it on. */
  deliver(): void {
    const frame = this.frame;
    frame.number = ++this.lastNumber;
    this.frames++;
    this.bytes += frame.end - frame.start;
    if (frame.timed === 1) this.observeTime(frame.sec, frame.nsec);
    this.sink(frame);
  }

  /** A record that Wireshark numbers as a frame although nothing was captured (pcapng custom blocks and the like). */
  skipNumber(): void {
    this.lastNumber++;
  }

  /** The number of the last frame, 0 before the first. */
  get frameNumber(): number {
    return this.lastNumber;
  }

  get frameCount(): number {
    return this.frames;
  }

  /** Before each file of a sequence: its interfaces may be those of an earlier file again. */
  beginFile(): void {
    this.earlierInterfaces = this.interfaces.length;
    this.claimed.clear();
  }

  /** The interface's number in the whole capture: a new one, or that of the same interface in an earlier file. */
  addInterface(record: InterfaceRecord): number {
    for (let id = 0; id < this.earlierInterfaces; id++) {
      if (this.claimed.has(id) || !isSameInterface(this.interfaces[id], record)) continue;
      this.claimed.add(id);
      return id;
    }
    return this.interfaces.push(record) - 1;
  }

  /** Ends reading soon, also while the input is silent. */
  stop(): void {
    this.stopped = true;
    this.whenStopped();
  }

  addComment(frame: number | null, text: string, byteOffset: number): void {
    if (this.comments.length < COMMENT_LIMIT) this.comments.push({ frame, text });
    else this.noteOnce(TOO_MANY_COMMENTS, byteOffset);
  }

  addName(address: string, name: string, byteOffset: number): void {
    if (this.names.has(address)) return;
    if (this.names.size < NAME_LIMIT) this.names.set(address, name);
    else this.noteOnce(TOO_MANY_NAMES, byteOffset);
  }

  addTlsKeyLog(text: string, byteOffset: number): void {
    this.secretsBytes += text.length;
    if (this.secretsBytes <= SECRETS_LIMIT_BYTES) this.tlsKeyLogs.push(text);
    else this.noteOnce(TOO_MANY_SECRETS, byteOffset);
  }

  note(kind: AnomalyKind, byteOffset: number): void {
    if (this.notes.length < NOTE_LIMIT) this.notes.push({ kind, byteOffset });
    else if (this.notes.length === NOTE_LIMIT) this.notes.push({ kind: TOO_MANY_NOTES, byteOffset });
  }

  /** For what may repeat with every block: the first place is enough. */
  noteOnce(kind: AnomalyKind, byteOffset: number): void {
    if (!this.notes.some((note) => note.kind === kind)) this.note(kind, byteOffset);
  }

  /** How a file ended; the worst ending of a sequence counts. */
  end(endedBy: EndedBy): void {
    if (ENDINGS.indexOf(endedBy) > ENDINGS.indexOf(this.endedBy)) this.endedBy = endedBy;
  }

  summary(): SourceSummary {
    const timed = this.timedFrames > 0;
    return {
      files: this.files.slice(),
      frames: this.frames,
      bytes: this.bytes,
      firstTime: timed ? formatInstant(this.firstSec, this.firstNsec) : null,
      lastTime: timed ? formatInstant(this.lastSec, this.lastNsec) : null,
      durationNs: timed ? nanosecondsBetween(this.firstSec, this.firstNsec, this.lastSec, this.lastNsec) : null,
      timeResolution: this.coarsestResolution(),
      strictTimeOrder: this.strictTimeOrder,
      interfaces: this.interfaces.map(toCaptureInterface),
      comments: this.comments.slice(),
      dropped: this.totalDropped(),
      clock: 'capture',
      endedBy: this.endedBy,
      notes: this.notes.slice(),
    };
  }

  /** First and last are the earliest and the latest instant, as capinfos has them, whatever the order of the frames. */
  private observeTime(sec: number, nsec: number): void {
    if (this.timedFrames++ === 0) {
      this.firstSec = this.lastSec = sec;
      this.firstNsec = this.lastNsec = nsec;
    } else if (sec < this.previousSec || (sec === this.previousSec && nsec < this.previousNsec)) {
      this.strictTimeOrder = false;
      if (sec < this.firstSec || (sec === this.firstSec && nsec < this.firstNsec)) {
        this.firstSec = sec;
        this.firstNsec = nsec;
      }
    } else if (sec > this.lastSec || (sec === this.lastSec && nsec > this.lastNsec)) {
      this.lastSec = sec;
      this.lastNsec = nsec;
    }
    this.previousSec = sec;
    this.previousNsec = nsec;
  }

  private coarsestResolution(): string | null {
    let coarsest: InterfaceRecord | null = null;
    for (const record of this.interfaces) {
      if (coarsest === null || record.secondsPerTick > coarsest.secondsPerTick) coarsest = record;
    }
    return coarsest === null ? null : coarsest.resolution;
  }

  private totalDropped(): number | null {
    let total: number | null = null;
    for (const record of this.interfaces) if (record.dropped !== null) total = (total ?? 0) + record.dropped;
    return total;
  }
}

function isSameInterface(earlier: InterfaceRecord | undefined, record: InterfaceRecord): boolean {
  return (
    earlier !== undefined &&
    earlier.name === record.name &&
    earlier.linkType === record.linkType &&
    earlier.snapLength === record.snapLength &&
    earlier.resolution === record.resolution
  );
}

function toCaptureInterface(record: InterfaceRecord, id: number): CaptureInterface {
  const { name, linkType, snapLength, received, dropped } = record;
  return { id, name, linkType, snapLength, received, dropped };
}

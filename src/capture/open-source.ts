// A path or "-" → the source of its frames.

import type { FrameSink, SourceSummary } from '../core/frame.ts';
import { readCaptureFile } from './capture-file.ts';
import { CaptureLedger } from './capture-ledger.ts';
import type { FrameSource, SourceOptions } from './source.ts';

/** A source that is a file: besides frames, it may bring names and keys. Both grow while `run` reads. */
export interface CaptureSource extends FrameSource {
  /** Names the capture gives to addresses (pcapng Name Resolution Block). */
  readonly names: ReadonlyMap<string, string>;
  /** Texts of TLS key logs inside the capture (pcapng Decryption Secrets Block). */
  readonly tlsKeyLogs: readonly string[];
}

/** A capture file, or standard input for "-"; what it is shows when it runs, by its content, never by its name. */
export function openSource(path: string, options: SourceOptions = {}): CaptureSource {
  return new LedgerSource(path, (ledger) => readCaptureFile(path, ledger, options));
}

/** A source whose frames go through one ledger. */
export class LedgerSource implements CaptureSource {
  readonly label: string;
  private readonly read: (ledger: CaptureLedger) => Promise<void>;
  private ledger: CaptureLedger | null = null;

  constructor(label: string, read: (ledger: CaptureLedger) => Promise<void>) {
    this.label = label;
    this.read = read;
  }

  get names(): ReadonlyMap<string, string> {
    return this.ledger?.names ?? new Map();
  }

  get tlsKeyLogs(): readonly string[] {
    return this.ledger?.tlsKeyLogs ?? [];
  }

  async run(sink: FrameSink): Promise<SourceSummary> {
    const ledger = new CaptureLedger(sink);
    this.ledger = ledger;
    await this.read(ledger);
    return ledger.summary();
  }

  stop(): void {
    this.ledger?.stop();
  }
}

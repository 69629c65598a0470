// What shows a live capture while it goes on: a screen on a terminal, a line per event elsewhere.

import type { Listener } from '../flow/listener.ts';
import type { SessionListener } from '../session/session-listener.ts';

/** The state of the capture itself, asked for at every tick. */
export interface CaptureStatus {
  /** 'libpcap', 'dumpcap', 'tcpdump', 'cap'. */
  readonly engine: string;
  readonly interfaceName: string;
  readonly filter: string | null;
  readonly frames: number;
  /** Captured bytes. */
  readonly bytes: number;
  /** Frames the kernel or the interface dropped; null: the engine cannot know (yet). */
  readonly dropped: number | null;
  readonly clock: 'capture' | 'arrival';
  /** Milliseconds since the capture began. */
  readonly elapsedMs: number;
  /** Path of the file that is written meanwhile; null: none. */
  readonly savedTo: string | null;
}

/** What a view may ask of the run. */
export interface LiveControl {
  /** Ends the capture as Ctrl-C does: the final report follows. */
  quit(): void;
}

/** Hears the capture as listeners do, and draws on a timer of the run; drawing never throws for what was captured. */
export interface LiveView {
  readonly listeners: readonly Listener[];
  readonly sessionListeners: readonly SessionListener[];
  /** Takes the terminal (or writes its first line). */
  start(control: LiveControl): void;
  /** At most four times a second. */
  tick(status: CaptureStatus): void;
  /** Gives the terminal back; called exactly once, in every way of ending; safe before start. */
  stop(): void;
}

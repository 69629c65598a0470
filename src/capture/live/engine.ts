// What captures: one interface for libpcap in process, dumpcap, tcpdump and the package `cap`. All of them yield the bytes of a capture file.

import type { Text } from '../../core/text.ts';
import type { EngineInput } from './engine-input.ts';

/** The best first: that is the order in which --engine auto tries them. */
export const ENGINE_NAMES = ['libpcap', 'dumpcap', 'tcpdump', 'cap'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What an engine is asked to capture. */
export interface CaptureRequest {
  /** As the system calls it. */
  readonly interfaceName: string;
  /** BPF; null: everything. */
  readonly filter: string | null;
  /** null: whole frames. */
  readonly snapLength: number | null;
  readonly promiscuous: boolean;
  /** Of the kernel's buffer. */
  readonly bufferMegabytes: number;
  /** The engine itself ends after exactly so many frames; null: it does not. */
  readonly frameLimit: number | null;
}

/** A capture that goes on. */
export interface EngineSession {
  readonly engine: EngineName;
  /** pcap or pcapng bytes; ends when the engine has ended and everything it captured was taken. */
  readonly input: EngineInput;
  readonly clock: 'capture' | 'arrival';
  /** Frames the kernel or the interface dropped since the capture began; null: the engine cannot know, or not before its end. */
  dropped(): number | null;
  /** Ends the capture; what was captured before still comes. */
  stop(): void;
  /** Ends it at once, whatever is lost. May be called twice, and after the end. */
  abort(): void;
  /** Settles when the engine is gone, before `input` ends: null as asked or at the limit, otherwise why, in its own words. */
  readonly ended: Promise<string | null>;
}

export type RefusalKind =
  /** A program or package that is not installed, or not for this system. */
  | 'missing'
  | 'permission'
  | 'interface'
  | 'filter'
  /** What the engine cannot do although it is there: an option, a link type. */
  | 'unable';

/** Why an engine does not capture; `words`: its own where it has any. */
export class EngineRefusal extends Error {
  readonly engine: EngineName;
  readonly kind: RefusalKind;
  readonly words: Text;

  constructor(engine: EngineName, kind: RefusalKind, words: Text) {
    super(`${engine}: ${words.en}`);
    this.engine = engine;
    this.kind = kind;
    this.words = words;
  }
}

/** Opens a capture; rejects with EngineRefusal, and only with that. */
export type OpenEngine = (request: CaptureRequest) => Promise<EngineSession>;

/** An engine's words are the same in both languages. */
export function ownWords(words: string): Text {
  return { es: words, en: words };
}

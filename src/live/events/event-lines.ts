// A live capture without a terminal: one line, or one NDJSON object, per event.

import type { Lang } from '../../core/text.ts';
import type { Listener } from '../../flow/listener.ts';
import { nanosecondsBetweenTexts } from '../../report/format/instants.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { CaptureStatus, LiveControl, LiveView } from '../live-view.ts';
import { EventSource } from './event-source.ts';
import { eventLine } from './event-words.ts';
import type { LiveEvent } from './live-event.ts';

export interface EventLinesOptions {
  readonly lang: Lang;
  readonly format: 'text' | 'ndjson';
  /** Takes one whole line, its line feed included, and hands it on at once. What it throws ends the run. */
  readonly write: (line: string) => void;
}

/** Writes every event as it happens; the fields are those of LiveEvent. */
export function eventLines(options: EventLinesOptions): LiveView {
  return new EventLines(options);
}

const MS_TO_NS = 1_000_000;

class EventLines implements LiveView {
  readonly listeners: readonly Listener[];
  readonly sessionListeners: readonly SessionListener[];
  readonly #options: EventLinesOptions;
  readonly #source: EventSource;
  #status: CaptureStatus | null = null;
  #dropped = 0;

  constructor(options: EventLinesOptions) {
    this.#options = options;
    this.#source = new EventSource(options.lang, (event) => this.#write(event));
    this.listeners = [this.#source];
    this.sessionListeners = [this.#source];
  }

  start(_control: LiveControl): void {}

  tick(status: CaptureStatus): void {
    if (this.#status === null) this.#begin(status);
    this.#status = status;
    const dropped = status.dropped ?? 0;
    if (dropped > this.#dropped) {
      const more = dropped - this.#dropped;
      this.#dropped = dropped;
      this.#write({ event: 'capture.dropped', frame: null, time: null, stream: null, dropped, more });
    }
    this.#source.tick(status.elapsedMs);
  }

  stop(): void {
    const status = this.#status;
    this.#status = null;
    if (status === null) return;
    const { frames, bytes, dropped, elapsedMs } = status;
    const durationNs = Math.round(elapsedMs * MS_TO_NS);
    this.#write({
      ...{ event: 'capture.stopped', frame: null, time: null, stream: null },
      ...{ frames: Math.max(frames, this.#source.frames), bytes, dropped, durationNs },
    });
  }

  #begin({ engine, interfaceName, filter, savedTo, clock }: CaptureStatus): void {
    this.#write({
      ...{ event: 'capture.started', frame: null, time: null, stream: null },
      ...{ engine, interface: interfaceName, filter, savedTo, clock },
    });
  }

  #write(event: LiveEvent): void {
    const { format, lang, write } = this.#options;
    if (format === 'ndjson') {
      write(`${JSON.stringify(event)}\n`);
      return;
    }
    const first = this.#source.firstInstant ?? event.time;
    const since = event.time === null || first === null ? null : nanosecondsBetweenTexts(first, event.time);
    write(`${eventLine(event, since, lang)}\n`);
  }
}

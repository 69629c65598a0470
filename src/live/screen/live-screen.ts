// The screen of a live capture: hears it, draws it at every tick, answers keys.

import type { Lang } from '../../core/text.ts';
import type { Listener } from '../../flow/listener.ts';
import { type Paint, paintFor } from '../../report/renderers/ansi.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { CaptureStatus, LiveControl, LiveView } from '../live-view.ts';
import { LiveModel } from '../model/live-model.ts';
import type { LivePicture } from '../model/picture.ts';
import { filterPicture, takePicture, takePictures } from '../model/take-picture.ts';
import { TopicFilter } from '../model/topic-filter.ts';
import { drawScreen } from './draw-screen.ts';
import { readKeys } from './keys.ts';
import { paintLine } from './line.ts';
import { pressKey } from './press-key.ts';
import { TerminalScreen } from './terminal-screen.ts';
import { FIRST_VIEW, type ViewState } from './view-state.ts';

export interface LiveScreenOptions {
  readonly lang: Lang;
  /** false: marks and words say all that colours say (NO_COLOR). */
  readonly color: boolean;
  /** A terminal. */
  readonly output: NodeJS.WriteStream;
  /** The keyboard; without a terminal there are no keys. */
  readonly input: NodeJS.ReadStream;
}

/** A full screen on a terminal, given back in every way of ending. */
export function liveScreen(options: LiveScreenOptions): LiveView {
  return new LiveScreen(options);
}

class LiveScreen implements LiveView {
  readonly listeners: readonly Listener[];
  readonly sessionListeners: readonly SessionListener[];
  readonly #model: LiveModel = new LiveModel();
  readonly #lang: Lang;
  readonly #paint: Paint;
  readonly #terminal: TerminalScreen;
  #control: LiveControl | null = null;
  #view: ViewState = FIRST_VIEW;
  #status: CaptureStatus | null = null;
  #picture: LivePicture;
  /** While the picture is frozen: all of them, by stream. */
  #frozen: ReadonlyMap<number | null, LivePicture> | null = null;

  constructor({ lang, color, output, input }: LiveScreenOptions) {
    this.listeners = [this.#model];
    this.sessionListeners = [this.#model];
    this.#lang = lang;
    this.#paint = paintFor(color);
    this.#picture = takePicture(this.#model, null);
    this.#terminal = new TerminalScreen(output, input, {
      redraw: () => this.#draw(),
      input: (text) => this.#press(text),
      end: () => this.#control?.quit(),
    });
  }

  start(control: LiveControl): void {
    this.#control = control;
    this.#terminal.open();
    this.#draw();
  }

  tick(status: CaptureStatus): void {
    this.#status = status;
    this.#model.tick(status.elapsedMs, status.bytes);
    this.#take();
    this.#draw();
  }

  stop(): void {
    this.#terminal.close();
  }

  #press(text: string): void {
    for (const key of readKeys(text)) {
      const before = this.#view;
      const { view, order } = pressKey(before, key, this.#picture.connections, this.#picture.selected?.stream ?? null);
      this.#view = view;
      if (view.filter !== before.filter) {
        this.#model.setFilter(view.filter === null ? null : new TopicFilter(view.filter));
      }
      if (view.paused !== before.paused) this.#frozen = view.paused ? takePictures(this.#model) : null;
      if (order === 'quit') this.#control?.quit();
      else if (order === 'suspend') this.#terminal.suspend();
      else if (order === 'redraw') this.#terminal.clear();
    }
    this.#take();
    this.#draw();
  }

  /** The picture to be drawn, by what is selected. */
  #take(): void {
    const stream = this.#stream();
    if (this.#frozen === null) this.#picture = takePicture(this.#model, stream);
    else {
      const frozen = this.#frozen.get(stream) ?? this.#frozen.get(null) ?? this.#picture;
      this.#picture = filterPicture(frozen, this.#model.filter);
    }
  }

  /** null: all connections. */
  #stream(): number | null {
    const { selection } = this.#view;
    if (selection === 'all') return null;
    if (selection !== 'auto') return selection;
    const mqtt = this.#picture.connections.filter(({ session }) => session !== null);
    return mqtt.length === 1 ? (mqtt[0]?.stream ?? null) : null;
  }

  #draw(): void {
    const size = { columns: this.#terminal.columns, rows: this.#terminal.rows };
    const lines = drawScreen(this.#picture, this.#status, this.#view, size, this.#lang);
    this.#terminal.show(lines.map((line) => paintLine(line, this.#paint)));
  }
}

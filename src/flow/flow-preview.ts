// With thousands of connections in turn, what a segment needs of its connection is rarely in the processor's cache, and waiting for memory costs
// more than the work. Of frames that will follow, the connections are looked up beforehand and what they need is read for all of them in a row:
// the processor then waits for many at once. Nothing is changed here, and nothing that is read counts.

import type { Frame, FramePreview } from '../core/frame.ts';
import { Dissector } from '../dissect/dissector.ts';
import type { FlowDirectory } from './flow-directory.ts';
import { FlowKey } from './flow-key.ts';
import type { Hooks } from './hooks.ts';

/** Fewer connections than this fit into the cache. */
const WORTHWHILE_FLOWS = 500;
const MOST = 64;

export class FlowPreview implements FramePreview {
  readonly #directory: FlowDirectory;
  readonly #dissector: Dissector = new Dissector();
  readonly #key: FlowKey = new FlowKey();
  readonly #hashes: Int32Array = new Int32Array(MOST);
  #count = 0;

  readonly #hooks: Hooks;

  constructor(directory: FlowDirectory, hooks: Hooks) {
    this.#directory = directory;
    this.#hooks = hooks;
  }

  get isWanted(): boolean {
    return this.#directory.flows.length >= WORTHWHILE_FLOWS;
  }

  announce(frame: Frame): void {
    const packet = this.#dissector.dissect(frame);
    if (!packet.tcp.present || this.#count === MOST) return;
    this.#key.read(packet);
    this.#hashes[this.#count++] = this.#key.hash;
  }

  fetch(): void {
    this.#directory.fetch(this.#hashes, this.#count);
    for (let i = 0; i < this.#count; i++) {
      const flow = this.#directory.fetched(i);
      if (flow !== null) this.#hooks.preview(flow);
    }
    this.#count = 0;
  }
}

// Announces the packets that follow in the buffer before they are read one by one — core/frame.ts, FramePreview. It only looks: whatever is
// damaged or unusual ends the look ahead, and is judged when its turn comes.

import { Frame, type FramePreview } from '../../core/frame.ts';
import type { ByteFeed } from '../byte-feed.ts';
import { Block, padded } from './block.ts';
import { BLOCK_FRAME_BYTES, ENHANCED_PACKET_BLOCK } from './block-types.ts';
import { locatePacket } from './enhanced-packet.ts';
import type { Section } from './section.ts';

/** As many as the processor can fetch memory for before the first of them is pushed out of its cache again. */
const PACKETS = 32;
const FIXED_BYTES = 32;

export class LookAhead {
  readonly #preview: FramePreview;
  readonly #block: Block = new Block();
  readonly #frame: Frame = new Frame();
  /** Packets announced that have not been read yet. */
  #left = 0;

  constructor(preview: FramePreview) {
    this.#preview = preview;
  }

  /** The packet at `feed.at` is about to be read. */
  next(feed: ByteFeed, little: boolean, section: Section): void {
    if (--this.#left > 0 || !this.#preview.isWanted) return;
    const block = this.#block;
    const frame = this.#frame;
    block.buf = feed.buf;
    block.view = feed.view;
    block.little = little;
    this.#left = 0;
    for (let at = feed.at; this.#left < PACKETS && feed.end - at >= FIXED_BYTES; this.#left++) {
      if (feed.view.getUint32(at, little) !== ENHANCED_PACKET_BLOCK) break;
      const length = padded(feed.view.getUint32(at + 4, little));
      if (length < FIXED_BYTES + BLOCK_FRAME_BYTES || feed.end - at < length) break;
      block.at = at;
      block.bodyEnd = at + length - 4;
      if (locatePacket(block, feed.view.getUint32(at + 8, little), section, frame) !== null) break;
      this.#preview.announce(frame);
      at += length;
    }
    this.#preview.fetch();
  }
}

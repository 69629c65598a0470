// Bytes as a frame, as a capture source hands it on.

import { Frame } from '../../src/core/frame.ts';

export interface FrameFields {
  readonly number?: number;
  readonly sec?: number;
  readonly nsec?: number;
  readonly linkType?: number;
  /** Bytes the capture kept; default: all. */
  readonly captured?: number;
  readonly wireLength?: number;
  /** Foreign bytes before and behind the frame in its buffer. */
  readonly margin?: number;
}

export function frameOf(bytes: Uint8Array, fields: FrameFields = {}): Frame {
  const margin = fields.margin ?? 0;
  const captured = Math.min(fields.captured ?? bytes.length, bytes.length);
  const frame = new Frame();
  frame.buf = new Uint8Array(captured + 2 * margin).fill(0xa5);
  frame.buf.set(bytes.subarray(0, captured), margin);
  frame.start = margin;
  frame.end = margin + captured;
  frame.number = fields.number ?? 1;
  frame.sec = fields.sec ?? 1_700_000_000;
  frame.nsec = fields.nsec ?? 0;
  frame.linkType = fields.linkType ?? 1;
  frame.wireLength = fields.wireLength ?? bytes.length;
  return frame;
}

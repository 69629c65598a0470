// What --extract remembers of every payload it wrote, by transfer: enough to put the files together again when it is known how they are numbered.

import type { StatedFormat } from '../analyze/collectors/fragment-format.ts';
import { FragmentNumbering, type Reading } from '../analyze/collectors/fragment-numbering.ts';
import type { Sender } from '../core/direction.ts';

/** `bytes` of a payload are not in the capture; they would stand at `at` of what was written of it. */
export interface PayloadHole {
  readonly at: number;
  readonly bytes: number;
}

/** A payload in its file. */
export interface ExtractedMessage {
  /** Absolute or below the working folder. */
  readonly path: string;
  readonly stream: number;
  readonly frame: number;
  readonly payloadLength: number;
  readonly writtenBytes: number;
  readonly holes: readonly PayloadHole[];
  readonly sha256: string;
  readonly packetIdentifier: number;
  readonly dup: boolean;
  readonly readings: readonly Reading[];
  /** Four bytes and no text: the payload as a number; −1: anything else. */
  readonly value: number;
}

/** The messages of one topic and direction of one client, over its connections. */
export class ExtractedTransfer {
  readonly topic: string;
  readonly direction: Sender;
  readonly clientId: string | null;
  readonly numbering: FragmentNumbering;
  readonly messages: ExtractedMessage[] = [];

  constructor(topic: string, direction: Sender, clientId: string | null, stated: StatedFormat) {
    this.topic = topic;
    this.direction = direction;
    this.clientId = clientId;
    this.numbering = new FragmentNumbering(stated);
  }
}

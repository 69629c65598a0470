// A sink that writes down what a WebSocket decoder says.

import type { Direction } from '../../../../src/core/direction.ts';
import type { CarrierDecoder, CarrierEvent, CarrierSink } from '../../../../src/dissect/application/carrier.ts';
import { WebSocketFrameView } from '../../../../src/dissect/application/websocket/frame-view.ts';
import { websocket } from '../../../../src/dissect/application/websocket/index.ts';
import { UpgradeRequest, UpgradeResponse } from '../../../../src/dissect/application/websocket/upgrade.ts';
import { concat } from '../../../builders/bytes.ts';

export interface HeardFrame {
  readonly direction: Direction;
  readonly opcode: number;
  readonly fin: boolean;
  readonly masked: boolean;
  readonly payloadLength: number;
  readonly missing: number;
  readonly compressed: boolean;
  readonly closeCode: number | null;
  readonly closeReason: string | null;
}

export class Reading implements CarrierSink {
  readonly decoder: CarrierDecoder = websocket.open(this);
  readonly frames: HeardFrame[] = [];
  readonly requests: UpgradeRequest[] = [];
  readonly responses: UpgradeResponse[] = [];
  readonly flags: string[] = [];
  readonly missing: [Direction, number][] = [];
  readonly started: [Direction, boolean][] = [];
  skippedBytes = 0;
  readonly #inner: [Uint8Array[], Uint8Array[]] = [[], []];

  /** The bytes of one direction as one stretch; false: framing was lost on the way. */
  give(direction: Direction, bytes: Uint8Array, cuts: readonly number[] = []): boolean {
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const end = Math.min(bytes.length, at + Math.max(1, cuts[i % Math.max(1, cuts.length)] ?? bytes.length));
      if (this.decoder.bytes(direction, bytes, at, end, true) < end) return false;
      at = end;
    }
    return true;
  }

  inner(direction: Direction): Uint8Array {
    return concat(...this.#inner[direction]);
  }

  text(direction: Direction): string {
    return Buffer.from(this.inner(direction)).toString('latin1');
  }

  starts(direction: Direction, isFirst: boolean): void {
    this.started.push([direction, isFirst]);
  }

  innerBytes(direction: Direction, buf: Uint8Array, at: number, end: number): void {
    if (at >= end || end > buf.length) throw new RangeError(`[${at}, ${end}) of ${buf.length}`);
    this.#inner[direction].push(buf.slice(at, end));
  }

  innerMissing(direction: Direction, count: number): void {
    this.missing.push([direction, count]);
  }

  unitStarts(): void {}

  event(direction: Direction, event: CarrierEvent): void {
    if (event instanceof UpgradeRequest) this.requests.push(event);
    if (event instanceof UpgradeResponse) this.responses.push(event);
    if (!(event instanceof WebSocketFrameView)) return;
    this.frames.push({
      direction,
      opcode: event.opcode,
      fin: event.isFinal,
      masked: event.isMasked,
      payloadLength: event.payloadLength,
      missing: event.missingBytes,
      compressed: event.isCompressed,
      closeCode: event.closeCode,
      closeReason: event.closeReason,
    });
  }

  flag(kind: { readonly id: string }): void {
    this.flags.push(kind.id);
  }

  skipped(_direction: Direction, bytes: number): void {
    this.skippedBytes += bytes;
  }
}

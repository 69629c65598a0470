// The one hook that sees every frame of the capture: what kinds of frames there are, which were cut, doubled or out of time.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { Direction } from '../../core/direction.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Listener, Origin } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { AnomalyTally } from './anomalies.ts';
import { DUPLICATE_FRAME, type DuplicateFrames } from './duplicate-frames.ts';

export const TIME_BACKWARDS: AnomalyKind = {
  id: 'capture.time-backwards',
  severity: 'note',
  spec: 'draft-ietf-opsawg-pcapng §4.3',
  text: {
    es: 'La marca de tiempo de la trama es anterior a la de la trama previa',
    en: 'The frame is stamped earlier than the frame before it',
  },
};

/** Counts of frames by what they carry. */
export type FrameKinds = Readonly<Record<string, number>>;

export class FrameCollector implements Listener {
  /** Frames cut by the snap length. */
  cutFrames = 0;
  readonly #anomalies: AnomalyTally;
  readonly #duplicates: DuplicateFrames;
  #tcpFrames = 0;
  readonly #otherFrames = new Map<string, number>();
  readonly #datagrams = new Map<string, number>();
  #lastSec = Number.NEGATIVE_INFINITY;
  #lastNsec = 0;

  /** `duplicates` is filled here, after every other hook of a frame; other collectors may ask it before. */
  constructor(anomalies: AnomalyTally, duplicates: DuplicateFrames) {
    this.#anomalies = anomalies;
    this.#duplicates = duplicates;
  }

  onPacket(packet: Packet, _flow: Flow | null, segment: SegmentView | null): void {
    const { frame } = packet;
    if (frame.sec < this.#lastSec || (frame.sec === this.#lastSec && frame.nsec < this.#lastNsec)) {
      this.#anomalies.add(TIME_BACKWARDS, frame.number);
    }
    this.#lastSec = frame.sec;
    this.#lastNsec = frame.nsec;
    if (packet.anomalies.count > 0) this.#noteAnomalies(packet);
    if (segment === null) {
      this.#noteOther(packet);
      return;
    }
    this.#tcpFrames++;
    if (segment.analysis !== 0 && this.#duplicates.isCopy(packet)) {
      this.#anomalies.add(DUPLICATE_FRAME, frame.number);
    }
    this.#duplicates.remember(packet);
  }

  onLateAnomalies(anomalies: AnomalyLog, frame: number): void {
    this.#anomalies.addLog(anomalies, frame);
  }

  /** Message decoders keep a log of their own. */
  onMessage(_flow: Flow, _direction: Direction, _view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    if (anomalies.count > 0) this.#anomalies.addLog(anomalies, origin.lastFrame);
  }

  onDatagram(_packet: Packet, view: MessageView): void {
    this.#datagrams.set(view.protocol, (this.#datagrams.get(view.protocol) ?? 0) + 1);
  }

  /** 'tcp', 'udp', 'icmp', 'arp', 'ip', 'other', and the datagram protocols that were decoded ('dns'); only those that occur. */
  frameKinds(): FrameKinds {
    const kinds: Record<string, number> = {};
    const rows: readonly [string, number][] = [['tcp', this.#tcpFrames], ...this.#otherFrames, ...this.#datagrams];
    for (const [name, count] of rows) if (count > 0) kinds[name] = (kinds[name] ?? 0) + count;
    return kinds;
  }

  #noteAnomalies(packet: Packet): void {
    const { frame } = packet;
    if (frame.wireLength > frame.end - frame.start) this.cutFrames++;
    this.#anomalies.addLog(packet.anomalies, frame.number);
  }

  #noteOther(packet: Packet): void {
    const kind = kindOf(packet);
    this.#otherFrames.set(kind, (this.#otherFrames.get(kind) ?? 0) + 1);
  }
}

function kindOf(packet: Packet): string {
  if (packet.tcp.present) return 'tcp';
  if (packet.udp.present) return 'udp';
  if (packet.icmp.present) return 'icmp';
  if (packet.arp.present) return 'arp';
  return packet.ip.present ? 'ip' : 'other';
}

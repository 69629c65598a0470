// Sums over every connection of the capture, also those that are shown in one line only.

import type { Direction } from '../../core/direction.ts';
import { packetTypeName } from '../../dissect/application/mqtt/packet-types.ts';
import { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Gap } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';
import {
  ANALYSIS_NAMES,
  FAST_RETRANSMISSION,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
} from '../../flow/segment-kind.ts';
import type { TotalsReport } from '../analysis.ts';
import type { Collector } from '../collector.ts';

const SENT_AGAIN = RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION;
const MQTT_PACKET_TYPES = 16;

export class TotalsCollector implements Collector<TotalsReport> {
  readonly #stream: number | null;
  #connections = 0;
  #mqttConnections = 0;
  readonly #messages = new Float64Array(MQTT_PACKET_TYPES);
  readonly #analysis = new Float64Array(ANALYSIS_NAMES.length);
  #retransmissions = 0;
  #gaps = 0;
  #gapBytes = 0;

  /** `stream`: only that connection; null: all. */
  constructor(stream: number | null) {
    this.#stream = stream;
  }

  onFlowOpen(flow: Flow): void {
    if (this.#counts(flow)) this.#connections++;
  }

  onProtocol(flow: Flow): void {
    if (flow.protocol === 'mqtt' && this.#counts(flow)) this.#mqttConnections++;
  }

  onSegmentEvent(flow: Flow, _packet: Packet, segment: SegmentView): void {
    const bits = segment.analysis;
    if (bits === 0 || !this.#counts(flow)) return;
    for (let bit = 0; bits >> bit !== 0; bit++) {
      if ((bits & (1 << bit)) !== 0) this.#analysis[bit] = (this.#analysis[bit] ?? 0) + 1;
    }
    if ((bits & SENT_AGAIN) !== 0) this.#retransmissions++;
  }

  onMessage(flow: Flow, _direction: Direction, view: MessageView): void {
    if (!(view instanceof MqttView) || !this.#counts(flow)) return;
    this.#messages[view.packetType] = (this.#messages[view.packetType] ?? 0) + 1;
  }

  onGap(flow: Flow, gap: Gap): void {
    if (!this.#counts(flow)) return;
    this.#gaps++;
    this.#gapBytes += gap.bytes;
  }

  report(): TotalsReport {
    return {
      connections: this.#connections,
      mqttConnections: this.#mqttConnections,
      messages: byName(this.#messages, packetTypeName),
      analysis: byName(this.#analysis, (bit) => ANALYSIS_NAMES[bit] ?? String(bit)),
      retransmissions: this.#retransmissions,
      gaps: this.#gaps,
      gapBytes: this.#gapBytes,
    };
  }

  #counts(flow: Flow): boolean {
    return this.#stream === null || flow.stream === this.#stream;
  }
}

function byName(counts: Float64Array, name: (index: number) => string): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [index, count] of counts.entries()) if (count > 0) named[name(index)] = count;
  return named;
}

// Reads a capture file with nothing but the floors up to the MQTT collector: what it found, connection by connection.

import type { MqttReport } from '../../src/analyze/analysis.ts';
import { MqttCollector } from '../../src/analyze/collectors/mqtt.ts';
import { openSource } from '../../src/capture/open-source.ts';
import type { AnomalyLog } from '../../src/dissect/anomaly-log.ts';
import type { MessageView } from '../../src/dissect/application/protocol.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Listener, Origin } from '../../src/flow/listener.ts';

export interface MqttRun {
  readonly flows: readonly Flow[];
  /** null: the stream carries no MQTT that could be read. */
  report(stream: number): MqttReport | null;
  /** Ids of everything that was wrong with messages, with frame. */
  readonly anomalies: readonly string[];
}

export async function runMqtt(path: string, fragments = 'auto'): Promise<MqttRun> {
  const collector = new MqttCollector({ listLimit: 1000, detailLimit: 100, fragments, stream: null });
  const anomalies: string[] = [];
  const noting: Listener = {
    onMessage(_flow: Flow, _direction: number, _view: MessageView, origin: Origin, log: AnomalyLog): void {
      for (let i = 0; i < log.count; i++) anomalies.push(`${log.kind(i).id} ${origin.lastFrame}`);
    },
  };
  const engine = new FlowEngine(new Dissector(), [collector, noting]);
  const summary = await openSource(path).run((frame) => engine.onFrame(frame));
  engine.end(summary);
  const flows = [...engine.flows];
  return {
    flows,
    anomalies,
    report: (stream) => {
      const flow = flows.find((each) => each.stream === stream);
      return flow === undefined ? null : collector.report(flow);
    },
  };
}

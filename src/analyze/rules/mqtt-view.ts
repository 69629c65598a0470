// What the MQTT rules ask of an analysis: the connections that carry MQTT, and small questions about them.

import { type Direction, opposite, SENDERS, type Sender } from '../../core/direction.ts';
import type { ExchangeRecord } from '../../session/mqtt-session.ts';
import type { ConnectionReport, MqttReport } from '../analysis.ts';
import type { AnalysisFacts, Evidence } from '../rule.ts';

export interface MqttConnectionReport {
  readonly connection: ConnectionReport;
  readonly mqtt: MqttReport;
}

export function mqttConnections({ connections }: AnalysisFacts): MqttConnectionReport[] {
  return connections.flatMap((connection) => (connection.mqtt === null ? [] : [{ connection, mqtt: connection.mqtt }]));
}

/** One evidence per MQTT connection that has something to say. */
export function perConnection<F extends Evidence['facts']>(
  analysis: AnalysisFacts,
  look: (report: MqttConnectionReport) => Evidence<F> | null,
): Evidence<F>[] {
  return mqttConnections(analysis).flatMap((report) => look(report) ?? []);
}

/** Bytes that this side sent are missing in the capture: what was not seen may have been sent. */
export function hasHoles({ connection, mqtt }: MqttConnectionReport, sender: Sender): boolean {
  return connection.gaps.some((gap) => gap.direction === sender) || mqtt.unparsedBytes[sender] > 0;
}

/** The capture holds the session from its CONNECT on. */
export function sawConnect({ mqtt }: MqttConnectionReport): boolean {
  return mqtt.connectFrame !== null;
}

/** TCP has ended the connection. */
export function hasEnded({ connection }: MqttConnectionReport): boolean {
  return connection.teardown.how !== 'open';
}

export function publishExchanges(mqtt: MqttReport, originator: Sender): ExchangeRecord[] {
  return mqtt.exchanges.filter((exchange) => exchange.kind === 'publish' && exchange.originator === originator);
}

/** Frame of a step; null: not in the capture. */
export function stepFrame(exchange: ExchangeRecord, type: string): number | null {
  return exchange.steps.find((step) => step.type === type)?.frame ?? null;
}

/** Frames of all steps, ascending, each once. */
export function stepFrames(exchanges: readonly ExchangeRecord[]): number[] {
  const frames = exchanges.flatMap((exchange) => exchange.steps.map((step) => step.frame));
  return [...new Set(frames)].sort((a, b) => a - b);
}

/** How many exchanges of a kind, in a state, never capped. */
export function countStates(mqtt: MqttReport, kind: string, originator: Sender, state: string): number {
  return mqtt.exchangeStates
    .filter((each) => each.kind === kind && each.originator === originator && each.state === state)
    .reduce((sum, each) => sum + each.count, 0);
}

/** Timeline rows with this anomaly. */
export function framesWithAnomaly(mqtt: MqttReport, id: string): number[] {
  return mqtt.timeline.filter((row) => row.anomalies.includes(id)).map((row) => row.frame);
}

/** "1, 2, 5" up to a dozen. */
export function listed(numbers: readonly number[], limit = 12): string {
  const shown = numbers.slice(0, limit).join(', ');
  return numbers.length > limit ? `${shown}, …` : shown;
}

export function otherSide(sender: Sender): Sender {
  const direction: Direction = sender === 'client' ? 0 : 1;
  return SENDERS[opposite(direction)];
}

// What the collectors have gathered → the Analysis: facts first, then the findings that the rules make of them.

import type { SourceSummary } from '../core/frame.ts';
import type { Lang } from '../core/text.ts';
import type { Analysis, ConnectionReport } from './analysis.ts';
import type { AnomalyTally } from './collectors/anomalies.ts';
import { reportCapture } from './collectors/capture-summary.ts';
import type { ConnectionCollector } from './collectors/connections.ts';
import type { FrameCollector } from './collectors/frames.ts';
import type { MqttCollector } from './collectors/mqtt.ts';
import type { MqttSnCollector } from './collectors/mqtt-sn.ts';
import type { NameResolutionCollector } from './collectors/name-resolution.ts';
import type { TotalsCollector } from './collectors/totals.ts';
import type { WebSocketCollector } from './collectors/websocket.ts';
import type { Expectation } from './expectation/expectation-report.ts';
import type { AnalysisFacts } from './rule.ts';
import { RULES } from './rules/index.ts';
import { runRules } from './run-rules.ts';
import { withOutcomes } from './session-outcomes.ts';

/** The collectors of one run. */
export interface Collectors {
  readonly anomalies: AnomalyTally;
  readonly frames: FrameCollector;
  readonly names: NameResolutionCollector;
  readonly connections: ConnectionCollector;
  readonly totals: TotalsCollector;
  readonly websocket: WebSocketCollector;
  readonly mqtt: MqttCollector;
  readonly mqttSn: MqttSnCollector;
  /** null: no file is expected. */
  readonly expectation: Expectation | null;
}

/** Everything but the findings; may be asked at any moment of a run. */
export function gatherFacts(
  collectors: Collectors,
  summary: SourceSummary,
  listLimit: number,
  lang: Lang,
): AnalysisFacts {
  const { detailed, overview, count } = collectors.connections.report();
  const reports = detailed.map(({ flow, report }): ConnectionReport => {
    const mqtt = collectors.mqtt.report(flow, lang);
    const websocket = collectors.websocket.report(flow.stream);
    const capped = report.capped || (mqtt?.capped ?? false) || (websocket?.capped ?? false);
    return { ...report, websocket, mqtt, capped };
  });
  const connections = withOutcomes(reports);
  const mqttSn = collectors.mqttSn.report(listLimit);
  const expectation = collectors.expectation?.report() ?? null;
  const names = collectors.names.report([...connections, ...overview], listLimit);
  return {
    capture: reportCapture(summary, collectors.frames),
    totals: collectors.totals.report(),
    nameResolution: names.rows,
    nameResolutionCount: names.count,
    ...mqttSn,
    connections,
    connectionsCount: count,
    connectionsOverview: overview,
    expectation,
    anomalies: collectors.anomalies.report(summary, lang),
    capped:
      mqttSn.mqttSnCount > mqttSn.mqttSn.length ||
      mqttSn.mqttSn.some((session) => session.capped) ||
      names.count > names.rows.length ||
      (expectation?.capped ?? false) ||
      connections.length + overview.length < count,
  };
}

/** Facts and findings, as `--format json` prints them. */
export function buildAnalysis(facts: AnalysisFacts, tool: Analysis['tool'], listLimit: number, lang: Lang): Analysis {
  const findings = runRules(RULES, facts, lang);
  return {
    schemaVersion: 1,
    tool,
    capture: facts.capture,
    totals: facts.totals,
    nameResolution: facts.nameResolution,
    nameResolutionCount: facts.nameResolutionCount,
    mqttSn: facts.mqttSn,
    mqttSnCount: facts.mqttSnCount,
    mqttSnDiscovery: facts.mqttSnDiscovery,
    connections: facts.connections,
    connectionsCount: facts.connectionsCount,
    connectionsOverview: facts.connectionsOverview,
    expectation: facts.expectation,
    findings: findings.slice(0, listLimit),
    findingsCount: findings.length,
    anomalies: facts.anomalies,
    capped: facts.capped || findings.length > listLimit,
  };
}

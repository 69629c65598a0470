// The composition root: source → dissector → flows → sessions → collectors → Analysis.

import type { Analysis } from './analyze/analysis.ts';
import { buildAnalysis, type Collectors, gatherFacts } from './analyze/build-analysis.ts';
import { AnomalyTally } from './analyze/collectors/anomalies.ts';
import { ConnectionCollector } from './analyze/collectors/connections.ts';
import { DuplicateFrames } from './analyze/collectors/duplicate-frames.ts';
import { FrameCollector } from './analyze/collectors/frames.ts';
import { MqttCollector } from './analyze/collectors/mqtt.ts';
import { MqttSnCollector } from './analyze/collectors/mqtt-sn.ts';
import { NameResolutionCollector } from './analyze/collectors/name-resolution.ts';
import { TotalsCollector } from './analyze/collectors/totals.ts';
import { WebSocketCollector } from './analyze/collectors/websocket.ts';
import type { Expectation } from './analyze/expectation/expectation-report.ts';
import { openSequence } from './capture/sequence-source.ts';
import type { FrameSource, ReadProgress } from './capture/source.ts';
import type { Frame, FrameSink, SourceSummary } from './core/frame.ts';
import type { Lang } from './core/text.ts';
import { Dissector } from './dissect/dissector.ts';
import { FlowEngine } from './flow/flow-engine.ts';
import type { Listener } from './flow/listener.ts';
import type { SessionListener } from './session/session-listener.ts';
import { readVersion, TOOL_NAME } from './version.ts';

export interface AnalysisOptions {
  /** Entries of any one list; 1000. */
  readonly listLimit?: number;
  /** Connections in detail; 100. */
  readonly connectionLimit?: number;
  /** Exactly this connection in detail (Wireshark's tcp.stream); null: the first ones. */
  readonly stream?: number | null;
  /** 'auto', 'none' or the name of a fragment format. */
  readonly fragments?: string;
  /** Says what became of the file that should have arrived; null: none is named. */
  readonly expectation?: Expectation | null;
  /** TCP port → protocol name. */
  readonly decodeAs?: ReadonlyMap<number, string>;
  /** TCP connections held at once, those idle the longest go first; see flow/limits.ts. */
  readonly connectionsHeld?: number;
  /** Language of findings and anomalies; 'en'. */
  readonly lang?: Lang;
  /** Called now and then while files are read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Hear everything the collectors hear, after them (tables, screens). */
  readonly extraListeners?: readonly Listener[];
  /** The same for MQTT sessions. */
  readonly extraSessionListeners?: readonly SessionListener[];
}

export interface PipelineResult {
  readonly analysis: Analysis;
  readonly summary: SourceSummary;
}

const LIST_LIMIT = 1000;
const CONNECTION_LIMIT = 100;
/** WebSocket connections that are noted: notes are made before the connections in detail are chosen. */
const WEBSOCKET_LIMIT = 10_000;

/** One analysis in the making: frames go in, an Analysis can be asked for at any moment (a live capture does). */
export class Pipeline {
  readonly sink: FrameSink;
  readonly #collectors: Collectors;
  readonly #engine: FlowEngine;
  readonly #listLimit: number;
  readonly #lang: Lang;

  constructor(options: AnalysisOptions = {}) {
    const listLimit = options.listLimit ?? LIST_LIMIT;
    const connectionLimit = options.connectionLimit ?? CONNECTION_LIMIT;
    const stream = options.stream ?? null;
    const fragments = options.fragments ?? 'auto';
    const expectation = options.expectation ?? null;
    const anomalies = new AnomalyTally();
    const duplicates = new DuplicateFrames();
    this.#listLimit = listLimit;
    this.#lang = options.lang ?? 'en';
    this.#collectors = {
      anomalies,
      mqtt: new MqttCollector({ listLimit, detailLimit: connectionLimit, fragments, stream }, [
        // Some violations are judged only later, when no log of a message is at hand.
        { onViolation: (_session, kind, frame) => anomalies.add(kind, frame) },
        ...(expectation === null ? [] : [expectation]),
        ...(options.extraSessionListeners ?? []),
      ]),
      connections: new ConnectionCollector({ listLimit, connectionLimit, stream }, duplicates),
      websocket: new WebSocketCollector({ listLimit, connectionLimit: WEBSOCKET_LIMIT }),
      mqttSn: new MqttSnCollector(),
      names: new NameResolutionCollector(),
      totals: new TotalsCollector(stream),
      frames: new FrameCollector(anomalies, duplicates),
      expectation,
    };
    const { mqtt, websocket, mqttSn, connections, names, totals, frames } = this.#collectors;
    // The MQTT collector comes first: what is wrong with a message's place in its session is counted with the rest.
    const listeners: Listener[] = [
      mqtt,
      websocket,
      mqttSn,
      connections,
      names,
      totals,
      frames,
      ...(expectation === null ? [] : [expectation]),
      ...(options.extraListeners ?? []),
    ];
    const engine = new FlowEngine(new Dissector(), listeners, {
      ...(options.decodeAs === undefined ? {} : { decodeAs: options.decodeAs }),
      ...(options.connectionsHeld === undefined ? {} : { limits: { connections: options.connectionsHeld } }),
    });
    this.#engine = engine;
    this.sink = Object.assign((frame: Frame): void => engine.onFrame(frame), { preview: engine.preview });
  }

  /** The source has ended: no frame may follow. */
  end(summary: SourceSummary): Analysis {
    this.#engine.end(summary);
    return this.analysis(summary);
  }

  /** What is known so far; `summary`: of the source so far. */
  analysis(summary: SourceSummary): Analysis {
    const facts = gatherFacts(this.#collectors, summary, this.#listLimit, this.#lang);
    return buildAnalysis(facts, { name: TOOL_NAME, version: readVersion() }, this.#listLimit, this.#lang);
  }
}

/** Reads a source to its end and analyses it. Rejects only with trouble of the outside world (AppError). */
export async function runPipeline(source: FrameSource, options: AnalysisOptions = {}): Promise<PipelineResult> {
  const pipeline = new Pipeline(options);
  const summary = await source.run(pipeline.sink);
  return { analysis: pipeline.end(summary), summary };
}

/** Analyses one capture file, or several as one sequence in time; "-" is standard input. */
export async function analyze(paths: readonly string[], options: AnalysisOptions = {}): Promise<Analysis> {
  const { onProgress } = options;
  const source = openSequence(paths, onProgress === undefined ? {} : { onProgress });
  return (await runPipeline(source, options)).analysis;
}

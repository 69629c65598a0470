// `export`: a capture in, a table out, row by row while the capture is read.

import type { CaptureSource } from '../../capture/open-source.ts';
import type { Frame, FrameSink, SourceSummary } from '../../core/frame.ts';
import { Dissector } from '../../dissect/dissector.ts';
import type { Row } from '../../export/row.ts';
import type { Table, TableOptions, TableReader } from '../../export/table.ts';
import { TABLE_NAMES, TABLES } from '../../export/tables/index.ts';
import { TextBuffer } from '../../export/text-buffer.ts';
import { WRITERS } from '../../export/writers/index.ts';
import { FlowEngine } from '../../flow/flow-engine.ts';
import type { Listener } from '../../flow/listener.ts';
import { SessionTracker } from '../../session/session-tracker.ts';
import { judgeInput, openCaptures, requireStream, whileInterruptible } from '../capture-reading.ts';
import type { CommandContext } from '../command.ts';
import { readChoice, readWholeNumber } from '../option-values.ts';
import { FRAGMENTS, OUTPUT, STREAM } from '../options.ts';
import { openOutput } from '../output.ts';
import { readDecodeAs, readFragments } from '../reading-options.ts';
import { EXPORT_FORMAT, EXPORT_FORMATS, TABLE } from './export-command.ts';

/** How long rows of a slow input (a pipe) may wait for more. */
const FLUSH_EVERY_MS = 200;

export async function run(context: CommandContext): Promise<number> {
  const { args, lang } = context;
  const loadTable = TABLES[readChoice(args, TABLE, TABLE_NAMES, 'messages')];
  const format = readChoice(args, EXPORT_FORMAT, EXPORT_FORMATS, EXPORT_FORMATS[0]);
  const writer = WRITERS.find((each) => each.name === format);
  if (loadTable === undefined || writer === undefined) throw new Error('an option allows what no registry has');
  const options: ExportOptions = {
    stream: readWholeNumber(args, STREAM, 0, null),
    fragments: readFragments(args),
    fragmentsText: args.value(FRAGMENTS) ?? 'auto',
    decodeAs: readDecodeAs(args),
    lang,
  };
  const table = await loadTable();
  const { source, progress } = openCaptures(context);
  const output = openOutput(args.value(OUTPUT));
  const text = new TextBuffer((bytes, end) => output.write(bytes, end));
  let failure: unknown = null;
  const timer = setInterval(() => {
    try {
      text.flush();
    } catch (error) {
      failure = error; // nobody may catch it here: the reading is ended, then it is thrown
      source.stop();
    }
  }, FLUSH_EVERY_MS);
  try {
    const rows = writer.open(table.columns, text);
    const { summary, connections } = await whileInterruptible(lang, progress, output, () =>
      readTable(source, table, options, (row) => rows.write(row)),
    );
    if (failure !== null) throw failure;
    text.flush();
    requireStream(options.stream, connections);
    output.commit();
    return judgeInput(summary, lang);
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

interface Reading {
  readonly summary: SourceSummary;
  /** TCP connections in the capture. */
  readonly connections: number;
}

interface ExportOptions extends TableOptions {
  readonly fragmentsText: string;
  readonly decodeAs: ReadonlyMap<number, string>;
}

/** No table holds what only a report tells of single connections. */
const WITHOUT_DETAILS: Listener = {
  onFlowOpen: (flow) => {
    flow.keepsDetails = false;
  },
};

/** Feeds the table from what it listens to: the flows alone, or with the whole analysis behind them. */
async function readTable(
  source: CaptureSource,
  table: Table,
  options: ExportOptions,
  emit: (row: Row) => void,
): Promise<Reading> {
  const reader = table.open(emit, options);
  return table.needsAnalysis ? readWithAnalysis(source, reader, options) : readFlows(source, reader, options);
}

async function readFlows(source: CaptureSource, reader: TableReader, options: ExportOptions): Promise<Reading> {
  const engine = new FlowEngine(new Dissector(), [WITHOUT_DETAILS, new SessionTracker([reader]), reader], {
    decodeAs: options.decodeAs,
  });
  const sink: FrameSink = Object.assign((frame: Frame) => engine.onFrame(frame), { preview: engine.preview });
  const summary = await source.run(sink);
  engine.end(summary);
  return { summary, connections: engine.flows.length };
}

/** Every connection in detail, so that every finding is made; the lists inside stay bounded. */
async function readWithAnalysis(source: CaptureSource, reader: TableReader, options: ExportOptions): Promise<Reading> {
  const { runPipeline } = await import('../../pipeline.ts');
  const { analysis, summary } = await runPipeline(source, {
    connectionLimit: Number.POSITIVE_INFINITY,
    stream: options.stream,
    fragments: options.fragmentsText,
    decodeAs: options.decodeAs,
    lang: options.lang,
  });
  reader.onAnalysis?.(analysis);
  return { summary, connections: analysis.connectionsCount };
}

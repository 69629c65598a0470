import { describe, expect, it } from 'vitest';
import type { Frame, SourceSummary } from '../../src/core/frame.ts';
import type { Listener } from '../../src/flow/listener.ts';
import { analyze, CaptureFileError } from '../../src/index.ts';
import { Pipeline, runPipeline } from '../../src/pipeline.ts';
import { connack, connect, publish } from '../builders/mqtt.ts';
import { analysisOf, bytes, CaptureWriter, Conversation, MS } from './capture.ts';

function session(): CaptureWriter {
  const capture = new CaptureWriter();
  new Conversation(capture, { serverPort: 4321 })
    .open()
    .send('client', MS, { payload: connect() })
    .send('server', MS, { payload: connack() })
    .send('client', MS, { payload: publish({ payload: 'x' }) })
    .close();
  return capture;
}

describe('pipeline', () => {
  it('hands back the analysis and what the source said', async () => {
    const { analysis, summary } = await runPipeline(session());
    expect(summary.frames).toBe(9);
    expect(analysis).toMatchObject({ schemaVersion: 1, tool: { name: 'mqttscope' }, connectionsCount: 1 });
    expect(analysis.tool.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('is plain data that JSON keeps whole', async () => {
    const analysis = await analysisOf(session());
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
  });

  it('gives the same answer twice', async () => {
    expect(await analysisOf(session())).toEqual(await analysisOf(session()));
  });

  it('can be asked while frames still come', async () => {
    const capture = session();
    const pipeline = new Pipeline();
    const seen: (number | undefined)[] = [];
    let frames = 0;
    const summary = await capture.run((frame: Frame) => {
      pipeline.sink(frame);
      frames++;
      const { connections } = pipeline.analysis(partial(frames));
      seen.push(connections[0]?.frames);
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(pipeline.end(summary)).toEqual(await analysisOf(session()));
  });

  it('lets further listeners hear the same', async () => {
    const heard: string[] = [];
    const listener: Listener = {
      onFlowOpen: (flow) => heard.push(`open ${flow.stream}`),
      onMessage: (_flow, _direction, view) => heard.push(view.type),
      onFlowClose: (_flow, how) => heard.push(how),
    };
    await runPipeline(session(), { extraListeners: [listener] });
    expect(heard).toEqual(['open 0', 'CONNECT', 'CONNACK', 'PUBLISH', 'fin']);
  });

  it('reads a port as the protocol the user states', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture, { clientPort: 50_000, serverPort: 60_000 }).send('server', MS, {
      seq: 9,
      payload: bytes(30),
    });
    const plain = await analysisOf(capture);
    const stated = await analysisOf(capture, { decodeAs: new Map([[50_000, 'mqtt']]) });
    expect(plain.connections[0]?.protocol).toBeNull();
    expect(stated.connections[0]).toMatchObject({ protocol: 'mqtt', protocolEvidence: 'decode-as' });
    expect(stated.connections[0]?.server.port).toBe(50_000);
  });

  it('words findings and anomalies in the language asked for', async () => {
    const capture = new CaptureWriter();
    new Conversation(capture).open().send('client', -MS, { payload: bytes(30) });
    const [es, en] = [await analysisOf(capture, { lang: 'es' }), await analysisOf(capture, { lang: 'en' })];
    expect(es.findings.map(({ rule }) => rule)).toEqual(en.findings.map(({ rule }) => rule));
    expect(es.findings[0]?.title).not.toBe(en.findings[0]?.title);
    expect(es.anomalies[0]?.text).not.toBe(en.anomalies[0]?.text);
  });
});

describe('analyze', () => {
  it('rejects when there is nothing to read', async () => {
    await expect(analyze(['no/such/capture.pcapng'])).rejects.toBeInstanceOf(CaptureFileError);
  });
});

function partial(frames: number): SourceSummary {
  return {
    files: [],
    frames,
    bytes: 0,
    firstTime: null,
    lastTime: null,
    durationNs: null,
    timeResolution: null,
    strictTimeOrder: true,
    interfaces: [],
    comments: [],
    dropped: null,
    clock: 'capture',
    endedBy: 'stopped',
    notes: [],
  };
}

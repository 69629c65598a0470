// What is said while a capture goes on is what the report says at its end: over every recorded capture of the lab.

import { describe, expect, it } from 'vitest';
import { openSequence } from '../../../src/capture/sequence-source.ts';
import { LiveModel } from '../../../src/live/model/live-model.ts';
import { takePicture } from '../../../src/live/model/take-picture.ts';
import { Pipeline } from '../../../src/pipeline.ts';
import { describeWithShared, listSharedCaptures, sharedDir } from '../../shared.ts';

const captures = sharedDir === null ? [] : listSharedCaptures('lab', 'paper');

/** Captures of two interfaces hold frames twice: the report knows them apart at the end, the live notices do not. */
const TWICE = new Set(['tcp.retransmissions', 'tcp.out-of-order', 'tcp.syn-retransmitted']);

describeWithShared('the live model', () => {
  describe.each(captures.map(({ name, path }) => [name, path] as const))('%s', (_name, path) => {
    it('agrees with the report', async () => {
      const model = new LiveModel();
      const pipeline = new Pipeline({ extraListeners: [model], extraSessionListeners: [model] });
      const summary = await openSequence([path], { digest: false }).run(pipeline.sink);
      model.tick(0, summary.bytes);
      const before = takePicture(model, null);
      const analysis = pipeline.end(summary);
      const twice = analysis.findings.some(({ rule }) => rule === 'capture.duplicate-frames');

      expect(before.connectionsSeen).toBe(analysis.connectionsCount);
      for (const report of analysis.connections) {
        const shown = before.connections.find(({ stream }) => stream === report.stream);
        if (shown === undefined) continue;
        expect(shown.frames).toBe(report.frames);
        expect(shown.bytes).toEqual([report.bytes.client, report.bytes.server]);
        expect(shown.initialRttNs).toBe(report.handshake?.initialRttNs ?? null);
        const messages = Object.values(report.mqtt?.messages ?? {}).reduce((sum, count) => sum + count, 0);
        expect((shown.session?.messages[0] ?? 0) + (shown.session?.messages[1] ?? 0)).toBe(messages);
      }

      const said = new Set([
        ...analysis.findings.map(({ rule }) => rule),
        ...analysis.anomalies.map(({ kind }) => kind),
      ]);
      const contradicted = before.notices
        .map(({ kind }) => kind.id)
        .filter((id) => !id.startsWith('live.') && !said.has(id) && !(twice && TWICE.has(id)));
      expect(contradicted).toEqual([]);
    });
  });
});

// Looking ahead changes nothing: with more connections than the cache holds, the report is the same whether frames are announced or not.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import { FlowPreview } from '../../src/flow/flow-preview.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { concat } from '../builders/bytes.ts';
import { ack, connack, connect, publish } from '../builders/mqtt.ts';
import { PcapngBuilder } from '../builders/pcapng.ts';
import { framesOf, Scenario } from '../builders/scenario.ts';

const CONNECTIONS = 700;
const ROUNDS = 4;
const RAW_IP = 101;

/** Many clients that say something in turn; every seventh frame is missing, some blocks are no packets. */
function manyClients(little: boolean): Uint8Array {
  const build = new PcapngBuilder(little);
  const clients = Array.from({ length: CONNECTIONS }, (_, client) => {
    const scenario = new Scenario({ initialSeq: [client * 1000, client * 77] })
      .open()
      .send(0, connect())
      .send(1, connack());
    for (let id = 1; id <= ROUNDS; id++) {
      scenario
        .send(0, publish({ topic: `t/${client}`, qos: 1, id }))
        .send(1, ack('PUBACK', id))
        .acknowledge(0);
    }
    return framesOf(scenario.segments, { clientPort: 10_000 + client });
  });
  const blocks = [build.section(), build.interface({ linkType: RAW_IP, resolution: 9 })];
  let ticks = 1_700_000_000_000_000_000n;
  for (let step = 0; clients.some((frames) => step < frames.length); step++) {
    for (const [client, frames] of clients.entries()) {
      const frame = frames[step];
      ticks += 1000n;
      if (frame === undefined || (step > 3 && (client + step) % 7 === 0)) continue;
      const bytes = frame.buf.subarray(frame.start, frame.end);
      blocks.push(build.packet({ bytes, ticks }));
      if (client % 50 === 0) blocks.push(build.block(0x0bad, new Uint8Array(8)));
    }
  }
  return concat(...blocks);
}

describe('looking ahead', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-preview-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([true, false])('changes nothing (little-endian: %s)', async (little) => {
    const path = join(folder, `${little}.pcapng`);
    writeFileSync(path, manyClients(little));
    const fetch = vi.spyOn(FlowPreview.prototype, 'fetch');
    const ahead = new Pipeline();
    const lookingAhead = ahead.end(await openSource(path).run(ahead.sink));
    expect(fetch.mock.calls.length).toBeGreaterThan(50);
    fetch.mockRestore();
    const blind = new Pipeline();
    const withoutPreview = blind.end(await openSource(path).run((frame) => blind.sink(frame)));
    expect(lookingAhead).toEqual(withoutPreview);
    expect(lookingAhead.connectionsCount).toBe(CONNECTIONS);
  });
});

// docs/live-events.md and its Spanish twin name every event and every field, as they are really written.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { eventLines } from '../../../src/live/events/event-lines.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { frameOf } from '../../builders/frame.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import * as mqtt from '../../builders/mqtt.ts';
import { snPingRequest } from '../../builders/mqtt-sn.ts';
import { Scenario } from '../../builders/scenario.ts';
import { udp } from '../../builders/udp.ts';
import { NO_SUMMARY, play, STATUS } from '../playback.ts';

const root = join(import.meta.dirname, '../../..');
/** What every event has is told once, above the tables. */
const COMMON = ['event', 'frame', 'time', 'stream'];

/** A session with everything there are events for: something sent again, a hole, a datagram, a notice. */
function frames(): Frame[] {
  const scenario = new Scenario().open().send(0, mqtt.connect()).send(1, mqtt.connack());
  const seq = scenario.next(0);
  const publish = mqtt.publish({ payload: 'x', qos: 1, id: 1 });
  scenario.send(0, publish).send(1, mqtt.ack('PUBACK', 1)).wait(300_000_000);
  scenario.segment(0, { seq, payload: publish, flags: 24 });
  scenario.segment(0, { seq: scenario.next(0) + 100, payload: mqtt.pingreq(), flags: 24 });
  for (let i = 0; i < 40; i++) scenario.segment(1, { ack: scenario.next(0) + 102 });
  scenario.reset(1);
  const list = scenario.frames();
  const datagram = udp({ sourcePort: 1884, destinationPort: 1884 }, snPingRequest('dev1'));
  return [...list, frameOf(ethernet({}, ipv4({ protocol: 17 }, datagram)), { number: list.length + 1 })];
}

/** Event → its fields, as written; the same in every event of the kind. */
function written(): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const view = eventLines({
    lang: 'en',
    format: 'ndjson',
    write(line) {
      const event = JSON.parse(line) as { event: string };
      const own = Object.keys(event).filter((name) => !COMMON.includes(name));
      expect(Object.keys(event)).toEqual(expect.arrayContaining(COMMON));
      expect(own.sort()).toEqual(fields.get(event.event) ?? own);
      fields.set(event.event, own);
    },
  });
  view.tick({ ...STATUS, dropped: 0 });
  const pipeline = play(frames(), { extraListeners: view.listeners, extraSessionListeners: view.sessionListeners });
  view.tick({ ...STATUS, dropped: 3 });
  pipeline.end(NO_SUMMARY);
  view.stop();
  return fields;
}

/** Heading → names in the first column of the table below it. */
function documented(page: string): Map<string, string[]> {
  const sections = readFileSync(join(root, page), 'utf8').split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => [
      section.split('\n')[0] ?? '',
      [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '').sort(),
    ]),
  );
}

const declared = [
  ...readFileSync(join(root, 'src/live/events/live-event.ts'), 'utf8').matchAll(/readonly event: '([\w.]+)'/g),
].map(([, name]) => name ?? '');

describe.each(['docs/live-events.md', 'docs/live-events.es.md'])('%s', (page) => {
  const pageEvents = documented(page);

  it('has a section for every event', () => {
    expect([...pageEvents.keys()].sort()).toEqual([...declared].sort());
  });

  it('names the fields that are written', () => {
    const real = written();
    expect([...real.keys()].sort()).toEqual([...declared].sort());
    for (const [event, fields] of real) expect([event, pageEvents.get(event)]).toEqual([event, fields]);
  });
});

it('the pages say the same, and the READMEs lead to them', () => {
  expect(documented('docs/live-events.es.md')).toEqual(documented('docs/live-events.md'));
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('(docs/live-events.md)');
  expect(readFileSync(join(root, 'README.es.md'), 'utf8')).toContain('(docs/live-events.es.md)');
});

// The section about MQTT-SN, from datagrams to blocks.

import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import type { MqttSnFacts } from '../../../src/analyze/mqtt-sn-report.ts';
import type { Lang } from '../../../src/core/text.ts';
import type { Block, Page, TableBlock } from '../../../src/report/document.ts';
import { mqttSn } from '../../../src/report/sections/mqtt-sn.ts';
import { type Datagram, drive } from '../../session/mqtt-sn-drive.ts';
import { SN_SESSION } from '../../session/mqtt-sn-sample.ts';

function build(
  datagrams: readonly Datagram[],
  lang: Lang,
  rowLimit = 100,
): { blocks: readonly Block[]; answer: string | null } {
  const analysis = drive(datagrams).facts as Analysis & MqttSnFacts;
  const page: Page = { lang, profile: 'full', timeZone: 'UTC', rowLimit };
  return {
    blocks: mqttSn.build(analysis as never, page as never),
    answer: mqttSn.answer?.(analysis as never, page as never) ?? null,
  };
}

function tables(blocks: readonly Block[]): Record<string, TableBlock> {
  const found = blocks.filter((block) => block.kind === 'table');
  return Object.fromEntries(found.map((table) => [table.caption ?? '', table]));
}

function texts(table: TableBlock | undefined): string[][] {
  return (table?.rows ?? []).map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)));
}

describe('the section about MQTT-SN', () => {
  it('is left out where there is none', () => {
    expect(build([], 'es')).toEqual({ blocks: [], answer: null });
  });

  it('answers in a line', () => {
    expect(build(SN_SESSION, 'en').answer).toBe(
      '1\u00a0conversation of client and gateway, 3\u00a0PUBLISH messages, 1\u00a0gateway announced, 1\u00a0sleep',
    );
    expect(build(SN_SESSION, 'es').answer).toBe(
      '1\u00a0conversación de cliente y gateway, 3\u00a0PUBLISH, 1\u00a0gateway anunciado, 1\u00a0periodo de sueño',
    );
  });

  it('names the frames of everything', () => {
    const found = tables(build(SN_SESSION, 'en').blocks);
    expect(texts(found['Gateways'])).toEqual([['7', '10.0.0.2:10000', '900 s', '1', '3']]);
    expect(texts(found['Searches for a gateway'])).toEqual([
      ['2', '10.0.0.1:50001', 'whole network', '3', '10\u00a0ms'],
    ]);
    expect(texts(found['Connections'])[0]).toEqual([
      '4',
      '9',
      'dev\\u{1b}[31m1',
      '60 s',
      'yes',
      'last (QoS 0)',
      'accepted',
    ]);
    expect(texts(found['Topics'])).toEqual([
      ['7', 'a/b', 'REGISTER (client)', '10 → 11', 'accepted', '1'],
      ['—', 'aa', 'short name (gateway)', '19', '—', '1'],
      ['99', 'not registered in the capture', 'PUBLISH (client)', '14', '—', '1'],
    ]);
    const exchanges = texts(found['Exchanges']);
    expect(exchanges.map((row) => [row[0], row[1], row[5]])).toEqual([
      ['connect (client)', '—', 'complete'],
      ['register (client)', '1', 'complete'],
      ['publish QoS 2 (client)', '2', 'unconfirmed; missing PUBREL, PUBCOMP'],
      ['ping (client)', '—', 'complete'],
    ]);
    expect(exchanges[2]?.[3]).toBe('PUBLISH 12, PUBREC 13 (+10\u00a0ms)');
    expect(texts(found['Refusals'])).toEqual([['15', 'PUBACK (gateway)', '—', '#99', 'rejected: invalid topic id']]);
    expect(texts(found['Sleeps of the client'])).toEqual([
      ['16', '17', '100 s', '18 → 20 (19)', '3\u00a0min\u00a020.01\u00a0s (16 → 18)', 'still asleep'],
    ]);
  });

  it('says the same in Spanish, with its own words', () => {
    const [es, en] = [build(SN_SESSION, 'es').blocks, build(SN_SESSION, 'en').blocks];
    expect(es.map((block) => block.kind)).toEqual(en.map((block) => block.kind));
    expect(Object.keys(tables(es))).toEqual([
      'Gateways',
      'Búsquedas de gateway',
      'Conexiones',
      'Tópicos',
      'Intercambios',
      'Rechazos',
      'Sueños del cliente',
    ]);
    expect(JSON.stringify(es)).not.toMatch(/undefined|NaN|not registered|unconfirmed/);
  });

  it('cuts its tables and says how many rows are left', () => {
    const found = tables(build(SN_SESSION, 'en', 1).blocks);
    expect(texts(found['Exchanges'])).toHaveLength(1);
    expect(found['Exchanges']?.more).toBe('… and 3 more (--format json)');
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.ts';
import { describeWithShared, listSharedCaptures } from '../shared.ts';
import { empty, example } from './example-analysis.ts';

const path = fileURLToPath(new URL('../../schemas/analysis.schema.json', import.meta.url));
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(path, 'utf8')) as object,
);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function problems(value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function copy(): { [key: string]: Json } {
  return structuredClone(example) as unknown as { [key: string]: Json };
}

/** Every object of a JSON value, with its path. */
function objectsIn(value: Json, at = ''): { at: string; object: { [key: string]: Json } }[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsIn(one, `${at}/${index}`));
  if (value === null || typeof value !== 'object') return [];
  return [{ at, object: value }, ...Object.entries(value).flatMap(([key, one]) => objectsIn(one, `${at}/${key}`))];
}

/** Objects with keys of their own choosing: by type, by name, by rule. */
const OPEN =
  /\/(frameKinds|messages|messageFrames|analysis|analysisCount|stepNs|facts)$|\/messagesBySender\/(client|server)$|\/websocket\/frames\/(client|server)$|\/mqttSn\/\d+\/messages\/(client|gateway)$/;
const OPTION = /\/options\/(client|server)\/\d+$/;

describe('analysis.schema.json', () => {
  it('accepts the example and the empty analysis', () => {
    expect(problems(example)).toEqual([]);
    expect(problems(empty)).toEqual([]);
  });

  it('requires every key of every closed object', () => {
    const tolerated: string[] = [];
    let tried = 0;
    for (const { at, object } of objectsIn(copy())) {
      if (OPEN.test(at) || OPTION.test(at)) continue;
      for (const key of Object.keys(object)) {
        const mutant = copy();
        const place = objectsIn(mutant).find((one) => one.at === at)!.object;
        delete place[key];
        tried++;
        if (validate(mutant)) tolerated.push(`${at}/${key}`);
      }
    }
    expect(tried).toBeGreaterThan(300);
    expect(tolerated).toEqual([]);
  }, 60_000);

  it('closes those objects', () => {
    const open: string[] = [];
    for (const { at } of objectsIn(copy())) {
      if (OPEN.test(at) || OPTION.test(at)) continue;
      const mutant = copy();
      objectsIn(mutant).find((one) => one.at === at)!.object['surprise'] = 1;
      if (validate(mutant)) open.push(at);
    }
    expect(open).toEqual([]);
  }, 60_000);

  it.each([
    ['a duration that is no integer', '/capture', 'durationNs', 1.5],
    ['an instant as a number', '/capture', 'firstTime', 1_727_972_104.65],
    ['an instant without nine digits', '/capture', 'firstTime', '1727972104.65'],
    ['frame 0', '/connections/0', 'firstFrame', 0],
    ['an unknown severity', '/findings/0', 'severity', 'fatal'],
    ['an unknown sender', '/connections/0/firstData', 'direction', 'broker'],
    ['an unknown kind of RTT', '/connections/0/firstData', 'kind', 'rtt'],
    ['a sequence number of 33 bits', '/connections/0/handshake/initialSequenceNumber', 'client', 4_294_967_296],
    ['another schema version', '', 'schemaVersion', 2],
    ['a list that is absent', '', 'findings', null],
    ['a port that is none', '/connections/0/client', 'port', 70_000],
  ])('rejects %s', (_, at, key, value) => {
    const mutant = copy();
    objectsIn(mutant).find((one) => one.at === at)!.object[key] = value;
    expect(problems(mutant)).not.toEqual([]);
  });
});

describeWithShared('analysis.schema.json on recorded captures', () => {
  it.each(listSharedCaptures('paper', 'lab').filter((one) => !one.name.includes('300k')))(
    'accepts $name',
    async ({ path: file }) => {
      expect(problems(await analyze([file], { lang: 'es' }))).toEqual([]);
    },
  );
});

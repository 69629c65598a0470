import { describe, expect, it } from 'vitest';
import { buildDocument } from '../../src/report/build-document.ts';
import type { Block, ProfileName, ReportContext, ReportDocument } from '../../src/report/document.ts';
import { PROFILES } from '../../src/report/profiles.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import { empty, example, middle, modern, publisher, unanswered } from './example-analysis.ts';

function context(lang: 'es' | 'en', profile: ProfileName = 'full'): ReportContext {
  return { lang, profile, timeZone: 'UTC', width: 80, color: false };
}

function sectionIds(document: ReportDocument): string[] {
  return [...new Set(document.sections.map((section) => section.id))];
}

/** Words of a block that a section wrote itself, not values. */
function ownWords(block: Block): string[] {
  switch (block.kind) {
    case 'question':
    case 'mistake':
    case 'caution':
    case 'note':
    case 'paragraph':
      return [block.text];
    case 'facts':
      return [block.rows.map(([label]) => label).join('|')];
    case 'table':
      return [block.columns.map((column) => column.head).join('|')];
    default:
      return [];
  }
}

describe('languages', () => {
  it('has every section title and question in both, and they differ', () => {
    for (const section of SECTIONS) {
      expect(section.title.es).not.toBe('');
      expect(section.title.es, section.id).not.toBe(section.title.en);
      if (section.question !== null) expect(section.question.es, section.id).not.toBe(section.question.en);
    }
  });

  it('says the same in both: section by section, block by block, row by row', () => {
    const es = buildDocument(example, context('es'));
    const en = buildDocument(example, context('en'));
    expect(es.sections.map((section) => [section.id, section.stream])).toEqual(
      en.sections.map((section) => [section.id, section.stream]),
    );
    es.sections.forEach((section, at) => {
      const other = en.sections[at]!;
      expect(section.blocks.map((block) => block.kind)).toEqual(other.blocks.map((block) => block.kind));
      section.blocks.forEach((block, index) => {
        const twin = other.blocks[index]!;
        if (block.kind === 'table' && twin.kind === 'table') {
          expect(block.rows.length).toBe(twin.rows.length);
          expect(block.rows.every((row) => row.length === block.columns.length)).toBe(true);
        }
      });
    });
  });

  it('has no words of its own that are the same in both', () => {
    const words = (lang: 'es' | 'en'): string[] =>
      buildDocument(example, context(lang)).sections.flatMap((section) => section.blocks.flatMap(ownWords));
    const english = new Set(words('en'));
    expect(words('es').filter((text) => /[a-z]{3,} [a-z]{3,}/.test(text) && english.has(text))).toEqual([]);
  });
});

describe('profiles', () => {
  it('name only sections that exist', () => {
    const known = SECTIONS.map((section) => section.id);
    for (const profile of Object.values(PROFILES)) {
      expect(profile.sections.filter((id) => !known.includes(id))).toEqual([]);
    }
  });

  it('full uses every section, and the example has something to say in each', () => {
    const told = sectionIds(buildDocument(example, context('es', 'full')));
    expect(SECTIONS.map((section) => section.id).filter((id) => !told.includes(id))).toEqual([]);
  });

  it('short is the summary, the answers at a glance and the findings', () => {
    expect(sectionIds(buildDocument(example, context('es', 'short')))).toEqual([
      'summary',
      'conversations',
      'connection',
      'mqtt-sn',
      'expectation',
      'findings',
    ]);
  });

  it('lab answers every question of the lab for an MQTT connection', () => {
    const document = buildDocument(example, context('en', 'lab'), { stream: 0 });
    const numbers = document.sections
      .flatMap((section) => section.blocks)
      .flatMap((block) => (block.kind === 'heading' ? (/^(\d+(?: [a-e])?) · /.exec(block.text)?.[1] ?? []) : []));
    expect([...new Set(numbers)]).toEqual([
      '1',
      '2',
      '3 a',
      '4 b',
      '5 c',
      '6 d',
      '7 e',
      '8',
      '9',
      '10',
      '11',
      '12',
      '13',
    ]);
  });
});

describe('connections', () => {
  it('lab tells the MQTT ones; the rest is in the table', () => {
    const told = buildDocument(example, context('es', 'lab')).sections.filter((section) => section.id === 'connection');
    expect(told.map((section) => section.stream)).toEqual([publisher.stream, middle.stream, modern.stream]);
  });

  it('tells the others too where none speaks MQTT', () => {
    const document = buildDocument({ ...example, connections: [unanswered] }, context('es', 'lab'));
    expect(document.sections.some((section) => section.id === 'handshake' && section.stream === 2)).toBe(true);
  });

  it('tells one alone where it was asked for', () => {
    const document = buildDocument(example, context('es', 'lab'), { stream: 2 });
    expect([...new Set(document.sections.map((section) => section.stream))]).toEqual([null, 2]);
  });

  it('says so where it has no such connection, or only in the overview', () => {
    const text = (stream: number): string => JSON.stringify(buildDocument(example, context('en', 'lab'), { stream }));
    expect(text(77)).toContain('The capture has no connection 77.');
    expect(text(4)).toContain('is only in the overview');
  });

  it('stops at the limit of the profile and says how many are left', () => {
    const connections = Array.from({ length: 13 }, (_, stream) => ({ ...publisher, stream }));
    const document = buildDocument({ ...example, connections }, context('en', 'lab'));
    expect(JSON.stringify(document)).toContain('and 3 more connections');
  });

  it('explains a mistake once, not under every connection', () => {
    const connections = [publisher, { ...publisher, stream: 9 }];
    const document = buildDocument({ ...example, connections }, context('en', 'lab'));
    const count = (stream: number): number =>
      document.sections
        .filter((section) => section.stream === stream)
        .flatMap((section) => section.blocks)
        .filter((block) => block.kind === 'mistake').length;
    expect(count(0)).toBeGreaterThan(5);
    expect(count(9)).toBe(0);
  });
});

describe('limits', () => {
  it('cut tables and lists, and say so', () => {
    const document = buildDocument(example, context('en', 'lab'), { stream: 0, listLimit: 1 });
    const tables = document.sections.flatMap((section) => section.blocks).filter((block) => block.kind === 'table');
    const timeline = tables.find((table) => table.more?.includes('27 more') === true);
    expect(timeline?.rows).toHaveLength(1);
    expect(JSON.stringify(document)).toContain('10 … and 1199 more');
  });
});

describe('an empty capture', () => {
  it('is said to be empty', () => {
    expect(JSON.stringify(buildDocument(empty, context('es', 'lab')))).toContain('La captura no tiene ninguna trama.');
    expect(buildDocument(empty, context('en')).title).toBe('Report on standard input');
  });
});

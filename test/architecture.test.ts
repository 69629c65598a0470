// The house rules that a program can check: floors, file sizes, registries, both languages, no costly calls in hot files.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface SourceFile {
  /** Below the project: 'src/core/bytes.ts'. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.split('\n').length - 1 };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const sources = filesBelow('src');

/** What a folder of src may import besides itself; `files` are the files that lie in src itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  capture: ['core'],
  dissect: ['core'],
  flow: ['core', 'dissect'],
  session: ['core', 'dissect', 'flow'],
  analyze: ['core', 'dissect', 'flow', 'session'],
  diff: ['core', 'dissect', 'flow', 'session', 'analyze'],
  report: ['core', 'dissect', 'flow', 'session', 'analyze', 'diff'],
  export: ['core', 'dissect', 'flow', 'session', 'analyze'],
  live: ['core', 'capture', 'dissect', 'flow', 'session', 'analyze', 'report', 'pipeline.ts', 'version.ts'],
  transfer: ['core'],
  cli: [
    ...['core', 'capture', 'dissect', 'flow', 'session', 'analyze', 'diff', 'report', 'export', 'live', 'transfer'],
    ...['pipeline.ts', 'version.ts', 'index.ts'],
  ],
  'pipeline.ts': ['core', 'capture', 'dissect', 'flow', 'session', 'analyze', 'version.ts'],
  'index.ts': ['core', 'capture', 'flow', 'session', 'analyze', 'diff', 'report', 'pipeline.ts', 'version.ts'],
  'version.ts': [],
};

/** node: modules by folder; the rest of the world by file or folder. */
const NODE_MODULES_FORBIDDEN_IN = ['core', 'dissect', 'flow', 'session', 'diff'];
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  yargs: ['src/cli/'],
  'cli-table3': ['src/report/renderers/'],
  'get-east-asian-width': ['src/report/renderers/'],
  fzstd: ['src/capture/'],
  cap: ['src/capture/live/'],
  koffi: ['src/capture/live/'],
  mqtt: ['src/transfer/'],
  aedes: ['src/transfer/'],
};

interface Import {
  readonly from: SourceFile;
  readonly specifier: string;
}

function importsOf(file: SourceFile): readonly Import[] {
  const pattern = /^(?:import|export)\s[^;]*?\sfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...file.text.matchAll(pattern)].map((match) => ({
    from: file,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** 'core' for src/core/bytes.ts, 'pipeline.ts' for src/pipeline.ts. */
function floorOf(path: string): string {
  return path.split('/')[1] ?? '';
}

const edges = sources.flatMap(importsOf);
const inner = edges.filter((edge) => edge.specifier.startsWith('.'));
const targetOf = (edge: Import): string => posix.normalize(posix.join(dirname(edge.from.path), edge.specifier));

describe('floors', () => {
  it('knows every folder of src', () => {
    const unknown = sources.map((file) => floorOf(file.path)).filter((floor) => !(floor in MAY_IMPORT));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('finds the imports it is to judge', () => {
    expect(inner.length).toBeGreaterThan(sources.length);
    expect(inner.map(targetOf).filter((target) => !sources.some((file) => file.path === target))).toEqual([]);
  });

  it('imports only the own folder and lower floors', () => {
    const wrong = inner
      .filter((edge) => {
        const [from, to] = [floorOf(edge.from.path), floorOf(targetOf(edge))];
        return from !== to && !(MAY_IMPORT[from] ?? []).includes(to);
      })
      .map((edge) => `${edge.from.path} → ${targetOf(edge)}`);
    expect(wrong).toEqual([]);
  });

  it('has no circle of imports that survives compilation', () => {
    const graph = new Map<string, string[]>();
    for (const file of sources) graph.set(file.path, runTimeTargets(file));
    expect(circleIn(graph)).toEqual([]);
  });

  it('keeps node: modules out of the floors that only compute', () => {
    const wrong = edges.filter(
      (edge) => edge.specifier.startsWith('node:') && NODE_MODULES_FORBIDDEN_IN.includes(floorOf(edge.from.path)),
    );
    expect(wrong.map((edge) => `${edge.from.path} → ${edge.specifier}`)).toEqual([]);
  });

  it('imports each package only where it belongs', () => {
    const wrong = edges
      .filter((edge) => !edge.specifier.startsWith('.') && !edge.specifier.startsWith('node:'))
      .filter((edge) => !(PACKAGE_HOMES[edge.specifier] ?? []).some((home) => edge.from.path.startsWith(home)))
      .map((edge) => `${edge.from.path} → ${edge.specifier}`);
    expect(wrong).toEqual([]);
  });

  it('writes relative imports with the extension .ts', () => {
    expect(inner.filter((edge) => !edge.specifier.endsWith('.ts')).map((edge) => edge.from.path)).toEqual([]);
  });
});

/** Imports other than `import type` and lazy import(). */
function runTimeTargets(file: SourceFile): string[] {
  const pattern = /^(?:import|export)\s(?!type\s)[^;]*?\sfrom\s+'(\.[^']+)'/gm;
  return [...file.text.matchAll(pattern)].map((match) =>
    posix.normalize(posix.join(dirname(file.path), match[1] ?? '')),
  );
}

function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...trail, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const circle = visit(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('files', () => {
  const MOST_LINES = 300;
  const MOST_TABLE_LINES = 400;

  /** A table file consists mostly of rows: literals, one after the other. */
  const isTable = (file: SourceFile): boolean => {
    const lines = file.text.split('\n').filter((line) => line.trim() !== '');
    const rows = lines.filter(
      (line) => /^\s+(?:[{[\]}'"\d]|[\w']+: |readonly \w+|\/\*\*)/.test(line) && !/[({]\s*$/.test(line),
    );
    return rows.length > lines.length * 0.6;
  };

  it('stay readable: at most 300 lines, tables 400', () => {
    const long = sources.filter((file) => file.lines > (isTable(file) ? MOST_TABLE_LINES : MOST_LINES));
    expect(long.map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
  });

  it('say in their first line what they are', () => {
    const silent = sources.filter((file) => !/^\/\/ \S.{5,}/.test(file.text));
    expect(silent.map((file) => file.path)).toEqual([]);
  });

  it('are named in kebab-case after their subject', () => {
    const vague = /(?:^|-)(?:utils?|helpers?|common|misc|manager|handler)\.ts$/;
    const wrong = sources
      .map((file) => basename(file.path))
      .filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(name) || vague.test(name));
    expect(wrong).toEqual([]);
  });

  it('name their exports rather than exporting a default', () => {
    expect(sources.filter((file) => /^export default/m.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  it('keep to the types: no any, no casts, no suppressed errors', () => {
    const allowed = ['src/core/bytes.ts', 'src/capture/live/vendor.d.ts'];
    const forbidden = /\bas (?!const\b)[A-Za-z{(]|: any\b|@ts-(?:ignore|expect-error|nocheck)|\benum [A-Z]/;
    const wrong = sources
      .filter((file) => !allowed.includes(file.path))
      .flatMap((file) =>
        codeLines(file)
          .filter((line) => forbidden.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      );
    expect(wrong).toEqual([]);
  });
});

/** Lines without comments, texts, and the renaming `as` of imports. */
function codeLines(file: SourceFile): readonly string[] {
  const code = file.text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^(?:import|export)\s[^;]*?\sfrom\s+'[^']+';?/gm, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, '``');
  return code.split('\n');
}

describe('hot files', () => {
  /** What runs once per frame or per segment. */
  const HOT = [
    ...['src/core/bytes.ts', 'src/core/seq.ts', 'src/core/hash.ts'],
    ...['src/dissect/dissector.ts', 'src/dissect/transport/tcp.ts', 'src/dissect/transport/udp.ts'],
    ...['src/dissect/network/ipv4.ts', 'src/dissect/network/ipv6.ts', 'src/dissect/link/ethernet.ts'],
    ...['src/dissect/link/vlan.ts', 'src/flow/flow-key.ts', 'src/flow/flow-table.ts', 'src/flow/tcp-rules.ts'],
  ];
  const COSTLY =
    /\.subarray\(|\.slice\(|\basync\b|\bawait\b|\btry\b|BigInt|\.toString\(|\bnew Map\(|\bJSON\b|\bnew Set\(/;

  it('exist', () => {
    expect(HOT.filter((path) => !sources.some((file) => file.path === path))).toEqual([]);
  });

  it('make no copies, texts, closures or promises per packet', () => {
    const wrong = sources
      .filter((file) => HOT.includes(file.path))
      .flatMap((file) =>
        codeLines(file)
          .filter((line) => COSTLY.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      );
    expect(wrong.filter((line) => !/\bcold\b/.test(line))).toEqual([]);
  });

  it('read bytes only through core/bytes.ts in dissectors', () => {
    const wrong = sources
      .filter((file) => file.path.startsWith('src/dissect/'))
      .flatMap((file) =>
        codeLines(file)
          .filter((line) => /\bbuf\[|DataView|Buffer\.|\.readU?Int/.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('registries', () => {
  /** registry file · folder of what it lists · files of that folder that are no entries */
  const REGISTRIES: readonly (readonly [registry: string, folder: string, others: RegExp])[] = [
    ['src/dissect/registry.ts', 'src/dissect/link/', /ether-types|lengths?\.ts$/],
    ['src/analyze/rules/index.ts', 'src/analyze/rules/', /index\.ts$/],
    ['src/report/sections/index.ts', 'src/report/sections/', /index\.ts$/],
    ['src/report/renderers/index.ts', 'src/report/renderers/', /(?:index|renderer)\.ts$/],
    ['src/export/tables/index.ts', 'src/export/tables/', /index\.ts$/],
    ['src/export/writers/index.ts', 'src/export/writers/', /(?:index|writer)\.ts$/],
    ['src/cli/commands/index.ts', 'src/cli/commands/', /(?<!-command)\.ts$/],
  ];

  it.each(REGISTRIES)('%s reaches every file of its folder', (registry, folder, others) => {
    const graph = new Map(sources.map((file) => [file.path, importsOf(file).map(targetOf)]));
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const next of graph.get(path) ?? []) visit(next);
    };
    expect(sources.some((file) => file.path === registry)).toBe(true);
    visit(registry);
    const entries = sources.filter((file) => file.path.startsWith(folder) && !others.test(file.path));
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.map((file) => file.path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe('texts', () => {
  it('stand beside each other in Spanish and English', () => {
    const lonely = sources
      .map((file) => ({ path: file.path, es: countOf(file.text, /\bes: /g), en: countOf(file.text, /\ben: /g) }))
      .filter(({ es, en }) => es !== en);
    expect(lonely).toEqual([]);
  });

  it('are Spanish in Spanish: no text is the same long English sentence twice', () => {
    const pattern = /\bes: (['`])((?:(?!\1)[^\\\n]|\\.)*)\1,\s*en: (['`])((?:(?!\3)[^\\\n]|\\.)*)\3/g;
    const same = sources.flatMap((file) =>
      [...file.text.matchAll(pattern)]
        .filter((match) => match[2] === match[4] && /[a-z]{3,} [a-z]{2,} [a-z]{3,}/.test(match[2] ?? ''))
        .map((match) => `${file.path}: ${match[2]}`),
    );
    expect(same).toEqual([]);
  });
});

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

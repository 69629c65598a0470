// Bundles the program (the library stays as tsc made it) into a few CommonJS files in dist, puts the licences of what it takes from other packages
// beside them, and has V8's compiled code written down: bin/load.cjs says why.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Packages that few runs need: they are not bundled. */
const EXTERNAL = ['yargs', 'fzstd', 'cap', 'koffi', 'mqtt', 'aedes'];

/** A module goes to the first group that needs it: what every run needs, what reads and analyses, what lays out reports, what exports. */
const GROUPS = [
  { name: 'program', test: /src[\\/]cli[\\/]main\.ts$/ },
  { name: 'analysis', test: /src[\\/](?:pipeline|cli[\\/]commands[\\/]analyze|report[\\/]renderers[\\/]json)\.ts$/ },
  { name: 'report', test: /src[\\/]report[\\/](?!diff)/ },
  { name: 'export', test: /src[\\/]export[\\/]|src[\\/]cli[\\/]commands[\\/]export\.ts$/ },
  { name: 'diff', test: /src[\\/](?:diff|report[\\/]diff)[\\/]|src[\\/]cli[\\/]commands[\\/]diff(?:-inputs)?\.ts$/ },
  { name: 'live', test: /src[\\/](?:live|capture[\\/]live)[\\/]|src[\\/]cli[\\/]commands[\\/](?:live|devices)\.ts$/ },
  { name: 'transfer', test: /src[\\/]transfer[\\/]|src[\\/]cli[\\/]commands[\\/](?:transfer|demo)\.ts$/ },
];

// Compiled code of another bundle would be worse than none.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name.startsWith('compiled-')) rmSync(join(dist, name), { recursive: true, force: true });
}

const bundle = await rolldown({
  cwd: root,
  input: { program: 'src/cli/main.ts' },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  external: [/^node:/, ...EXTERNAL],
});
const { output } = await bundle.generate({
  format: 'cjs',
  dynamicImportInCjs: false, // V8 would need to be told where import() leads from, and Node warns of that
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // Names stay, for the stack of an internal error.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  codeSplitting: { groups: GROUPS.map((group, at) => ({ ...group, priority: GROUPS.length - at })) },
});
await bundle.close();

const modules = new Set();
for (const { fileName, code, moduleIds } of output) {
  const stamp = createHash('sha256').update(code).digest('hex').slice(0, 16);
  writeFileSync(join(dist, fileName), `${code.trimEnd()}\n//${stamp}`);
  for (const id of moduleIds) modules.add(id);
}
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES'), licences(modules));

// A build without the compiled code is complete, only slower to start.
const compiling = spawnSync(process.execPath, [join(root, 'scripts', 'compile.cjs')], { encoding: 'utf8' });
if (compiling.status !== 0) console.warn(`no compiled code beside the bundle:\n${compiling.stdout}${compiling.stderr}`);

/** The licence of every package that modules were taken from. Throws where a package has none to show. */
function licences(ids) {
  const folders = new Set([...ids].filter((id) => id.includes('node_modules')).map(packageFolder));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} ${version} is bundled, but has no file with its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `The bundled program contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function packageFolder(id) {
  let folder = dirname(id);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

// Runs the bundled program over small captures and writes down what V8 has compiled by then; functions that were never called are not in it.
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { compiledFolder, load, loaded } = require('../bin/load.cjs');

const CAPTURES = ['captura_publisher.pcapng', 'captura_subscriber.pcapng'];
const RUNS = [
  ['analyze', '--format', 'json'],
  ['analyze', '--lang', 'es'],
  ['analyze', '--lang', 'en', '--color', 'always'],
  ['analyze', '--format', 'markdown'],
  ['export', '--table', 'messages'],
  ['export', '--table', 'frames', '--format', 'csv'],
];

async function main() {
  const { runProgram } = load('program.cjs');
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-'));
  try {
    for (const capture of CAPTURES) {
      const path = join(__dirname, '..', 'captures', capture);
      for (const words of RUNS) {
        const exit = await runProgram([...words, path, '-o', join(folder, 'out')], 'mqttscope', process.env);
        if (exit !== 0) throw new Error(`exit code ${exit}: ${words.join(' ')} ${path}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(compiledFolder, { recursive: true });
  for (const [name, { script, stamp }] of loaded) {
    writeFileSync(join(compiledFolder, name), Buffer.concat([Buffer.from(stamp, 'latin1'), script.createCachedData()]));
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

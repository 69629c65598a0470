// `devices`: the interfaces one may capture on, as a table or as JSON.

import { permissionAdvice } from '../../capture/live/capture-advice.ts';
import { type DeviceReport, reportDevices } from '../../capture/live/devices.ts';
import { EXIT_DONE, UsageError } from '../../core/errors.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { CommandContext } from '../command.ts';
import { readChoice } from '../option-values.ts';
import { OUTPUT } from '../options.ts';
import { openOutput } from '../output.ts';
import { ownProgram } from '../own-command.ts';
import { DEVICE_FORMAT, DEVICE_FORMATS } from './devices-command.ts';

export async function run({ args, lang }: CommandContext): Promise<number> {
  const format = readChoice(args, DEVICE_FORMAT, DEVICE_FORMATS, DEVICE_FORMATS[0]);
  const [surplus] = args.words;
  if (surplus !== undefined) throw surplusWord(surplus);
  const output = openOutput(args.value(OUTPUT));
  try {
    const devices = await reportDevices();
    const text = format === 'json' ? `${JSON.stringify({ devices }, null, 2)}\n` : deviceTable(devices, lang);
    output.write(Buffer.from(text, 'utf8'));
    output.commit();
    return EXIT_DONE;
  } catch (error) {
    output.abandon();
    throw error;
  }
}

const HEAD: readonly Text[] = [
  { es: 'N.º', en: 'No.' },
  { es: 'Interfaz', en: 'Interface' },
  { es: 'Estado', en: 'State' },
  { es: 'Enlace', en: 'Link' },
  { es: 'Captura', en: 'Capture' },
  { es: 'Direcciones', en: 'Addresses' },
  { es: 'Descripción', en: 'Description' },
];
const UP: Text = { es: 'activa', en: 'up' };
const DOWN: Text = { es: 'inactiva', en: 'down' };
const NOT_PERMITTED: Text = { es: 'sin permiso', en: 'not permitted' };
const NOT_POSSIBLE: Text = { es: 'no es posible', en: 'not possible' };
const NO_ENGINE: Text = { es: 'sin motor', en: 'no engine' };
const NONE: Text = { es: 'No hay ninguna interfaz.', en: 'There is no interface.' };

/** One row for each interface; below it, why not, once for each reason. */
function deviceTable(devices: readonly DeviceReport[], lang: Lang): string {
  if (devices.length === 0) return `${NONE[lang]}\n`;
  const rows = [HEAD.map((cell) => cell[lang]), ...devices.map((device) => rowOf(device, lang))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const reasons = new Map<string, string[]>();
  for (const { name, refusal } of devices) {
    if (refusal === null) continue;
    const reason = `${refusal.engine}: ${withoutName(refusal.words, name)}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  const why = [...reasons].map(([reason, names]) => `${names.join(', ')} — ${reason}`);
  const advice = devices.some(({ refusal }) => refusal?.isPermission)
    ? permissionAdvice({ command: `${ownProgram()} live …` })[lang]
    : '';
  return `${[...table, '', ...why, advice].join('\n').trimEnd()}\n`;
}

function rowOf(device: DeviceReport, lang: Lang): readonly string[] {
  const { number, name, isUp, linkType, engine, refusal, addresses, description } = device;
  const state = isUp === null ? '–' : isUp ? UP[lang] : DOWN[lang];
  const capture = engine ?? (refusal === null ? NO_ENGINE : refusal.isPermission ? NOT_PERMITTED : NOT_POSSIBLE)[lang];
  return [String(number), name, state, linkType ?? '–', capture, addresses.join(', '), description ?? ''];
}

/** So that the same reason of several interfaces reads the same. */
function withoutName(words: string, name: string): string {
  return words.replace(new RegExp(`(?<!\\w)${name.replace(/[^\w]/g, '\\$&')}(?!\\w)`, 'g'), '…');
}

function surplusWord(word: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_SURPLUS',
    what: { es: `devices no lleva argumentos (se dio «${word}»).`, en: `devices takes no arguments (got "${word}").` },
  });
}

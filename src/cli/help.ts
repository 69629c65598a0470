// --help, laid out by yargs from the same tables the parser reads. Loaded only when help is asked for.

import type { Argv } from 'yargs';
import type { Lang, Text } from '../core/text.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import type { OptionGroup, OptionSpec } from './option-spec.ts';

const GROUPS: Readonly<Record<OptionGroup, Text>> = {
  capture: { es: 'Qué capturar y hasta cuándo:', en: 'What to capture, and until when:' },
  reading: { es: 'Qué leer y cómo:', en: 'What to read and how:' },
  result: { es: 'Resultado:', en: 'Result:' },
  broker: { es: 'Broker y mensajes:', en: 'Broker and messages:' },
  sending: { es: 'Al publicar:', en: 'When publishing:' },
  receiving: { es: 'Al recibir:', en: 'When receiving:' },
  screen: { es: 'Otras:', en: 'Others:' },
};

const EXIT_CODES: Text = {
  es: `Código de salida:
   0  hecho
   1  hay hallazgos de la gravedad de --fail-on o mayor
   2  argumentos erróneos
   3  captura inexistente, ilegible o que no es una captura
   4  captura dañada o cortada: se analizó todo lo anterior
   5  no se puede capturar: interfaz, permiso o motor
   6  no se puede escribir la salida
  70  fallo de este programa`,
  en: `Exit code:
   0  done
   1  there are findings of the severity of --fail-on or above
   2  wrong arguments
   3  capture missing, unreadable, or no capture
   4  capture damaged or cut short: everything before that was analysed
   5  capturing is not possible: interface, permission or engine
   6  output not writable
  70  a bug of this program`,
};

const INPUT: Text = {
  es: 'Captura: archivo pcapng o pcap, también comprimido con gzip o zstd; «-» lee la entrada estándar; varios archivos se leen como una sola captura.',
  en: 'Capture: a pcapng or pcap file, also compressed with gzip or zstd; "-" reads standard input; several files are read as one capture.',
};

const NOTHING: Text = { es: '', en: '' };

/** Help of one command as it is called (`mqttscope`, `mqttscope export`, `analyze`); `listed`: commands to list beside it. */
export async function helpText(
  calledAs: string,
  command: Command,
  listsCommands: boolean,
  lang: Lang,
  columns: number,
): Promise<string> {
  const { default: yargs } = await import('yargs');
  const about = command.about === undefined ? INPUT : (command.about ?? NOTHING);
  const help = yargs([])
    .locale(lang)
    .scriptName(calledAs)
    .usage(
      `${[calledAs, command.operands[lang], `[${OPTIONS_WORD[lang]}]`].filter((part) => part !== '').join(' ')}\n\n${sentence(command.summary[lang])}\n${about[lang]}`,
    )
    .help(false)
    .version(false)
    .wrap(Math.min(columns, 120));
  if (listsCommands) {
    for (const [index, other] of COMMANDS.entries()) {
      const isDefault = index === 0 ? ` (${DEFAULT_WORD[lang]})` : '';
      help.command(`${other.name} ${other.operands[lang]}`, other.summary[lang] + isDefault);
    }
  }
  for (const option of command.options) describeOption(help, option, lang);
  for (const [line, what] of command.examples) help.example(`$0 ${line[lang]}`, what[lang]);
  help.epilogue((command.exitCodes ?? EXIT_CODES)[lang]);
  return help.getHelp();
}

const OPTIONS_WORD: Text = { es: 'opciones', en: 'options' };
const DEFAULT_WORD: Text = { es: 'por omisión', en: 'the default' };

function describeOption(help: Argv, option: OptionSpec, lang: Lang): void {
  const placeholder = option.value === null || typeof option.value === 'string' ? option.value : option.value[lang];
  help.option(option.name, {
    ...(option.short === null ? {} : { alias: option.short }),
    describe: placeholder === null ? option.describe[lang] : `${placeholder} — ${option.describe[lang]}`,
    group: GROUPS[option.group][lang],
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

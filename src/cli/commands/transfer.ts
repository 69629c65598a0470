// `transfer`: one of its three parts, until it is done or interrupted.

import { UsageError } from '../../core/errors.ts';
import type { Lang, Text } from '../../core/text.ts';
import { startBroker } from '../../transfer/broker.ts';
import { publishFile, receiveFile } from '../../transfer/transfer.ts';
import { DEFAULT_TOPIC } from '../../transfer/transfer-options.ts';
import { TOOL_NAME } from '../../version.ts';
import type { CommandContext } from '../command.ts';
import { warn } from '../exit.ts';
import { spell } from '../option-spec.ts';
import { NO_PROGRESS } from '../options.ts';
import { openOutput } from '../output.ts';
import { nearestWord } from '../suggest.ts';
import { OPTIONS_OF, TRANSFER_PARTS, type TransferPart, transferCommand } from './transfer-command.ts';
import { untilInterrupted } from './transfer-interruption.ts';
import * as option from './transfer-options.ts';
import { describePublished, describeReceived } from './transfer-result.ts';
import { certWithoutKey, readPem, readPublishOptions, readSubscribeOptions, readUpTo } from './transfer-values.ts';

const DEFAULT_INPUT = 'input.txt';
const DEFAULT_OUTPUT = 'output.txt';

export async function run(context: CommandContext): Promise<number> {
  const part = choosePart(context);
  const [, file, ...more] = context.args.words;
  if (more.length > 0 || (part === 'broker' && file !== undefined)) throw tooManyWords(more[0] ?? file ?? '');
  switch (part) {
    case 'publish':
      return publish(context, file ?? DEFAULT_INPUT);
    case 'subscribe':
      return subscribe(context, file ?? DEFAULT_OUTPUT);
    case 'broker':
      return serve(context);
  }
}

async function publish({ args, lang, env }: CommandContext, path: string): Promise<number> {
  const options = readPublishOptions(args, path, env);
  warnOfPublicTopic(options.access.url, options.topic, lang);
  return untilInterrupted(lang, args.has(NO_PROGRESS), async (screen, signal) => {
    const result = await publishFile(options, screen, signal);
    screen.erase();
    print(describePublished(result, options, lang));
  });
}

async function subscribe({ args, lang, env }: CommandContext, path: string): Promise<number> {
  const options = readSubscribeOptions(args, path, env);
  warnOfPublicTopic(options.access.url, options.topic, lang);
  return untilInterrupted(lang, args.has(NO_PROGRESS), async (screen, signal) => {
    await receiveFile(options, screen, signal, (result) => {
      screen.erase();
      print(describeReceived(result, options, lang));
    });
  });
}

async function serve({ args, lang, env }: CommandContext): Promise<number> {
  const cert = readPem(args, option.CERT);
  const key = readPem(args, option.KEY);
  if ((cert === null) !== (key === null)) throw certWithoutKey();
  const username = args.value(option.USERNAME) ?? env['MQTTSCOPE_USERNAME'] ?? '';
  const password = args.value(option.PASSWORD) ?? env['MQTTSCOPE_PASSWORD'] ?? '';
  const host = args.value(option.HOST) ?? '127.0.0.1';
  const tls = cert === null || key === null ? null : { cert, key };
  const port = args.has(option.PORT) ? readUpTo(args, option.PORT, 65_535, 0) : tls === null ? 1883 : 8883;
  const login = username === '' ? null : { username, password };
  return untilInterrupted(lang, true, async (screen, signal) => {
    const broker = await startBroker({ host, port, tls, login, onNote: (text) => screen.note(text) });
    const url = `${tls === null ? 'mqtt' : 'mqtts'}://${host.includes(':') ? `[${host}]` : host}:${broker.port}`;
    const ready: Text = { es: `Broker en ${url}. Ctrl-C lo detiene.`, en: `Broker at ${url}. Ctrl-C stops it.` };
    print(`${ready[lang]}\n`);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await broker.close();
  });
}

function choosePart({ args }: CommandContext): TransferPart {
  const [word] = args.words;
  const part = TRANSFER_PARTS.find((each) => each === word);
  if (part === undefined) throw unknownPart(word);
  const stray = transferCommand.options.find((each) => args.has(each) && !OPTIONS_OF[part].includes(each));
  if (stray !== undefined) throw strayOption(spell(stray), part);
  return part;
}

/** On a public broker anyone may read and write the default topic. */
function warnOfPublicTopic(url: string, topic: string, lang: Lang): void {
  const { hostname } = new URL(url);
  const isLocal = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|.*\.local$)/.test(hostname);
  if (isLocal || topic !== DEFAULT_TOPIC) return;
  warn(
    {
      es: `${hostname}: en un broker público cualquiera puede leer y escribir en «${topic}»; elija un tópico propio con --topic.`,
      en: `${hostname}: on a public broker anyone may read and write "${topic}"; choose a topic of your own with --topic.`,
    },
    lang,
  );
}

function print(text: string): void {
  const output = openOutput(null);
  output.write(Buffer.from(text, 'utf8'));
  output.commit();
}

function unknownPart(word: string | undefined): UsageError {
  const near = word === undefined ? null : nearestWord(word, TRANSFER_PARTS);
  const parts = TRANSFER_PARTS.join(', ');
  return new UsageError({
    code: 'E_USAGE_TRANSFER_PART',
    what:
      word === undefined
        ? { es: `falta qué hacer: ${parts}.`, en: `what to do is missing: ${parts}.` }
        : {
            es: `transfer ${word}: no existe; hay ${parts}.`,
            en: `transfer ${word}: no such thing; there are ${parts}.`,
          },
    hint:
      near === null
        ? { es: `Ayuda: ${TOOL_NAME} transfer --help`, en: `Help: ${TOOL_NAME} transfer --help` }
        : { es: `¿Quiso decir ${near}?`, en: `Did you mean ${near}?` },
  });
}

function strayOption(name: string, part: TransferPart): UsageError {
  return new UsageError({
    code: 'E_USAGE_STRAY_OPTION',
    what: {
      es: `${name} no tiene sentido en transfer ${part}.`,
      en: `${name} makes no sense for transfer ${part}.`,
    },
  });
}

function tooManyWords(word: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_TOO_MANY',
    what: { es: `sobra «${word}».`, en: `"${word}" is one word too many.` },
  });
}

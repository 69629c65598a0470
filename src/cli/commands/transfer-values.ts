// Option values of `transfer` → what the transfer is told.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../../core/errors.ts';
import type { SizeRange } from '../../transfer/fragment-plan.ts';
import {
  LARGEST_FILE,
  LARGEST_FRAGMENT,
  LARGEST_WINDOW,
  MOST_FRAGMENTS,
  MOST_RECEIVERS,
} from '../../transfer/limits.ts';
import type { BrokerAccess, Qos } from '../../transfer/mqtt-connection.ts';
import { DEFAULT_TOPIC, type PublishOptions, type SubscribeOptions } from '../../transfer/transfer-options.ts';
import { TRANSFER_MODES, type TransferMode } from '../../transfer/wire-format.ts';
import type { Arguments } from '../arguments.ts';
import { type OptionSpec, spell } from '../option-spec.ts';
import { notAllowed, readChoice, readWholeNumber } from '../option-values.ts';
import { meaningOfErrno } from '../system-error.ts';
import * as option from './transfer-options.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const LAB_SIZES: SizeRange = { min: 50, max: 70 };
const RESTART_SIZES: SizeRange = { min: 100, max: 140 };
const SELECTIVE_SIZES: SizeRange = { min: 32 * 1024, max: 32 * 1024 };
/** A timer of JavaScript has 31 bits of milliseconds. */
const LONGEST_SECONDS = 2_000_000;

export function readPublishOptions(args: Arguments, path: string, env: NodeJS.ProcessEnv): PublishOptions {
  const shared = readShared(args, env, 'pub');
  const { mode } = shared;
  return {
    ...shared,
    path,
    sizes: readSizes(args, mode),
    seed: readWholeNumber(args, option.SEED, 0, 1),
    dropped: readNumbers(args, option.DROP),
    lossProbability: readProbability(args, option.LOSS),
    paceMs: readSeconds(args, option.PACE, 0),
    attempts: readWholeNumber(args, option.ATTEMPTS, 1, 20),
    receivers: readUpTo(args, option.RECEIVERS, MOST_RECEIVERS, 1),
    window: readUpTo(args, option.WINDOW, LARGEST_WINDOW, 64),
  };
}

export function readSubscribeOptions(args: Arguments, path: string, env: NodeJS.ProcessEnv): SubscribeOptions {
  const bytes = args.has(option.BYTES) ? readUpTo(args, option.BYTES, LARGEST_FILE, 0) : null;
  return {
    ...readShared(args, env, 'sub'),
    path,
    idleMs: readSeconds(args, option.IDLE, 5),
    expectedBytes: bytes,
    keepsPart: true,
  };
}

function readShared(
  args: Arguments,
  env: NodeJS.ProcessEnv,
  side: 'pub' | 'sub',
): Pick<PublishOptions, 'access' | 'topic' | 'mode' | 'qos' | 'waitMs' | 'timeoutMs'> {
  const mode = readChoice(args, option.MODE, TRANSFER_MODES, 'selective');
  return {
    access: readAccess(args, env, side),
    topic: readTopic(args),
    mode,
    qos: readQos(args, mode),
    waitMs: readSeconds(args, option.WAIT, 600),
    timeoutMs: readSeconds(args, option.TIMEOUT, 30),
  };
}

function readQos(args: Arguments, mode: TransferMode): Qos {
  switch (readChoice(args, option.QOS, option.QOS_CHOICES, null)) {
    case '0':
      return 0;
    case '1':
      return 1;
    case '2':
      return 2;
    case null:
      return mode === 'selective' ? 0 : 2;
  }
}

function readAccess(args: Arguments, env: NodeJS.ProcessEnv, side: string): BrokerAccess {
  const hasCert = args.has(option.CERT);
  if (hasCert !== args.has(option.KEY)) throw certWithoutKey();
  return {
    url: readBrokerUrl(args, env),
    clientId: args.value(option.CLIENT_ID) ?? `mqttscope-${side}-${randomBytes(4).toString('hex')}`,
    version: readChoice(args, option.MQTT_VERSION, option.MQTT_VERSIONS, '3.1.1'),
    username: args.value(option.USERNAME) ?? given(env['MQTTSCOPE_USERNAME']),
    password: args.value(option.PASSWORD) ?? given(env['MQTTSCOPE_PASSWORD']),
    ca: readPem(args, option.CA),
    cert: readPem(args, option.CERT),
    key: readPem(args, option.KEY),
    insecure: args.has(option.INSECURE),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  };
}

function readBrokerUrl(args: Arguments, env: NodeJS.ProcessEnv): string {
  const written = args.value(option.BROKER) ?? given(env['MQTTSCOPE_BROKER']) ?? option.DEFAULT_BROKER;
  const url = written.includes('://') ? written : `mqtt://${written}`;
  try {
    const { protocol, hostname } = new URL(url);
    if (['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(protocol) && hostname !== '') return url;
  } catch {
    // Not a URL: the same answer.
  }
  throw notAllowed(option.BROKER, written, {
    es: 'una URL mqtt://, mqtts://, ws:// o wss://, como mqtts://broker.example:8883',
    en: 'a URL mqtt://, mqtts://, ws:// or wss://, such as mqtts://broker.example:8883',
  });
}

/** A topic to publish on: no wildcards, no NUL, not the broker's own (MQTT 3.1.1 §4.7). */
function readTopic(args: Arguments): string {
  const topic = args.value(option.TOPIC) ?? DEFAULT_TOPIC;
  const isAllowed = !/[+#\0]|^\$|\/$/.test(topic) && Buffer.byteLength(topic) <= 65_000;
  if (isAllowed) return topic;
  throw notAllowed(option.TOPIC, topic, {
    es: 'un tópico sin «+» ni «#», que no empiece por «$» ni acabe en «/»',
    en: 'a topic without "+" or "#" that neither begins with "$" nor ends in "/"',
  });
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** The bytes of a PEM file; null: the option is not given. */
export function readPem(args: Arguments, spec: OptionSpec): Buffer | null {
  const path = args.value(spec);
  if (path === null) return null;
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = meaningOfErrno(cause);
    throw new UsageError({
      code: 'E_USAGE_FILE',
      what: {
        es: `${spell(spec)}: ${path} no se puede leer (${why.es}).`,
        en: `${spell(spec)}: ${path} cannot be read (${why.en}).`,
      },
      cause,
    });
  }
}

export function certWithoutKey(): UsageError {
  return new UsageError({
    code: 'E_USAGE_CERT_AND_KEY',
    what: { es: '--cert y --key van juntas.', en: '--cert and --key belong together.' },
  });
}

export function readUpTo(args: Arguments, spec: OptionSpec, most: number, fallback: number): number {
  const number = readWholeNumber(args, spec, fallback === 0 ? 0 : 1, fallback);
  if (number <= most) return number;
  throw notAllowed(spec, String(number), {
    es: `un número entero hasta ${most}`,
    en: `a whole number, ${most} at most`,
  });
}

/** Milliseconds of '30', '0.2', '200ms', '30s', '10min'. */
export function readSeconds(args: Arguments, spec: OptionSpec, fallback: number): number {
  const value = args.value(spec);
  if (value === null) return fallback * 1000;
  const [, number = '', unit = 's'] = /^(\d{1,9}(?:\.\d{1,6})?)\s?(ms|s|min)?$/.exec(value) ?? [];
  const seconds = Number(number) * (unit === 'ms' ? 0.001 : unit === 'min' ? 60 : 1);
  if (number !== '' && seconds <= LONGEST_SECONDS) return Math.round(seconds * 1000);
  throw notAllowed(spec, value, {
    es: 'una duración en segundos, como 30, 0.2, 200ms o 10min',
    en: 'a time in seconds, such as 30, 0.2, 200ms or 10min',
  });
}

/** '50-70', '60', '16k-64k'. */
function readSizes(args: Arguments, mode: TransferMode): SizeRange {
  const value = args.value(option.SIZE);
  if (value === null) return mode === 'selective' ? SELECTIVE_SIZES : mode === 'restart' ? RESTART_SIZES : LAB_SIZES;
  const [, first = '', last = first] = /^(\d{1,7}k?)(?:-(\d{1,7}k?))?$/i.exec(value) ?? [];
  const [min, max] = [bytesOf(first), bytesOf(last)];
  if (min >= 1 && max >= min && max <= LARGEST_FRAGMENT) return { min, max };
  throw notAllowed(option.SIZE, value, {
    es: `un tamaño de 1 a ${LARGEST_FRAGMENT} bytes o un intervalo, como 50-70 o 32k`,
    en: `a size from 1 to ${LARGEST_FRAGMENT} bytes, or a range, such as 50-70 or 32k`,
  });
}

function bytesOf(text: string): number {
  return Number.parseInt(text, 10) * (/k$/i.test(text) ? 1024 : 1);
}

/** '6,9-11'. */
function readNumbers(args: Arguments, spec: OptionSpec): number[] {
  const numbers: number[] = [];
  for (const value of args.all(spec)) {
    for (const part of value.split(',')) {
      const [, first = '', last = first] = /^\s*(\d{1,8})(?:-(\d{1,8}))?\s*$/.exec(part) ?? [];
      const [from, to] = [Number(first), Number(last)];
      if (first === '' || to < from || to >= MOST_FRAGMENTS) {
        throw notAllowed(spec, value, {
          es: 'números de fragmento, como 6,9-11',
          en: 'numbers of fragments, such as 6,9-11',
        });
      }
      for (let number = from; number <= to; number++) numbers.push(number);
    }
  }
  return numbers;
}

/** '10%' or '0.1'; all of them would never arrive. */
function readProbability(args: Arguments, spec: OptionSpec): number {
  const value = args.value(spec);
  if (value === null) return 0;
  const [, number = '', percent = ''] = /^(\d{1,3}(?:\.\d{1,9})?)\s?(%?)$/.exec(value) ?? [];
  const probability = Number(number) / (percent === '' ? 1 : 100);
  if (number !== '' && probability < 1) return probability;
  throw notAllowed(spec, value, {
    es: 'una probabilidad menor que 1, como 10% o 0.1',
    en: 'a probability below 1, such as 10% or 0.1',
  });
}

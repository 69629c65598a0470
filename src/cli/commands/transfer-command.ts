// `transfer`: how it is called. The work is in transfer.ts, loaded when it is run.

import type { Command } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import { HELP, LANG, NO_PROGRESS, VERSION } from '../options.ts';
import * as option from './transfer-options.ts';

export const TRANSFER_PARTS = ['publish', 'subscribe', 'broker'] as const;
export type TransferPart = (typeof TRANSFER_PARTS)[number];

const { BROKER, TOPIC, MODE, QOS, CLIENT_ID, MQTT_VERSION, USERNAME, PASSWORD, CA, CERT, KEY, INSECURE } = option;
const { WAIT, TIMEOUT, SIZE, PACE, DROP, LOSS, SEED, ATTEMPTS, RECEIVERS, WINDOW, IDLE, BYTES, HOST, PORT } = option;

const CLIENT = [BROKER, TOPIC, MODE, QOS, CLIENT_ID, MQTT_VERSION, USERNAME, PASSWORD, CA, CERT, KEY, INSECURE];
const GENERAL = [LANG, NO_PROGRESS, HELP, VERSION];

/** What each part understands; anything else is refused by name. */
export const OPTIONS_OF: Readonly<Record<TransferPart, readonly OptionSpec[]>> = {
  publish: [...CLIENT, WAIT, TIMEOUT, SIZE, PACE, DROP, LOSS, SEED, ATTEMPTS, RECEIVERS, WINDOW, ...GENERAL],
  subscribe: [...CLIENT, WAIT, TIMEOUT, IDLE, BYTES, ...GENERAL],
  broker: [HOST, PORT, USERNAME, PASSWORD, CERT, KEY, ...GENERAL],
};

export const transferCommand: Command = {
  name: 'transfer',
  operands: { es: 'publish|subscribe|broker [archivo]', en: 'publish|subscribe|broker [file]' },
  summary: {
    es: 'hace la práctica: lleva un archivo por MQTT en fragmentos, con pérdidas simuladas si se piden',
    en: 'does the lab: moves a file over MQTT in fragments, with simulated losses if asked for',
  },
  about: {
    es: `publish envía un archivo (por omisión, input.txt); subscribe lo recibe (output.txt), y solo le da ese nombre cuando está entero; broker
es un broker para ambos. Los fragmentos van como en la práctica, de modo que «analyze» los reconoce en una captura.`,
    en: `publish sends a file (default: input.txt); subscribe receives it (output.txt), and gives it that name only when it is whole; broker is
a broker for both. The fragments travel as in the lab, so that "analyze" recognises them in a capture.`,
  },
  exitCodes: {
    es: `Código de salida:
   0  hecho: publish, en selective, si los suscriptores lo tienen entero; subscribe, si el archivo está en su sitio
   2  argumentos erróneos
   3  el archivo que se ha de enviar no existe o no se puede leer
   4  transferencia incompleta: interrumpida, con fragmentos perdidos, o nadie al otro lado
   5  el broker no responde o no admite la conexión; no se puede escuchar en ese puerto
   6  el archivo recibido no se puede escribir
  70  fallo de este programa
 130  interrumpido (Ctrl-C)`,
    en: `Exit code:
   0  done: publish, in selective, if the subscribers have it whole; subscribe, if the file is in its place
   2  wrong arguments
   3  the file to be sent is missing or unreadable
   4  transfer incomplete: interrupted, with fragments lost, or nobody on the other side
   5  the broker does not answer or refuses; the port cannot be listened on
   6  the received file cannot be written
  70  a bug of this program
 130  interrupted (Ctrl-C)`,
  },
  options: [...OPTIONS_OF.publish.filter((each) => !GENERAL.includes(each)), IDLE, BYTES, HOST, PORT, ...GENERAL],
  examples: [
    [
      { es: 'broker', en: 'broker' },
      { es: 'un broker en esta máquina, puerto 1883', en: 'a broker on this machine, port 1883' },
    ],
    [
      { es: 'subscribe output.txt', en: 'subscribe output.txt' },
      { es: 'espera un archivo', en: 'waits for a file' },
    ],
    [
      { es: 'publish input.txt --loss 10% --seed 7', en: 'publish input.txt --loss 10% --seed 7' },
      { es: 'lo envía perdiendo uno de cada diez fragmentos', en: 'sends it and loses one fragment in ten' },
    ],
    [
      {
        es: 'publish input.txt --mode indexed --pace 0.2 --drop 6',
        en: 'publish input.txt --mode indexed --pace 0.2 --drop 6',
      },
      { es: 'como en la práctica, sin el fragmento 6', en: 'as in the lab, without fragment 6' },
    ],
  ],
  load: () => import('./transfer.ts'),
};

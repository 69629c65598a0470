// The options of `transfer`, each declared once.

import type { Qos } from '../../transfer/mqtt-connection.ts';
import { DEFAULT_TOPIC } from '../../transfer/transfer-options.ts';
import { TRANSFER_MODES } from '../../transfer/wire-format.ts';
import type { OptionSpec } from '../option-spec.ts';

const PLAIN = { short: null, choices: null, repeatable: false } as const;

export const DEFAULT_BROKER = 'mqtt://127.0.0.1:1883';
export const QOS_CHOICES: readonly `${Qos}`[] = ['0', '1', '2'];
export const MQTT_VERSIONS: readonly ('3.1.1' | '5')[] = ['3.1.1', '5'];

export const BROKER: OptionSpec = {
  ...PLAIN,
  name: 'broker',
  value: 'URL',
  group: 'broker',
  describe: {
    es: `mqtt://, mqtts://, ws:// o wss:// (por omisión, MQTTSCOPE_BROKER o ${DEFAULT_BROKER})`,
    en: `mqtt://, mqtts://, ws:// or wss:// (default: MQTTSCOPE_BROKER, or ${DEFAULT_BROKER})`,
  },
};

export const TOPIC: OptionSpec = {
  ...PLAIN,
  name: 'topic',
  value: { es: 'TÓPICO', en: 'TOPIC' },
  group: 'broker',
  describe: {
    es: `el mismo en ambos lados, y en un broker público uno que nadie más use (por omisión, ${DEFAULT_TOPIC})`,
    en: `the same on both sides, and on a public broker one that nobody else uses (default: ${DEFAULT_TOPIC})`,
  },
};

export const MODE: OptionSpec = {
  ...PLAIN,
  name: 'mode',
  value: TRANSFER_MODES.join('|'),
  choices: TRANSFER_MODES,
  group: 'broker',
  describe: {
    es: 'el mismo en ambos lados. plain: bytes sin más; indexed: «7|bytes»; length: además anuncia la longitud; restart: si algo se pierde, empieza de nuevo; selective (por omisión): solo repite lo que falta, y comprueba el SHA-256',
    en: 'the same on both sides. plain: bytes alone; indexed: "7|bytes"; length: announces the length, too; restart: begins again when something is lost; selective (default): repeats only what is missing, and checks the SHA-256',
  },
};

export const QOS: OptionSpec = {
  ...PLAIN,
  name: 'qos',
  value: QOS_CHOICES.join('|'),
  choices: QOS_CHOICES,
  group: 'broker',
  describe: {
    es: 'de los fragmentos (por omisión, 2; en selective 0, que confirma por su cuenta)',
    en: 'of the fragments (default: 2; in selective 0, which has acknowledgements of its own)',
  },
};

export const USERNAME: OptionSpec = {
  ...PLAIN,
  name: 'username',
  value: { es: 'USUARIO', en: 'NAME' },
  group: 'broker',
  describe: {
    es: 'usuario (o MQTTSCOPE_USERNAME); para transfer broker, el único admitido',
    en: 'user name (or MQTTSCOPE_USERNAME); for transfer broker, the only one let in',
  },
};

export const PASSWORD: OptionSpec = {
  ...PLAIN,
  name: 'password',
  value: { es: 'CONTRASEÑA', en: 'PASSWORD' },
  group: 'broker',
  describe: {
    es: 'contraseña (mejor en MQTTSCOPE_PASSWORD: la línea de órdenes la ve toda la máquina)',
    en: 'password (better in MQTTSCOPE_PASSWORD: everybody on the machine sees the command line)',
  },
};

export const CA: OptionSpec = {
  ...PLAIN,
  name: 'ca',
  value: { es: 'ARCHIVO', en: 'FILE' },
  group: 'broker',
  describe: {
    es: 'certificados (PEM) de la autoridad que firma el del broker',
    en: "certificates (PEM) of the authority that signs the broker's",
  },
};

export const CERT: OptionSpec = {
  ...PLAIN,
  name: 'cert',
  value: { es: 'ARCHIVO', en: 'FILE' },
  group: 'broker',
  describe: {
    es: 'certificado propio (PEM), con --key; para transfer broker, que así usa TLS',
    en: 'own certificate (PEM), with --key; for transfer broker, which then uses TLS',
  },
};

export const KEY: OptionSpec = {
  ...PLAIN,
  name: 'key',
  value: { es: 'ARCHIVO', en: 'FILE' },
  group: 'broker',
  describe: { es: 'clave privada (PEM) de --cert', en: 'private key (PEM) of --cert' },
};

export const INSECURE: OptionSpec = {
  ...PLAIN,
  name: 'insecure',
  value: null,
  group: 'broker',
  describe: { es: 'no comprobar el certificado del broker', en: "do not check the broker's certificate" },
};

export const CLIENT_ID: OptionSpec = {
  ...PLAIN,
  name: 'client-id',
  value: 'ID',
  group: 'broker',
  describe: {
    es: 'identificador de cliente MQTT (por omisión, uno al azar)',
    en: 'MQTT client identifier (default: a random one)',
  },
};

export const MQTT_VERSION: OptionSpec = {
  ...PLAIN,
  name: 'mqtt-version',
  value: MQTT_VERSIONS.join('|'),
  choices: MQTT_VERSIONS,
  group: 'broker',
  describe: { es: 'versión de MQTT (por omisión, 3.1.1)', en: 'version of MQTT (default: 3.1.1)' },
};

export const WAIT: OptionSpec = {
  ...PLAIN,
  name: 'wait',
  value: { es: 'SEGUNDOS', en: 'SECONDS' },
  group: 'broker',
  describe: {
    es: 'cuánto esperar a que aparezca el otro lado (600)',
    en: 'how long to wait for the other side to appear (600)',
  },
};

export const TIMEOUT: OptionSpec = {
  ...PLAIN,
  name: 'timeout',
  value: { es: 'SEGUNDOS', en: 'SECONDS' },
  group: 'broker',
  describe: {
    es: 'cuánto puede detenerse una transferencia empezada, también por caída del broker (30)',
    en: 'how long a transfer under way may stand still, also because the broker is down (30)',
  },
};

export const SIZE: OptionSpec = {
  ...PLAIN,
  name: 'size',
  value: 'MIN-MAX',
  group: 'sending',
  describe: {
    es: 'bytes por fragmento, al azar entre dos o fijo: 50-70 (por omisión; 100-140 en restart) o 32k (en selective)',
    en: 'bytes of a fragment, random between two or fixed: 50-70 (default; 100-140 in restart) or 32k (in selective)',
  },
};

export const PACE: OptionSpec = {
  ...PLAIN,
  name: 'pace',
  value: { es: 'SEGUNDOS', en: 'SECONDS' },
  group: 'sending',
  describe: {
    es: 'pausa entre fragmentos; en la práctica son 0.2 (por omisión, ninguna)',
    en: 'pause between fragments; in the lab it is 0.2 (default: none)',
  },
};

export const DROP: OptionSpec = {
  ...PLAIN,
  name: 'drop',
  value: { es: '6,9-11', en: '6,9-11' },
  group: 'sending',
  describe: {
    es: 'perder adrede esos fragmentos la primera vez que se envían',
    en: 'lose these fragments on purpose the first time they are sent',
  },
};

export const LOSS: OptionSpec = {
  ...PLAIN,
  name: 'loss',
  value: '10%',
  group: 'sending',
  describe: {
    es: 'perder adrede cada fragmento, también los repetidos, con esa probabilidad',
    en: 'lose every fragment, repeated ones too, on purpose with this probability',
  },
};

export const SEED: OptionSpec = {
  ...PLAIN,
  name: 'seed',
  value: 'N',
  group: 'sending',
  describe: {
    es: 'semilla de tamaños y pérdidas: la misma da lo mismo (1)',
    en: 'seed of sizes and losses: the same one gives the same (1)',
  },
};

export const ATTEMPTS: OptionSpec = {
  ...PLAIN,
  name: 'attempts',
  value: 'N',
  group: 'sending',
  describe: {
    es: 'restart: intentos antes de abandonar (20)',
    en: 'restart: attempts before giving up (20)',
  },
};

export const RECEIVERS: OptionSpec = {
  ...PLAIN,
  name: 'receivers',
  value: 'N',
  group: 'sending',
  describe: {
    es: 'selective: suscriptores a los que se espera, y que han de tenerlo todo al final (1)',
    en: 'selective: subscribers to wait for, which must have everything in the end (1)',
  },
};

export const WINDOW: OptionSpec = {
  ...PLAIN,
  name: 'window',
  value: 'N',
  group: 'sending',
  describe: {
    es: 'selective: máximo de fragmentos en camino (64)',
    en: 'selective: most fragments under way (64)',
  },
};

export const IDLE: OptionSpec = {
  ...PLAIN,
  name: 'idle',
  value: { es: 'SEGUNDOS', en: 'SECONDS' },
  group: 'receiving',
  describe: {
    es: 'plain, indexed, length: silencio tras el que se da por acabado si el publicador, por ser otro programa, no dice que ha terminado (5)',
    en: 'plain, indexed, length: silence after which it is taken to be over if the publisher, being another program, does not say that it has finished (5)',
  },
};

export const BYTES: OptionSpec = {
  ...PLAIN,
  name: 'bytes',
  value: 'N',
  group: 'receiving',
  describe: {
    es: 'plain, indexed: longitud del archivo, si se conoce; al llegar a ella se acaba',
    en: 'plain, indexed: length of the file, if known; it ends when that has come',
  },
};

export const HOST: OptionSpec = {
  ...PLAIN,
  name: 'host',
  value: { es: 'DIRECCIÓN', en: 'ADDRESS' },
  group: 'broker',
  describe: {
    es: 'transfer broker: dónde escuchar (127.0.0.1; 0.0.0.0 admite otras máquinas)',
    en: 'transfer broker: where to listen (127.0.0.1; 0.0.0.0 lets other machines in)',
  },
};

export const PORT: OptionSpec = {
  ...PLAIN,
  name: 'port',
  value: 'N',
  group: 'broker',
  describe: {
    es: 'transfer broker: puerto (1883; 8883 con TLS; 0: uno libre)',
    en: 'transfer broker: port (1883; 8883 with TLS; 0: a free one)',
  },
};

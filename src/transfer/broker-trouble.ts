// Why a broker could not be used, in words: the system's errors, TLS, and the codes a broker refuses with (MQTT 3.1.1 table 3.1, MQTT 5 §2.4).

import type { Text } from '../core/text.ts';
import { BrokerError, errorCode } from './transfer-errors.ts';

interface BrokerName {
  readonly url: string;
}

interface Trouble {
  readonly what: Text;
  readonly hint: Text | null;
}

const NOT_LISTENING: Trouble = {
  what: { es: 'conexión rechazada: nadie escucha ahí', en: 'connection refused: nobody listens there' },
  hint: {
    es: 'Arranque un broker (por ejemplo: mqttscope transfer broker) o indique otro con --broker.',
    en: 'Start a broker (for example: mqttscope transfer broker) or name another one with --broker.',
  },
};
const UNKNOWN_NAME: Trouble = {
  what: { es: 'ese nombre no existe en el DNS', en: 'that name is not known to the DNS' },
  hint: { es: 'Revise el nombre dado a --broker y la red.', en: 'Check the name given to --broker, and the network.' },
};
const NO_ANSWER: Trouble = {
  what: { es: 'no responde', en: 'it does not answer' },
  hint: {
    es: 'Revise la dirección, el puerto y los cortafuegos.',
    en: 'Check the address, the port, and firewalls on the way.',
  },
};
const CUT_OFF: Trouble = {
  what: { es: 'la conexión se ha roto', en: 'the connection broke' },
  hint: null,
};
const UNTRUSTED: Trouble = {
  what: { es: 'su certificado no es de confianza', en: 'its certificate is not trusted' },
  hint: {
    es: 'Indique la autoridad que lo firmó con --ca, o --insecure si sabe que es el suyo.',
    en: 'Name the authority that signed it with --ca, or use --insecure if you know that it is yours.',
  },
};
const OTHER_NAME: Trouble = {
  what: { es: 'su certificado es de otro nombre', en: 'its certificate is for another name' },
  hint: {
    es: 'Use el nombre que figura en el certificado, o --insecure si sabe que es el suyo.',
    en: 'Use the name in the certificate, or --insecure if you know that it is yours.',
  },
};
const LOGIN: Trouble = {
  what: { es: 'no acepta el usuario o la contraseña', en: 'it does not accept the user name or the password' },
  hint: {
    es: 'Indíquelos con --username y --password (o MQTTSCOPE_USERNAME y MQTTSCOPE_PASSWORD).',
    en: 'Give them with --username and --password (or MQTTSCOPE_USERNAME and MQTTSCOPE_PASSWORD).',
  },
};
const VERSION: Trouble = {
  what: { es: 'no habla esa versión de MQTT', en: 'it does not speak that version of MQTT' },
  hint: { es: 'Pruebe con otra --mqtt-version.', en: 'Try another --mqtt-version.' },
};
const CLIENT_ID: Trouble = {
  what: { es: 'no acepta el identificador de cliente', en: 'it does not accept the client identifier' },
  hint: { es: 'Indique otro con --client-id.', en: 'Name another one with --client-id.' },
};
const TAKEN_OVER: Trouble = {
  what: {
    es: 'otro cliente se ha conectado con el mismo identificador',
    en: 'another client connected with the same identifier',
  },
  hint: { es: 'Indique otro con --client-id.', en: 'Name another one with --client-id.' },
};

const BY_SYSTEM_ERROR: Readonly<Record<string, Trouble>> = {
  CERT_HAS_EXPIRED: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  EAI_AGAIN: UNKNOWN_NAME,
  ECONNREFUSED: NOT_LISTENING,
  ECONNRESET: CUT_OFF,
  EHOSTUNREACH: NO_ANSWER,
  ENETUNREACH: NO_ANSWER,
  ENOTFOUND: UNKNOWN_NAME,
  EPIPE: CUT_OFF,
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_NAME,
  ETIMEDOUT: NO_ANSWER,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
};

/** CONNACK return codes of 3.1.1 (1 to 5), reason codes of 5 (from 128 on). */
const BY_REASON: Readonly<Record<number, Trouble>> = {
  1: VERSION,
  2: CLIENT_ID,
  3: NO_ANSWER,
  4: LOGIN,
  5: LOGIN,
  132: VERSION,
  133: CLIENT_ID,
  134: LOGIN,
  135: LOGIN,
  142: TAKEN_OVER,
};

/** The broker cannot be reached, or was and is no more. `cause` null: it closed without a word. */
export function unreachable({ url }: BrokerName, cause: unknown): BrokerError {
  const code = errorCode(cause);
  const trouble = code === null ? null : (BY_SYSTEM_ERROR[code] ?? null);
  if (trouble !== null) return brokerError(url, trouble, cause);
  const reason = reasonOf(cause);
  if (reason !== null) return refusedByBroker({ url }, reason, cause);
  if (cause === null) return brokerError(url, CUT_OFF, cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/connack timeout/i.test(message)) return brokerError(url, NO_ANSWER, cause);
  return brokerError(url, { what: { es: message, en: message }, hint: null }, cause);
}

export function refusedByBroker({ url }: BrokerName, reason: number, cause: unknown = null): BrokerError {
  const number = `0x${reason.toString(16).padStart(2, '0')}`;
  const trouble = BY_REASON[reason] ?? {
    what: { es: 'se niega', en: 'it refuses' },
    hint: null,
  };
  const what = { es: `${trouble.what.es} (código ${number})`, en: `${trouble.what.en} (code ${number})` };
  return brokerError(url, { what, hint: trouble.hint }, cause);
}

export function refusedSubscription({ url }: BrokerName, topic: string): BrokerError {
  const what: Text = {
    es: `no permite suscribirse a «${topic}»`,
    en: `it does not allow subscribing to "${topic}"`,
  };
  return brokerError(url, { what, hint: { es: 'Pruebe con otro --topic.', en: 'Try another --topic.' } }, null);
}

function brokerError(url: string, { what, hint }: Trouble, cause: unknown): BrokerError {
  const name = withoutPassword(url);
  return new BrokerError({
    code: 'E_TRANSFER_BROKER',
    what: { es: `broker ${name}: ${what.es}.`, en: `broker ${name}: ${what.en}.` },
    hint,
    cause,
  });
}

function reasonOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'number' ? error.code : null;
}

/** A URL may carry a password: it must not be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^@/]*@/i, '$1');
}

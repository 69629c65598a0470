// Every quantity that two runs are compared by, in the order of the report. `kind` is public: never renamed, only retired.

import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import type { RunsQuantity, RunsTheme, RunsUnit } from './runs-diff.ts';

export interface QuantityRow {
  readonly kind: string;
  readonly theme: RunsTheme;
  readonly quantity: RunsQuantity;
  readonly unit: RunsUnit;
  /** Of a difference in it. */
  readonly severity: Severity;
  readonly label: Text;
}

function row(
  kind: string,
  theme: RunsTheme,
  quantity: RunsQuantity,
  unit: RunsUnit,
  severity: Severity,
  es: string,
  en: string,
): QuantityRow {
  return { kind, theme, quantity, unit, severity, label: { es, en } };
}

// biome-ignore format: a table
const QUANTITIES: readonly QuantityRow[] = [
  row('role', 'experiment', 'outcome', 'none', 'warn', 'Papel del cliente', 'Role of the client'),
  row('protocol-version', 'experiment', 'configuration', 'none', 'warn', 'Versión de MQTT', 'MQTT version'),
  row('transport', 'experiment', 'configuration', 'none', 'warn', 'Transporte de MQTT', 'Transport of MQTT'),
  row('protocol', 'experiment', 'configuration', 'none', 'warn', 'Protocolo sobre TCP', 'Protocol over TCP'),
  row('broker-name', 'experiment', 'configuration', 'none', 'note', 'Nombre del broker (DNS)', 'Name of the broker (DNS)'),
  row('broker-address', 'experiment', 'configuration', 'none', 'note', 'Dirección del broker', 'Address of the broker'),
  row('broker-port', 'experiment', 'configuration', 'none', 'note', 'Puerto del broker', 'Port of the broker'),
  row('client-id', 'experiment', 'configuration', 'none', 'note', 'Identificador de cliente', 'Client identifier'),
  row('user-name', 'experiment', 'configuration', 'none', 'note', 'Nombre de usuario', 'User name'),
  row('password-sent', 'experiment', 'configuration', 'none', 'note', 'Envía contraseña', 'Sends a password'),
  row('clean-session', 'experiment', 'configuration', 'none', 'note', 'Sesión limpia (Clean Session / Clean Start)', 'Clean session (Clean Start)'),
  row('keep-alive', 'experiment', 'configuration', 'seconds', 'note', 'Keep Alive pedido', 'Keep Alive asked for'),
  row('server-keep-alive', 'experiment', 'configuration', 'seconds', 'note', 'Keep Alive impuesto por el servidor', 'Keep Alive imposed by the server'),
  row('will', 'experiment', 'configuration', 'none', 'note', 'Testamento (will)', 'Will'),
  row('connack-code', 'experiment', 'outcome', 'none', 'warn', 'Código de CONNACK', 'CONNACK code'),
  row('session-present', 'experiment', 'outcome', 'none', 'note', 'Session Present en CONNACK', 'Session Present in CONNACK'),
  row('publish-topics', 'experiment', 'configuration', 'none', 'warn', 'Tópicos en los que publica', 'Topics published to'),
  row('publish-qos', 'experiment', 'configuration', 'none', 'warn', 'QoS de los PUBLISH', 'QoS of the PUBLISH packets'),
  row('capture-point', 'experiment', 'outcome', 'none', 'note', 'Dónde se capturó', 'Where it was captured'),

  row('mss', 'tcp-setup', 'configuration', 'bytes', 'warn', 'MSS', 'MSS'),
  row('window-scale', 'tcp-setup', 'configuration', 'none', 'warn', 'Escala de ventana (desplazamiento)', 'Window scale (shift)'),
  row('sack-permitted', 'tcp-setup', 'configuration', 'none', 'warn', 'SACK permitido', 'SACK permitted'),
  row('timestamps', 'tcp-setup', 'configuration', 'none', 'note', 'Marcas de tiempo (timestamps)', 'Timestamps'),
  row('other-options', 'tcp-setup', 'configuration', 'none', 'note', 'Otras opciones del SYN', 'Other options of the SYN'),
  row('initial-window', 'tcp-setup', 'configuration', 'bytes', 'note', 'Ventana del SYN (sin escalar)', 'Window of the SYN (unscaled)'),
  row('ttl', 'tcp-setup', 'outcome', 'none', 'note', 'TTL o límite de saltos al llegar a la captura', 'TTL or hop limit at the capture'),

  row('name-resolution-time', 'timing', 'measure', 'ns', 'note', 'Resolución del nombre (DNS)', 'Name resolution (DNS)'),
  row('syn-rtt', 'timing', 'measure', 'ns', 'note', 'SYN → SYN-ACK', 'SYN → SYN-ACK'),
  row('initial-rtt', 'timing', 'measure', 'ns', 'note', 'RTT inicial (iRTT)', 'Initial RTT (iRTT)'),
  row('first-data-rtt', 'timing', 'measure', 'ns', 'note', 'Primer segmento con datos → ACK', 'First data segment → ACK'),
  row('first-publish-rtt', 'timing', 'measure', 'ns', 'note', 'Primer PUBLISH → ACK', 'First PUBLISH → ACK'),
  row('rtt', 'timing', 'distribution', 'ns', 'warn', 'Datos → ACK (RTT)', 'Data → ACK (RTT)'),

  row('minimum-window', 'windows', 'measure', 'bytes', 'note', 'Menor ventana anunciada', 'Smallest window advertised'),
  row('maximum-window', 'windows', 'measure', 'bytes', 'note', 'Mayor ventana anunciada', 'Largest window advertised'),
  row('zero-windows', 'windows', 'count', 'count', 'warn', 'Veces que la ventana llegó a 0', 'Times the window fell to 0'),
  row('zero-window-time', 'windows', 'measure', 'ns', 'note', 'Tiempo con ventana 0', 'Time at window 0'),
  row('in-flight-bytes', 'windows', 'measure', 'bytes', 'note', 'Máximo de bytes sin confirmar', 'Most bytes unacknowledged'),
  row('first-flight-bytes', 'windows', 'measure', 'bytes', 'note', 'Bytes antes del primer ACK', 'Bytes before the first ACK'),

  row('syn-segments', 'loss', 'count', 'count', 'warn', 'Segmentos SYN', 'SYN segments'),
  row('retransmissions', 'loss', 'count', 'count', 'warn', 'Segmentos retransmitidos', 'Retransmitted segments'),
  row('tcp-analysis', 'loss', 'count', 'count', 'note', 'Tramas con', 'Frames with'),
  row('gaps', 'loss', 'count', 'count', 'note', 'Huecos en los datos', 'Holes in the data'),

  row('data-segments', 'messages', 'count', 'count', 'note', 'Segmentos con datos', 'Segments with data'),
  row('data-bytes', 'messages', 'measure', 'bytes', 'note', 'Bytes de datos (TCP)', 'Bytes of data (TCP)'),
  row('largest-segment', 'messages', 'measure', 'bytes', 'note', 'Mayor segmento', 'Largest segment'),
  row('message-count', 'messages', 'count', 'count', 'note', 'Paquetes', 'Packets'),
  row('retained', 'messages', 'count', 'count', 'note', 'PUBLISH con RETAIN', 'PUBLISH with RETAIN'),
  row('duplicates', 'messages', 'count', 'count', 'note', 'PUBLISH con DUP', 'PUBLISH with DUP'),
  row('published-bytes', 'messages', 'measure', 'bytes', 'note', 'Bytes publicados (payload)', 'Bytes published (payload)'),
  row('publish-size', 'messages', 'distribution', 'bytes', 'note', 'Tamaño del payload de un PUBLISH', 'Payload size of a PUBLISH'),

  row('exchange-state', 'exchanges', 'count', 'count', 'warn', 'Intercambios', 'Exchanges'),
  row('step-time', 'exchanges', 'distribution', 'ns', 'note', 'Demora', 'Delay'),
  row('exchange-time', 'exchanges', 'distribution', 'ns', 'note', 'Duración del intercambio', 'Duration of the exchange'),
  row('messages-in-flight', 'exchanges', 'measure', 'count', 'note', 'Máximo de mensajes en vuelo', 'Most messages in flight'),

  row('duration', 'pace', 'measure', 'ns', 'note', 'Duración de la conexión', 'Duration of the connection'),
  row('publish-interval', 'pace', 'distribution', 'ns', 'note', 'Tiempo entre un PUBLISH y el siguiente', 'Time from one PUBLISH to the next'),
  row('throughput', 'pace', 'measure', 'bytes-per-second', 'note', 'Bytes de datos por segundo', 'Bytes of data per second'),
  row('longest-silence', 'pace', 'measure', 'ns', 'note', 'Mayor silencio del cliente', 'Longest silence of the client'),
  row('ping-time', 'pace', 'distribution', 'ns', 'note', 'PINGREQ → PINGRESP', 'PINGREQ → PINGRESP'),

  row('subscription', 'subscriptions', 'configuration', 'none', 'warn', 'Suscripción', 'Subscription'),

  row('fragment-format', 'fragments', 'configuration', 'none', 'warn', 'Formato de los fragmentos', 'Format of the fragments'),
  row('fragment-count', 'fragments', 'count', 'count', 'note', 'Fragmentos', 'Fragments'),
  row('fragment-size', 'fragments', 'distribution', 'bytes', 'note', 'Tamaño de un fragmento', 'Size of a fragment'),
  row('file-bytes', 'fragments', 'outcome', 'bytes', 'warn', 'Bytes del archivo en los fragmentos', 'Bytes of the file in the fragments'),
  row('announced-bytes', 'fragments', 'configuration', 'bytes', 'note', 'Bytes anunciados', 'Bytes announced'),
  row('fragments-missing', 'fragments', 'outcome', 'none', 'warn', 'Fragmentos que faltan', 'Fragments missing'),
  row('fragments-repeated', 'fragments', 'outcome', 'none', 'warn', 'Fragmentos repetidos', 'Fragments repeated'),
  row('fragment-sequences', 'fragments', 'outcome', 'none', 'warn', 'Cómo termina cada secuencia', 'How each sequence ends'),

  row('teardown', 'ending', 'outcome', 'none', 'warn', 'Cierre de TCP', 'End of TCP'),
  row('teardown-initiator', 'ending', 'outcome', 'none', 'note', 'Quién cierra primero', 'Who closes first'),
  row('disconnect', 'ending', 'outcome', 'none', 'warn', 'DISCONNECT de', 'DISCONNECT by'),
  row('will-outcome', 'ending', 'outcome', 'none', 'warn', 'Qué pasa con el testamento', 'What becomes of the will'),

  row('finding', 'findings', 'count', 'count', 'note', 'Hallazgo', 'Finding'),
  row('anomaly', 'anomalies', 'count', 'count', 'note', 'Anomalía', 'Anomaly'),

  row('connections', 'experiment', 'count', 'count', 'note', 'Conexiones MQTT', 'MQTT connections'),

  row('client-address', 'nature', 'nature', 'none', 'note', 'Dirección del cliente', 'Address of the client'),
  row('client-port', 'nature', 'nature', 'none', 'note', 'Puerto del cliente', 'Port of the client'),
  row('initial-sequence-number', 'nature', 'nature', 'none', 'note', 'Número de secuencia inicial', 'Initial sequence number'),
  row('first-time', 'nature', 'nature', 'none', 'note', 'Comienzo (segundos desde 1970)', 'Start (seconds since 1970)'),
  row('packet-identifier', 'nature', 'nature', 'none', 'note', 'Primer identificador de paquete', 'First packet identifier'),
  row('assigned-client-id', 'nature', 'nature', 'none', 'note', 'Identificador de cliente asignado por el servidor', 'Client identifier assigned by the server'),
];

const byKind: ReadonlyMap<string, { readonly row: QuantityRow; readonly order: number }> = new Map(
  QUANTITIES.map((each, order) => [each.kind, { row: each, order }]),
);

/** What is known of a kind; throws for a kind that is not in the table (a mistake of ours). */
export function quantityOf(kind: string): QuantityRow {
  const found = byKind.get(kind);
  if (found === undefined) throw new Error(`no quantity ${kind}`);
  return found.row;
}

/** Its place in the report. */
export function quantityOrder(kind: string): number {
  return byKind.get(kind)?.order ?? QUANTITIES.length;
}

interface RunsKind {
  readonly kind: string;
  readonly severities: readonly Severity[];
  readonly meaning: Text;
}

/** A finding or an anomaly weighs what it weighs in its run. */
const ANY_SEVERITY = ['error', 'warn', 'note'] as const;

/** Every kind that a difference of two runs can have. */
export const RUNS_KINDS: readonly RunsKind[] = [
  ...QUANTITIES.filter(({ quantity }) => quantity !== 'nature').map(({ kind, theme, severity, label }) => ({
    kind: `runs.${kind}`,
    severities: theme === 'findings' || theme === 'anomalies' ? ANY_SEVERITY : [severity],
    meaning: label,
  })),
  {
    kind: 'runs.connection-unpaired',
    severities: ['warn'],
    meaning: {
      es: 'Conexión que no tiene con cuál compararse en la otra ejecución',
      en: 'Connection without a counterpart in the other run',
    },
  },
];

export const RUNS_DIFFERENCE_KINDS: readonly string[] = RUNS_KINDS.map(({ kind }) => kind);

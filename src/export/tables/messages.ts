// Table `messages`: one record per MQTT control packet, written when its last byte has come through in stream order.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { type Direction, SENDERS } from '../../core/direction.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import type { MqttMessage } from '../../dissect/application/mqtt/message.ts';
import { MQTT_PUBCOMP, MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Origin } from '../../flow/listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { HeldRows } from '../held-rows.ts';
import type { JsonValue } from '../json-value.ts';
import { PayloadDigest } from '../payload-digest.ts';
import type { Cell, Row } from '../row.ts';
import type { RowSink, Table, TableReader } from '../table.ts';

export const messages: Table = {
  name: 'messages',
  summary: { es: 'los paquetes de control MQTT', en: 'the MQTT control packets' },
  columns: [
    'stream',
    'direction',
    'number',
    'type',
    'firstFrame',
    'lastFrame',
    'deliveredFrame',
    'time',
    'lastTime',
    'length',
    'dup',
    'qos',
    'retain',
    'packetIdentifier',
    'topic',
    'topicAlias',
    'payloadLength',
    'payloadSha256',
    'payloadText',
    'payloadHex',
    'protocolLevel',
    'clientId',
    'keepAlive',
    'cleanSession',
    'reasonCodes',
    'grantedQos',
    'filters',
    'properties',
    'anomalies',
  ],
  needsAnalysis: false,
  open: (emit, { stream }) => new MessageRows(emit, stream),
};

/** The payload that is coming in, by direction; made when the first PUBLISH of that direction comes. */
type Payloads = [PayloadDigest | null, PayloadDigest | null];

class MessageRows implements TableReader {
  readonly #emit: RowSink;
  readonly #stream: number | null;
  readonly #payloads = new Map<number, Payloads>();
  readonly #held = new Map<number, HeldRows>();
  /** In the order of the columns. REUSED. */
  readonly #row: Cell[] = messages.columns.map(() => null);

  constructor(emit: RowSink, stream: number | null) {
    this.#emit = emit;
    this.#stream = stream;
  }

  onSessionMessageStart(session: MqttSessionState, direction: Direction, view: MqttView): void {
    if (view.packetType !== MQTT_PUBLISH || !this.#isWanted(session.flow)) return;
    let payloads = this.#payloads.get(session.stream);
    if (payloads === undefined) {
      payloads = [null, null];
      this.#payloads.set(session.stream, payloads);
    }
    payloads[direction] ??= new PayloadDigest();
    payloads[direction].start(view.payloadLength);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#payloads.get(flow.stream)?.[direction]?.add(buf, at, end, missing);
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    _number: number,
    anomalies: AnomalyLog,
  ): void {
    const { flow } = session;
    if (!this.#isWanted(flow)) return;
    const isPublish = view.packetType === MQTT_PUBLISH;
    const payload = isPublish ? (this.#payloads.get(flow.stream)?.[direction] ?? null) : null;
    payload?.finish();
    const time = flow.time.instant(origin.firstTimeNs);
    const row = this.#row;
    row[0] = flow.stream;
    row[1] = SENDERS[direction];
    row[2] = session.clientMessages + session.serverMessages;
    row[3] = view.type;
    row[4] = origin.firstFrame;
    row[5] = origin.lastFrame;
    row[6] = origin.deliveredFrame;
    row[7] = time;
    row[8] = origin.lastTimeNs === origin.firstTimeNs ? time : flow.time.instant(origin.lastTimeNs);
    row[9] = view.length;
    row[10] = isPublish ? view.dup : null;
    row[11] = isPublish ? view.qos : null;
    row[12] = isPublish ? view.retain : null;
    row[13] = view.packetIdentifier < 0 ? null : view.packetIdentifier;
    row[14] = topic;
    row[15] = view.topicAlias < 0 ? null : view.topicAlias;
    row[16] = isPublish ? view.payloadLength : null;
    row[17] = payload === null ? null : payload.sha256;
    row[18] = payload === null ? null : payload.text;
    row[19] = payload === null ? null : payload.hex;
    const particular = particularsOf(view);
    for (let i = 0; i < particular.length; i++) row[PARTICULARS + i] = particular[i] ?? null;
    row[ANOMALIES] = anomalies.count === 0 ? NO_LIST : anomaliesOf(anomalies);
    this.#emitInOrder(session, row);
  }

  onViolation(session: MqttSessionState, kind: AnomalyKind, _frame: number, ordinal: number): void {
    const cells = this.#held.get(session.stream)?.find(ordinal) ?? null;
    if (cells === null) return;
    const known = cells[ANOMALIES];
    cells[ANOMALIES] = [...(Array.isArray(known) ? known : []), { id: kind.id, clause: kind.spec }];
  }

  onSessionEnd(session: MqttSessionState): void {
    this.#held.get(session.stream)?.release(this.#emit);
    this.#held.delete(session.stream);
    this.#payloads.delete(session.stream);
  }

  /** A row waits while something is suspected of its session, or while a row before it waits. */
  #emitInOrder(session: MqttSessionState, row: Row): void {
    const isSettled = session.pending === null || session.pending.isEmpty;
    let held = this.#held.get(session.stream);
    if (isSettled) {
      held?.release(this.#emit);
      this.#emit(row);
      return;
    }
    if (held === undefined) {
      held = new HeldRows();
      this.#held.set(session.stream, held);
    }
    held.hold(session.clientMessages + session.serverMessages, row, this.#emit);
  }

  #isWanted(flow: Flow): boolean {
    return this.#stream === null || flow.stream === this.#stream;
  }
}

/** Position of the first column that only some types have, and of the last one. */
const PARTICULARS = messages.columns.indexOf('protocolLevel');
const ANOMALIES = messages.columns.length - 1;
const NO_LIST: readonly Cell[] = [];
/** protocolLevel, clientId, keepAlive, cleanSession, reasonCodes, grantedQos, filters, properties. */
const NO_PARTICULARS: readonly Cell[] = [null, null, null, null, NO_LIST, NO_LIST, NO_LIST, NO_LIST];

/** Success, by far the most frequent reason code. */
const ACKNOWLEDGED: readonly Cell[] = [null, null, null, null, [0], NO_LIST, NO_LIST, NO_LIST];

/** PUBLISH and its acknowledgements are most of the traffic: without properties, all they have is in the view. */
function particularsOf(view: MqttView): readonly Cell[] {
  const isPublishing = view.packetType >= MQTT_PUBLISH && view.packetType <= MQTT_PUBCOMP;
  if (isPublishing && view.propertiesEnd <= view.propertiesAt) {
    if (view.reasonCode < 0) return NO_PARTICULARS;
    if (view.reasonCode === 0) return ACKNOWLEDGED;
  }
  return particulars(view.toMessage());
}

/** The cells that only some types have, in the order of NO_PARTICULARS. */
function particulars(message: MqttMessage): readonly Cell[] {
  if (message.type === 'CONNECT') {
    const { protocolLevel, clientId, keepAlive, cleanSession } = message;
    return [protocolLevel, clientId, keepAlive, cleanSession, NO_LIST, NO_LIST, NO_LIST, propertiesOf(message)];
  }
  return [
    null,
    null,
    null,
    null,
    reasonCodesOf(message),
    message.type === 'SUBACK' ? message.reasonCodes.map((code) => (code <= 2 ? code : null)) : NO_LIST,
    filtersOf(message),
    propertiesOf(message),
  ];
}

/** As written: return codes of MQTT 3.x, reason codes of MQTT 5 (0 where MQTT 5 leaves it out). */
function reasonCodesOf(message: MqttMessage): readonly number[] {
  if ('reasonCodes' in message) return message.reasonCodes;
  return 'reasonCode' in message && message.reasonCode !== null ? [message.reasonCode] : [];
}

function filtersOf(message: MqttMessage): readonly JsonValue[] {
  if (message.type === 'SUBSCRIBE') return message.filters.map((filter) => ({ ...filter }));
  if (message.type !== 'UNSUBSCRIBE') return NO_LIST;
  return message.filters.map((filter) => ({ filter, qos: null }));
}

function propertiesOf(message: MqttMessage): readonly JsonValue[] {
  if (!('properties' in message) || message.properties.length === 0) return NO_LIST;
  return message.properties.map((property) => {
    if ('valueHex' in property) return { id: property.id, name: property.name, valueHex: property.valueHex };
    const { value } = property;
    return { id: property.id, name: property.name, value: typeof value === 'object' ? { ...value } : value };
  });
}

function anomaliesOf(log: AnomalyLog): readonly JsonValue[] {
  return Array.from({ length: log.count }, (_, i) => ({ id: log.kind(i).id, clause: log.kind(i).spec }));
}

// MQTT control packets as bytes, right or wrong — written from the specifications, independent of src. Every field can be overridden.

export type Bytes = Uint8Array;
/** Property identifier and value: number, text, bytes, or name and value (User Property). */
export type Property = readonly [id: number, value: number | string | Bytes | readonly [string, string]];
export type Version = 3 | 4 | 5;

const utf8 = new TextEncoder();

export function concat(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** "10 0c 00" → bytes. */
export function hex(text: string): Bytes {
  const digits = text.replaceAll(/\s+/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export function u8(value: number): Bytes {
  return Uint8Array.of(value);
}

export function u16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 0xff);
}

export function u32(value: number): Bytes {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Variable byte integer; `width` bytes wide where given, even if fewer would do. */
export function varint(value: number, width = 0): Bytes {
  const bytes: number[] = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 || bytes.length + 1 < width ? low | 0x80 : low);
  } while (value > 0 || bytes.length < width);
  return Uint8Array.from(bytes);
}

/** Two bytes of length and the bytes. */
export function field(content: string | Bytes): Bytes {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  return concat(u16(bytes.length), bytes);
}

/** Fixed header and body; `remainingLength` may lie, `lengthWidth` may be wider than needed. */
export function packet(
  first: number,
  body: Bytes,
  options: { remainingLength?: number; lengthWidth?: number } = {},
): Bytes {
  return concat(u8(first), varint(options.remainingLength ?? body.length, options.lengthWidth), body);
}

const BYTE_PROPERTIES = new Set([0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a]);
const U16_PROPERTIES = new Set([0x13, 0x21, 0x22, 0x23]);
const U32_PROPERTIES = new Set([0x02, 0x11, 0x18, 0x27]);

export function property([id, value]: Property): Bytes {
  if (typeof value === 'number') {
    if (BYTE_PROPERTIES.has(id)) return concat(u8(id), u8(value));
    if (U16_PROPERTIES.has(id)) return concat(u8(id), u16(value));
    if (U32_PROPERTIES.has(id)) return concat(u8(id), u32(value));
    return concat(u8(id), varint(value));
  }
  if (typeof value === 'string' || value instanceof Uint8Array) return concat(u8(id), field(value));
  return concat(u8(id), field(value[0]), field(value[1]));
}

/** A property block with its length. */
export function properties(list: readonly Property[] = []): Bytes {
  const block = concat(...list.map(property));
  return concat(varint(block.length), block);
}

function propertiesIf5(version: Version, list: readonly Property[] | undefined): Bytes {
  return version === 5 ? properties(list) : new Uint8Array(0);
}

export interface ConnectOptions {
  readonly version?: Version;
  readonly protocolName?: string;
  /** The level byte as it is written. */
  readonly level?: number;
  readonly flags?: number;
  readonly clean?: boolean;
  readonly keepAlive?: number;
  readonly clientId?: string | Bytes;
  readonly properties?: readonly Property[];
  readonly will?: {
    readonly topic: string | Bytes;
    readonly payload?: string | Bytes;
    readonly qos?: number;
    readonly retain?: boolean;
    readonly properties?: readonly Property[];
  };
  readonly userName?: string | Bytes;
  readonly password?: string | Bytes;
  /** First byte of the packet. */
  readonly first?: number;
  readonly trailing?: Bytes;
}

export function connect(options: ConnectOptions = {}): Bytes {
  const version = options.version ?? 4;
  const { will, userName, password } = options;
  let flags = (options.clean ?? true) ? 0x02 : 0;
  if (will !== undefined) flags |= 0x04 | ((will.qos ?? 0) << 3) | (will.retain === true ? 0x20 : 0);
  if (password !== undefined) flags |= 0x40;
  if (userName !== undefined) flags |= 0x80;
  const parts = [
    field(options.protocolName ?? (version === 3 ? 'MQIsdp' : 'MQTT')),
    u8(options.level ?? version),
    u8(options.flags ?? flags),
    u16(options.keepAlive ?? 60),
    propertiesIf5(version, options.properties),
    field(options.clientId ?? 'client'),
  ];
  if (will !== undefined) {
    parts.push(propertiesIf5(version, will.properties), field(will.topic), field(will.payload ?? ''));
  }
  if (userName !== undefined) parts.push(field(userName));
  if (password !== undefined) parts.push(field(password));
  if (options.trailing !== undefined) parts.push(options.trailing);
  return packet(options.first ?? 0x10, concat(...parts));
}

export interface ConnackOptions {
  readonly version?: Version;
  readonly flags?: number;
  readonly code?: number;
  readonly properties?: readonly Property[];
}

export function connack(options: ConnackOptions = {}): Bytes {
  const body = concat(u8(options.flags ?? 0), u8(options.code ?? 0));
  return packet(0x20, concat(body, propertiesIf5(options.version ?? 4, options.properties)));
}

export interface PublishOptions {
  readonly version?: Version;
  readonly topic?: string | Bytes;
  readonly payload?: string | Bytes;
  readonly qos?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly id?: number;
  readonly properties?: readonly Property[];
}

export function publish(options: PublishOptions = {}): Bytes {
  const qos = options.qos ?? 0;
  const { payload } = options;
  const first = 0x30 | (options.dup === true ? 8 : 0) | (qos << 1) | (options.retain === true ? 1 : 0);
  const body = concat(
    field(options.topic ?? 'a/b'),
    qos === 0 ? new Uint8Array(0) : u16(options.id ?? 1),
    propertiesIf5(options.version ?? 4, options.properties),
    payload instanceof Uint8Array ? payload : utf8.encode(payload ?? ''),
  );
  return packet(first, body);
}

const ACK_FIRST = { PUBACK: 0x40, PUBREC: 0x50, PUBREL: 0x62, PUBCOMP: 0x70 } as const;

/** Without `code` two bytes of body, as all versions write it; with it three, with `properties` more (MQTT 5). */
export function ack(
  type: keyof typeof ACK_FIRST,
  id: number,
  options: { code?: number; properties?: readonly Property[]; first?: number } = {},
): Bytes {
  const parts = [u16(id)];
  if (options.code !== undefined || options.properties !== undefined) parts.push(u8(options.code ?? 0));
  if (options.properties !== undefined) parts.push(properties(options.properties));
  return packet(options.first ?? ACK_FIRST[type], concat(...parts));
}

export interface RequestOptions {
  readonly version?: Version;
  readonly id?: number;
  readonly properties?: readonly Property[];
  readonly first?: number;
}

/** Filters with their options byte. */
export function subscribe(
  filters: readonly (readonly [string | Bytes, number])[],
  options: RequestOptions = {},
): Bytes {
  const head = concat(u16(options.id ?? 1), propertiesIf5(options.version ?? 4, options.properties));
  const entries = filters.map(([filter, byte]) => concat(field(filter), u8(byte)));
  return packet(options.first ?? 0x82, concat(head, ...entries));
}

export function suback(codes: readonly number[], options: RequestOptions = {}): Bytes {
  const head = concat(u16(options.id ?? 1), propertiesIf5(options.version ?? 4, options.properties));
  return packet(options.first ?? 0x90, concat(head, Uint8Array.from(codes)));
}

export function unsubscribe(filters: readonly (string | Bytes)[], options: RequestOptions = {}): Bytes {
  const head = concat(u16(options.id ?? 1), propertiesIf5(options.version ?? 4, options.properties));
  return packet(options.first ?? 0xa2, concat(head, ...filters.map(field)));
}

/** MQTT 3.x has no codes in it. */
export function unsuback(codes: readonly number[], options: RequestOptions = {}): Bytes {
  const version = options.version ?? 4;
  const head = concat(u16(options.id ?? 1), propertiesIf5(version, options.properties));
  return packet(options.first ?? 0xb0, version === 5 ? concat(head, Uint8Array.from(codes)) : head);
}

export function pingreq(): Bytes {
  return hex('c0 00');
}

export function pingresp(): Bytes {
  return hex('d0 00');
}

/** Without `code` no body; with it one byte, with `properties` more (MQTT 5). */
export function disconnect(options: { code?: number; properties?: readonly Property[]; first?: number } = {}): Bytes {
  return reasonPacket(options.first ?? 0xe0, options);
}

export function auth(options: { code?: number; properties?: readonly Property[]; first?: number } = {}): Bytes {
  return reasonPacket(options.first ?? 0xf0, options);
}

function reasonPacket(first: number, options: { code?: number; properties?: readonly Property[] }): Bytes {
  if (options.code === undefined && options.properties === undefined) return packet(first, new Uint8Array(0));
  const code = u8(options.code ?? 0);
  return packet(first, options.properties === undefined ? code : concat(code, properties(options.properties)));
}

// The data of a resource record as text — RFC 1035 §3.3, RFC 3596 (AAAA), RFC 2782 (SRV), RFC 9460 (SVCB, HTTPS).

import { formatIpv4, formatIpv6 } from '../../../core/address.ts';
import { u8, u16be, u32be } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { DATA_MALFORMED } from './anomalies.ts';
import { type DnsName, escapeBytes, readName } from './name.ts';
import {
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_DNAME,
  TYPE_HTTPS,
  TYPE_MX,
  TYPE_NS,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_SRV,
  TYPE_SVCB,
  TYPE_TXT,
} from './types.ts';

/** Service parameter keys — RFC 9460 §14.3.2. */
const PARAMETER_NAMES: readonly string[] = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
];
const PARAMETER_ALPN = 1;
const PARAMETER_PORT = 3;
const PARAMETER_IPV4_HINT = 4;
const PARAMETER_IPV6_HINT = 6;

/** Text of the data [at, end) of a record in the message that starts at `start`; hex where the type is unknown or the data do not fit it. */
export function recordData(buf: Uint8Array, type: number, at: number, end: number, start: number, flag: Flag): string {
  const text = knownData(buf, type, at, end, start, flag);
  if (text !== null) return text;
  if (hasForm(type)) flag(DATA_MALFORMED, at, 0, end - at);
  return hex(buf, at, end);
}

function hasForm(type: number): boolean {
  const forms: readonly number[] = [TYPE_A, TYPE_NS, TYPE_CNAME, TYPE_SOA, TYPE_PTR, TYPE_MX, TYPE_TXT, TYPE_AAAA];
  return forms.includes(type) || type === TYPE_SRV || type === TYPE_DNAME || type === TYPE_SVCB || type === TYPE_HTTPS;
}

/** null: the type has no text here, or the data are too short for it. */
function knownData(buf: Uint8Array, type: number, at: number, end: number, start: number, flag: Flag): string | null {
  const nameAt = (offset: number): DnsName => readName(buf, at + offset, end, start, flag);
  const length = end - at;
  switch (type) {
    case TYPE_A:
      return length === 4 ? formatIpv4(buf, at) : null;
    case TYPE_AAAA:
      return length === 16 ? formatIpv6(buf, at) : null;
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_DNAME:
      return length > 0 ? nameAt(0).text : null;
    case TYPE_MX:
      return length > 2 ? `${u16be(buf, at)} ${nameAt(2).text}` : null;
    case TYPE_SRV:
      return length > 6 ? `${u16be(buf, at)} ${u16be(buf, at + 2)} ${u16be(buf, at + 4)} ${nameAt(6).text}` : null;
    case TYPE_TXT:
      return characterStrings(buf, at, end);
    case TYPE_SOA:
      return startOfAuthority(buf, at, end, start, flag);
    case TYPE_SVCB:
    case TYPE_HTTPS:
      return length > 2 ? serviceBinding(buf, at, end, nameAt(2)) : null;
    default:
      return null;
  }
}

/** "…" "…": strings of up to 255 bytes, each behind its length. */
function characterStrings(buf: Uint8Array, at: number, end: number): string | null {
  const strings: string[] = [];
  while (at < end) {
    const stringEnd = at + 1 + u8(buf, at);
    if (stringEnd > end) return null;
    strings.push(`"${escapeBytes(buf, at + 1, stringEnd, '"', 0x20)}"`);
    at = stringEnd;
  }
  return strings.join(' ');
}

/** Primary server, mailbox, serial, refresh, retry, expire, minimum. */
function startOfAuthority(buf: Uint8Array, at: number, end: number, start: number, flag: Flag): string | null {
  const server = readName(buf, at, end, start, flag);
  if (server.next === -1) return null;
  const mailbox = readName(buf, server.next, end, start, flag);
  if (mailbox.next === -1 || mailbox.next + 20 > end) return null;
  const numbers = [0, 4, 8, 12, 16].map((offset) => u32be(buf, mailbox.next + offset));
  return `${server.text} ${mailbox.text} ${numbers.join(' ')}`;
}

/** '1 . alpn=h2,h3 port=8443 ipv4hint=10.0.0.1'. */
function serviceBinding(buf: Uint8Array, at: number, end: number, target: DnsName): string | null {
  if (target.next === -1) return null;
  const parts = [String(u16be(buf, at)), target.text];
  let parameterAt = target.next;
  while (parameterAt < end) {
    if (parameterAt + 4 > end) return null;
    const valueEnd = parameterAt + 4 + u16be(buf, parameterAt + 2);
    if (valueEnd > end) return null;
    parts.push(serviceParameter(buf, u16be(buf, parameterAt), parameterAt + 4, valueEnd));
    parameterAt = valueEnd;
  }
  return parts.join(' ');
}

function serviceParameter(buf: Uint8Array, key: number, at: number, end: number): string {
  const name = PARAMETER_NAMES[key] ?? `key${key}`;
  const length = end - at;
  if (length === 0) return name;
  if (key === PARAMETER_PORT && length === 2) return `${name}=${u16be(buf, at)}`;
  if (key === PARAMETER_ALPN) return `${name}=${protocolIds(buf, at, end) ?? hex(buf, at, end)}`;
  if (key === PARAMETER_IPV4_HINT && length % 4 === 0) return `${name}=${addresses(buf, at, end, 4).join(',')}`;
  if (key === PARAMETER_IPV6_HINT && length % 16 === 0) return `${name}=${addresses(buf, at, end, 16).join(',')}`;
  return `${name}=${hex(buf, at, end)}`;
}

function protocolIds(buf: Uint8Array, at: number, end: number): string | null {
  const ids: string[] = [];
  while (at < end) {
    const idEnd = at + 1 + u8(buf, at);
    if (idEnd > end) return null;
    ids.push(escapeBytes(buf, at + 1, idEnd, ',', 0x21));
    at = idEnd;
  }
  return ids.join(',');
}

function addresses(buf: Uint8Array, at: number, end: number, size: 4 | 16): string[] {
  const list: string[] = [];
  for (let i = at; i < end; i += size) list.push(size === 4 ? formatIpv4(buf, i) : formatIpv6(buf, i));
  return list;
}

function hex(buf: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) text += u8(buf, i).toString(16).padStart(2, '0');
  return text;
}

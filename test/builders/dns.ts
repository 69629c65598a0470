// DNS messages.

import { ascii, be16, be32, concat } from './bytes.ts';

export interface DnsFields {
  readonly id?: number;
  /** The whole flags word; default 0x0100 (query, recursion desired). */
  readonly flags?: number;
  readonly questions?: readonly Uint8Array[];
  readonly answers?: readonly Uint8Array[];
  readonly authorities?: readonly Uint8Array[];
  readonly additionals?: readonly Uint8Array[];
  /** Counts as written: questions, answers, authorities, additionals. */
  readonly counts?: readonly [number, number, number, number];
}

export function dnsMessage(fields: DnsFields): Uint8Array {
  const sections = [fields.questions ?? [], fields.answers ?? [], fields.authorities ?? [], fields.additionals ?? []];
  const counts = fields.counts ?? sections.map((section) => section.length);
  return concat(be16(fields.id ?? 0x1234), be16(fields.flags ?? 0x0100), ...counts.map(be16), ...sections.flat());
}

/** 'broker.hivemq.com' → labels; '' → the root. */
export function dnsName(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.');
  return concat(...labels.flatMap((label) => [[label.length], ascii(label)]), [0]);
}

/** A compression pointer to an offset from the start of the message (the first question's name: 12). */
export function dnsPointer(offset: number): Uint8Array {
  return concat(be16(0xc000 | offset));
}

export function dnsQuestion(name: Uint8Array, type: number, classCode = 1): Uint8Array {
  return concat(name, be16(type), be16(classCode));
}

export function dnsRecord(
  name: Uint8Array,
  type: number,
  data: Uint8Array | readonly number[],
  fields: { readonly ttl?: number; readonly classCode?: number; readonly length?: number } = {},
): Uint8Array {
  const length = fields.length ?? data.length;
  return concat(name, be16(type), be16(fields.classCode ?? 1), be32(fields.ttl ?? 300), be16(length), data);
}

/** EDNS (RFC 6891): the class is the sender's buffer size. */
export function dnsOpt(size = 1232): Uint8Array {
  return dnsRecord(dnsName(''), 41, [], { ttl: 0, classCode: size });
}

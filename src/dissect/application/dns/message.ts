// A DNS message as plain values — RFC 1035 §4.1, RFC 6895 (codes), RFC 6891 (EDNS: its OPT record is one of the additionals).

import { u8, u16be, u32be } from '../../../core/bytes.ts';
import type { Flag, Message } from '../protocol.ts';
import { RECORD_OVERRUN, TOO_MANY_RECORDS } from './anomalies.ts';
import { readName } from './name.ts';
import { recordData } from './record-data.ts';
import { CLASSES, rcodeName, TYPE_OPT, typeName } from './types.ts';

// 0 2 identification · 2 2 flags · 4 2 questions · 6 2 answers · 8 2 authorities · 10 2 additionals
export const HEADER_LENGTH = 12;
const FLAG_RESPONSE = 0x8000;
const FLAG_AUTHORITATIVE = 0x0400;
const FLAG_TRUNCATED = 0x0200;

/** Questions and records of one message that are read; a 64 kB message could state thousands of empty ones. */
const MAX_ENTRIES = 512;

export interface DnsQuestion {
  /** As in a zone file, without the last dot: 'broker.hivemq.com'; '.' for the root; odd bytes as \DDD. */
  readonly name: string;
  /** 'A', 'AAAA', 'TYPE250'. */
  readonly type: string;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** '35.158.34.213', 'broker.example.net', '10 mail.example.net'; hex where the type is not known. */
  readonly data: string;
}

export interface DnsMessage extends Message {
  readonly protocol: 'dns';
  readonly type: 'query' | 'response';
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  /** The TC flag: the answer did not fit (nothing to do with the capture's snap length). */
  readonly truncated: boolean;
  readonly rcode: number;
  /** 'NOERROR', 'NXDOMAIN', 'RCODE13'. */
  readonly rcodeName: string;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

interface Walk {
  readonly buf: Uint8Array;
  /** Of the message: pointers count from here. */
  readonly start: number;
  readonly end: number;
  readonly flag: Flag;
  /** Where the next entry begins; −1 when the rest cannot be read. */
  at: number;
  /** Read so far. */
  entries: number;
}

/** Reads a message that lies in [at, end), at least its header. What cannot be read is flagged, what was read before it is kept. */
export function parseDnsMessage(buf: Uint8Array, at: number, end: number, flag: Flag): DnsMessage {
  const flags = u16be(buf, at + 2);
  const walk: Walk = { buf, start: at, end, flag, at: at + HEADER_LENGTH, entries: 0 };
  const isResponse = (flags & FLAG_RESPONSE) !== 0;
  const rcode = flags & 0x000f;
  return {
    protocol: 'dns',
    type: isResponse ? 'response' : 'query',
    id: u16be(buf, at),
    isResponse,
    opcode: (flags >> 11) & 0x0f,
    authoritative: (flags & FLAG_AUTHORITATIVE) !== 0,
    truncated: (flags & FLAG_TRUNCATED) !== 0,
    rcode,
    rcodeName: rcodeName(rcode),
    questions: readSection(walk, u16be(buf, at + 4), readQuestion),
    answers: readSection(walk, u16be(buf, at + 6), readRecord),
    authorities: readSection(walk, u16be(buf, at + 8), readRecord),
    additionals: readSection(walk, u16be(buf, at + 10), readRecord),
  };
}

function readSection<Entry>(walk: Walk, count: number, read: (walk: Walk) => Entry | null): Entry[] {
  const entries: Entry[] = [];
  for (let i = 0; i < count && walk.at !== -1; i++) {
    if (walk.entries === MAX_ENTRIES) {
      walk.flag(TOO_MANY_RECORDS, walk.at, 0, MAX_ENTRIES);
      walk.at = -1;
      break;
    }
    walk.entries++;
    const entry = read(walk);
    if (entry === null) walk.at = -1;
    else entries.push(entry);
  }
  return entries;
}

function readQuestion(walk: Walk): DnsQuestion | null {
  const name = readName(walk.buf, walk.at, walk.end, walk.start, walk.flag);
  if (name.next === -1) return null;
  if (name.next + 4 > walk.end) return overrun(walk, name.next, 4);
  walk.at = name.next + 4;
  return { name: name.text, type: typeName(u16be(walk.buf, name.next)) };
}

function readRecord(walk: Walk): DnsRecord | null {
  const { buf, end, start, flag } = walk;
  const name = readName(buf, walk.at, end, start, flag);
  if (name.next === -1) return null;
  // type 2 · class 2 · time to live 4 · data length 2
  const fixedAt = name.next;
  if (fixedAt + 10 > end) return overrun(walk, fixedAt, 10);
  const dataAt = fixedAt + 10;
  const dataLength = u16be(buf, fixedAt + 8);
  if (dataAt + dataLength > end) return overrun(walk, dataAt, dataLength);
  walk.at = dataAt + dataLength;
  const type = u16be(buf, fixedAt);
  return {
    name: name.text,
    type: typeName(type),
    ttl: u32be(buf, fixedAt + 4),
    data: recordData(buf, type, dataAt, walk.at, start, flag),
  };
}

function overrun(walk: Walk, at: number, needed: number): null {
  walk.flag(RECORD_OVERRUN, at, needed, Math.max(0, walk.end - at));
  return null;
}

/**
 * Could a DNS message start at `at`? Looks at the header and the first question (or record): assigned opcode, small counts, a readable
 * name, a real class. 'more': right so far, and cut.
 */
export function probeDnsMessage(buf: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more' {
  if (end - at < HEADER_LENGTH) return 'more';
  const opcode = (u16be(buf, at + 2) >> 11) & 0x0f;
  if (opcode > 6 || opcode === 3) return 'no'; // RFC 6895 §2.2: the others are not assigned
  const questions = u16be(buf, at + 4);
  const records = u16be(buf, at + 6) + u16be(buf, at + 8) + u16be(buf, at + 10);
  if (questions > 16 || records > 1024 || questions + records === 0) return 'no';
  const name = nameEndAt(buf, at + HEADER_LENGTH, end);
  if (name < 0) return name === CUT ? 'more' : 'no';
  if (name + 4 > end) return 'more';
  const type = u16be(buf, name);
  const classCode = u16be(buf, name + 2) & 0x7fff; // mDNS uses the high bit (RFC 6762 §5.4, §10.2)
  if (questions === 0 && type === TYPE_OPT) return 'yes'; // its class is a size
  return CLASSES.includes(classCode) ? 'yes' : 'no';
}

const CUT = -2;
const NO_NAME = -1;

/** One past the name at `at`, without following pointers; CUT or NO_NAME. The first name of a message has nothing to point to. */
function nameEndAt(buf: Uint8Array, at: number, end: number): number {
  for (let length = 0; length < 255; ) {
    if (at >= end) return CUT;
    const label = u8(buf, at);
    if (label === 0) return at + 1;
    if (label > 63) return NO_NAME;
    at += 1 + label;
    length += 1 + label;
  }
  return NO_NAME;
}

// Files put together from their fragments: one per attempt, in order of the numbers, or as they came. What is missing is never filled: the file is
// shorter, and a file beside it (….holes.json) says where and what. files.ndjson lists them all.

import { createHash, type Hash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { announcedByRun, announcedUnnumbered, type StatedFormat } from '../analyze/collectors/fragment-format.ts';
import type { ExtractedMessage, ExtractedTransfer } from './extracted-messages.ts';
import { JSON_SAMPLE, type JsonPart, jsonContentOf } from './json-part.ts';
import { SafeNames } from './safe-names.ts';

/** Folder of the rebuilt files. */
export const REBUILT = 'files';
const COPY_BYTES = 256 * 1024;

/** A fragment's place in the file. */
interface Part {
  readonly message: ExtractedMessage;
  /** null: fragments are not numbered. */
  readonly index: number | null;
  readonly prefixLength: number;
}

interface Attempt {
  readonly parts: Part[];
  announced: number | null;
  end: 'failure' | 'success' | null;
}

/** Something that is not in the rebuilt file, at the place where it belongs. Offsets are those of the rebuilt file. */
interface Absence {
  readonly kind: 'fragments-missing' | 'bytes-not-captured';
  readonly rebuiltOffset: number;
  readonly fromIndex: number | null;
  readonly toIndex: number | null;
  /** null: it is not known how many. */
  readonly bytes: number | null;
  readonly afterFrame: number | null;
  readonly beforeFrame: number | null;
}

/** Writes all files below `folder`. */
export function rebuildFiles(folder: string, transfers: readonly ExtractedTransfer[], stated: StatedFormat): void {
  mkdirSync(join(folder, REBUILT), { recursive: true });
  const list = join(folder, 'files.ndjson');
  writeFileSync(list, '');
  const names = new SafeNames('no-topic');
  for (const transfer of transfers) {
    const attempts = attemptsOf(transfer, stated).filter(({ parts }) => parts.length > 0);
    const stream = transfer.messages[0]?.stream ?? 0;
    for (const [at, attempt] of attempts.entries()) {
      const suffix = attempts.length > 1 ? `-attempt${at + 1}` : '';
      const name = names.nameFor(`${transfer.topic.slice(0, 40)}-stream${stream}-${transfer.direction}${suffix}`);
      const row = rebuild(folder, name, transfer, attempt);
      appendFileSync(list, `${JSON.stringify(row)}\n`);
    }
  }
}

function attemptsOf({ messages, numbering }: ExtractedTransfer, stated: StatedFormat): Attempt[] {
  const candidate = stated.prefix === 'none' ? null : numbering.chosen();
  if (candidate === null) return [unnumbered(messages, stated)];
  const runs = candidate.sequences.runs();
  const attempts = runs.map((run): Attempt => ({ parts: [], announced: announcedByRun(run), end: run.end }));
  let at = 0;
  for (const [order, message] of messages.entries()) {
    while (at + 1 < runs.length && (runs[at + 1]?.startOrder ?? 0) <= order) at++;
    const run = runs[at];
    const attempt = attempts[at];
    const reading = message.readings.find((each) => each.candidate === candidate);
    if (run === undefined || attempt === undefined || reading === undefined || reading.endPacket !== null) continue;
    if (order === run.startOrder && attempt.announced !== null) continue;
    attempt.parts.push({ message, index: reading.index, prefixLength: reading.prefixLength });
  }
  for (const attempt of attempts) sortByNumber(attempt.parts);
  return attempts;
}

/** Each number once: the first that came; in order of number. */
function sortByNumber(parts: Part[]): void {
  const seen = new Set<number | null>();
  const first = parts.filter(({ index }) => !seen.has(index) && seen.add(index));
  first.sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  parts.splice(0, parts.length, ...first);
}

/** In order of arrival; what MQTT sent again counts once. */
function unnumbered(messages: readonly ExtractedMessage[], stated: StatedFormat): Attempt {
  const byIdentifier = new Map<number, string>();
  const parts: Part[] = [];
  for (const message of messages) {
    const { dup, packetIdentifier, sha256 } = message;
    if (dup && byIdentifier.get(packetIdentifier) === sha256) continue;
    if (packetIdentifier >= 0) byIdentifier.set(packetIdentifier, sha256);
    parts.push({ message, index: null, prefixLength: 0 });
  }
  const [first, ...rest] = parts;
  const later = {
    count: rest.length,
    bytes: rest.reduce((sum, { message }) => sum + message.payloadLength, 0),
    largest: rest.reduce((most, { message }) => Math.max(most, message.payloadLength), 0),
  };
  const mayAnnounce = stated.format === null || stated.format === 'length-checked';
  const value = first?.message.value ?? -1;
  const announced = mayAnnounce ? announcedUnnumbered(value, later, stated.format !== null) : null;
  return { parts: announced === null ? parts : rest, announced, end: null };
}

function rebuild(folder: string, name: string, transfer: ExtractedTransfer, attempt: Attempt): object {
  const file = `${REBUILT}/${name}.bin`;
  const fd = openSync(join(folder, file), 'w');
  const hash = createHash('sha256');
  const json =
    transfer.numbering.chosen()?.format === 'json'
      ? jsonContentOf(attempt.parts.slice(0, JSON_SAMPLE).map(payloadOf))
      : null;
  const absences: Absence[] = [];
  let bytes = 0;
  try {
    let before: Part | null = null;
    for (const part of attempt.parts) {
      const gap = gapBetween(before, part, attempt, bytes);
      if (gap !== null) absences.push(gap);
      bytes =
        json === null ? copyPart(part, fd, hash, bytes, absences) : writeContent(part, json, fd, hash, bytes, absences);
      before = part;
    }
  } finally {
    closeSync(fd);
  }
  const { announced, end } = attempt;
  if (announced !== null && absences.length === 0 && bytes < announced) {
    const last = attempt.parts[attempt.parts.length - 1];
    const afterFrame = last?.message.frame ?? null;
    const fromIndex = last?.index == null ? null : last.index + 1;
    absences.push({ ...ABSENT_FRAGMENTS, rebuiltOffset: bytes, fromIndex, bytes: announced - bytes, afterFrame });
  }
  const holes = absences.length === 0 ? null : `${REBUILT}/${name}.holes.json`;
  const row = {
    file,
    holes,
    topic: transfer.topic,
    direction: transfer.direction,
    clientId: transfer.clientId,
    streams: [...new Set(transfer.messages.map(({ stream }) => stream))],
    fragments: attempt.parts.length,
    bytes,
    announcedBytes: announced,
    end,
    complete: completeness(attempt, absences, bytes),
    sha256: hash.digest('hex'),
  };
  if (holes !== null) {
    writeFileSync(join(folder, holes), `${JSON.stringify({ ...row, absences }, null, 2)}\n`);
  }
  return row;
}

/** null: it cannot be told, as nothing says where the file ends. */
function completeness({ announced, end }: Attempt, absences: readonly Absence[], bytes: number): boolean | null {
  if (absences.length > 0 || end === 'failure') return false;
  if (announced !== null) return bytes === announced;
  return end === 'success' ? true : null;
}

const ABSENT_FRAGMENTS = {
  kind: 'fragments-missing',
  toIndex: null,
  beforeFrame: null,
} as const;

/** Numbers that did not come between two fragments; before the first one, all below it but for a 0 where people count from 1. */
function gapBetween(before: Part | null, part: Part, { announced }: Attempt, rebuiltOffset: number): Absence | null {
  if (part.index === null) return null;
  const expected = before?.index == null ? (announced !== null || part.index === 1 ? 1 : 0) : before.index + 1;
  if (part.index <= expected) return null;
  return {
    kind: 'fragments-missing',
    rebuiltOffset,
    fromIndex: expected,
    toIndex: part.index - 1,
    bytes: null,
    afterFrame: before?.message.frame ?? null,
    beforeFrame: part.message.frame,
  };
}

/** Copies what was captured of a fragment behind its prefix, and returns the new length of the rebuilt file. */
function copyPart(
  { message, index, prefixLength }: Part,
  fd: number,
  hash: Hash,
  at: number,
  absences: Absence[],
): number {
  const source = openSync(message.path, 'r');
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  let copied = 0;
  try {
    for (let from = prefixLength; ; ) {
      const length = readSync(source, buffer, 0, buffer.length, from);
      if (length === 0) break;
      writeAll(fd, buffer.subarray(0, length));
      hash.update(buffer.subarray(0, length));
      from += length;
      copied += length;
    }
  } finally {
    closeSync(source);
  }
  for (const hole of message.holes) {
    absences.push(notCaptured(at + Math.max(0, hole.at - prefixLength), hole.bytes, index, message.frame));
  }
  return at + copied;
}

function writeContent(part: Part, json: JsonPart, fd: number, hash: Hash, at: number, absences: Absence[]): number {
  const content = json.contentOf(payloadOf(part));
  if (content === null) {
    absences.push(notCaptured(at, null, part.index, part.message.frame));
    return at;
  }
  writeAll(fd, content);
  hash.update(content);
  return at + content.length;
}

function notCaptured(rebuiltOffset: number, bytes: number | null, index: number | null, frame: number): Absence {
  return {
    kind: 'bytes-not-captured',
    rebuiltOffset,
    fromIndex: index,
    toIndex: index,
    bytes,
    afterFrame: frame,
    beforeFrame: frame,
  };
}

function payloadOf({ message }: Part): Uint8Array {
  return readFileSync(message.path);
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

// Connections that both captures show: the publisher's as its own machine and as the broker saw it. They are one, and what they carry is counted once.

import type { Direction } from '../../core/direction.ts';
import type { PublishNote, SessionNote } from './notes.ts';

/** PUBLISH packets compared where addresses and sequence numbers do not decide. */
const COMPARED = 20;

/** By session of the first list: the same connection in the second. `shiftNs`: added to times of the second to count from the base of the first. */
export function sameConnections(
  first: readonly SessionNote[],
  second: readonly SessionNote[],
  shiftNs: number,
): Map<SessionNote, SessionNote> {
  const found = new Map<SessionNote, SessionNote>();
  const taken = new Set<SessionNote>();
  const index = new Map<string, SessionNote[]>();
  for (const session of second) {
    for (const key of keysOf(session)) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [session]);
      else list.push(session);
    }
  }
  for (const session of first) {
    for (const key of keysOf(session)) {
      const other = index.get(key)?.find((each) => !taken.has(each) && isSame(session, each, shiftNs));
      if (other === undefined) continue;
      taken.add(other);
      found.set(session, other);
      break;
    }
  }
  return found;
}

/** What two sights of one connection have in common, the surest first. */
function keysOf(session: SessionNote): string[] {
  const [client, server] = session.initialSeq;
  const keys = client !== null && server !== null ? [`isn ${client} ${server}`] : [];
  keys.push(`ends ${session.client} ${session.server}`);
  if (session.clientId !== null && session.clientId !== '') keys.push(`id ${session.clientId}`);
  return keys;
}

function isSame(a: SessionNote, b: SessionNote, shiftNs: number): boolean {
  const known = [0, 1].filter((side) => a.initialSeq[side] !== null && b.initialSeq[side] !== null);
  const equal = known.filter((side) => a.initialSeq[side] === b.initialSeq[side]);
  const sameEnds = a.client === b.client && a.server === b.server;
  if (equal.length === 2) return sameEnds || !contradict(a, b);
  const overlaps = a.startNs <= b.endNs + shiftNs && b.startNs + shiftNs <= a.endNs;
  if (!overlaps) return false;
  // A firewall may give out other numbers; then the client's name and what it publishes must agree.
  if (equal.length < known.length) return a.clientId !== null && a.clientId === b.clientId && shareMessages(a, b);
  return sameEnds && (shareMessages(a, b) || isSilent(a) || isSilent(b));
}

function isSilent(session: SessionNote): boolean {
  return session.publishes[0].length === 0 && session.publishes[1].length === 0;
}

/** Other names, or other messages: equal numbers are then a coincidence (of made-up captures: two random numbers of 32 bits do not agree). */
function contradict(a: SessionNote, b: SessionNote): boolean {
  if (a.clientId !== null && b.clientId !== null && a.clientId !== b.clientId) return true;
  return !isSilent(a) && !isSilent(b) && !shareMessages(a, b);
}

/** Some PUBLISH near the beginning is the same packet. */
function shareMessages(a: SessionNote, b: SessionNote): boolean {
  for (const direction of [0, 1] as const) {
    const packets = new Set(b.publishes[direction].slice(0, COMPARED).map(packetKey));
    if (a.publishes[direction].slice(0, COMPARED).some((note) => packets.has(packetKey(note)))) return true;
  }
  return false;
}

/** What makes two PUBLISH notes of one connection the same packet, but for its place. */
export function packetKey(note: PublishNote): string {
  const { sha256, length } = note.payload;
  return `${note.qos} ${note.packetIdentifier} ${note.dup} ${note.retain} ${length} ${sha256} ${note.topic}`;
}

/** Do both sights count the bytes of this direction from the same one? */
export function shareOrigin(a: SessionNote, b: SessionNote, direction: Direction): boolean {
  const initial = a.initialSeq[direction];
  return initial !== null && initial === b.initialSeq[direction];
}

// Could a message have gone by in a hole of the capture? A hole of n bytes hides no more than n bytes of messages.

import type { Direction } from '../../core/direction.ts';
import type { Client, Message } from './model.ts';
import { PLACES } from './model.ts';
import type { HoleNote, SessionNote } from './notes.ts';

/** Packet type and length, and the length of the topic: the least besides topic and payload. */
const LEAST_HEADER = 4;

interface OpenHole {
  /** Place of the connection among those of the client. */
  readonly leg: number;
  readonly session: SessionNote;
  readonly note: HoleNote;
  left: number;
}

export class Holes {
  readonly #holes = new Map<Client, readonly [OpenHole[], OpenHole[]]>();

  /** Takes the room of `message` from a hole between two others of the client; either may be absent. false: there is none so large. */
  takes(
    client: Client,
    direction: Direction,
    after: Message | null,
    before: Message | null,
    message: Message,
  ): boolean {
    const size = message.length + (message.topic?.length ?? 0) + LEAST_HEADER;
    const holes = this.#of(client, direction);
    if (holes.length === 0) return false;
    const fits = holes.filter((hole) => hole.left >= size && liesAfter(hole, after) && liesBefore(hole, before));
    const [hole] = fits;
    if (hole === undefined) return false;
    // Where both captures show the connection, both must have missed it.
    const sights = client.legs[hole.leg]?.sessions.filter((session) => session !== null) ?? [];
    const missed = sights.map((session) => fits.find((each) => each.session === session));
    if (missed.includes(undefined)) return false;
    for (const each of missed) if (each !== undefined) each.left -= size;
    return true;
  }

  #of(client: Client, direction: Direction): OpenHole[] {
    const known = this.#holes.get(client);
    if (known !== undefined) return known[direction];
    const both: readonly [OpenHole[], OpenHole[]] = [[], []];
    client.legs.forEach((leg, at) => {
      for (const session of leg.sessions) {
        for (const way of [0, 1] as const) {
          for (const note of session?.holes[way] ?? []) {
            if (session !== null) both[way].push({ leg: at, session, note, left: note.bytes });
          }
        }
      }
    });
    this.#holes.set(client, both);
    return both[direction];
  }
}

function liesAfter(hole: OpenHole, message: Message | null): boolean {
  if (message === null) return true;
  const leg = message.leg.at;
  const ordinal = ordinalIn(hole.session, message);
  return leg < hole.leg || (leg === hole.leg && (ordinal === null || ordinal < hole.note.before));
}

function liesBefore(hole: OpenHole, message: Message | null): boolean {
  if (message === null) return true;
  const leg = message.leg.at;
  const ordinal = ordinalIn(hole.session, message);
  return leg > hole.leg || (leg === hole.leg && (ordinal === null || ordinal >= hole.note.before));
}

function ordinalIn(session: SessionNote, message: Message): number | null {
  for (const place of PLACES) {
    const note = message.notes[place];
    if (note !== null && note.session === session) return note.ordinal;
  }
  return null;
}

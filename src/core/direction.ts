// The two directions of a connection. Everything negotiated, numbered or counted belongs to one of them.

export type Direction = 0 | 1;
export const CLIENT_TO_SERVER: Direction = 0;
export const SERVER_TO_CLIENT: Direction = 1;

/** Who sent it, in the words of the JSON contract. */
export type Sender = 'client' | 'server';
export const SENDERS: readonly [Sender, Sender] = ['client', 'server'];

export function opposite(direction: Direction): Direction {
  return direction === CLIENT_TO_SERVER ? SERVER_TO_CLIENT : CLIENT_TO_SERVER;
}

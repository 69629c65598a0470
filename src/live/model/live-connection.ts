// What the screen shows of one connection, of fixed size whatever the connection does.

import { HEAD_LIMIT } from '../../analyze/collectors/fragment-prefix.ts';
import { type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FollowedConnection } from './followed-connection.ts';
import { LiveFragments } from './live-fragments.ts';
import { MessageRing } from './message-ring.ts';
import { ConnectionNotices } from './notice-list.ts';
import { NumberRing } from './number-ring.ts';
import { PayloadHead } from './payload-head.ts';
import { RateWindow } from './rate-window.ts';

/** Messages kept of a connection; as many again while a topic filter is set. */
export const MESSAGES_KEPT = 48;
/** Round trips kept per direction. */
export const RTT_KEPT = 64;

export class LiveConnection {
  readonly followed: FollowedConnection;
  readonly flow: Flow;
  /** Of the flow's first frame: ns since the first frame of the capture. */
  readonly offsetNs: number;
  readonly messages: MessageRing;
  /** Those on topics that the filter lets pass; null: no filter. */
  filtered: MessageRing | null = null;
  readonly rates: RateWindow;
  readonly notices: ConnectionNotices = new ConnectionNotices();
  retransmissions = 0;
  #rttClient: NumberRing | null = null;
  #rttServer: NumberRing | null = null;
  #headClient: PayloadHead | null = null;
  #headServer: PayloadHead | null = null;
  #fragmentsClient: LiveFragments | null = null;
  #fragmentsServer: LiveFragments | null = null;

  /** `before`: one that has lost its place, and its memory with it; null: there is none. */
  constructor(followed: FollowedConnection, offsetNs: number, before: LiveConnection | null = null) {
    this.followed = followed;
    this.flow = followed.flow;
    this.offsetNs = offsetNs;
    this.messages = before?.messages ?? new MessageRing(MESSAGES_KEPT);
    this.rates = before?.rates ?? new RateWindow();
    if (before === null) return;
    this.messages.clear();
    this.rates.clear();
    this.#headClient = before.#headClient;
    this.#headServer = before.#headServer;
    this.#headClient?.begin(0);
    this.#headServer?.begin(0);
  }

  get stream(): number {
    return this.flow.stream;
  }

  /** Payload bytes of both sides, retransmissions included. */
  get bytes(): number {
    return this.flow.sides[0].bytes + this.flow.sides[1].bytes;
  }

  get messageCount(): number {
    return this.followed.session?.allMessages ?? 0;
  }

  /** Round trips of the data that `sender` sent; null: none yet. */
  rtt(sender: Direction): NumberRing | null {
    return sender === SERVER_TO_CLIENT ? this.#rttServer : this.#rttClient;
  }

  addRtt(sender: Direction, rttNs: number): void {
    if (sender === SERVER_TO_CLIENT) {
      this.#rttServer ??= new NumberRing(RTT_KEPT);
      this.#rttServer.add(rttNs);
    } else {
      this.#rttClient ??= new NumberRing(RTT_KEPT);
      this.#rttClient.add(rttNs);
    }
  }

  /** The payload that passes in this direction; null: there was none yet. */
  head(direction: Direction): PayloadHead | null {
    return direction === SERVER_TO_CLIENT ? this.#headServer : this.#headClient;
  }

  headFor(direction: Direction): PayloadHead {
    if (direction === SERVER_TO_CLIENT) {
      this.#headServer ??= new PayloadHead(HEAD_LIMIT);
      return this.#headServer;
    }
    this.#headClient ??= new PayloadHead(HEAD_LIMIT);
    return this.#headClient;
  }

  /** null: nothing was published in this direction. */
  fragments(direction: Direction): LiveFragments | null {
    return direction === SERVER_TO_CLIENT ? this.#fragmentsServer : this.#fragmentsClient;
  }

  fragmentsFor(direction: Direction): LiveFragments {
    if (direction === SERVER_TO_CLIENT) {
      this.#fragmentsServer ??= new LiveFragments();
      return this.#fragmentsServer;
    }
    this.#fragmentsClient ??= new LiveFragments();
    return this.#fragmentsClient;
  }
}

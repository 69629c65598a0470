// The opening handshake — RFC 6455 §4: what the client asks, what the server answers, and whether the two fit together.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import { sha1 } from '../../../core/sha1.ts';
import type { CarrierEvent } from '../carrier.ts';
import {
  ACCEPT_WRONG,
  EXTENSION_NOT_OFFERED,
  REQUEST_INVALID,
  RESPONSE_INVALID,
  SUBPROTOCOL_NOT_OFFERED,
  UPGRADE_REFUSED,
} from './anomalies.ts';
import { type Extension, readExtension } from './extensions.ts';
import { type HttpHead, listsToken, listValues } from './http-head.ts';

/** RFC 6455 §1.3. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const SWITCHING_PROTOCOLS = 101;

/** Plain: may be kept. */
export class UpgradeRequest implements CarrierEvent {
  readonly carrier = 'websocket';
  readonly type = 'upgrade-request';
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  readonly key: string | null;
  readonly version: string | null;
  readonly subprotocols: readonly string[];
  readonly extensions: readonly Extension[];
  /** It asks for WebSocket, in whatever condition. */
  readonly asksUpgrade: boolean;
  readonly isValid: boolean;

  constructor(head: HttpHead) {
    const [method = '', path = '', protocol = ''] = head.startLine.split(' ');
    this.path = path;
    this.host = first(head, 'host');
    this.origin = first(head, 'origin');
    this.key = first(head, 'sec-websocket-key');
    this.version = first(head, 'sec-websocket-version');
    this.subprotocols = listValues(head, 'sec-websocket-protocol');
    this.extensions = listValues(head, 'sec-websocket-extensions').map(readExtension);
    this.asksUpgrade = method === 'GET' && listsToken(head, 'upgrade', 'websocket');
    this.isValid =
      this.asksUpgrade &&
      /^HTTP\/1\.[1-9]$/.test(protocol) &&
      this.host !== null &&
      listsToken(head, 'connection', 'upgrade') &&
      isKey(this.key) &&
      this.version === '13';
  }

  anomalies(): readonly AnomalyKind[] {
    return this.isValid ? [] : [REQUEST_INVALID];
  }
}

/** Plain: may be kept. */
export class UpgradeResponse implements CarrierEvent {
  readonly carrier = 'websocket';
  readonly type = 'upgrade-response';
  readonly status: number;
  readonly reason: string;
  readonly subprotocol: string | null;
  readonly extensions: readonly Extension[];
  readonly accept: string | null;
  /** null: the client's key is not in the capture, or there is nothing to compare. */
  readonly acceptMatches: boolean | null;
  readonly isUpgrade: boolean;
  readonly #request: UpgradeRequest | null;
  readonly #isComplete: boolean;

  constructor(head: HttpHead, request: UpgradeRequest | null) {
    const [, status = '', ...reason] = head.startLine.split(' ');
    this.status = /^\d{3}$/.test(status) ? Number(status) : 0;
    this.reason = reason.join(' ');
    this.subprotocol = first(head, 'sec-websocket-protocol');
    this.extensions = listValues(head, 'sec-websocket-extensions').map(readExtension);
    this.accept = first(head, 'sec-websocket-accept');
    this.isUpgrade = this.status === SWITCHING_PROTOCOLS;
    const key = request?.key ?? null;
    this.acceptMatches = this.isUpgrade && key !== null && this.accept !== null ? this.accept === acceptFor(key) : null;
    this.#request = request;
    this.#isComplete =
      listsToken(head, 'upgrade', 'websocket') && listsToken(head, 'connection', 'upgrade') && this.accept !== null;
  }

  /** An interim answer: the final one follows (RFC 9110 §15.2). */
  get isInterim(): boolean {
    return this.status >= 100 && this.status < 200 && !this.isUpgrade;
  }

  anomalies(): readonly AnomalyKind[] {
    if (!this.isUpgrade) return [UPGRADE_REFUSED];
    const kinds: AnomalyKind[] = [];
    if (!this.#isComplete) kinds.push(RESPONSE_INVALID);
    if (this.acceptMatches === false) kinds.push(ACCEPT_WRONG);
    const request = this.#request;
    if (request === null) return kinds;
    if (this.subprotocol !== null && !request.subprotocols.includes(this.subprotocol))
      kinds.push(SUBPROTOCOL_NOT_OFFERED);
    const offered = request.extensions.map((extension) => extension.name);
    if (this.extensions.some((extension) => !offered.includes(extension.name))) kinds.push(EXTENSION_NOT_OFFERED);
    return kinds;
  }
}

/** Sec-WebSocket-Accept for a Sec-WebSocket-Key. */
export function acceptFor(key: string): string {
  const digest = sha1(Uint8Array.from(key + ACCEPT_SUFFIX, (character) => character.charCodeAt(0)));
  return btoa(String.fromCharCode(...digest));
}

/** Base64 of 16 bytes — RFC 6455 §4.1. */
function isKey(key: string | null): boolean {
  return key !== null && /^[A-Za-z0-9+/]{22}==$/.test(key);
}

function first(head: HttpHead, name: string): string | null {
  return head.values(name)[0] ?? null;
}

// Sec-WebSocket-Extensions — RFC 6455 §9.1, and the parameters of permessage-deflate — RFC 7692 §7.1.

import { splitOutsideQuotes } from './http-head.ts';

export interface Extension {
  /** As written, for the report: 'permessage-deflate; client_max_window_bits'. */
  readonly text: string;
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export const PERMESSAGE_DEFLATE = 'permessage-deflate';

export function readExtension(text: string): Extension {
  const [name = '', ...rest] = splitOutsideQuotes(text, ';');
  const parameters = new Map<string, string>();
  for (const item of rest) {
    const equals = item.indexOf('=');
    const key = (equals < 0 ? item : item.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : item.slice(equals + 1).trim();
    parameters.set(key, value.replace(/^"(.*)"$/, '$1'));
  }
  return { text, name: name.toLowerCase(), parameters };
}

/** What permessage-deflate means for each direction. */
export interface DeflateTerms {
  /** By Direction: every message starts without history. */
  readonly forgets: readonly [client: boolean, server: boolean];
}

/** Of the extensions that the server accepted; null: no compression. */
export function deflateTerms(extensions: readonly Extension[]): DeflateTerms | null {
  const deflate = extensions.find((extension) => extension.name === PERMESSAGE_DEFLATE);
  if (deflate === undefined) return null;
  const { parameters } = deflate;
  // …_max_window_bits only limits how far back the sender refers (§7.1.2): a full window reads all of it.
  return { forgets: [parameters.has('client_no_context_takeover'), parameters.has('server_no_context_takeover')] };
}

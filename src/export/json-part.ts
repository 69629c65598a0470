// The file's bytes inside JSON payloads, without the original to compare with: the text field that holds most, in base64 or hex where every value is.

import {
  type ContentEncoding,
  type ContentField,
  contentFields,
  readContent,
} from '../analyze/expectation/json-content.ts';

/** Payloads looked at. */
export const JSON_SAMPLE = 64;
/** The stricter way of writing first: every hex text is base64 too, and every base64 text a text. */
const ENCODINGS: readonly ContentEncoding[] = ['hex', 'base64', 'utf8'];

/** The field of a topic's objects that holds the fragment. */
export class JsonPart {
  readonly field: ContentField;

  constructor(field: ContentField) {
    this.field = field;
  }

  /** null: this payload has none. */
  contentOf(payload: Uint8Array): Uint8Array | null {
    return readContent(payload, this.field);
  }
}

/** null: no text field is in all of them; then the objects themselves are what can be put together. */
export function jsonContentOf(payloads: readonly Uint8Array[]): JsonPart | null {
  const sample = payloads.slice(0, JSON_SAMPLE);
  const counts = new Map<string, { readonly field: ContentField; count: number; characters: number }>();
  for (const payload of sample) {
    for (const field of contentFields(payload)) {
      const key = `${field.encoding} ${field.key}`;
      const known = counts.get(key) ?? { field, count: 0, characters: 0 };
      known.count++;
      known.characters += readContent(payload, { ...field, encoding: 'utf8' })?.length ?? 0;
      counts.set(key, known);
    }
  }
  const everywhere = [...counts.values()].filter(({ count }) => count === sample.length);
  const most = everywhere.reduce((largest, { characters }) => Math.max(largest, characters), 0);
  const largest = everywhere.filter(({ characters }) => characters === most);
  for (const encoding of ENCODINGS) {
    const found = largest.find(({ field }) => field.encoding === encoding);
    if (found !== undefined) return new JsonPart(found.field);
  }
  return null;
}

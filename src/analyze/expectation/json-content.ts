// The bytes of the file inside a JSON payload: a text field, as it stands or as base64 or hex.

export type ContentEncoding = 'utf8' | 'base64' | 'hex';

/** Which field of the objects carries the file, and how it is written there. */
export interface ContentField {
  readonly key: string;
  readonly encoding: ContentEncoding;
}

/** Larger payloads are not read as JSON. */
const JSON_LIMIT = 1024 * 1024;
const ENCODINGS: readonly ContentEncoding[] = ['utf8', 'base64', 'hex'];

/** Every text field of a JSON object, in every way it can be read. */
export function contentFields(payload: Uint8Array): ContentField[] {
  const object = parseObject(payload);
  if (object === null) return [];
  return Object.entries(object).flatMap(([key, value]) =>
    typeof value === 'string' && value !== ''
      ? ENCODINGS.filter((encoding) => isWrittenAs(value, encoding)).map((encoding) => ({ key, encoding }))
      : [],
  );
}

/** null: the payload has no such field. */
export function readContent(payload: Uint8Array, { key, encoding }: ContentField): Uint8Array | null {
  const value = parseObject(payload)?.[key];
  return typeof value === 'string' && isWrittenAs(value, encoding) ? Buffer.from(value, encoding) : null;
}

function parseObject(payload: Uint8Array): Record<string, unknown> | null {
  if (payload.length > JSON_LIMIT) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null; // no JSON after all
  }
}

function isWrittenAs(text: string, encoding: ContentEncoding): boolean {
  if (encoding === 'base64') return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (encoding === 'hex') return text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text);
  return true;
}

// A preview of a fragment as text. Fragments are cut by bytes: a letter may be split at either end and shows as U+FFFD there.

/** Characters shown. */
export const PREVIEW_LENGTH = 160;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** null: these bytes are no text. `cut`: the payload goes on behind `end`. */
export function previewText(bytes: Uint8Array, at: number, end: number, cut: boolean): string | null {
  if (at >= end) return '';
  const text = decoder.decode(bytes.subarray(at, end));
  let inner = text.replace(/^\uFFFD{1,3}/u, '').replace(/\uFFFD{1,3}$/u, '');
  if (inner.length === 0 && end - at > 3) return null;
  if (inner.includes('\uFFFD') || hasControls(inner)) return null;
  inner = cut ? text.replace(/\uFFFD$/u, '') : text;
  return inner.slice(0, PREVIEW_LENGTH);
}

/** Control characters that text files do not hold. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d && code !== 0x1b) return true;
  }
  return false;
}

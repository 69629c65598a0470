// A strict reader of RFC 4180, for what the writer wrote.

/** Records as texts; throws where the text is no CSV. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const [cell, next] = text[at] === '"' ? quoted(text, at) : plain(text, at);
      record.push(cell);
      at = next;
      if (text[at] === ',') {
        at++;
        continue;
      }
      if (!text.startsWith('\r\n', at)) throw new Error(`no line end at ${at}`);
      at += 2;
      break;
    }
    records.push(record);
  }
  return records;
}

function plain(text: string, at: number): [cell: string, next: number] {
  let end = at;
  while (end < text.length && !',\r\n"'.includes(text[end] ?? '')) end++;
  return [text.slice(at, end), end];
}

function quoted(text: string, at: number): [cell: string, next: number] {
  let cell = '';
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] !== '"') cell += text[i];
    else if (text[i + 1] === '"') {
      cell += '"';
      i++;
    } else return [cell, i + 1];
  }
  throw new Error('a quotation mark is not closed');
}

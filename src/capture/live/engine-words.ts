// What an engine says on stderr: kept within limits, chatter apart from complaints.

const KEPT_LINES = 40;
const LINE_LIMIT = 400;
/** Of a complaint: what follows is advice for people who use the engine alone. */
const WORDS_LIMIT = 500;

export class EngineWords {
  private readonly isChatter: (line: string) => boolean;
  private readonly kept: string[] = [];
  private readonly ownName: RegExp;
  private rest = '';
  /** Sees every whole line, chatter too. */
  private readonly onLine: (line: string) => void;

  /** `engine`: what its own lines may begin with. */
  constructor(engine: string, isChatter: (line: string) => boolean, onLine: (line: string) => void) {
    this.ownName = new RegExp(`^${engine}: `);
    this.isChatter = isChatter;
    this.onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.rest + text).split(/\r?\n|\r/);
    this.rest = (lines.pop() ?? '').slice(-LINE_LIMIT);
    for (const line of lines) this.keep(line);
  }

  /** What was said so far was no complaint. */
  forget(): void {
    this.kept.length = 0;
  }

  /** The complaint, its first paragraphs, on one line; '' if there is none. */
  complaint(paragraphs = 1): string {
    if (this.rest !== '') this.keep(this.rest);
    this.rest = '';
    const text = this.kept
      .map((line) => line.trim())
      .join('\n')
      .trim();
    const words = text
      .split(/\n\n+/)
      .slice(0, paragraphs)
      .join(' ')
      .replace(/\s+/g, ' ')
      .replace(this.ownName, '')
      .replace(/\.$/, '');
    return words.length > WORDS_LIMIT ? `${words.slice(0, WORDS_LIMIT)}…` : words;
  }

  /** Everything that was kept. */
  all(): string {
    return this.kept.join('\n');
  }

  private keep(line: string): void {
    this.onLine(line);
    if (!this.isChatter(line) && this.kept.length < KEPT_LINES) this.kept.push(line.slice(0, LINE_LIMIT));
  }
}

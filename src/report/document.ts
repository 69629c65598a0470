// What a report is made of: sections say numbers and words as blocks; renderers turn blocks into text and know nothing of MQTT.

import type { Analysis, ConnectionReport } from '../analyze/analysis.ts';
import type { Severity } from '../core/severity.ts';
import type { Lang, Text } from '../core/text.ts';

export type ProfileName = 'lab' | 'full' | 'short';

/** What the reader asked for. */
export interface ReportContext {
  readonly lang: Lang;
  readonly profile: ProfileName;
  /** IANA name: 'UTC', 'America/Argentina/Buenos_Aires'. */
  readonly timeZone: string;
  /** Columns of the terminal; other formats ignore it. */
  readonly width: number;
  readonly color: boolean;
}

export interface ReportOptions {
  /** Only this connection in detail; null: all of them. */
  readonly stream?: number | null;
  /** Rows of a table and frames of a list before "… and N more"; null: the profile's own. */
  readonly listLimit?: number | null;
}

/** What a section is given besides the numbers: `ReportContext` with every choice made. */
export interface Page {
  readonly lang: Lang;
  readonly profile: ProfileName;
  readonly timeZone: string;
  readonly rowLimit: number;
}

/** alert: look here. good: as it should be. muted: beside the point. strong: the figure that was asked for. */
export type Tone = 'plain' | 'alert' | 'good' | 'muted' | 'strong';

/** `brief` stands for `text` where the table would not fit the page otherwise. */
export type Cell = string | { readonly text: string; readonly tone: Tone; readonly brief?: string };

export interface Column {
  readonly head: string;
  /** 'right' for numbers; left where it is not given. */
  readonly align?: 'left' | 'right';
  /** Cut to one line where it does not fit (previews); wrapped where it is not given. */
  readonly overflow?: 'wrap' | 'cut';
  /** Never wider than this, however long its texts are. */
  readonly most?: number;
  /** Left out first (1), second (2) … where the page is too narrow; never where it is not given. */
  readonly dropOrder?: number;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string | null;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** No rules between rows, even where they take several lines: one row is like the other. */
  readonly dense?: boolean;
  /** What was left out: "… and 12 more"; null: nothing. */
  readonly more: string | null;
}

export interface FindingBlock {
  readonly kind: 'finding';
  readonly severity: Severity;
  /** 'ERROR', 'WARNING' … in the reader's language. */
  readonly label: string;
  readonly title: string;
  /** null: the short form, one line. */
  readonly text: string | null;
  /** Where to look: connection and frames. */
  readonly where: string;
  /** Clause and rule; null in the short form. */
  readonly source: string | null;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  /** The question this section answers. */
  | { readonly kind: 'question'; readonly text: string }
  /** The answer in a line. */
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** mistake: what a hand answer usually gets wrong. caution: what limits these figures. note: by the way. */
  | { readonly kind: 'mistake' | 'caution' | 'note'; readonly label: string; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: Cell])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | TableBlock
  | FindingBlock;

interface SectionBase {
  readonly id: string;
  /** The lab's question: '3 a'; null: not one of them. */
  readonly number: string | null;
  readonly title: Text;
  readonly question: Text | null;
}

/** About the capture as a whole. */
export interface CaptureSection extends SectionBase {
  readonly scope: 'capture';
  /** Empty: the section is left out. */
  build(analysis: Analysis, page: Page): readonly Block[];
  answer?(analysis: Analysis, page: Page): string | null;
  /** The same, as far as it is about one connection. */
  answerFor?(connection: ConnectionReport, page: Page, analysis: Analysis): string | null;
}

/** About one connection. */
export interface ConnectionSection extends SectionBase {
  readonly scope: 'connection';
  /** false: only where MQTT was recognised. */
  readonly anyProtocol: boolean;
  /** Empty: the section is left out. */
  build(connection: ConnectionReport, page: Page, analysis: Analysis): readonly Block[];
  /** The answer in a line, for the overview and the head of the section; null: nothing to say. */
  answer?(connection: ConnectionReport, page: Page, analysis: Analysis): string | null;
}

export type Section = CaptureSection | ConnectionSection;

/** A section that was built. */
export interface DocumentSection {
  readonly id: string;
  readonly stream: number | null;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly lang: Lang;
  readonly title: string;
  readonly sections: readonly DocumentSection[];
}

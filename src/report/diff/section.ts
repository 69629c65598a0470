// A section of the report on two captures: numbers and words as blocks, as the sections on one capture (report/document.ts).

import type { Text } from '../../core/text.ts';
import type { CaptureDiff, DiffMode } from '../../diff/capture-diff.ts';
import type { Block, Page } from '../document.ts';

export interface DiffSection {
  readonly id: string;
  readonly title: Text;
  readonly question: Text | null;
  /** The modes it has something to say about; its field of the CaptureDiff is null in the others. */
  readonly modes: readonly DiffMode[];
  /** Empty: the section is left out. */
  build(diff: CaptureDiff, page: Page): readonly Block[];
  /** The answer in a line, under the heading. */
  answer?(diff: CaptureDiff, page: Page): string | null;
}

// One message to one client, judged.

import type { DeliveryEvidence, DeliveryMark, DeliveryOutcome, DeliveryReason } from './delivery-diff.ts';
import type { Client, Message } from './model.ts';

/** One message to one client. */
export interface Verdict {
  readonly outcome: DeliveryOutcome;
  readonly marks: Set<DeliveryMark>;
  readonly reason: DeliveryReason | null;
  readonly published: Message | null;
  readonly delivered: Message | null;
  readonly subscriber: Client | null;
  readonly evidence: DeliveryEvidence | null;
  /** When it was published, or would have been, on the clock of the first capture that shows it. */
  readonly orderNs: number;
}

// MqttSnView: the message that was decoded last. REUSED; the message itself may be kept.

import type { MessageView } from '../protocol.ts';
import type { SnMessage } from './message.ts';
import { snSummaryOf } from './summaries.ts';

const NOTHING: SnMessage = {
  protocol: 'mqttsn',
  type: 'RESERVED',
  messageType: null,
  length: null,
  forwarding: [],
  payload: new Uint8Array(0),
};

export class MqttSnView implements MessageView {
  readonly protocol: string = 'mqttsn';
  message: SnMessage = NOTHING;

  get type(): string {
    return this.message.type;
  }

  summary(): string {
    return snSummaryOf(this.message);
  }

  toMessage(): SnMessage {
    return this.message;
  }
}

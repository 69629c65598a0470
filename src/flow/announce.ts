// A message that lies in one piece: decoded there and told to the listeners, its payload too. `context.origin` says where it lies.

import type { Direction } from '../core/direction.ts';
import type { MessageDecoder } from '../dissect/application/protocol.ts';
import type { MessageContext } from './message-context.ts';
import type { TcpFlow } from './tcp-flow.ts';

export function announceWhole(
  context: MessageContext,
  flow: TcpFlow,
  direction: Direction,
  decoder: MessageDecoder,
  buf: Uint8Array,
  at: number,
  length: number,
): void {
  const { hooks, origin, anomalies } = context;
  const end = at + length;
  anomalies.clear();
  const view = decoder.decode(buf, at, end, length, direction, context.flagMessage);
  if (hooks.hearsMessageStarts) hooks.messageStart(flow, direction, view, origin);
  if (hooks.hearsPayload && (view.payloadLength ?? 0) > 0) {
    hooks.payload(flow, direction, buf, Math.min(view.payloadAt ?? end, end), end, 0);
  }
  hooks.message(flow, direction, view, origin, anomalies);
}

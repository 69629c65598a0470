// What SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK begin with — MQTT 3.1.1 §2.3, MQTT 5.0 §2.2.
//
// packet identifier (2) · properties (5.0)

import type { Flag } from '../protocol.ts';
import { PACKET_IDENTIFIER_ZERO } from './anomalies.ts';
import { BodyCursor, READ_OK } from './body-cursor.ts';
import { readProperties } from './properties.ts';
import type { MqttView } from './view.ts';

export function readRequestHead(view: MqttView, body: BodyCursor, flag: Flag): void {
  const identifier = body.u16();
  if (body.state !== READ_OK) return;
  view.packetIdentifier = identifier;
  if (identifier === 0) flag(PACKET_IDENTIFIER_ZERO, body.at - 2, 1, 0);
  if (view.version !== 5) return;
  readProperties(body, view.packetType, flag);
  view.propertiesAt = body.propertiesAt;
  view.propertiesEnd = body.propertiesEnd;
}

/** A new cursor behind that head, for the lists that follow; cold. */
export function cursorBehindHead(view: MqttView): BodyCursor {
  const body = new BodyCursor();
  const at = view.version === 5 ? view.propertiesEnd : view.bodyAt + 2;
  body.open(view.buf, Math.max(at, view.bodyAt), view.headEnd, view.at + view.length);
  // Without its identifier or its properties nothing behind them can be found.
  if (view.packetIdentifier < 0 || (view.version === 5 && view.propertiesAt <= view.bodyAt))
    body.skipTo(body.packetEnd);
  return body;
}

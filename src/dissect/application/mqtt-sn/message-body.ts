// What lies behind the header, by message type — MQTT-SN 1.2 §5.4.

import { RESERVED_MESSAGE_TYPE } from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import { readConnect, readReturnCode } from './connect.ts';
import { readAdvertise, readGatewayInfo, readSearchGateway } from './gateway.ts';
import type { SnMessage, SnMessageHead } from './message.ts';
import {
  SN_ADVERTISE,
  SN_CONNACK,
  SN_CONNECT,
  SN_DISCONNECT,
  SN_GWINFO,
  SN_PINGREQ,
  SN_PINGRESP,
  SN_PUBACK,
  SN_PUBCOMP,
  SN_PUBLISH,
  SN_PUBREC,
  SN_PUBREL,
  SN_REGACK,
  SN_REGISTER,
  SN_SEARCHGW,
  SN_SUBACK,
  SN_SUBSCRIBE,
  SN_UNSUBACK,
  SN_UNSUBSCRIBE,
  SN_WILLMSG,
  SN_WILLMSGREQ,
  SN_WILLMSGRESP,
  SN_WILLMSGUPD,
  SN_WILLTOPIC,
  SN_WILLTOPICREQ,
  SN_WILLTOPICRESP,
  SN_WILLTOPICUPD,
} from './message-types.ts';
import { readDisconnect, readPingRequest } from './ping.ts';
import { readPublish } from './publish.ts';
import { readRegister, readTopicAck } from './register.ts';
import { readMessageId, readSuback, readSubscribe } from './subscribe.ts';
import { readWillMessage, readWillTopic } from './will.ts';

type Reader = (head: SnMessageHead, body: SnBodyCursor) => SnMessage;

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [SN_ADVERTISE, readAdvertise],
  [SN_SEARCHGW, readSearchGateway],
  [SN_GWINFO, readGatewayInfo],
  [SN_CONNECT, readConnect],
  [SN_CONNACK, (head, body) => readReturnCode(head, body, 'CONNACK')],
  [SN_WILLTOPICREQ, (head) => ({ ...head, type: 'WILLTOPICREQ' })],
  [SN_WILLTOPIC, (head, body) => readWillTopic(head, body, 'WILLTOPIC')],
  [SN_WILLMSGREQ, (head) => ({ ...head, type: 'WILLMSGREQ' })],
  [SN_WILLMSG, (head, body) => readWillMessage(head, body, 'WILLMSG')],
  [SN_REGISTER, readRegister],
  [SN_REGACK, (head, body) => readTopicAck(head, body, 'REGACK')],
  [SN_PUBLISH, readPublish],
  [SN_PUBACK, (head, body) => readTopicAck(head, body, 'PUBACK')],
  [SN_PUBCOMP, (head, body) => readMessageId(head, body, 'PUBCOMP')],
  [SN_PUBREC, (head, body) => readMessageId(head, body, 'PUBREC')],
  [SN_PUBREL, (head, body) => readMessageId(head, body, 'PUBREL')],
  [SN_SUBSCRIBE, (head, body) => readSubscribe(head, body, 'SUBSCRIBE')],
  [SN_SUBACK, readSuback],
  [SN_UNSUBSCRIBE, (head, body) => readSubscribe(head, body, 'UNSUBSCRIBE')],
  [SN_UNSUBACK, (head, body) => readMessageId(head, body, 'UNSUBACK')],
  [SN_PINGREQ, readPingRequest],
  [SN_PINGRESP, (head) => ({ ...head, type: 'PINGRESP' })],
  [SN_DISCONNECT, readDisconnect],
  [SN_WILLTOPICUPD, (head, body) => readWillTopic(head, body, 'WILLTOPICUPD')],
  [SN_WILLTOPICRESP, (head, body) => readReturnCode(head, body, 'WILLTOPICRESP')],
  [SN_WILLMSGUPD, (head, body) => readWillMessage(head, body, 'WILLMSGUPD')],
  [SN_WILLMSGRESP, (head, body) => readReturnCode(head, body, 'WILLMSGRESP')],
]);

/** The message whose header was read; raises what is wrong with it. `typeAt`: where its type stands. */
export function readMessageBody(head: SnMessageHead, body: SnBodyCursor, typeAt: number): SnMessage {
  const reader = READERS.get(head.messageType ?? -1);
  if (reader === undefined) {
    body.flag(RESERVED_MESSAGE_TYPE, typeAt, 0, head.messageType ?? 0);
    return { ...head, type: 'RESERVED', payload: body.payload() };
  }
  const message = reader(head, body);
  body.finish();
  return message;
}

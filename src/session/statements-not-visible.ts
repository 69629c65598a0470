// Normative statements of MQTT 3.1.1 and 5.0 that no packet of one connection shows broken — "not visible" — and why; the visible ones are in normative-statements.ts.

/** Kept or discarded inside the client or the server. */
const STORAGE = 'not visible: internal state';
/** How bytes are understood by whoever receives them. */
const RECEIVER = 'not visible: how a receiver understands what it reads';
/** Two bytes of a QoS 0 PUBLISH are payload, whatever their sender meant by them. */
const PAYLOAD = 'not visible: cannot be told from payload';
/** Shows only beside other connections; what the sessions of one client show together is told by the client's history. */
const ELSEWHERE = 'not visible: needs another connection';
/** Fields or codes without a name: swapped ones read as other right ones. */
const UNNAMED = 'not visible: the parts carry no name of their own';
const MOTIVE = 'not visible: why a packet was sent, refused or held back';
const CAPABILITY = 'not visible: what an implementation is able to do';
/** §3.10.4: the server may still deliver what it has buffered. */
const BUFFERED = 'not visible: buffered messages may still be delivered';
/** The other side may close first, and the capture may end before. */
const CLOSING = 'not visible: who closes the connection, and when, is left open';
/** The length field has two bytes. */
const LENGTH = 'not visible: cannot be written';

export interface StatementNotVisible {
  readonly id: string;
  readonly version: '3.1.1' | '5.0';
  readonly reason: string;
}

function rows(
  version: '3.1.1' | '5.0',
  list: readonly (readonly [id: string, reason: string])[],
): StatementNotVisible[] {
  return list.map(([id, reason]) => ({ id, version, reason }));
}

export const STATEMENTS_NOT_VISIBLE: readonly StatementNotVisible[] = [
  ...rows('3.1.1', [
    ['MQTT-1.5.3-3', RECEIVER],
    ['MQTT-2.3.1-5', PAYLOAD],
    ['MQTT-3.1.2-4', STORAGE],
    ['MQTT-3.1.2-5', STORAGE],
    ['MQTT-3.1.2-7', STORAGE],
    ['MQTT-3.1.2-8', ELSEWHERE],
    ['MQTT-3.1.2-10', STORAGE],
    ['MQTT-3.1.2-12', ELSEWHERE],
    ['MQTT-3.1.2-16', ELSEWHERE],
    ['MQTT-3.1.2-17', ELSEWHERE],
    ['MQTT-3.1.3-1', UNNAMED],
    ['MQTT-3.1.3-2', STORAGE],
    ['MQTT-3.1.3-6', STORAGE],
    ['MQTT-3.1.3-9', MOTIVE],
    ['MQTT-3.1.4-2', ELSEWHERE],
    ['MQTT-3.1.4-3', STORAGE],
    ['MQTT-3.2.2-2', STORAGE],
    ['MQTT-3.2.2-3', STORAGE],
    ['MQTT-3.3.1-5', STORAGE],
    ['MQTT-3.3.1-6', STORAGE],
    ['MQTT-3.3.1-7', STORAGE],
    ['MQTT-3.3.1-8', MOTIVE],
    ['MQTT-3.3.1-10', STORAGE],
    ['MQTT-3.3.1-11', STORAGE],
    ['MQTT-3.3.1-12', STORAGE],
    ['MQTT-3.3.5-2', MOTIVE],
    ['MQTT-3.8.3-2', CAPABILITY],
    ['MQTT-3.8.4-3', STORAGE],
    ['MQTT-3.9.3-1', UNNAMED],
    ['MQTT-3.10.4-1', STORAGE],
    ['MQTT-3.10.4-2', BUFFERED],
    ['MQTT-3.10.4-3', BUFFERED],
    ['MQTT-3.14.4-1', CLOSING],
    ['MQTT-3.14.4-3', ELSEWHERE],
    ['MQTT-4.1.0-1', STORAGE],
    ['MQTT-4.1.0-2', STORAGE],
    ['MQTT-4.4.0-1', ELSEWHERE],
    ['MQTT-4.5.0-1', STORAGE],
    ['MQTT-4.6.0-5', ELSEWHERE],
    ['MQTT-4.6.0-6', ELSEWHERE],
    ['MQTT-4.7.3-3', LENGTH],
    ['MQTT-4.7.3-4', RECEIVER],
    ['MQTT-4.8.0-2', MOTIVE],
    ['MQTT-6.0.0-2', RECEIVER],
    ['MQTT-7.0.0-1', CAPABILITY],
    ['MQTT-7.0.0-2', CAPABILITY],
    ['MQTT-7.1.1-1', CAPABILITY],
    ['MQTT-7.1.2-1', CAPABILITY],
  ]),
  ...rows('5.0', [
    ['MQTT-1.5.4-3', RECEIVER],
    ['MQTT-2.2.1-2', PAYLOAD],
    ['MQTT-3.1.2-5', STORAGE],
    ['MQTT-3.1.2-6', STORAGE],
    ['MQTT-3.1.2-7', STORAGE],
    ['MQTT-3.1.2-8', ELSEWHERE],
    ['MQTT-3.1.2-10', STORAGE],
    ['MQTT-3.1.2-14', ELSEWHERE],
    ['MQTT-3.1.2-15', ELSEWHERE],
    ['MQTT-3.1.2-23', STORAGE],
    ['MQTT-3.1.2-25', MOTIVE],
    ['MQTT-3.1.3-1', UNNAMED],
    ['MQTT-3.1.3-2', STORAGE],
    ['MQTT-3.1.3-8', MOTIVE],
    ['MQTT-3.1.3-9', ELSEWHERE],
    ['MQTT-3.1.3-10', ELSEWHERE],
    ['MQTT-3.1.4-3', ELSEWHERE],
    ['MQTT-3.1.4-4', STORAGE],
    ['MQTT-3.2.2-3', STORAGE],
    ['MQTT-3.2.2-4', STORAGE],
    ['MQTT-3.2.2-5', STORAGE],
    ['MQTT-3.2.2-9', CAPABILITY],
    ['MQTT-3.3.1-5', STORAGE],
    ['MQTT-3.3.1-6', STORAGE],
    ['MQTT-3.3.1-7', STORAGE],
    ['MQTT-3.3.1-8', STORAGE],
    ['MQTT-3.3.1-9', STORAGE],
    ['MQTT-3.3.1-13', ELSEWHERE],
    ['MQTT-3.3.2-4', ELSEWHERE],
    ['MQTT-3.3.2-5', STORAGE],
    ['MQTT-3.3.2-6', ELSEWHERE],
    ['MQTT-3.3.2-10', RECEIVER],
    ['MQTT-3.3.2-12', RECEIVER],
    ['MQTT-3.3.2-15', ELSEWHERE],
    ['MQTT-3.3.2-16', ELSEWHERE],
    ['MQTT-3.3.2-17', ELSEWHERE],
    ['MQTT-3.3.2-18', ELSEWHERE],
    ['MQTT-3.3.2-20', ELSEWHERE],
    ['MQTT-3.3.4-8', MOTIVE],
    ['MQTT-3.3.4-10', MOTIVE],
    ['MQTT-3.8.3-3', ELSEWHERE],
    ['MQTT-3.8.4-3', STORAGE],
    ['MQTT-3.8.4-4', STORAGE],
    ['MQTT-3.9.3-1', UNNAMED],
    ['MQTT-3.10.4-1', STORAGE],
    ['MQTT-3.10.4-2', BUFFERED],
    ['MQTT-3.10.4-3', BUFFERED],
    ['MQTT-3.14.4-2', CLOSING],
    ['MQTT-3.14.4-3', ELSEWHERE],
    ['MQTT-4.1.0-1', STORAGE],
    ['MQTT-4.1.0-2', STORAGE],
    ['MQTT-4.2.0-1', CAPABILITY],
    ['MQTT-4.3.2-3', STORAGE],
    ['MQTT-4.3.2-5', RECEIVER],
    ['MQTT-4.3.3-5', STORAGE],
    ['MQTT-4.3.3-7', STORAGE],
    ['MQTT-4.3.3-9', RECEIVER],
    ['MQTT-4.3.3-10', RECEIVER],
    ['MQTT-4.3.3-12', RECEIVER],
    ['MQTT-4.3.3-13', RECEIVER],
    ['MQTT-4.5.0-1', STORAGE],
    ['MQTT-4.6.0-5', ELSEWHERE],
    ['MQTT-4.6.0-6', ELSEWHERE],
    ['MQTT-4.7.3-3', LENGTH],
    ['MQTT-4.7.3-4', RECEIVER],
    ['MQTT-4.8.2-4', ELSEWHERE],
    ['MQTT-4.8.2-5', ELSEWHERE],
    ['MQTT-4.8.2-6', ELSEWHERE],
    ['MQTT-4.9.0-1', STORAGE],
    ['MQTT-4.9.0-3', RECEIVER],
    ['MQTT-4.12.1-2', CLOSING],
    ['MQTT-6.0.0-2', RECEIVER],
  ]),
];

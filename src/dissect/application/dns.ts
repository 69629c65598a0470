// DNS over UDP (multicast DNS too) and over TCP — RFC 1035 §4.2, RFC 7766 §8, RFC 6762. Cold: a message is read at once, as plain values.

import { u16be } from '../../core/bytes.ts';
import type { Direction } from '../../core/direction.ts';
import { MESSAGE_TOO_SHORT, MESSAGE_TRUNCATED } from './dns/anomalies.ts';
import { type DnsMessage, HEADER_LENGTH, parseDnsMessage, probeDnsMessage } from './dns/message.ts';
import {
  type AppProtocol,
  type Flag,
  MALFORMED,
  type MessageDecoder,
  type MessageView,
  NEED_MORE,
} from './protocol.ts';

export type { DnsMessage, DnsQuestion, DnsRecord } from './dns/message.ts';

/** Over TCP every message stands behind its length (RFC 1035 §4.2.2). */
const LENGTH_PREFIX = 2;

const UNREADABLE: DnsMessage = {
  protocol: 'dns',
  type: 'query',
  id: 0,
  isResponse: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  rcode: 0,
  rcodeName: 'NOERROR',
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

class DnsView implements MessageView {
  readonly protocol: string = 'dns';
  type = 'query';
  #message: DnsMessage = UNREADABLE;

  fill(message: DnsMessage): void {
    this.type = message.type;
    this.#message = message;
  }

  /** 'query A broker.hivemq.com', 'response A broker.hivemq.com: 35.158.34.213'. */
  summary(): string {
    const { questions, answers, rcode, rcodeName, type } = this.#message;
    const asked = questions.map((question) => `${question.type} ${question.name}`).join(', ');
    const found = rcode === 0 ? answers.map((answer) => answer.data).join(', ') : rcodeName;
    return [type, asked === '' ? '' : ` ${asked}`, found === '' ? '' : `: ${found}`].join('');
  }

  toMessage(): DnsMessage {
    return this.#message;
  }
}

class DnsDecoder implements MessageDecoder {
  readonly #prefix: number;
  readonly #view = new DnsView();

  constructor(prefix: number) {
    this.#prefix = prefix;
  }

  decode(buf: Uint8Array, at: number, headEnd: number, length: number, _direction: Direction, flag: Flag): MessageView {
    const messageAt = at + this.#prefix;
    const isCut = headEnd < at + length;
    if (headEnd - messageAt < HEADER_LENGTH) {
      flag(isCut ? MESSAGE_TRUNCATED : MESSAGE_TOO_SHORT, messageAt, HEADER_LENGTH, Math.max(0, headEnd - messageAt));
      this.#view.fill(UNREADABLE);
      return this.#view;
    }
    if (isCut) flag(MESSAGE_TRUNCATED, messageAt, length, headEnd - at);
    // In a message that the capture cut, running past the end is no fault of the sender's.
    this.#view.fill(parseDnsMessage(buf, messageAt, headEnd, isCut ? ignore : flag));
    return this.#view;
  }
}

function ignore(): void {}

export const dns: AppProtocol = {
  name: 'dns',
  transport: 'datagram',
  ports: [53, 5353],
  probe: (buf, at, end) => (probeDnsMessage(buf, at, end) === 'yes' ? 'yes' : 'no'), // a datagram has no more bytes to come
  measure: (_buf, at, end) => end - at,
  headLength: (_buf, _at, _end, length) => length,
  open: () => new DnsDecoder(0),
};

export const dnsOverTcp: AppProtocol = {
  name: 'dns',
  transport: 'stream',
  ports: [53],
  probe(buf, at, end) {
    if (end - at < LENGTH_PREFIX) return 'more';
    const length = u16be(buf, at);
    if (length < HEADER_LENGTH) return 'no';
    const messageAt = at + LENGTH_PREFIX;
    const answer = probeDnsMessage(buf, messageAt, Math.min(end, messageAt + length));
    return answer === 'more' && messageAt + length <= end ? 'no' : answer;
  },
  measure(buf, at, end) {
    if (end - at < LENGTH_PREFIX) return NEED_MORE;
    const length = u16be(buf, at);
    return length < HEADER_LENGTH ? MALFORMED : LENGTH_PREFIX + length;
  },
  headLength: (_buf, _at, _end, length) => length,
  open: () => new DnsDecoder(LENGTH_PREFIX),
};

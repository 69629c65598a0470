// WebSocket opcodes and close codes — RFC 6455 §5.2, §7.4.1 and the IANA registry.

export const WS_CONTINUATION = 0x0;
export const WS_TEXT = 0x1;
export const WS_BINARY = 0x2;
export const WS_CLOSE = 0x8;
export const WS_PING = 0x9;
export const WS_PONG = 0xa;

/** Names as they are shown; reserved opcodes keep their number. */
const OPCODE_NAMES: readonly string[] = [
  'continuation',
  'text',
  'binary',
  'reserved (0x3)',
  'reserved (0x4)',
  'reserved (0x5)',
  'reserved (0x6)',
  'reserved (0x7)',
  'close',
  'ping',
  'pong',
  'reserved (0xb)',
  'reserved (0xc)',
  'reserved (0xd)',
  'reserved (0xe)',
  'reserved (0xf)',
];

export function opcodeName(opcode: number): string {
  return OPCODE_NAMES[opcode] ?? `reserved (0x${opcode.toString(16)})`;
}

export function isData(opcode: number): boolean {
  return opcode <= WS_BINARY;
}

export function isControl(opcode: number): boolean {
  return opcode >= WS_CLOSE;
}

export function isReserved(opcode: number): boolean {
  return (opcode > WS_BINARY && opcode < WS_CLOSE) || opcode > WS_PONG;
}

/** RFC 6455 §7.4.1, and 1012 … 1014 from the registry. */
const CLOSE_CODE_NAMES: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
};

/** null: a number without a registered name (3000 … 4999 belong to libraries and applications). */
export function closeCodeName(code: number): string | null {
  return CLOSE_CODE_NAMES[code] ?? null;
}

/** May this code stand in a close frame? 1004 is reserved; 1005, 1006 and 1015 are never sent — RFC 6455 §7.4. */
export function isSendableCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

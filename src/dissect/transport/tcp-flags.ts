// TCP control bits — RFC 9293 §3.1, RFC 3168 (ECE, CWR), RFC 9768 (AE).

export const TCP_FIN = 0x001;
export const TCP_SYN = 0x002;
export const TCP_RST = 0x004;
export const TCP_PSH = 0x008;
export const TCP_ACK = 0x010;
export const TCP_URG = 0x020;
export const TCP_ECE = 0x040;
export const TCP_CWR = 0x080;
/** Accurate ECN; the nonce sum (NS) of the withdrawn RFC 3540. */
export const TCP_AE = 0x100;
const TCP_RESERVED = 0xe00;

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [TCP_FIN, 'FIN'],
  [TCP_SYN, 'SYN'],
  [TCP_RST, 'RST'],
  [TCP_PSH, 'PSH'],
  [TCP_ACK, 'ACK'],
  [TCP_URG, 'URG'],
  [TCP_ECE, 'ECE'],
  [TCP_CWR, 'CWR'],
  [TCP_AE, 'AE'],
  [TCP_RESERVED, 'Reserved'],
];

/** "SYN, ACK": the bits that are set, in Wireshark's order; "<None>" without any. */
export function flagNames(flags: number): string {
  const names = NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? '<None>' : names.join(', ');
}

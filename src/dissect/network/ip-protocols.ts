// IP protocol numbers — IANA "Assigned Internet Protocol Numbers"; the IPv6 extension headers among them (RFC 7045 §3).

export const IP_HOP_BY_HOP = 0;
export const IP_ICMP = 1;
export const IP_IPV4 = 4;
export const IP_TCP = 6;
export const IP_UDP = 17;
export const IP_IPV6 = 41;
export const IP_ROUTING = 43;
export const IP_FRAGMENT = 44;
export const IP_GRE = 47;
export const IP_ESP = 50;
export const IP_AUTHENTICATION = 51;
export const IP_ICMPV6 = 58;
export const IP_NO_NEXT_HEADER = 59;
export const IP_DESTINATION_OPTIONS = 60;
export const IP_MOBILITY = 135;
export const IP_HOST_IDENTITY = 139;
export const IP_SHIM6 = 140;

const NAMES: readonly (readonly [number: number, name: string])[] = [
  [IP_HOP_BY_HOP, 'IPv6 hop-by-hop options'],
  [IP_ICMP, 'ICMP'],
  [2, 'IGMP'],
  [IP_IPV4, 'IPv4'],
  [IP_TCP, 'TCP'],
  [8, 'EGP'],
  [IP_UDP, 'UDP'],
  [33, 'DCCP'],
  [IP_IPV6, 'IPv6'],
  [IP_ROUTING, 'IPv6 routing'],
  [IP_FRAGMENT, 'IPv6 fragment'],
  [46, 'RSVP'],
  [IP_GRE, 'GRE'],
  [IP_ESP, 'ESP'],
  [IP_AUTHENTICATION, 'AH'],
  [IP_ICMPV6, 'ICMPv6'],
  [IP_NO_NEXT_HEADER, 'no next header'],
  [IP_DESTINATION_OPTIONS, 'IPv6 destination options'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [103, 'PIM'],
  [112, 'VRRP'],
  [115, 'L2TP'],
  [132, 'SCTP'],
  [IP_MOBILITY, 'IPv6 mobility'],
  [136, 'UDP-Lite'],
  [IP_HOST_IDENTITY, 'HIP'],
  [IP_SHIM6, 'Shim6'],
];

/** 'TCP', 'unknown (0x63)'. */
export function ipProtocolName(protocol: number): string {
  const row = NAMES.find(([number]) => number === protocol);
  return row?.[1] ?? `unknown (0x${protocol.toString(16).padStart(2, '0')})`;
}

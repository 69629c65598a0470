// DNS numbers and their names — IANA "Domain Name System (DNS) Parameters", RFC 6895.

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_PTR = 12;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_DNAME = 39;
export const TYPE_OPT = 41;
export const TYPE_SVCB = 64;
export const TYPE_HTTPS = 65;

const TYPE_NAMES: readonly (readonly [number: number, name: string])[] = [
  [TYPE_A, 'A'],
  [TYPE_NS, 'NS'],
  [TYPE_CNAME, 'CNAME'],
  [TYPE_SOA, 'SOA'],
  [TYPE_PTR, 'PTR'],
  [13, 'HINFO'],
  [TYPE_MX, 'MX'],
  [TYPE_TXT, 'TXT'],
  [TYPE_AAAA, 'AAAA'],
  [TYPE_SRV, 'SRV'],
  [35, 'NAPTR'],
  [TYPE_DNAME, 'DNAME'],
  [TYPE_OPT, 'OPT'],
  [43, 'DS'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [50, 'NSEC3'],
  [51, 'NSEC3PARAM'],
  [52, 'TLSA'],
  [TYPE_SVCB, 'SVCB'],
  [TYPE_HTTPS, 'HTTPS'],
  [250, 'TSIG'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
  [257, 'CAA'],
];

const RCODE_NAMES: readonly string[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

/** Internet, Chaos, Hesiod, none, any. */
export const CLASSES: readonly number[] = [1, 3, 4, 254, 255];

/** 'AAAA'; RFC 3597 §5 for an unknown one: 'TYPE250'. */
export function typeName(type: number): string {
  return TYPE_NAMES.find(([number]) => number === type)?.[1] ?? `TYPE${type}`;
}

/** 'NXDOMAIN', 'RCODE13'. */
export function rcodeName(rcode: number): string {
  return RCODE_NAMES[rcode] ?? `RCODE${rcode}`;
}

// EtherType numbers this tool follows — IEEE Registration Authority, RFC 9542 Appendix B.

/** Smallest value that is a type (IEEE 802.3 §3.2.6); up to LENGTH_MAXIMUM it is a length. */
export const TYPE_MINIMUM = 0x0600;
export const LENGTH_MAXIMUM = 1500;

/** No real type: the number Linux cooked captures use for an 802.2 LLC header, lent to 802.3 frames as well. */
export const ETHER_TYPE_LLC = 0x0004;
export const ETHER_TYPE_IPV4 = 0x0800;
export const ETHER_TYPE_ARP = 0x0806;
/** Whole Ethernet frames inside GRE (RFC 1701). */
export const ETHER_TYPE_BRIDGED = 0x6558;
export const ETHER_TYPE_VLAN = 0x8100;
export const ETHER_TYPE_IPV6 = 0x86dd;
export const ETHER_TYPE_PPPOE_DISCOVERY = 0x8863;
export const ETHER_TYPE_PPPOE_SESSION = 0x8864;
/** 802.1ad service tag. */
export const ETHER_TYPE_QINQ = 0x88a8;
/** Stacked tags before 802.1ad. */
export const ETHER_TYPE_QINQ_OLD = 0x9100;

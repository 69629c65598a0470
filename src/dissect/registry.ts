// The layer dissectors, one line each. Their order gives each layer its index in `packet.layers`.

import { KEY_LINK_TYPE, type LayerDissector } from './layer.ts';
import { ethernet } from './link/ethernet.ts';
import { linuxSll, linuxSll2 } from './link/linux-sll.ts';
import { llc } from './link/llc.ts';
import { loopback } from './link/loopback.ts';
import { ppp } from './link/ppp.ts';
import { pppoeDiscovery, pppoeSession } from './link/pppoe.ts';
import { rawIp } from './link/raw-ip.ts';
import { vlan, vlanService } from './link/vlan.ts';
import { arp } from './network/arp.ts';
import { gre } from './network/gre.ts';
import { icmp, icmpv6 } from './network/icmp.ts';
import { ipv4 } from './network/ipv4.ts';
import { ipv6 } from './network/ipv6.ts';
import { tcp } from './transport/tcp.ts';
import { udp } from './transport/udp.ts';

export const LAYERS: readonly LayerDissector[] = [
  ethernet,
  vlan,
  vlanService,
  linuxSll,
  linuxSll2,
  loopback,
  rawIp,
  llc,
  pppoeDiscovery,
  pppoeSession,
  ppp,
  arp,
  ipv4,
  ipv6,
  icmp,
  icmpv6,
  gre,
  tcp,
  udp,
];

/** Can frames of this LINKTYPE_* number be read? */
export function isLinkTypeSupported(linkType: number): boolean {
  return LAYERS.some(({ answers }) => answers.some(([space, id]) => space === KEY_LINK_TYPE && id === linkType));
}
